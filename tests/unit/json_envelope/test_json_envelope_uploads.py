"""A sound sent to /media in a multipart body: it reaches another side of this dialect byte for byte (rule 34)."""

from __future__ import annotations

import pytest

from gateway.wire import WireRequest
from tests.unit.json_envelope.asking import ONE, UUID, code, read, request

SOUND = bytes(range(256)) + b"\r\n--"
DATA = ('form-data; name="data"', '{"name": "Café"}'.encode())
FILE = ('form-data; name="file"; filename="x.wav"', SOUND)
TYPE = "multipart/form-data; boundary=x"


def packed(*parts: tuple[str, bytes]) -> bytes:
    return (
        b"".join(b"--x\r\nContent-Disposition: %b\r\n\r\n%b\r\n" % (head.encode(), value) for head, value in parts)
        + b"--x--\r\n"
    )


def upload(body: bytes, content_type: str = TYPE, method: str = "POST", target: str = "/media") -> WireRequest:
    return request(method, target, ("Content-Type", content_type), body=body)


@pytest.mark.parametrize("target", ["/media", "/greetings/", "/hold_music"])
@pytest.mark.parametrize("content_type", [TYPE, 'Multipart/Form-Data; charset=utf-8; boundary="x"'])
@pytest.mark.parametrize("parts", [(DATA, FILE), (FILE, DATA)], ids=["data first", "file first"])
def test_a_sound_is_carried_as_it_came(parts: tuple[tuple[str, bytes], ...], content_type: str, target: str) -> None:
    asked = ONE.dialect.write_request(read(upload(packed(*parts), content_type, target=target)), ONE.face)
    assert (asked.wire.method, asked.wire.target, asked.losses) == ("POST", target.rstrip("/"), ())
    assert asked.wire.headers.get("Content-Type") == 'multipart/form-data; boundary="x"'
    assert asked.wire.body == packed(*parts)


def test_a_sound_is_replaced_too() -> None:
    wire = upload(packed(DATA, FILE), method="PUT", target=f"/media/{UUID}")
    assert ONE.dialect.write_request(read(wire), ONE.face).wire.body == wire.body


@pytest.mark.parametrize(
    ("parts", "content_type", "told"),
    [
        ((DATA,), TYPE, 19104),
        ((FILE,), TYPE, 19104),
        ((DATA, DATA, FILE), TYPE, 19104),
        ((DATA, FILE, FILE), TYPE, 19104),
        ((DATA, FILE, ('form-data; name="more"', b"1")), TYPE, 19104),
        ((), TYPE, 19104),
        ((DATA, FILE), "multipart/form-data", 19104),
        ((DATA, FILE), "multipart/form-data; boundary=y", 19104),
        (((DATA[0], b"[]"), FILE), TYPE, 19102),
        (((DATA[0], b"{"), FILE), TYPE, 19102),
        (((DATA[0], b'{"name": "\xe9"}'), FILE), TYPE, 19103),
        ((DATA, FILE), f"{TYPE}; charset=utf-16", 19103),
        ((DATA, FILE), "multipart/mixed; boundary=x", 10008),
    ],
    ids=range(13),
)
def test_what_is_no_upload(parts: tuple[tuple[str, bytes], ...], content_type: str, told: int) -> None:
    assert code(upload(packed(*parts), content_type)) == told


@pytest.mark.parametrize("target", ["/menus", "/sms", "/queues", "/extensions"])
def test_nothing_else_takes_files(target: str) -> None:
    assert code(upload(packed(DATA, FILE), target=target)) == 10008


@pytest.mark.parametrize(
    "member", ["1", "{}", '{"boundary": "x"}', '{"boundary": "x\\r\\nHost: y", "body": ""}', '{"boundary": 1, "body": 2}']
)
def test_a_property_that_looks_like_an_upload_is_a_property(member: str) -> None:
    body = f'{{"multipart/form-data": {member}}}'
    for target in ("/media", "/menus"):
        wire = ONE.dialect.write_request(read(request("POST", target, body=body)), ONE.face).wire
        assert (wire.headers.get("Content-Type"), wire.body) == ("application/json; charset=utf-8", body.encode())
