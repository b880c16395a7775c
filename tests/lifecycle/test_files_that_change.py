"""Secrets and certificates that are replaced while the gateway runs: taken over without a reload, refused whole if faulty."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme

from tests.lifecycle.living import REFRESHED, REFUSED, Living, connected, lived, request

FIRST, SECOND, THIRD = "first-secret", "second-secret", "third-secret"


def replace(file: Path, content: str | bytes) -> None:
    """In one step, as those who rotate secrets do."""
    beside = file.with_name(f"{file.name}.new")
    beside.write_bytes(content if isinstance(content, bytes) else content.encode())
    beside.replace(file)


async def who_may(gateway: Living) -> dict[str, int]:
    """Each secret and what a call with it is answered, the same by every worker there is."""
    statuses = {}
    for secret in (FIRST, SECOND, THIRD):
        found = {(await gateway.call(secret=secret)).status for _ in range(3)}
        assert len(found) == 1
        statuses[secret] = found.pop()
    return statuses


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_secret_is_rotated_with_two_valid_meanwhile(file: Path, workers: int) -> None:
    one, other = file.with_name("one"), file.with_name("other")
    replace(one, FIRST)
    replace(other, SECOND)
    async with lived(file, workers=workers, secret="[{file: one}, {file: other}]") as (gateway, config, _):
        assert await who_may(gateway) == {FIRST: 200, SECOND: 200, THIRD: 401}
        # What was written to the config since is not taken over with it.
        config.secret = SECOND
        config.write()
        replace(one, THIRD)
        await gateway.log_of(REFRESHED)
        assert await who_may(gateway) == {FIRST: 401, SECOND: 200, THIRD: 200}

        # Half a rotation, as the operator's tool sees it for a moment: nothing changes.
        replace(one, "\n")
        (line,) = await gateway.log_of(REFUSED)
        assert "accounts[0].caller.secret" in str(line["faults"])
        assert await who_may(gateway) == {FIRST: 401, SECOND: 200, THIRD: 200}
        replace(one, FIRST)
        await gateway.log_of(REFRESHED, 2)
        assert await who_may(gateway) == {FIRST: 200, SECOND: 200, THIRD: 401}
        assert len(await gateway.log_of(REFUSED)) == 1
        assert [word for word in (FIRST, SECOND, THIRD) if word in str(gateway.logged)] == []


async def test_a_certificate_is_renewed_under_open_connections_and_the_operators_token_with_it(file: Path) -> None:
    authority = trustme.CA()
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    certificate, key = file.with_name("tls.crt"), file.with_name("tls.key")

    def issue() -> None:
        issued = authority.issue_cert("localhost")
        key.write_bytes(issued.private_key_pem.bytes())  # alone it does not fit the certificate: not taken over
        certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))

    issue()
    replace(file.with_name("token"), FIRST)
    listen = '[{bind: "127.0.0.1:0", tls: {certificate: tls.crt, key: tls.key}}]'
    admin = '{bind: "127.0.0.1:0", token: {file: token}}'
    async with lived(file, listen=listen, admin=admin) as (gateway, _, _), connected(gateway.port, trust) as old:
        assert await token_of(gateway) == FIRST
        await old.send(request())
        assert (await old.read_response()).status == 200
        issue()
        await gateway.log_of(REFRESHED)
        replace(file.with_name("token"), SECOND)
        async with connected(gateway.port, trust) as new:
            await new.send(request())
            assert (await new.read_response()).status == 200
            assert _certificate(new.writer) != _certificate(old.writer)
        await old.send(request())
        assert (await old.read_response()).status == 200
        await gateway.log_of(REFRESHED, 2)
        assert await token_of(gateway) == SECOND


async def token_of(gateway: Living) -> str:
    """The one token that is taken."""
    asked = [
        (token, (await gateway.ask("GET", "/metrics", f"Authorization: Bearer {token}")).status) for token in (FIRST, SECOND)
    ]
    assert sorted(status for _, status in asked) == [200, 401]
    return next(token for token, status in asked if status == 200)


def _certificate(writer: object) -> bytes:
    session = writer.get_extra_info("ssl_object")  # type: ignore[attr-defined]  # a stream over TLS
    shown: bytes = session.getpeercert(binary_form=True)
    return shown
