"""Which characters are replaced: the table of XML 1.0 at its edges, and surrogates."""

from __future__ import annotations

import pytest

from gateway.codecs.characters import replace_forbidden, replace_surrogates

ALLOWED = [0x9, 0xA, 0xD, 0x20, 0x7F, 0x85, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF]
FORBIDDEN = [0x0, 0x1, 0x8, 0xB, 0xC, 0xE, 0x1F, 0xD800, 0xDBFF, 0xDC00, 0xDFFF, 0xFFFE, 0xFFFF]


@pytest.mark.parametrize("point", ALLOWED)
def test_an_allowed_character_stays(point: int) -> None:
    assert replace_forbidden(chr(point)) == (chr(point), False)


@pytest.mark.parametrize("point", FORBIDDEN)
def test_a_forbidden_character_is_replaced(point: int) -> None:
    assert replace_forbidden(f"a{chr(point)}b") == ("a\ufffdb", True)


def test_only_surrogates_have_no_utf8() -> None:
    assert replace_surrogates("\0\ud800\U0001f600\udfff\uffff") == "\0\ufffd\U0001f600\ufffd\uffff"
