"""Calls through a pair of which one side or both are Restcomm's, the backend's answers given beforehand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from gateway.codecs.basic import write_basic
from gateway.delivery import Backend
from gateway.model import Credentials, Representation
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import pass_through
from gateway.router import Condition, Route
from gateway.trail import Trail
from gateway.wire import Headers, WireRequest, WireResponse
from tests.properties.speakers import DIALECTS, Speaker, speaker

ACCOUNT = "AC00000000000000000000000000000001"
RESTCOMM = "restcomm-2012"
OTHER = "twilio-2010"
_ROOTS = {RESTCOMM: f"/restcomm/2012-04-24/Accounts/{ACCOUNT}/", OTHER: f"/2010-04-01/Accounts/{ACCOUNT}/"}
_CREDENTIALS = write_basic(Credentials(ACCOUNT, "caller-secret"))


@dataclass(frozen=True)
class Played:
    """What the backend was asked, what the caller was answered, and the names of what was lost."""

    asked: Sequence[WireRequest]
    answer: WireResponse
    lost: Sequence[str]

    @property
    def sent(self) -> Mapping[str, str]:
        """The parameters of the last request to the backend, wherever they stood."""
        last = self.asked[-1]
        return dict(parse_qsl(last.body.decode() or last.query, keep_blank_values=True))

    @property
    def shown(self) -> object:
        """The JSON the caller was given."""
        return json.loads(self.answer.body)


async def play(
    line: str, answer: object, *, caller: str = RESTCOMM, backend: str = RESTCOMM, form: Mapping[str, str] | None = None
) -> Played:
    """A call like `GET Calls.json` below the account, answered with JSON, or with XML where the answer is bytes."""
    front = speaker(caller)
    back = speaker(backend, Representation.XML if isinstance(answer, bytes) else None)
    asked: list[WireRequest] = []

    async def send(request: WireRequest, **wishes: object) -> WireResponse:
        del wishes
        asked.append(request)
        return _answer(answer)

    method, _, path = line.partition(" ")
    headers = [("Authorization", _CREDENTIALS)]
    if form is not None:
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
    wire = WireRequest(method, _ROOTS[caller] + path, Headers(headers), urlencode(form or {}).encode())
    trail = Trail()
    response = await handle(wire, _gateway(front, Backend(back.dialect, back.face, send)), trail)
    return Played(asked, response, sorted({loss.where for loss in trail.losses}))


def _answer(answer: object) -> WireResponse:
    if isinstance(answer, bytes):
        return WireResponse(200, Headers((("Content-Type", "application/xml"),)), answer)
    return WireResponse(200, Headers((("Content-Type", "application/json"),)), json.dumps(answer).encode())


def _gateway(front: Speaker, backend: Backend) -> Gateway:
    return Gateway(
        routes=(Route("route-1", Condition(), front.dialect, front.face, "backend"),),
        backends={"backend": backend},
        dialects=DIALECTS,
        admit=pass_through,
        public_url="http://gateway.example",
    )
