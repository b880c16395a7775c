"""Who may call, and as whom the backend knows them: credentials are checked and become the backend's.

With mapped credentials a caller reaches its own account and the sub-accounts configured below it, and nothing else. Every
comparison of a secret takes the same time, for an unknown id too. Nothing here ever prints a secret.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from msgspec import Struct
from msgspec.structs import replace

from gateway.model import ApiRequest, ApiResponse, Credentials, Loss, Problem, ProblemKind, ProblemRaised, Source
from gateway.policy.account_ids import AnswerTurn, turn_page
from gateway.policy.account_names import AccountNames
from gateway.policy.hidden_secrets import TELLING, hidden_forms
from gateway.policy.named_accounts import is_among, named_accounts, turn_parameters, turn_properties

_ACCOUNTS, _CREATES, _UPDATES = "accounts.", ".create", "accounts.update"
_ABOVE_ACCOUNTS = "organizations."
_PASSWORD = "Password"  # noqa: S105 -- the name of a parameter
_NO_NEW_ACCOUNT = (
    "Accounts are mapped here: one made through the gateway could not be reached through it. Let its operator make the account"
    " and add it to the configuration."
)
_NOT_BY_CALLERS = (
    "Accounts are mapped here: the password of the one behind the gateway is its operator's. Let the operator change it."
)
_NOTHING_ABOVE = "Accounts are mapped here, and this stands above them. Ask its operator."


@dataclass(frozen=True, slots=True)
class Account:
    """One account: `matches` checks the secret a caller presents, `ids` are (caller's, backend's), its own first.

    `inward` leads from the ones to the others.
    """

    name: str
    ids: tuple[tuple[str, str], ...] = field(repr=False)
    matches: Callable[[str], bool] = field(repr=False)
    backend: Credentials = field(repr=False)
    inward: Mapping[str, str] = field(init=False, repr=False, compare=False)
    _names: dict[bool, AccountNames] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "inward", dict(self.ids))

    @property
    def caller_id(self) -> str:
        return self.ids[0][0]

    def names(self, *, telling: bool) -> AccountNames:
        """What the backend calls this account, and its secret where that is `telling`. Put together when first asked for."""
        if telling not in self._names:
            ids = {backend: caller for caller, backend in self.ids}
            self._names[telling] = AccountNames(ids, hidden_forms(self.backend, bare=telling))
        return self._names[telling]


class Admission(Struct, frozen=True):
    """A request that may go on, and how its account ids are turned around."""

    asked: ApiRequest
    account: Account | None
    presented: Credentials | None

    @staticmethod
    def of(asked: ApiRequest, account: Account) -> Admission:
        """The request as that account's. Raises ProblemRaised (401) for an account id in it that is not its own."""
        ids = account.inward
        own = asked.account if asked.account is not None else account.caller_id
        named = named_accounts(asked)
        if own not in ids or (named and not all(is_among(one, ids) for one in named)):
            raise unauthenticated()
        turned = replace(
            asked,
            account=ids[own] if asked.account is not None else None,
            ids=tuple([(name, ids.get(value, value)) for name, value in asked.ids]),
            tail=tuple([ids.get(segment, segment) for segment in asked.tail]) if asked.tail else (),
            parameters=turn_parameters(asked.parameters, ids) if asked.parameters else (),
            extra=turn_properties(asked.extra, ids) if asked.extra else asked.extra,
            page=turn_page(asked.page, ids),
            credentials=account.backend,
        )
        return Admission(turned, account, asked.credentials)

    def show(self, response: ApiResponse) -> tuple[ApiResponse, tuple[Loss, ...]]:
        """The backend's answer with the caller's ids, and what had to be left out of it."""
        if self.account is None:
            return response, ()
        backend, presented = self.account.backend, self.presented
        telling = len(backend.secret) >= TELLING and (presented is None or presented.secret != backend.secret)
        turn = AnswerTurn(self.account.names(telling=telling), self.account.caller_id, presented)
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
        names = self.account.names(telling=True)
        detail = names.turn(problem.detail) if problem.detail else problem.detail
        more_info = names.turn(problem.more_info) if problem.more_info else problem.more_info
        return replace(problem, message=names.turn(problem.message), detail=detail, more_info=more_info)


class Accounts:
    """The accounts of a gateway with mapped credentials."""

    def __init__(self, accounts: Mapping[str, Account], decoy: Callable[[str], bool]) -> None:
        """`accounts` by caller id. `decoy` is compared with where the id is unknown, so that this takes as long."""
        self._accounts = accounts
        self._decoy = decoy
        self._recognised: Credentials | None = None  # the very value that was looked at last

    def __repr__(self) -> str:
        return f"Accounts({len(self._accounts)})"

    def recognises(self, credentials: Credentials) -> bool:
        """Whether these are the credentials of an account here. Takes as long for an id that is unknown."""
        account = self._accounts.get(credentials.id)
        matches = account.matches if account else self._decoy
        recognised = matches(credentials.secret) and account is not None
        if recognised:
            self._recognised = credentials
        return recognised

    def admit(self, asked: ApiRequest) -> Admission:
        """The request as the backend's account. Raises ProblemRaised: 401 for anybody else's, without telling which part; 403
        for what would change the mapping or look above it."""
        admission = Admission.of(asked, self._identify(asked))
        _refuse_administration(asked)
        return admission

    def _identify(self, asked: ApiRequest) -> Account:
        presented = asked.credentials
        if presented is None:
            if asked.public and (account := self._owner(asked.account)):
                return account
            raise unauthenticated()
        if presented is not self._recognised and not self.recognises(presented):
            raise unauthenticated()
        return self._accounts[presented.id]

    def _owner(self, account_id: str | None) -> Account | None:
        return next((account for account in self._accounts.values() if account_id in account.inward), None)


def _refuse_administration(asked: ApiRequest) -> None:
    """Raises ProblemRaised (403) for what would make, lock out or look above the accounts that are mapped."""
    if asked.operation.startswith(_ACCOUNTS):
        if asked.operation.endswith(_CREATES):
            raise _forbidden(_NO_NEW_ACCOUNT)
        if asked.operation == _UPDATES and (_PASSWORD in asked.extra or asked.parameter(_PASSWORD) is not None):
            raise _forbidden(_NOT_BY_CALLERS)
    elif asked.operation.startswith(_ABOVE_ACCOUNTS):
        raise _forbidden(_NOTHING_ABOVE)


def _forbidden(message: str) -> ProblemRaised:
    return ProblemRaised(Problem(ProblemKind.FORBIDDEN, Source.GATEWAY, HTTPStatus.FORBIDDEN, message))


def unauthenticated() -> ProblemRaised:
    """One and the same for an unknown id, a wrong secret, an account that is somebody else's, and none at all."""
    return ProblemRaised(Problem(ProblemKind.UNAUTHENTICATED, Source.CALLER, HTTPStatus.UNAUTHORIZED))


def pass_through(asked: ApiRequest) -> Admission:
    """The caller's own credentials go on, unchecked: the backend decides. Without any nothing is sent: 401."""
    if asked.credentials is None and not asked.public:
        raise unauthenticated()
    return Admission(asked, None, asked.credentials)
