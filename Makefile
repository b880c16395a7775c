# Needs Python 3.11 or newer with venv and pip, and make. The tests also drive real clients: those want git, gcc, node and npm.
# Everything is installed into $(VENV), from the lock files and nothing else. `make` alone lists what there is.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
SECONDS ?= 60

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
QUICK := tests/unit tests/settings tests/exchanges

# What is installed, as empty files: a second `make run` finds them newer than the lock files and has nothing to do.
RUN := $(VENV)/.run
DEV := $(VENV)/.dev
FUZZ := $(VENV)/.fuzz

# No `pip install` of one target while another one's is under way.
.NOTPARALLEL:
.DEFAULT_GOAL := help
.PHONY: help run test check lint clients fuzz soak bench docs lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

run: $(RUN) ## install what is needed, then run the demo; ARGS="--config gateway.yaml" runs your own
	@$(BIN)/gateway serve $(ARGS)

test: $(DEV) clients ## run every test, real clients included; ARGS="-k words" picks some
	@$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

check: lint ## what must hold before a commit: form, types, the quick tests
	@$(BIN)/python -m pytest -q -n auto --dist loadfile $(QUICK)
	@$(BIN)/gateway check config/real-backend.yaml

lint: $(DEV) ## form and types alone
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

clients: $(DEV) ## install the client libraries and programs the tests drive
	@$(BIN)/python tests/clients/install.py || echo 'The tests that need what is missing are skipped.' >&2

fuzz: $(FUZZ) ## search every reader of bytes for input that breaks it, SECONDS=60 each; ARGS="-k xml" picks some
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS) --folder $(VENV)/fuzz $(ARGS)

soak: $(DEV) ## mixed traffic on a real gateway while all around it fails, ARGS="--minutes 10 --rate 150"; ends with a report
	@$(BIN)/python -m tests.load.soak $(ARGS)

bench: $(RUN) ## measure it beside nginx, nginx+Lua, Node and Envoy, a quarter of an hour; ARGS=--quick takes two minutes
	@$(BIN)/python -m bench.install || echo 'What needs the missing is left out.' >&2
	@$(BIN)/python -m bench $(ARGS)

docs: $(RUN) ## write the generated files anew: docs/tables and the schema of the configuration
	@$(BIN)/gateway schema > $(VENV)/schema && mv $(VENV)/schema config/gateway.schema.json
	@mkdir -p docs/tables && rm -f docs/tables/*.md
	@$(BIN)/gateway dialects | cut -d : -f 1 | while read -r name; do \
		$(BIN)/gateway dialects "$$name" --format md > "docs/tables/$$name.md" || exit 1; \
	done
	@$(BIN)/gateway dialects --matrix --format md > docs/tables/matrix.md
	@$(BIN)/python -m gateway.observe.metrics.table > docs/tables/metrics.md
	@$(BIN)/python -m gateway.observe.log.table > docs/tables/log.md

lock: COMPILE := CUSTOM_COMPILE_COMMAND='make lock' $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--build-deps-for editable --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
lock: $(DEV) ## resolve the dependencies of pyproject.toml into the lock files; ARGS=--upgrade takes the newest
	@$(COMPILE) $(ARGS) --extra redis --extra otlp --output-file requirements.lock pyproject.toml
	@$(COMPILE) $(ARGS) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove what was installed and what tools left behind
	rm -rf $(VENV) .clients build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): requirements.lock pyproject.toml | $(BIN)/python
	@echo 'Installing the gateway into $(VENV) …'
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo 'Installing the gateway and what its tests need into $(VENV) …'
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(RUN) $@

$(FUZZ): tests/fuzz/requirements.txt $(DEV)
	@echo 'Installing the fuzzer into $(VENV) …'
	@$(PIP) install --require-hashes -r tests/fuzz/requirements.txt
	@touch $@

$(BIN)/python:
	@command -v $(PYTHON) > /dev/null || { echo 'There is no $(PYTHON) here. Install Python 3.11 or newer, or name yours: make $(or $(MAKECMDGOALS),run) PYTHON=/path/to/python3' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The gateway needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Name another one: make $(or $(MAKECMDGOALS),run) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { echo '$(PYTHON) has no venv module with pip (ensurepip). On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@rm -f $(RUN) $(DEV) $(FUZZ)
	@$(PYTHON) -m venv $(VENV)
