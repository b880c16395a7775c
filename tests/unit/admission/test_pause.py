"""When the shared store is asked, decided without one."""

from __future__ import annotations

from gateway.policy.admission.pause import Pause, Turn


def test_what_answers_is_asked_always() -> None:
    pause = Pause(1)
    for now in (0.0, 0.0, 5.0):
        assert pause.begin(now) is Turn.REGULAR
        assert not pause.succeed(Turn.REGULAR)


def test_after_a_failure_nothing_is_asked_for_a_while_and_then_once() -> None:
    pause = Pause(1)
    assert pause.fail(pause.begin(0), 0)
    assert pause.begin(0.999) is Turn.IN_VAIN
    assert pause.begin(1) is Turn.TRIAL
    assert pause.begin(1) is Turn.IN_VAIN
    assert not pause.fail(Turn.TRIAL, 1.2)
    assert pause.begin(2.1) is Turn.IN_VAIN
    assert pause.begin(2.2) is Turn.TRIAL
    assert pause.succeed(Turn.TRIAL)
    assert pause.begin(2.2) is Turn.REGULAR


def test_what_was_asked_before_the_failure_changes_nothing() -> None:
    pause = Pause(1)
    assert pause.fail(Turn.REGULAR, 0)
    assert not pause.fail(Turn.REGULAR, 0.9)
    assert not pause.succeed(Turn.REGULAR)
    assert pause.begin(0.95) is Turn.IN_VAIN
    assert pause.begin(1) is Turn.TRIAL
