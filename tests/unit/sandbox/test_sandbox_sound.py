"""Recordings, their sound, their transcriptions; the log of notifications."""

from __future__ import annotations

import io
import wave

import pytest

from gateway.sandbox import MAIN, Sandbox
from gateway.wire import WireRequest
from tests.unit.sandbox.sandbox_caller import NOW, Caller

_CALL = {"To": "+14155550150", "From": "+14155550100", "Url": "https://demo.example/voice"}


def _recording(api: Caller) -> str:
    return f"Recordings/{api.get('Recordings')['recordings'][-1]['sid']}"


@pytest.mark.parametrize("suffix", ["", ".wav"])
def test_the_sound_needs_no_credentials_and_is_a_second_of_tone(suffix: str) -> None:
    api = Caller()
    answer = api.sandbox.answer(WireRequest("GET", f"{api.target(_recording(api))}{suffix}"))
    assert (answer.status, answer.headers.get("Content-Type")) == (200, "audio/x-wav")
    with wave.open(io.BytesIO(answer.body)) as file:
        assert file.getnframes() == file.getframerate() == 8000
        assert len(set(file.readframes(8000))) > 50


def test_the_mp3_is_a_row_of_whole_frames() -> None:
    api = Caller()
    answer = api.sandbox.answer(WireRequest("GET", f"{api.target(_recording(api))}.mp3"))
    assert answer.headers.get("Content-Type") == "audio/mpeg"
    frames = [answer.body[index : index + 144] for index in range(0, len(answer.body), 144)]
    assert {frame[:4] for frame in frames} == {b"\xff\xfb\x18\xc0"}
    assert len(frames[-1]) == 144


@pytest.mark.parametrize(("suffix", "content_type"), [("", "audio/x-wav"), (".wav", "audio/x-wav"), (".mp3", "audio/mpeg")])
def test_below_its_call_a_recording_is_sound_too_for_its_account_alone(suffix: str, content_type: str) -> None:
    api = Caller()
    recording = next(one for one in api.get("Recordings")["recordings"] if one["call_sid"])
    path = f"Calls/{recording['call_sid']}/Recordings/{recording['sid']}{suffix}"
    answer = api.send("GET", path)
    assert (answer.status, answer.headers.get("Content-Type")) == (200, content_type)
    assert api.sandbox.answer(WireRequest("GET", api.target(path))).status == 401
    assert api.get(f"Calls/{recording['call_sid']}/Recordings/{recording['sid']}")["sid"] == recording["sid"]


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_file_below_a_call_can_only_be_fetched(method: str) -> None:
    api = Caller()
    recording = next(one for one in api.get("Recordings")["recordings"] if one["call_sid"])
    path = f"Calls/{recording['call_sid']}/Recordings/{recording['sid']}"
    assert api.send(method, f"{path}.wav").status == 404
    assert api.get(path)["sid"] == recording["sid"]


@pytest.mark.parametrize("suffix", [".json", ".xml", ".csv"])
def test_the_metadata_needs_credentials(suffix: str) -> None:
    api = Caller()
    path = _recording(api)
    assert api.sandbox.answer(WireRequest("GET", f"{api.target(path)}{suffix}")).status == 401
    assert api.send("GET", f"{path}{suffix}").status == 200


def test_deleting_needs_credentials_and_takes_the_sound_away() -> None:
    api = Caller()
    path = _recording(api)
    assert api.sandbox.answer(WireRequest("DELETE", api.target(path))).status == 401
    assert api.send("DELETE", f"{path}.wav").status == 404
    assert api.send("DELETE", path).status == 204
    assert api.sandbox.answer(WireRequest("GET", api.target(path))).status == 404


def test_a_sound_that_is_not_there_is_not_found_in_xml() -> None:
    answer = Sandbox(clock=lambda: NOW).answer(WireRequest("GET", f"/2010-04-01/Accounts/{MAIN.sid}/Recordings/RE1.mp3"))
    assert (answer.status, answer.headers.get("Content-Type")) == (404, "application/xml")


def test_recordings_are_found_by_call_and_day() -> None:
    api = Caller()
    first = api.get("Recordings")["recordings"][-1]
    assert [item["sid"] for item in api.get(f"Recordings?CallSid={first['call_sid']}")["recordings"]] == [first["sid"]]
    assert api.get("Recordings?DateCreated>=2024-05-07")["recordings"] == []
    [own] = api.get(f"Calls/{first['call_sid']}/Recordings")["recordings"]
    assert own["uri"].endswith(f"/Calls/{first['call_sid']}/Recordings/{first['sid']}.json")
    assert api.get(f"Calls/{first['call_sid']}/Recordings/{first['sid']}") == own
    assert first["media_url"] == f"http://sandbox.example/2010-04-01/Accounts/{MAIN.sid}/Recordings/{first['sid']}"


def test_a_recording_runs_until_its_call_is_over() -> None:
    api = Caller()
    call = api.post("Calls", _CALL)["sid"]
    assert api.refusal("POST", f"Calls/{call}/Recordings") == (400, 21220)
    api.clock.advance(10)
    made = api.post(f"Calls/{call}/Recordings", {"RecordingChannels": "dual"})
    assert (made["status"], made["channels"], made["duration"]) == ("in-progress", 2, None)
    path = f"Calls/{call}/Recordings/{made['sid']}"
    assert api.post(path, {"Status": "paused"}, 200)["status"] == "paused"
    assert api.refusal("POST", path) == (400, 20001)
    assert api.refusal("POST", path, {"Status": "lost"}) == (400, 20001)
    api.clock.advance(60)
    over = api.get(path)
    assert (over["status"], over["duration"], over["price"]) == ("completed", "23", "-0.00250")
    assert api.refusal("POST", path, {"Status": "stopped"}) == (400, 21220)
    assert api.send("DELETE", path).status == 204


def test_a_recording_is_not_found_under_a_call_it_is_not_of() -> None:
    api = Caller()
    first, second = api.get("Recordings")["recordings"][-2:]
    assert api.refusal("GET", f"Calls/{first['call_sid']}/Recordings/{second['sid']}") == (404, 20404)
    assert api.refusal("GET", f"Calls/CA1/Recordings/{second['sid']}") == (404, 20404)


def test_transcriptions_are_data_or_plain_text() -> None:
    api = Caller()
    first = api.get("Transcriptions")["transcriptions"][0]
    answer = api.send("GET", f"Transcriptions/{first['sid']}.txt")
    assert (answer.headers.get("Content-Type"), answer.body) == ("text/plain; charset=utf-8", b"So glad you called.")
    path = f"Recordings/{first['recording_sid']}/Transcriptions"
    assert api.get(path)["transcriptions"] == [first]
    assert api.get(f"{path}/{first['sid']}") == first
    other = api.get("Transcriptions")["transcriptions"][1]["recording_sid"]
    assert api.refusal("GET", f"Recordings/{other}/Transcriptions/{first['sid']}") == (404, 20404)
    assert api.send("DELETE", f"Transcriptions/{first['sid']}").status == 204


def test_notifications_are_filtered_and_show_more_alone() -> None:
    api = Caller()
    listed = api.get("Notifications?Log=0")["notifications"]
    assert {item["log"] for item in listed} == {"0"}
    alone = api.get(f"Notifications/{listed[0]['sid']}")
    assert set(alone) - set(listed[0]) == {"request_variables", "response_headers", "response_body"}
    day = api.get("Notifications?MessageDate<=2024-05-04")["notifications"]
    assert day
    assert len(day) < len(api.get("Notifications")["notifications"])
    other = api.get("Calls")["calls"][0]["sid"]
    assert api.refusal("GET", f"Calls/{other}/Notifications/{alone['sid']}") == (404, 20404)
