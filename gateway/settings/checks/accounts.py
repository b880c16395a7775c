"""Accounts among each other: each name and each caller id once, each sub-account once, nothing missing that mapping needs."""

from __future__ import annotations

from collections.abc import Iterator

from gateway.dialects.sids import account_sid
from gateway.settings.checks.repeats import check_repeats
from gateway.settings.faults import Fault
from gateway.settings.nodes import Place, Scalar, Sequence
from gateway.settings.sections.accounts import CredentialsPolicy


def check_accounts(root: Place) -> Iterator[Fault]:
    """The faults between accounts, and between them and `credentials`."""
    accounts = tuple(root.at("accounts").items())
    yield from check_repeats((account.at("name") for account in accounts), "name")
    # An id in a path belongs to the credentials of exactly one account, as a SID or as the API key of the same digits.
    callers = (place for account in accounts for place in _ids(account, "caller"))
    yield from check_repeats(callers, "caller id", shown=False, meaning=account_sid)
    for account in accounts:
        # Two callers' ids for one id of the backend: its answers could not be given back the right one.
        yield from check_repeats(_ids(account, "backend"), "backend id", shown=False, meaning=account_sid)
    if root.at("credentials").text in {None, CredentialsPolicy.MAPPED}:
        yield from _check_mapped(root, accounts)


def _ids(account: Place, side: str) -> Iterator[Place]:
    yield account.below((side, "id"))
    yield from (pair.at(side) for pair in account.at("subaccounts").items())


def _check_mapped(root: Place, accounts: tuple[Place, ...]) -> Iterator[Fault]:
    listed = root.at("accounts").node
    if listed is None or (isinstance(listed, Sequence) and not accounts):
        policy = root.at("credentials")
        place = policy if isinstance(policy.node, Scalar) else root.at("accounts")
        yield place.fault(
            found="no account to map",
            expected="accounts, or credentials: passthrough to send on what the caller sent",
        )
    for account in accounts:
        if "backend" not in account.keys and account.keys:
            expected = "the id and the secret for the backend: credentials are mapped"
            yield account.at("backend").fault(expected=expected)
        for side, use in (("caller", "callers present"), ("backend", "sent to the backend")):
            part = account.at(side)
            if part.keys and "secret" not in part.keys:
                yield part.at("secret").fault(expected=f"the secret {use}: credentials are mapped")
