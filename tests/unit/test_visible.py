"""What is shown of text from elsewhere: letters of any script as they are, and nothing that a terminal would obey."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.visible import make_visible


def test_letters_of_any_script_are_shown_and_controls_are_written_out() -> None:
    assert make_visible("é→字📞\n\t\x1b\x85\u202e", keep="\n\t") == ("é→字📞\n\t\\u001b\\u0085\\u202e")
    assert make_visible("\n\ud800\U000e0001") == "\\u000a\\ud800\\U000e0001"


@given(st.text())
def test_whatever_it_is_a_line_can_hold_it(text: str) -> None:
    assert make_visible(text).isprintable()
