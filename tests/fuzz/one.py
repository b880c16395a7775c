"""Searches one target with atheris until the time is over or something is found; started by `python -m tests.fuzz`.

A process of its own: libFuzzer ends the one it runs in, and the gateway's modules are instrumented as they are imported.
"""

from __future__ import annotations

import importlib
import logging
import sys
from pathlib import Path

_LONGEST_INPUT, _LONGEST_RUN, _MOST_MEMORY = 8_192, 10, 2_048  # bytes, seconds for one input, MiB


def main(name: str, seconds: str, folder: str) -> None:
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["gateway"]):
        targets = importlib.import_module("tests.fuzz.targets").TARGETS
    (target,) = (one for one in targets if one.name == name)
    corpus = Path(folder) / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate((*target.seeds, *target.findings.values())):
        (corpus / f"seed-{number}").write_bytes(seed)
    logging.disable()
    options = (
        f"-max_total_time={seconds}",
        f"-timeout={_LONGEST_RUN}",
        f"-rss_limit_mb={_MOST_MEMORY}",
        f"-max_len={_LONGEST_INPUT}",
        f"-artifact_prefix={folder}/",
    )
    with target.open() as fuzz_one:
        atheris.Setup([sys.argv[0], *options, str(corpus)], fuzz_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
