"""deploy/compose: a file as the Compose specification has it, hardened services, secrets that are made and never kept."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
from functools import partial
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError

from gateway.policy.admission.redis_scripts import ENTER, FAIL, RENEW
from gateway.sandbox import MAIN
from tests.deploy.placing import DEPLOY, run, secret_files
from tests.unit.admission.redis_running import RedisServer

FOLDER = DEPLOY / "compose"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
GATEWAY = (FOLDER / "gateway.yaml").read_text("utf-8")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("compose")
    shutil.copy(FOLDER / "prepare", folder)
    run(str(folder / "prepare"))
    return folder / "secrets"


def test_it_is_what_the_specification_has() -> None:
    # Merge keys are YAML's own; the specification's reader wants them resolved.
    assert set(PyCompose.from_json(json.dumps(COMPOSE)).service_names()) == set(SERVICES)
    with pytest.raises(ValueError, match="redonly"):
        PyCompose.from_json(json.dumps({"services": {"gateway": {"image": "gateway", "redonly": True}}}))


def test_there_is_all_that_is_needed_to_watch_it() -> None:
    assert set(SERVICES) == {"gateway", "sandbox", "redis", "prometheus", "grafana"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_write_nowhere_and_do_nothing_it_need_not(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "mem_limit" in service
    assert "healthcheck" in service or service["image"].startswith("telephony-gateway")
    assert service["image"].startswith("telephony-gateway") or re.fullmatch(r"\d+:\d+", service["user"])
    assert re.fullmatch(r"[a-z-]+(?:/[a-z-]+)?:[\w.-]+", service["image"]), "pinned, and from no registry by name"
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_every_file_it_names_is_there_or_is_made(prepared: Path) -> None:
    for config in COMPOSE["configs"].values():
        assert (FOLDER / config["file"]).is_file(), config
    made = {file.name for file in prepared.iterdir()}
    assert {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()} == made
    assert (FOLDER / SERVICES["gateway"]["build"]["context"] / SERVICES["gateway"]["build"]["dockerfile"]).is_file()
    assert secret_files(GATEWAY) == {f"/run/secrets/{name}" for name in SERVICES["gateway"]["secrets"]}
    assert (FOLDER / ".gitignore").read_text() == "secrets/\n"
    assert not any((FOLDER / "secrets").glob("*.yaml"))


def test_secrets_are_random_readable_in_the_containers_and_made_once(prepared: Path) -> None:
    before = {file.name: file.read_bytes() for file in prepared.iterdir()}
    random = [before[name] for name in ("admin-token", "caller", "redis", "grafana")]
    assert len(set(random)) == 4
    assert all(re.fullmatch(rb"[0-9a-f]{48}", secret) for secret in random)
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o644 for file in prepared.iterdir())
    run(str(prepared.parent / "prepare"))
    assert {file.name: file.read_bytes() for file in prepared.iterdir()} == before


def test_the_accounts_on_both_sides_are_those_there_are(prepared: Path) -> None:
    (account,) = yaml.safe_load(GATEWAY)["accounts"]
    assert (account["backend"]["id"], (prepared / "backend").read_text()) == (MAIN.sid, MAIN.token)
    users = (prepared / "redis-users").read_text()
    assert users.startswith("user default off\n")
    assert f"user gateway on #{hashlib.sha256((prepared / 'redis').read_bytes()).hexdigest()} " in users


def test_the_gateway_has_the_time_to_end_and_a_place_for_the_metrics_of_its_workers() -> None:
    settings = yaml.safe_load(GATEWAY)
    assert settings["workers"] > 1
    assert [mount.partition(":")[0] for mount in SERVICES["gateway"]["tmpfs"]] == [gettempdir()]
    longest = sum(int(value.removesuffix("s")) for value in settings["shutdown"].values())
    assert int(SERVICES["gateway"]["stop_grace_period"].removesuffix("s")) > longest + 10


def test_redis_lets_the_gateway_do_what_the_limits_need_and_nothing_else(prepared: Path) -> None:
    server = RedisServer("--aclfile", str(prepared / "redis-users"))
    server.start()
    try:
        socket = str(server.socket)
        gateway = Redis(unix_socket_path=socket, username="gateway", password=(prepared / "redis").read_text())
        keys = ("gateway:{digest}:rate", "gateway:{digest}:calls")
        assert gateway.eval(ENTER, 2, *keys, 1000, 5, 5, "lease", 60_000) == [0, 0]
        assert gateway.eval(RENEW, 1, keys[1], 60_000, "lease") == 1
        assert gateway.eval(FAIL, 1, "gateway:{digest}:failed", 60_000) == 1
        assert gateway.evalsha(gateway.script_load(FAIL), 1, "gateway:{digest}:failed", 60_000) == 2
        for forbidden in (partial(gateway.get, "somebody-else"), gateway.config_get, gateway.flushall, gateway.keys):
            with pytest.raises(NoPermissionError):
                forbidden()
        gateway.close()
        with Redis(unix_socket_path=socket) as stranger, pytest.raises(AuthenticationError):
            stranger.ping()
    finally:
        server.remove()
