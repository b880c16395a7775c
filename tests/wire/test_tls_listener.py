"""TLS towards callers: which versions, whose certificate by which name, who may come in, and what no TLS at all is answered."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.app import known_dialects
from gateway.server import ListenerLimits
from gateway.server.forwarding import Forwarding
from gateway.settings import ListenTls, Settings, parse_settings
from gateway.tls import listening_context
from tests.wire.certificates import Authority, Pair
from tests.wire.listening import PATIENCE, RawClient, Recorder, connected, listening, request_bytes

NAMED = Forwarding("gateway")
ASKED = request_bytes("GET / HTTP/1.1")


def settings_with(listen: str = "", backend: str = "") -> Settings:
    """Settings whose listener and backend hold that YAML besides what they need."""
    text = f"""
listen: [{{bind: "127.0.0.1:0"{listen}}}]
backends: {{one: {{dialect: twilio-2010, endpoints: ["https://localhost:1"]{backend}}}}}
credentials: passthrough
routes: [{{caller: twilio-2010, backend: one}}]
"""
    return parse_settings(text, "gateway.yaml", known_dialects(), {}, base=Path.cwd())


def listen_tls(yaml: str) -> ListenTls:
    tls = settings_with(listen=f", tls: {{{yaml}}}").listen[0].tls
    assert tls is not None
    return tls


def serving(yaml: str) -> ssl.SSLContext:
    context = listening_context(listen_tls(yaml))
    assert context is not None
    return context


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def pair(authority: Authority) -> Pair:
    return authority.certify("localhost")


async def names_shown(port: int, trust: ssl.SSLContext, asked: str) -> set[str]:
    """The DNS names in the certificate a caller is shown that asks for that host; nothing asked for where it is empty."""
    trust.check_hostname = False
    reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=trust, server_hostname=asked)
    shown = writer.get_extra_info("peercert")
    await RawClient(reader, writer).close()
    return {name for _, name in shown["subjectAltName"]}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_request_over_tls_is_answered(authority: Authority, pair: Pair, version: ssl.TLSVersion) -> None:
    trust = authority.trusting()
    trust.minimum_version = trust.maximum_version = version
    async with (
        listening(Recorder().handle, ssl=serving(pair.yaml)) as listener,
        connected(listener, trust) as client,
    ):
        await client.send(ASKED)
        assert (await client.read_response()).status == 200


@pytest.mark.parametrize(("least", "highest"), [('"1.2"', ssl.TLSVersion.TLSv1_1), ('"1.3"', ssl.TLSVersion.TLSv1_2)])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1")
async def test_an_older_version_is_refused(authority: Authority, pair: Pair, least: str, highest: ssl.TLSVersion) -> None:
    trust = authority.trusting()
    trust.set_ciphers("DEFAULT:@SECLEVEL=0")  # or the caller's own library would refuse
    trust.minimum_version = ssl.TLSVersion.TLSv1_1
    trust.maximum_version = highest
    async with listening(Recorder().handle, ssl=serving(f"{pair.yaml}, minimum_version: {least}")) as listener:
        with pytest.raises(ssl.SSLError, match=r"(?i)version"):
            await asyncio.open_connection("127.0.0.1", listener.port, ssl=trust, server_hostname="localhost")


async def test_http_1_1_is_agreed_on(authority: Authority, pair: Pair) -> None:
    trust = authority.trusting()
    trust.set_alpn_protocols(["h2", "http/1.1"])
    async with listening(Recorder().handle, ssl=serving(pair.yaml)) as listener, connected(listener, trust) as client:
        assert client.writer.get_extra_info("ssl_object").selected_alpn_protocol() == "http/1.1"


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("api2.example.com", "api2.example.com"),
        ("API2.Example.COM", "api2.example.com"),
        ("one.tenants.example.com", "*.tenants.example.com"),
        ("one.two.tenants.example.com", "localhost"),
        ("tenants.example.com", "localhost"),
        ("elsewhere.example", "localhost"),
        ("", "localhost"),
    ],
)
async def test_the_certificate_is_the_one_of_the_host_asked_for(authority: Authority, asked: str, shown: str) -> None:
    default, exact, any_tenant = (
        authority.certify(host) for host in ("localhost", "api2.example.com", "*.tenants.example.com")
    )
    hosts = f'hosts: {{api2.example.com: {{{exact.yaml}}}, "*.tenants.example.com": {{{any_tenant.yaml}}}}}'
    async with listening(Recorder().handle, ssl=serving(f"{default.yaml}, {hosts}")) as listener:
        assert await names_shown(listener.port, authority.trusting(), asked) == {shown}


@pytest.mark.parametrize("host", ["localhost", "api2.example.com"])
async def test_a_caller_with_a_certificate_of_the_authority_may_come_in(authority: Authority, pair: Pair, host: str) -> None:
    other = authority.certify("api2.example.com")
    trust = authority.trusting(authority.certify("caller.example"))
    trust.check_hostname = False
    tls = f"{pair.yaml}, client_ca: {authority.file}, hosts: {{api2.example.com: {{{other.yaml}}}}}"
    async with listening(Recorder().handle, ssl=serving(tls)) as listener:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port, ssl=trust, server_hostname=host)
        client = RawClient(reader, writer)
        await client.send(ASKED)
        assert (await client.read_response()).status == 200
        await client.close()


@pytest.mark.parametrize("host", ["localhost", "api2.example.com"])
@pytest.mark.parametrize("who", ["nobody", "stranger"])
async def test_a_caller_without_one_may_not(authority: Authority, pair: Pair, tmp_path: Path, host: str, who: str) -> None:
    other = authority.certify("api2.example.com")
    stranger = Authority(tmp_path, "stranger").certify("caller.example", name="stranger")
    trust = authority.trusting(stranger if who == "stranger" else None)
    trust.check_hostname = False
    recorder = Recorder()
    tls = f"{pair.yaml}, client_ca: {authority.file}, hosts: {{api2.example.com: {{{other.yaml}}}}}"
    async with listening(recorder.handle, ssl=serving(tls)) as listener:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port, ssl=trust, server_hostname=host)
        client = RawClient(reader, writer)
        # Under TLS 1.3 a caller believes to be in until it reads.
        with pytest.raises(ssl.SSLError, match=r"(?i)certificate required|unknown ca"):
            await client.read_to_end()
        with suppress(ssl.SSLError):  # told once more
            await client.close()
    assert recorder.seen == []


async def test_plain_http_on_a_tls_port_is_closed(pair: Pair) -> None:
    recorder = Recorder()
    async with listening(recorder.handle, ssl=serving(pair.yaml)) as listener, connected(listener) as client:
        await client.send(ASKED)
        assert b"HTTP/" not in await client.read_to_end()
    assert recorder.seen == []


async def test_a_tls_greeting_on_a_plain_port_is_refused(authority: Authority) -> None:
    recorder = Recorder()
    async with listening(recorder.handle) as listener:
        with pytest.raises(ssl.SSLError):
            await asyncio.open_connection("127.0.0.1", listener.port, ssl=authority.trusting(), server_hostname="localhost")
    assert recorder.seen == []


@pytest.mark.parametrize("begun", [b"", b"\x16\x03\x01"])
async def test_a_handshake_that_stalls_is_cut(pair: Pair, begun: bytes) -> None:
    limits = ListenerLimits(handshake_seconds=0.05)
    async with listening(Recorder().handle, limits=limits, ssl=serving(pair.yaml)) as listener, connected(listener) as client:
        await client.send(begun)
        assert await client.read_to_end() == b""


async def test_handshakes_that_stall_are_connections_too(authority: Authority, pair: Pair) -> None:
    limits = ListenerLimits(connections=1)  # and one more, to be told so
    async with (
        listening(Recorder().handle, limits=limits, ssl=serving(pair.yaml)) as listener,
        connected(listener),
        connected(listener),
    ):
        with pytest.raises(ConnectionError):
            await asyncio.open_connection("127.0.0.1", listener.port, ssl=authority.trusting(), server_hostname="localhost")


async def test_closing_ends_a_handshake_after_the_grace(pair: Pair) -> None:
    async with listening(Recorder().handle, ssl=serving(pair.yaml)) as listener, connected(listener) as client:
        async with asyncio.timeout(PATIENCE):
            await listener.close(0.01)
        assert await client.read_to_end() == b""


async def test_a_renewed_certificate_is_shown_from_the_next_connection_on(authority: Authority, pair: Pair) -> None:
    trust = authority.trusting()
    async with listening(Recorder().handle, ssl=serving(pair.yaml)) as listener, connected(listener, trust) as old:
        await old.send(ASKED)
        await old.read_response()
        authority.certify("localhost", "renewed.example", name="localhost")
        listener.change(limits=ListenerLimits(), ssl=serving(pair.yaml), forwarding=NAMED)
        assert await names_shown(listener.port, authority.trusting(), "localhost") == {"localhost", "renewed.example"}
        await old.send(ASKED)
        assert (await old.read_response()).status == 200


async def test_a_handshake_in_progress_ends_as_it_began(authority: Authority, pair: Pair) -> None:
    """The client's greeting is held back until the certificate has been exchanged."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    trust = authority.trusting()
    caller = trust.wrap_bio(incoming, outgoing, server_hostname="localhost")
    async with listening(Recorder().handle, ssl=serving(pair.yaml)) as listener, connected(listener) as client:
        with pytest.raises(ssl.SSLWantReadError):
            caller.do_handshake()
        greeting = outgoing.read()
        await client.send(greeting[:20])
        async with connected(listener, trust) as other:  # by then the first part has been read
            await other.send(ASKED)
            await other.read_response()
        renewed = authority.certify("localhost", "renewed.example", name="renewed")
        listener.change(limits=ListenerLimits(), ssl=serving(renewed.yaml), forwarding=NAMED)
        await client.send(greeting[20:])
        await shake_hands(caller, client, incoming, outgoing)
        shown = caller.getpeercert()
        assert shown is not None
        assert shown["subjectAltName"] == (("DNS", "localhost"),)


async def shake_hands(caller: ssl.SSLObject, client: RawClient, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                caller.do_handshake()
            except ssl.SSLWantReadError:
                await client.send(outgoing.read())
                incoming.write(await client.reader.read(65_536))
            else:
                await client.send(outgoing.read())
                return
