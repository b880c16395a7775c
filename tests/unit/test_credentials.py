"""Credentials and account ids: who is let in, as whom, and what of the backend's answer such a caller sees."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from gateway.model import (
    ApiRequest,
    ApiResponse,
    Credentials,
    Link,
    Media,
    Page,
    Problem,
    ProblemKind,
    ProblemRaised,
    Resource,
    Source,
)
from gateway.policy.credentials import Account, Accounts, pass_through
from gateway.settings import Secret

ACME, ACME_BEHIND = "ACaaaa", "AC1111"
SUB, SUB_BEHIND = "ACaaab", "AC1112"
GLOBEX, GLOBEX_BEHIND = "ACbbbb", "AC2222"


@dataclass
class Lock:
    """A comparison that remembers what it was asked."""

    secret: str
    tried: list[str] = field(default_factory=list)

    def matches(self, presented: str) -> bool:
        self.tried.append(presented)
        return presented == self.secret


@dataclass
class Door:
    """Two accounts and what unknown ids are compared with."""

    acme: Lock = field(default_factory=lambda: Lock("acme-secret"))
    globex: Lock = field(default_factory=lambda: Lock("globex-secret"))
    decoy: Lock = field(default_factory=lambda: Lock("nobody-knows"))

    @property
    def accounts(self) -> Accounts:
        acme = Account(
            "acme", ((ACME, ACME_BEHIND), (SUB, SUB_BEHIND)), self.acme.matches, Credentials(ACME_BEHIND, "acme-behind")
        )
        globex = Account("globex", ((GLOBEX, GLOBEX_BEHIND),), self.globex.matches, Credentials(GLOBEX_BEHIND, "globex-behind"))
        return Accounts({ACME: acme, GLOBEX: globex}, decoy=self.decoy.matches)

    @property
    def tries(self) -> tuple[int, int, int]:
        return len(self.acme.tried), len(self.globex.tried), len(self.decoy.tried)


KNOWN = "acme-secret"


def asked(account: str | None = ACME, *, name: str = ACME, secret: str = KNOWN, public: bool = False) -> ApiRequest:
    return ApiRequest("calls.list", account=account, credentials=Credentials(name, secret), public=public)


def test_a_caller_goes_on_as_the_backends_account() -> None:
    turned = Door().accounts.admit(asked()).asked
    assert (turned.account, turned.credentials) == (ACME_BEHIND, Credentials(ACME_BEHIND, "acme-behind"))


def test_a_subaccount_is_reached_as_the_one_above_it() -> None:
    turned = Door().accounts.admit(asked(SUB)).asked
    assert (turned.account, turned.credentials) == (SUB_BEHIND, Credentials(ACME_BEHIND, "acme-behind"))


def test_a_call_that_names_no_account_keeps_naming_none() -> None:
    turned = Door().accounts.admit(asked(None)).asked
    assert (turned.account, turned.credentials) == (None, Credentials(ACME_BEHIND, "acme-behind"))


def test_ids_in_path_tail_and_sid_parameters_are_turned_and_texts_are_not() -> None:
    request = ApiRequest(
        "accounts.fetch",
        account=ACME,
        ids=(("sid", SUB), ("other", "CA1")),
        tail=("Things", SUB),
        parameters=(("AccountSid", SUB), ("FriendlyName", SUB), ("Body", ACME), ("OwnerSid", "ACcccc")),
        credentials=Credentials(ACME, "acme-secret"),
    )
    turned = Door().accounts.admit(request).asked
    assert turned.ids == (("sid", SUB_BEHIND), ("other", "CA1"))
    assert turned.tail == ("Things", SUB_BEHIND)
    assert turned.parameters == (("AccountSid", SUB_BEHIND), ("FriendlyName", SUB), ("Body", ACME), ("OwnerSid", "ACcccc"))


@pytest.mark.parametrize(
    ("request_", "tries"),
    [
        (asked(secret="wrong"), (1, 0, 0)),
        (asked(name="ACcccc"), (0, 0, 1)),
        (asked(name=""), (0, 0, 1)),
        (asked(name=ACME_BEHIND, secret="acme-behind"), (0, 0, 1)),
        (asked(name=SUB), (0, 0, 1)),
        (asked(GLOBEX), (1, 0, 0)),
        (asked(GLOBEX_BEHIND), (1, 0, 0)),
        (asked(ACME_BEHIND), (1, 0, 0)),
        (asked("ACcccc"), (1, 0, 0)),
        (asked(""), (1, 0, 0)),
        (asked(name=GLOBEX, secret="acme-secret"), (0, 1, 0)),
        (asked(name="ACcccc", secret="nobody-knows"), (0, 0, 1)),
    ],
)
def test_every_stranger_is_compared_once_and_told_the_same(request_: ApiRequest, tries: tuple[int, int, int]) -> None:
    door = Door()
    with pytest.raises(ProblemRaised) as raised:
        door.accounts.admit(request_)
    assert raised.value.problem == Problem(ProblemKind.UNAUTHENTICATED, Source.CALLER, 401)
    assert door.tries == tries


def test_who_presents_nothing_is_not_let_in() -> None:
    with pytest.raises(ProblemRaised):
        Door().accounts.admit(ApiRequest("calls.list", account=ACME))
    with pytest.raises(ProblemRaised):
        pass_through(ApiRequest("calls.list", account=ACME))


@pytest.mark.parametrize(("account", "behind"), [(ACME, ACME_BEHIND), (SUB, SUB_BEHIND), (GLOBEX, GLOBEX_BEHIND)])
def test_what_is_public_is_asked_for_in_its_owners_name(account: str, behind: str) -> None:
    admission = Door().accounts.admit(ApiRequest("recordings.fetch", account=account, public=True))
    assert admission.asked.account == behind
    assert admission.asked.credentials is not None
    assert admission.asked.credentials.secret == ("globex-behind" if account == GLOBEX else "acme-behind")


@pytest.mark.parametrize("account", ["ACcccc", ACME_BEHIND, "", None])
def test_what_is_public_needs_an_owner(account: str | None) -> None:
    with pytest.raises(ProblemRaised) as raised:
        Door().accounts.admit(ApiRequest("recordings.fetch", account=account, public=True))
    assert raised.value.problem.status == 401


def test_wrong_credentials_are_refused_for_what_is_public_too() -> None:
    for request in (asked(secret="wrong", public=True), asked(GLOBEX, public=True)):
        with pytest.raises(ProblemRaised):
            Door().accounts.admit(request)


def test_passthrough_changes_nothing_either_way() -> None:
    request = asked("any", name="any", secret="any")
    admission = pass_through(request)
    response = ApiResponse(200, Resource("account", {"sid": "any", "auth_token": "any", "uri": Link("/Accounts/any")}))
    assert admission.asked is request
    assert admission.show(response) == (response, ())
    problem = Problem(ProblemKind.UNAUTHENTICATED, Source.BACKEND, 401, f"{ACME_BEHIND} is unknown")
    assert admission.show_problem(problem) is problem
    assert pass_through(ApiRequest("recordings.fetch", public=True)).asked.credentials is None


def shown(response: ApiResponse, request: ApiRequest | None = None) -> ApiResponse:
    return Door().accounts.admit(request or asked()).show(response)[0]


def test_the_callers_ids_stand_everywhere_but_in_what_people_wrote() -> None:
    told = f"{ACME_BEHIND} and {SUB_BEHIND}"
    body = Resource(
        "message",
        {
            "account_sid": ACME_BEHIND,
            "body": told,
            "transcription_text": told,
            "note": told,
            "uri": Link(f"/Accounts/{ACME_BEHIND}/Calls", f"To={SUB_BEHIND}"),
            "deep": {"list": (ACME_BEHIND, {"sid": SUB_BEHIND}, None, 1, True)},
            "number": 1111,
        },
    )
    fields = shown(ApiResponse(200, body, location=Link(f"/Accounts/{ACME_BEHIND}"))).body
    assert isinstance(fields, Resource)
    assert fields.fields == {
        "account_sid": ACME,
        "body": told,
        "transcription_text": told,
        "note": f"{ACME} and {SUB}",
        "uri": Link(f"/Accounts/{ACME}/Calls", f"To={SUB}"),
        "deep": {"list": (ACME, {"sid": SUB}, None, 1, True)},
        "number": 1111,
    }


def test_pages_and_their_links_are_turned_too() -> None:
    page = Page(
        "call",
        (Resource("call", {"account_sid": ACME_BEHIND}),),
        links={"next_page_uri": Link(f"/Accounts/{ACME_BEHIND}/Calls", "Page=1"), "previous_page_uri": None},
        extra={"account_sid": SUB_BEHIND},
    )
    body = shown(ApiResponse(200, page)).body
    assert isinstance(body, Page)
    assert body.items == (Resource("call", {"account_sid": ACME}),)
    assert body.links == {"next_page_uri": Link(f"/Accounts/{ACME}/Calls", "Page=1"), "previous_page_uri": None}
    assert body.extra == {"account_sid": SUB}


def test_media_is_left_alone() -> None:
    media = Media("audio/x-wav", ACME_BEHIND.encode())
    assert shown(ApiResponse(200, media)).body is media


def test_ids_that_cross_are_turned_once() -> None:
    """What one account is called on one side may be another's name on the other."""
    crossed = Account("x", (("AC1", "AC2"), ("AC2", "AC3"), ("AC3", "AC1")), bool, Credentials("AC2", "s"))
    admission = Accounts({"AC1": crossed}, decoy=bool).admit(asked("AC1", name="AC1"))
    body = admission.show(ApiResponse(200, Resource("x", {"told": "AC1 AC2 AC3"})))[0].body
    assert isinstance(body, Resource)
    assert body.fields == {"told": "AC3 AC1 AC2"}
    problem = admission.show_problem(Problem(ProblemKind.INVALID, Source.BACKEND, 400, "AC1 AC2 AC3", detail="AC2"))
    assert (problem.message, problem.detail) == ("AC3 AC1 AC2", "AC1")


def test_an_id_that_begins_like_another_is_not_taken_for_it() -> None:
    account = Account("x", (("one", "AC1"), ("eleven", "AC11")), bool, Credentials("AC1", "s"))
    admission = Accounts({"one": account}, decoy=bool).admit(asked("one", name="one"))
    body = admission.show(ApiResponse(200, Resource("x", {"told": "AC11/AC1"})))[0].body
    assert isinstance(body, Resource)
    assert body.fields == {"told": "eleven/one"}


def test_the_token_of_its_own_account_is_the_one_the_caller_knows() -> None:
    own = Resource("account", {"sid": ACME_BEHIND, "auth_token": "acme-behind"})
    below = Resource("account", {"sid": SUB_BEHIND, "auth_token": "sub-behind"})
    response, losses = Door().accounts.admit(asked()).show(ApiResponse(200, Page("account", (own, below))))
    assert isinstance(response.body, Page)
    assert [item.fields["auth_token"] for item in response.body.items] == ["acme-secret", None]
    assert [(loss.change, loss.where) for loss in losses] == [("mapped-credentials", "auth_token")]


def test_a_public_request_sees_no_token() -> None:
    admission = Door().accounts.admit(ApiRequest("recordings.fetch", account=ACME, public=True))
    body = admission.show(ApiResponse(200, Resource("account", {"sid": ACME_BEHIND, "auth_token": "acme-behind"})))[0].body
    assert isinstance(body, Resource)
    assert body.fields["auth_token"] is None


def test_an_account_without_a_token_is_no_loss() -> None:
    for fields in ({"sid": SUB_BEHIND}, {"sid": SUB_BEHIND, "auth_token": None}):
        response, losses = Door().accounts.admit(asked()).show(ApiResponse(200, Resource("account", fields)))
        assert isinstance(response.body, Resource)
        assert response.body.fields == {**fields, "sid": SUB}
        assert losses == ()


def test_accounts_no_configuration_names_are_not_listed() -> None:
    items = tuple(Resource("account", {"sid": sid}) for sid in (ACME_BEHIND, "AC9999", GLOBEX_BEHIND))
    body = shown(ApiResponse(200, Page("account", items, start=0, end=2, total=3, pages=1))).body
    assert isinstance(body, Page)
    assert body.items == (Resource("account", {"sid": ACME}),)
    assert (body.end, body.total) == (0, None)


@pytest.mark.parametrize(("owner", "told"), [(ACME_BEHIND, ACME), ("AC9999", None), (GLOBEX_BEHIND, None), (None, None)])
def test_the_account_above_is_told_where_it_is_the_callers(owner: str | None, told: str | None) -> None:
    body = shown(ApiResponse(200, Resource("account", {"sid": ACME_BEHIND, "owner_account_sid": owner}))).body
    assert isinstance(body, Resource)
    assert body.fields["owner_account_sid"] == told


def test_a_problem_tells_the_callers_ids() -> None:
    problem = Problem(ProblemKind.INVALID, Source.BACKEND, 400, f"{ACME_BEHIND} can't", code=21212, detail=f"see {SUB_BEHIND}")
    told = Door().accounts.admit(asked()).show_problem(problem)
    assert (told.message, told.detail, told.code) == (f"{ACME} can't", f"see {SUB}", 21212)


def test_a_backend_that_refuses_the_gateway_is_a_bad_gateway() -> None:
    refusal = Problem(ProblemKind.UNAUTHENTICATED, Source.BACKEND, 401, f"{ACME_BEHIND}")
    told = Door().accounts.admit(asked()).show_problem(refusal)
    assert (told.kind, told.source, told.status) == (ProblemKind.BACKEND_FAILED, Source.GATEWAY, 502)
    assert ACME_BEHIND not in told.message


def test_nothing_shows_a_secret() -> None:
    accounts = Door().accounts
    values = [accounts, accounts.admit(asked()), accounts.admit(asked()).account, Secret.of_text("acme-secret")]
    told = "".join(f"{value!r} {value!s}" for value in values)
    assert not [secret for secret in ("acme-secret", "acme-behind", "globex-secret", "globex-behind") if secret in told]
