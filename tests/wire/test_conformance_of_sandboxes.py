"""The conformance kit asks each sandbox directly: it keeps its own dialect, but for what is named here with its reason.

A sandbox that speaks another dialect than 2010's is a gateway in front of that one: operations 2010 has not are not there.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gateway.conformance import Outcome
from tests.wire.conformance_running import DIALECTS, failures, kit_of

EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
    "json-envelope": {
        "list-sms": "a message with pictures is MM and 32 digits, which is no UUID and passes as it is",
        "on-2008-past-the-end": "likewise",
        "on-json-list-sms-in-the-older-envelope": "likewise",
    },
    "twilio-2010": {
        "fetch-credential-list-mapping": "the specification names no subresources there, the samples do",
        "list-credential-list-mappings": "likewise",
        "map-credential-list": "likewise",
        "list-ip-acl-mappings": "likewise",
        "map-ip-acl": "likewise",
        "trailing-slash-and-ampersand": "it is as strict as the strictest backend, so that tests see what the gateway lets through",
        "double-slash-and-bare-question-mark": "likewise",
        "update-application": "likewise, and takes no PUT",
        "on-2008-update-a-number-by-put": "likewise",
        "update-by-put-without-content-type": "likewise",
        "seed-put-on-what-is-not-there": "likewise",
        "delete-by-override": "likewise, and knows no `_method`",
    },
}
"""What a sandbox fails of what it could keep, by dialect and rule, each with its reason."""


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_sandbox_keeps_its_own_dialect(dialect: str) -> None:
    kit = kit_of(dialect)
    verdicts = await kit.run_on_sandbox()
    failed, exceptions, lacking = failures(verdicts), EXCEPTIONS.get(dialect, {}), kit.lacking_behind()
    assert {rule: lines for rule, lines in failed.items() if rule not in exceptions and rule not in lacking} == {}
    assert [rule for rule in exceptions if rule not in failed] == []
    assert sum(one.outcome is Outcome.PASS for one in verdicts) > 4 * sum(one.outcome is Outcome.SKIP for one in verdicts)
