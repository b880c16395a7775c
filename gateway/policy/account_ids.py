"""Account ids turned around between what callers call their accounts and what the backend does, in answers and in texts.

An answer shows nothing of the backend's accounts: ids in fields, links and texts become the caller's, accounts that are
nobody's business here are left out, and no token is shown but the caller's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from gateway.dialects.sids import ACCOUNT
from gateway.model import ApiResponse, Credentials, Fields, Link, Loss, Page, PageRequest, Resource, Value
from gateway.policy.account_names import AccountNames, turn_text
from gateway.policy.column_turn import ColumnTurn
from gateway.policy.quick_turn import AUTHORED, QuickTurn
from gateway.rows import TEXTS, Rows

_ACCOUNT, _OWNER = "account", "owner_account_sid"
_CREDENTIAL = "auth_token"
_BELONGS_TO = "account_sid"


class AnswerTurn:
    """Turns one answer around, backend's `names` to caller's.

    `own_id` is the account the caller called with, `presented` what it called with; `losses` fills while answers are turned.
    """

    def __init__(self, names: AccountNames, own_id: str, presented: Credentials | None) -> None:
        self._names = names
        self._own_id = own_id
        self._presented = presented
        self._quick = QuickTurn(names)
        self._columns = ColumnTurn(names, self._value)
        self.losses: list[Loss] = []

    def response(self, response: ApiResponse) -> ApiResponse:
        body = response.body
        location = response.location
        if isinstance(body, Resource):
            (body,) = self._resources((body,))
        elif isinstance(body, Page):
            body = self._page(body)
        if isinstance(location, Link):
            location = self._link(location)
        elif location is not None and self._names.hidden:
            # Another server's URL: an id in it means something to that server.
            location = turn_text(location, self._names.hidden)
        return replace(response, body=body, location=location)

    def _page(self, page: Page) -> Page:
        links = {key: self._link(link) if link else None for key, link in page.links.items()}
        # The backend's credentials may see accounts that are nobody's business here.
        items = page.items
        if not (isinstance(items, Rows) and self._all_may_be_listed(page, items)):
            items = tuple(item for item in items if self._may_be_listed(page, item.fields))
        left_out = len(page.items) - len(items)
        if left_out or page.kind == _ACCOUNT:
            page = replace(page, end=max(0, page.end - left_out) if page.end else page.end, total=None, pages=None)
        return replace(page, items=self._resources(items), links=links, extra=self._fields(page.extra))

    def _resources(self, items: Sequence[Resource]) -> Sequence[Resource]:
        told = len(self.losses)
        by_columns = self._columns.turn(items) if isinstance(items, Rows) else None
        if by_columns is not None and len(self.losses) == told:
            return by_columns
        del self.losses[told:]  # those of one item are told before those of the next
        turned = self._quick.turn([item.fields for item in items], self._value)
        return tuple(
            [
                self._resource(item) if fields is None else Resource(item.kind, fields)
                for item, fields in zip(items, turned, strict=True)
            ]
        )

    def _resource(self, resource: Resource) -> Resource:
        fields = self._fields(resource.fields)
        owner = resource.fields.get(_OWNER)
        if owner is not None and not self._is_own(owner):
            self.losses.append(Loss("mapped-credentials", _OWNER, "the account above this one is nobody's business here"))
            fields = {**fields, _OWNER: None}
        return Resource(resource.kind, fields)

    def _may_be_listed(self, page: Page, item: Fields) -> bool:
        if page.kind == _ACCOUNT:
            return self._is_own(item.get("sid"))
        owner = item.get(_BELONGS_TO)
        # A backend that is known by another kind of id than it shows can't be judged by what it shows.
        known = isinstance(owner, str) and owner.startswith(ACCOUNT) and self._names.are_sids
        if not known or self._is_own(owner):
            return True
        self.losses.append(Loss("mapped-credentials", _BELONGS_TO, "things of other accounts are left out of the list"))
        return False

    def _all_may_be_listed(self, page: Page, rows: Rows) -> bool:
        """Whether none of them is of another account; nothing is told of one that is."""
        if page.kind == _ACCOUNT:
            return False
        return not self._names.are_sids or all(
            not isinstance(owner, str) or not owner.startswith(ACCOUNT) or self._is_own(owner)
            for column in rows.columns(_BELONGS_TO)
            for owner in (set(column.values) if column.holds is TEXTS else column.values)
        )

    def _is_own(self, sid: Value) -> bool:
        return isinstance(sid, str) and sid in self._names.ids

    def _token(self, name: str, fields: Fields) -> str | None:
        """The backend's token is the gateway's secret. The caller sees its own, or none; nor does it see a second one."""
        if self._presented is not None and name == _CREDENTIAL and fields.get("sid") == self._own_id:
            return self._presented.secret
        self.losses.append(Loss("mapped-credentials", name, "the token of another account is not shown"))
        return None

    def _fields(self, fields: Fields) -> dict[str, Value]:
        turned = {name: value if name in AUTHORED else self._value(value) for name, value in fields.items()}
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
        return self._names.turn(text)


def turn_page(page: PageRequest | None, ids: Mapping[str, str]) -> PageRequest | None:
    """A cursor is made of the last item's id, and was turned around in the link that led here."""
    return replace(page, token=turn_text(page.token, ids)) if page and page.token else page
