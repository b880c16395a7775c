"""The journal tells what requests have made: once each, in order, whatever became of it afterwards."""

from __future__ import annotations

from gateway.sandbox import MAIN, SUBACCOUNT
from tests.unit.sandbox.sandbox_caller import Caller

TO, FROM = "+15555550100", "+14155550100"


def test_what_was_there_before_is_not_in_the_journal() -> None:
    caller = Caller()
    assert caller.get("Calls")["calls"]
    assert caller.sandbox.journal == ()


def test_every_create_is_there_once_and_in_order() -> None:
    caller = Caller()
    call = caller.post("Calls", {"To": TO, "From": FROM, "Url": "http://example.com/"})
    message = caller.post("Messages", {"To": TO, "From": FROM, "Body": "hello"})
    made = caller.sandbox.journal
    assert [(record.account, record.folder, record.sid) for record in made] == [
        (MAIN.sid, "Calls", call["sid"]),
        (MAIN.sid, "Messages", message["sid"]),
    ]
    assert (made[0].fields["to"], made[1].fields["body"]) == (TO, "hello")


def test_what_was_refused_is_not_in_the_journal() -> None:
    caller = Caller()
    assert caller.send("POST", "Calls.json", {"To": "nobody", "From": FROM, "Url": "http://example.com/"}).status == 400
    assert caller.sandbox.journal == ()


def test_a_change_a_move_and_a_delete_leave_the_journal_as_it_was() -> None:
    caller = Caller()
    caller.post("Messages", {"To": TO, "From": FROM, "Body": "hello"})
    (made,) = caller.sandbox.journal
    caller.post(f"Messages/{made.sid}", {"Body": ""}, 200)
    number = caller.get("IncomingPhoneNumbers")["incoming_phone_numbers"][0]["sid"]
    caller.post(f"IncomingPhoneNumbers/{number}", {"AccountSid": SUBACCOUNT.sid}, 200)
    caller.send("DELETE", f"Messages/{made.sid}.json")
    assert caller.sandbox.journal == (made,)
