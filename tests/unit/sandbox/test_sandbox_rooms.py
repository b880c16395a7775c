"""Conferences and who is in them, queues and who waits in them."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.sandbox_caller import Caller

_GUEST = {"To": "+14155550150", "From": "+14155550100"}


def _room(api: Caller) -> str:
    return f"Conferences/{api.get('Conferences?Status=in-progress')['conferences'][0]['sid']}"


def test_conferences_are_filtered() -> None:
    api = Caller()
    assert len(api.get("Conferences?Status=completed")["conferences"]) == 8
    assert len(api.get("Conferences?FriendlyName=Demo+room")["conferences"]) == 1
    assert len(api.get("Conferences?DateCreated<=2024-04-20")["conferences"]) == 6
    assert api.refusal("GET", "Conferences?Status=open") == (400, 20001)


def test_ending_a_conference_hangs_up_on_everybody() -> None:
    api = Caller()
    room = _room(api)
    guests = [guest["call_sid"] for guest in api.get(f"{room}/Participants")["participants"]]
    assert len(guests) == 3
    assert api.refusal("POST", room, {"Status": "in-progress"}) == (400, 20001)
    ended = api.post(room, {"Status": "completed"}, 200)
    assert (ended["status"], ended["reason_conference_ended"]) == ("completed", "conference-ended-via-api")
    assert api.get(f"{room}/Participants")["participants"] == []
    assert {api.get(f"Calls/{sid}")["status"] for sid in guests} == {"completed"}
    assert api.refusal("POST", room, {"AnnounceUrl": "https://demo.example/"}) == (400, 20001)
    assert api.refusal("POST", f"{room}/Participants", _GUEST) == (400, 20001)
    api.clock.advance(5)
    assert api.post(room, {"Status": "completed"}, 200) == ended


def test_participants_are_muted_held_found_by_label_and_filtered() -> None:
    api = Caller()
    room = _room(api)
    assert [guest["label"] for guest in api.get(f"{room}/Participants?Muted=true")["participants"]] == ["guest-1"]
    changed = api.post(f"{room}/Participants/guest-2", {"Muted": "true", "Hold": "true"}, 200)
    assert (changed["muted"], changed["hold"], changed["status"]) == (True, True, "connected")
    assert api.get(f"{room}/Participants/{changed['call_sid']}") == changed
    assert len(api.get(f"{room}/Participants?Muted=true")["participants"]) == 2
    assert api.refusal("POST", f"{room}/Participants/guest-2", {"Muted": "1"}) == (400, 20001)
    assert api.refusal("GET", f"{room}/Participants/guest-9") == (404, 20404)


def test_a_conference_ends_with_its_last_participant() -> None:
    api = Caller()
    room = _room(api)
    for guest in api.get(f"{room}/Participants")["participants"]:
        assert api.get(room)["status"] == "in-progress"
        assert api.send("DELETE", f"{room}/Participants/{guest['call_sid']}").status == 204
    assert api.get(room)["reason_conference_ended"] == "last-participant-kicked"


def test_somebody_is_called_into_a_conference_that_is_opened_by_name() -> None:
    api = Caller()
    made = api.post("Conferences/standup/Participants", {**_GUEST, "Label": "ada", "EndConferenceOnExit": "true"})
    assert (made["status"], made["label"], made["end_conference_on_exit"]) == ("queued", "ada", True)
    again = api.post("Conferences/standup/Participants", _GUEST)
    assert again["conference_sid"] == made["conference_sid"]
    assert api.get(f"Conferences/{made['conference_sid']}")["friendly_name"] == "standup"
    api.clock.advance(5)
    assert api.get(f"Conferences/{made['conference_sid']}/Participants/ada")["status"] == "connected"
    api.clock.advance(60)
    assert api.get(f"Conferences/{made['conference_sid']}/Participants")["participants"] == []


@pytest.mark.parametrize(("left_out", "code"), [("To", 21201), ("From", 21213)])
def test_a_participant_needs_two_numbers(left_out: str, code: int) -> None:
    form = {name: value for name, value in _GUEST.items() if name != left_out}
    api = Caller()
    assert api.refusal("POST", "Conferences/standup/Participants", form) == (400, code)
    assert api.get("Conferences?FriendlyName=standup")["conferences"] == []


def test_a_queue_counts_those_who_wait() -> None:
    api = Caller()
    [queue] = api.get("Queues")["queues"]
    assert (queue["current_size"], queue["average_wait_time"], queue["max_size"]) == (3, 360, 100)
    path = f"Queues/{queue['sid']}"
    front = api.get(f"{path}/Members/Front")
    assert (front["position"], front["wait_time"]) == (1, 540)
    assert api.refusal("POST", f"{path}/Members/Front") == (400, 20001)
    assert api.post(f"{path}/Members/Front", {"Url": "https://demo.example/"}, 200) == front
    assert api.get(path)["current_size"] == 2
    assert api.refusal("GET", f"{path}/Members/{front['call_sid']}") == (404, 20404)
    assert api.refusal("DELETE", path) == (400, 20001)


def test_a_queue_is_made_renamed_and_deleted() -> None:
    api = Caller()
    assert api.refusal("POST", "Queues", {"MaxSize": "5"}) == (400, 20001)
    assert api.refusal("POST", "Queues", {"FriendlyName": "q", "MaxSize": "many"}) == (400, 20001)
    made = api.post("Queues", {"FriendlyName": "q", "MaxSize": "5"})
    assert (made["max_size"], made["current_size"], made["average_wait_time"]) == (5, 0, 0)
    path = f"Queues/{made['sid']}"
    assert api.post(path, {"FriendlyName": "r"}, 200)["friendly_name"] == "r"
    assert api.refusal("GET", f"{path}/Members/Front") == (404, 20404)
    assert api.send("DELETE", path).status == 204
