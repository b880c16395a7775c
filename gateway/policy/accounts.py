"""Who may call, and as whom the backend knows them: credentials checked, account ids turned around both ways.

With mapped credentials a caller reaches its own account and the sub-accounts configured below it, and nothing else. Every
comparison of a secret takes the same time, for an unknown id too. Nothing here ever prints a secret.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from http import HTTPStatus
from itertools import pairwise

from gateway.model import (
    ApiRequest,
    ApiResponse,
    Credentials,
    Fields,
    Link,
    Loss,
    Page,
    PageRequest,
    Problem,
    ProblemKind,
    ProblemRaised,
    Resource,
    Source,
    Value,
)

_CREATES_ACCOUNT = "accounts.create"
_NO_NEW_ACCOUNT = (
    "Accounts are mapped here: one made through the gateway could not be reached through it. Let its operator make the account"
    " and add it to the configuration."
)
_ACCOUNT, _OWNER = "account", "owner_account_sid"
_OF_ACCOUNTS = "accountsid"
_CREDENTIAL = "auth_token"
_AUTHORED = frozenset({"body", "transcription_text"})
"""Fields people wrote or spoke. They are passed on letter for letter."""


@dataclass(frozen=True, slots=True)
class Account:
    """One account: `matches` checks the secret a caller presents, `ids` are (caller's, backend's), its own first."""

    name: str
    ids: tuple[tuple[str, str], ...]
    matches: Callable[[str], bool] = field(repr=False)
    backend: Credentials = field(repr=False)

    @property
    def caller_id(self) -> str:
        return self.ids[0][0]


@dataclass(frozen=True, slots=True)
class Admission:
    """A request that may go on, and how its account ids are turned around."""

    asked: ApiRequest
    account: Account | None
    presented: Credentials | None

    @staticmethod
    def of(asked: ApiRequest, account: Account) -> Admission:
        """The request as that account's. Raises ProblemRaised (401) for an account id in it that is not its own."""
        ids = dict(account.ids)
        own = asked.account if asked.account is not None else account.caller_id
        if own not in ids or not ids.keys() >= _named_accounts(asked):
            raise _unauthenticated()
        turned = replace(
            asked,
            account=ids[own] if asked.account is not None else None,
            ids=tuple((name, ids.get(value, value)) for name, value in asked.ids),
            tail=tuple(ids.get(segment, segment) for segment in asked.tail),
            parameters=tuple(
                (name, ids.get(value, value) if name.endswith("Sid") else value) for name, value in asked.parameters
            ),
            page=_turn_page(asked.page, ids),
            credentials=account.backend,
        )
        return Admission(turned, account, asked.credentials)

    def show(self, response: ApiResponse) -> tuple[ApiResponse, tuple[Loss, ...]]:
        """The backend's answer with the caller's ids, and what had to be left out of it."""
        if self.account is None:
            return response, ()
        turn = _Turn({backend: caller for caller, backend in self.account.ids}, self.account, self.presented)
        return turn.response(response), tuple(turn.losses)

    def show_problem(self, problem: Problem) -> Problem:
        """A problem with the caller's ids. A backend that refuses the gateway's own credentials is no fault of the caller."""
        if self.account is None:
            return problem
        if problem.source is Source.BACKEND and problem.status == HTTPStatus.UNAUTHORIZED:
            return Problem(
                ProblemKind.BACKEND_FAILED,
                Source.GATEWAY,
                HTTPStatus.BAD_GATEWAY,
                "The backend refused the gateway's own credentials for this account. Its operator must mend them.",
            )
        # A backend may repeat what it was shown.
        ids = {backend: caller for caller, backend in self.account.ids} | {self.account.backend.secret: "***"}
        detail = _turn_text(problem.detail, ids) if problem.detail else problem.detail
        return replace(problem, message=_turn_text(problem.message, ids), detail=detail)


class Accounts:
    """The accounts of a gateway with mapped credentials."""

    def __init__(self, accounts: Mapping[str, Account], decoy: Callable[[str], bool]) -> None:
        """`accounts` by caller id. `decoy` is compared with where the id is unknown, so that this takes as long."""
        self._accounts = accounts
        self._decoy = decoy

    def __repr__(self) -> str:
        return f"Accounts({len(self._accounts)})"

    def admit(self, asked: ApiRequest) -> Admission:
        """The request as the backend's account. Raises ProblemRaised (401) for anybody else's, without telling which part."""
        admission = Admission.of(asked, self._identify(asked))
        if asked.operation == _CREATES_ACCOUNT:
            raise ProblemRaised(Problem(ProblemKind.FORBIDDEN, Source.GATEWAY, HTTPStatus.FORBIDDEN, _NO_NEW_ACCOUNT))
        return admission

    def _identify(self, asked: ApiRequest) -> Account:
        presented = asked.credentials
        if presented is None:
            if asked.public and (account := self._owner(asked.account)):
                return account
            raise _unauthenticated()
        account = self._accounts.get(presented.id)
        matches = account.matches if account else self._decoy
        if not matches(presented.secret) or account is None:
            raise _unauthenticated()
        return account

    def _owner(self, account_id: str | None) -> Account | None:
        return next((account for account in self._accounts.values() if account_id in dict(account.ids)), None)


def _named_accounts(asked: ApiRequest) -> set[str]:
    """The accounts a request names beside the one it is about: a backend that owns them all would move a number to them."""
    further = {segment for before, segment in pairwise(asked.tail) if before.lower() == "accounts"}
    return further | {value for name, value in asked.parameters if value and name.lower().endswith(_OF_ACCOUNTS)}


def _unauthenticated() -> ProblemRaised:
    return ProblemRaised(Problem(ProblemKind.UNAUTHENTICATED, Source.CALLER, HTTPStatus.UNAUTHORIZED))


def pass_through(asked: ApiRequest) -> Admission:
    """The caller's own credentials go on, unchecked: the backend decides. Without any nothing is sent: 401."""
    if asked.credentials is None and not asked.public:
        raise _unauthenticated()
    return Admission(asked, None, asked.credentials)


class _Turn:
    """Turns one answer around, backend's ids to caller's."""

    def __init__(self, ids: Mapping[str, str], account: Account, presented: Credentials | None) -> None:
        self._ids = ids
        self._account = account
        self._presented = presented
        self.losses: list[Loss] = []

    def response(self, response: ApiResponse) -> ApiResponse:
        body = response.body
        location = response.location
        if isinstance(body, Resource):
            body = self._resource(body)
        elif isinstance(body, Page):
            body = self._page(body)
        if isinstance(location, Link):
            location = self._link(location)
        return replace(response, body=body, location=location)

    def _page(self, page: Page) -> Page:
        links = {key: self._link(link) if link else None for key, link in page.links.items()}
        items = page.items
        if page.kind == _ACCOUNT:
            # The backend's credentials may see accounts that are nobody's business here.
            items = tuple(item for item in items if self._is_own(item.fields.get("sid")))
            left_out = len(page.items) - len(items)
            page = replace(page, end=max(0, page.end - left_out) if page.end else page.end, total=None, pages=None)
        shown = tuple(self._resource(item) for item in items)
        return replace(page, items=shown, links=links, extra=self._fields(page.extra))

    def _resource(self, resource: Resource) -> Resource:
        fields = self._fields(resource.fields)
        owner = resource.fields.get(_OWNER)
        if owner is not None and not self._is_own(owner):
            self.losses.append(Loss("mapped-credentials", _OWNER, "the account above this one is nobody's business here"))
            fields = {**fields, _OWNER: None}
        return Resource(resource.kind, fields)

    def _is_own(self, sid: Value) -> bool:
        return isinstance(sid, str) and sid in self._ids

    def _token(self, name: str, fields: Fields) -> str | None:
        """The backend's token is the gateway's secret. The caller sees its own, or none; nor does it see a second one."""
        if self._presented is not None and name == _CREDENTIAL and fields.get("sid") == self._account.caller_id:
            return self._presented.secret
        self.losses.append(Loss("mapped-credentials", name, "the token of another account is not shown"))
        return None

    def _fields(self, fields: Fields) -> dict[str, Value]:
        turned = {name: value if name in _AUTHORED else self._value(value) for name, value in fields.items()}
        return turned | {
            name: self._token(name, turned) for name in turned if name.endswith(_CREDENTIAL) and turned[name] is not None
        }

    def _value(self, value: Value) -> Value:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, Link):
            return self._link(value)
        if isinstance(value, tuple):
            return tuple(self._value(inner) for inner in value)
        return self._fields(value) if isinstance(value, Mapping) else value

    def _link(self, link: Link) -> Link:
        return Link(self._text(link.path), self._text(link.query), link.absolute)

    def _text(self, text: str) -> str:
        return _turn_text(text, self._ids)


def _turn_page(page: PageRequest | None, ids: Mapping[str, str]) -> PageRequest | None:
    """A cursor is made of the last item's id, and was turned around in the link that led here."""
    return replace(page, token=_turn_text(page.token, ids)) if page and page.token else page


def _turn_text(text: str, ids: Mapping[str, str]) -> str:
    """The text with each id turned around. In one pass: what one account is called here may be another's name there."""
    return _any_of(tuple(ids)).sub(lambda found: ids[found[0]], text)


@lru_cache(maxsize=1024)
def _any_of(ids: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(one) for one in sorted(ids, key=len, reverse=True)))
