"""`gateway explain`: translates one call offline and shows every step of it.

It runs the very pipeline that serves calls, with a sandbox, or an answer from a file, in place of the backend.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from gateway.app import build_gateway
from gateway.codecs.basic import write_basic
from gateway.commands.demo import demo_settings, spoken_dialect
from gateway.commands.explanation import explain_json, explain_text
from gateway.commands.pasted import Unreadable, read_call, read_har
from gateway.commands.serve import read_settings
from gateway.delivery import Backend
from gateway.dialects import discover
from gateway.dialects.base import Dialect
from gateway.dialects.face import Face, OptionValue, complete_options
from gateway.model import ApiRequest, Credentials, Problem, ProblemKind, ProblemRaised, Source
from gateway.pipeline import Gateway, handle
from gateway.policy.credentials import Account, Admission
from gateway.router import Condition, Route
from gateway.sandbox import MAIN, Sandbox
from gateway.settings import Settings
from gateway.trail import Trail
from gateway.wire import Headers, WireRequest, WireResponse

_ENDPOINT = "http://backend.example"
_PUBLIC_URL = "http://gateway.example"


@click.command(
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
    epilog="Example: gateway explain POST /2008-08-01/Accounts/AC123/Calls -d 'Called=4155550117&Caller=4155550100&Url=http://x.example'"
    " -- or put a whole curl command behind explain.",
)
@click.option("--config", type=click.Path(path_type=Path), help="Use the routes of this configuration.")
@click.option("--caller", help="The dialect of the caller; by default the one the path looks like.")
@click.option("--backend", help="The dialect of the backend; by default the one the sandbox speaks.")
@click.option("--response", type=click.Path(path_type=Path, exists=True), help="A file with the backend's answer (its body).")
@click.option("--status", default=200, show_default=True, help="The status of the answer in --response.")
@click.option("--har", type=click.Path(path_type=Path), help="Take the call from a HAR file.")
@click.option("--entry", default=0, show_default=True, help="Which entry of the HAR file, the first is 0.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.argument("call", nargs=-1, type=click.UNPROCESSED)
def explain(  # noqa: PLR0917 - click passes each option by keyword
    config: Path | None,
    caller: str | None,
    backend: str | None,
    response: Path | None,
    status: int,
    har: Path | None,
    entry: int,
    form: str,
    call: tuple[str, ...],
) -> None:
    """Translate one call offline and show every step: both wire forms, each named change that fired, each loss.

    CALL is METHOD URL with -H and -d as curl has them, or a whole curl command line.
    """
    try:
        wire = read_har(har, entry) if har else read_call(*_split(call))
    except Unreadable as error:
        raise click.ClickException(str(error)) from error
    answer = WireResponse(status, Headers(), response.read_bytes()) if response else None
    wire = wire if config else _complete(wire)
    gateway = _configured(read_settings(config), answer) if config else _imagined(wire, caller, backend, answer)
    trail = Trail()
    written = asyncio.run(handle(wire, gateway, trail))
    click.echo(explain_json(wire, trail, written) if form == "json" else explain_text(wire, trail, written), nl=False)


def _split(call: tuple[str, ...]) -> tuple[list[str], list[str], list[str]]:
    """The words, the headers and the data of METHOD URL -H … -d …; a curl command stays whole."""
    if call and call[0].startswith("curl"):
        return list(call), [], []
    words: list[str] = []
    headers: list[str] = []
    data: list[str] = []
    places = {"-H": headers, "--header": headers, "-d": data, "--data": data}
    rest = iter(call)
    for word in rest:
        if word not in places:
            words.append(word)
        elif (value := next(rest, None)) is not None:
            places[word].append(value)
        else:
            raise Unreadable(f"{word} has nothing behind it")
    return words, headers, data


def _complete(wire: WireRequest) -> WireRequest:
    """The call with a host and credentials where it names none: what is asked about is the translation."""
    given = {name.lower() for name, _ in wire.headers}
    more = [] if "host" in given else [("Host", urlsplit(_PUBLIC_URL).netloc)]
    if given.isdisjoint({"authorization", "authentication"}):
        more.append(("Authorization", write_basic(Credentials(MAIN.sid, MAIN.token))))
    return replace(wire, headers=wire.headers.plus(*more))


class _PlayedWay:
    """Answers in place of a backend: with the given answer, else with a sandbox where the backend speaks its dialect."""

    def __init__(self, dialect: str, answer: WireResponse | None) -> None:
        self._answer = answer
        self._sandbox = Sandbox(clock=lambda: datetime.now(UTC)) if answer is None and dialect == spoken_dialect() else None

    async def send(self, request: WireRequest, **wishes: object) -> WireResponse:
        del wishes
        if self._answer is not None:
            return self._answer
        if self._sandbox is not None:
            return self._sandbox.answer(request)
        text = "No backend of this dialect is at hand: give its answer with --response FILE."
        raise ProblemRaised(Problem(ProblemKind.BACKEND_UNREACHABLE, Source.GATEWAY, 502, text))


def _configured(settings: Settings, answer: WireResponse | None) -> Gateway:
    ways: Mapping[str, _PlayedWay] = {name: _PlayedWay(one.dialect, answer) for name, one in settings.backends.items()}
    return build_gateway(settings, settings.listen[0].public_url, ways)


def _imagined(wire: WireRequest, caller: str | None, backend: str | None, answer: WireResponse | None) -> Gateway:
    """A gateway with one route, for the account in the path whoever asks: nothing here is anybody's data."""
    dialects = discover()
    spoken = _dialect(backend or spoken_dialect(), dialects)
    fallback = next((dialect for dialect in dialects.values() if dialect.claims(wire.path)), spoken)
    calling = _dialect(caller, dialects) if caller else fallback
    front = Face(base_url=_PUBLIC_URL, base_path=calling.root, options=_options_of(calling, wire))
    behind = Face(
        base_url=_ENDPOINT,
        base_path=spoken.root,
        representation=spoken.prefers,
        options=complete_options(spoken.options, {}),
    )
    return Gateway(
        routes=(Route("explain", Condition(), calling, front, "backend"),),
        backends={"backend": Backend(spoken, behind, _PlayedWay(spoken.name, answer).send)},
        dialects=dialects,
        admit=_admit,
        public_url=_PUBLIC_URL,
    )


def _options_of(dialect: Dialect, wire: WireRequest) -> Mapping[str, OptionValue]:
    """The switches of the demo's route for a path it takes, else the defaults."""
    routes = demo_settings(_ENDPOINT).routes
    fitting = (route for route in routes if route.caller == dialect.name and wire.path.startswith(f"{route.when.path}/"))
    return next((route.options for route in fitting), complete_options(dialect.options, {}))


def _dialect(name: str, dialects: Mapping[str, Dialect]) -> Dialect:
    if name not in dialects:
        raise click.BadParameter(f"there is no dialect {name!r}; there are {', '.join(dialects)}")
    return dialects[name]


def _admit(asked: ApiRequest) -> Admission:
    """As the demo account, whatever account and secret were given."""
    account = Account(
        "explain",
        ((asked.account or MAIN.sid, MAIN.sid),),
        matches=bool,
        backend=Credentials(MAIN.sid, MAIN.token),
    )
    return Admission.of(asked, account)
