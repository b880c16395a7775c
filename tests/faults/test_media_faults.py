"""A recording that breaks off on its way is never taken for whole: the caller's connection is reset, or a whole error is told."""

from __future__ import annotations

import asyncio

import pytest

from gateway.codecs.basic import write_basic
from tests.faults import vocabulary as said
from tests.faults.callers import CALLERS, MODERN
from tests.faults.fault_running import LIMIT, WHO, Stand, fault_stand
from tests.faults.link import Fault
from tests.faults.wishes import Operation
from tests.wire.listening import RawResponse

IN_ALL_DIALECTS = pytest.mark.parametrize("root", ["/2008-08-01", "/2010-04-01", "/restcomm/2012-04-24"])
ALSO_EARLY = pytest.mark.parametrize(
    ("root", "version"),
    [
        ("/2008-08-01", "HTTP/1.0"),
        ("/2008-08-01", "HTTP/1.1"),
        ("/2010-04-01", "HTTP/1.1"),
        ("/restcomm/2012-04-24", "HTTP/1.1"),
    ],
)
"""In HTTP/1.0 the end of a body without a length is the end of the connection: a reset is the one way to tell it was none."""
BREAKS = [
    said.TRUNCATED_BODY,
    said.RESET_IN_BODY,
    said.TRUNCATED_CHUNKS,
    said.LONG_LENGTH_CLOSED,
    said.STALL_IN_BODY,
]
NEVER_BEGAN = [
    (said.RESET_AFTER_REQUEST, 502),
    (said.STALL_BEFORE_HEAD, 504),
    (said.TRUNCATED_HEAD, 502),
    (said.CORRUPT_STATUS, 502),
    (said.ENDLESS_FIELD, 502),
]


async def recording_request(stand: Stand, root: str, version: str = "HTTP/1.1") -> bytes:
    """What a caller sends who wants to hear the newest recording."""
    modern = next(caller for caller in CALLERS if caller.dialect == MODERN)
    listed = await stand.ask(modern, Operation.LIST)
    assert listed.told is not None
    lines = (
        f"GET {root}/Accounts/{WHO.id}/Recordings/RE{listed.told.ids[0]}.wav {version}",
        "Host: gateway.example",
        f"Authorization: {write_basic(WHO)}",
        "",
        "",
    )
    return "\r\n".join(lines).encode()


async def hear(stand: Stand, request: bytes) -> RawResponse:
    async with stand.connected() as client:
        await client.send(request)
        return await client.read_response()


@pytest.mark.parametrize("fault", BREAKS, ids=lambda fault: fault.name)
@ALSO_EARLY
async def test_sound_that_breaks_off_ends_in_a_reset(root: str, fault: Fault, version: str) -> None:
    async with asyncio.timeout(LIMIT), fault_stand() as stand:
        await stand.proxy.come_up()
        request = await recording_request(stand, root, version)
        stand.proxy.spoil_each(fault)
        async with stand.connected() as client:
            await client.send(request)
            with pytest.raises(ConnectionResetError):
                await client.read_to_end()
        stand.proxy.heal()
        whole = await hear(stand, request)
    assert (whole.status, whole.get("Content-Type")) == (200, "audio/x-wav")
    assert len(whole.body) == int(whole.get("Content-Length") or 0) > 0


@pytest.mark.parametrize(("fault", "status"), NEVER_BEGAN, ids=lambda value: value.name if isinstance(value, Fault) else None)
@IN_ALL_DIALECTS
async def test_sound_that_never_began_is_an_error(root: str, fault: Fault, status: int) -> None:
    async with asyncio.timeout(LIMIT), fault_stand() as stand:
        await stand.proxy.come_up()
        request = await recording_request(stand, root)
        stand.proxy.spoil_each(fault)
        told = await hear(stand, request)
    assert told.status == status
    assert (told.get("Content-Type") or "").partition(";")[0] == "application/xml"
    assert said.SPY not in told.head + told.body
