"""Chooses, among the golden exchanges of a dialect, those that are a question to any server of it.

Of several exchanges that put the same question on the wire one stays; the answers of all tell what the dialect promises.
"""

from __future__ import annotations

from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from gateway.conformance.comparison import Expected
from gateway.conformance.documents import Sort, is_ordered, read_document
from gateway.conformance.exchange import CALLER_ACCOUNT, Body, Exchange, content_type
from gateway.conformance.formats import ID, split_suffix
from gateway.conformance.identities import identity_of
from gateway.conformance.promises import NOWHERE, Answer, Unplaced
from gateway.conformance.reasons import Caller, fields_of, find_dealings, reason_not_to_ask, said_methods
from gateway.dialects.base import Dialect
from gateway.wire import Headers

_READING = ("GET", "HEAD")
_MUCH = 8
"""So many texts are more than the head of an empty list."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One exchange as a rule for any server of the dialect."""

    exchange: Exchange
    expected: Expected

    @property
    def name(self) -> str:
        return self.exchange.name

    @property
    def method(self) -> str:
        return self.exchange.request.method

    @property
    def writes(self) -> bool:
        """Whether asking it may change something, by its method: a server that is wrong may do what it should refuse."""
        return any(method not in _READING for method in said_methods(self.exchange))

    @property
    def deletes(self) -> bool:
        """Whether it asks for a deletion, with DELETE or with what some server may take for one."""
        return "DELETE" in said_methods(self.exchange)

    @property
    def names_an_item(self) -> bool:
        """Whether its path ends in the id of one thing, and not of the account or a collection."""
        last = split_suffix(self.exchange.request.target.partition("?")[0].rstrip("/").rpartition("/")[2])[0]
        return ID.fullmatch(last) is not None and last != identity_of(self.exchange.caller).name_account(CALLER_ACCOUNT)

    @property
    def needs_real_ids(self) -> bool:
        """Whether the ids in its path must exist at the server; a refusal is asked for with ids that exist nowhere."""
        return self.expected.status <= HTTPStatus.BAD_REQUEST


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules, the answers that tell what the dialect promises, and why each other exchange is left out, by name.

    `unplaced` are the elements whose order none of the answers promises.
    """

    caller: Caller
    rules: tuple[Rule, ...]
    answers: tuple[Answer, ...]
    left_out: Mapping[str, str]
    unplaced: Unplaced = field(default_factory=lambda: NOWHERE)


def select_rules(
    exchanges: Sequence[Exchange], dialect: Dialect, not_asked: Mapping[str, str], unplaced: Unplaced = NOWHERE
) -> Selection:
    """The rules of a dialect. `not_asked` gives exchanges judged by hand, with reasons that hold for all that ask the same."""
    caller = _common_caller(exchanges)
    dealings = find_dealings(exchanges, dialect, caller)
    judged = {_question(exchange): not_asked[exchange.name] for exchange in exchanges if exchange.name in not_asked}
    left_out: dict[str, str] = {}
    questions: dict[tuple[object, ...], list[Rule]] = {}
    answers: list[Answer] = []
    for exchange in exchanges:
        reason = judged.get(_question(exchange)) or reason_not_to_ask(exchange, dealings)
        if reason:
            left_out[exchange.name] = reason
            continue
        rule = Rule(exchange, read_expected(exchange, caller.account))
        if rule.expected.root:
            answers.append(Answer(rule.expected.scope, rule.expected.root, is_ordered(rule.expected.media_type)))
        questions.setdefault(_question(exchange), []).append(rule)
    rules = tuple(min(asking, key=_rank) for asking in questions.values())
    chosen = {rule.name for rule in rules}
    asked = (rule.name for asking in questions.values() for rule in asking)
    left_out |= dict.fromkeys((name for name in asked if name not in chosen), "asks what another one asks")
    return Selection(caller, rules, tuple(answers), left_out, unplaced)


def _rank(rule: Rule) -> tuple[bool, bool, int]:
    """Which of those that ask the same is asked: a success, one that shows something, the one with the plainest name."""
    texts = [node for node in rule.expected.root.walk() if node.sort is Sort.TEXT] if rule.expected.root else []
    return rule.expected.status >= HTTPStatus.BAD_REQUEST, len(texts) < _MUCH, len(rule.name)


def read_expected(exchange: Exchange, account: str) -> Expected:
    """The golden answer of an exchange, its document read."""
    response = exchange.response
    body = response.body
    given = Headers((name, value) for name, value in response.headers if value is not None).get("Content-Type")
    media_type = given or Headers((name, value or "") for name, value in content_type(body)).get("Content-Type")
    media_type = media_type or _guess_type(body)
    empty = None if body.kind == "unsaid" else body.kind == "empty" or not body.to_bytes()
    root = None if body.kind in ("unsaid", "empty") else read_document(media_type, body.to_bytes())
    return Expected(response.status, response.headers, media_type, _scope(exchange, media_type, account), root, empty)


def _guess_type(body: Body) -> str:
    text = body.text.lstrip()
    return "application/xml" if text.startswith("<") else "application/json" if text.startswith("{") else ""


def _scope(exchange: Exchange, media_type: str, account: str) -> str:
    """XML names its elements by what they are. In JSON and CSV that is told by the path: the last collection in it."""
    if "xml" in media_type or "html" in media_type:
        return ""
    if exchange.response.status >= HTTPStatus.BAD_REQUEST:
        return "error:"
    segments = [split_suffix(part)[0] for part in exchange.request.target.partition("?")[0].split("/") if part]
    names = [part for part in segments if part != account and not ID.fullmatch(part)]
    return f"{'csv ' if 'csv' in media_type else ''}{exchange.request.method} {names[-1] if names else ''}:"


def _common_caller(exchanges: Iterable[Exchange]) -> Caller:
    fields = [fields_of(exchange) for exchange in exchanges]
    authorization = Counter(one.get("Authorization") or "" for one in fields).most_common(1)[0][0]
    host = Counter(one.get("Host") or "" for one in fields).most_common(1)[0][0]
    return Caller(b64decode(authorization.partition(" ")[2]).decode().partition(":")[0], authorization, host)


def _question(exchange: Exchange) -> tuple[object, ...]:
    request = exchange.request
    return request.method, request.target, request.headers, request.body.to_bytes()
