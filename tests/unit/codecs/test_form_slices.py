"""Long values are unescaped by slices: wherever a slice ends, the value is the same as if it had none."""

from __future__ import annotations

import time
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs import form
from gateway.codecs.errors import CodecError
from gateway.codecs.form import decode_pairs


@given(value=st.lists(st.sampled_from([b"%", b"4", b"1", b"a", b"%41", b"%%", b"%4"]), max_size=40).map(b"".join))
@pytest.mark.parametrize("size", [3, 4, 7])
def test_no_slice_cuts_an_escape(size: int, value: bytes) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(form, "PIECE", size)
        ((_, read),) = decode_pairs(b"x=" + value, charset="latin1")
    assert read.encode("latin-1") == unquote_to_bytes(value)


def test_sixteen_mebibytes_of_escapes_are_read() -> None:
    began = time.process_time()
    pairs = decode_pairs(b"&".join([b"x=" + b"%41" * 699_000] * 8))
    assert pairs == (("x", "A" * 699_000),) * 8
    assert time.process_time() - began < 10


@given(
    st.lists(
        st.sampled_from([b"a", b"=", b"&", b"+", b"%2B", b"%00", b"%c3%a9", b"%c3", b"\xc3\xa9", b"%", b"&&"]), max_size=12
    )
)
def test_a_small_form_is_read_as_a_large_one(parts: list[bytes]) -> None:
    def read() -> tuple[tuple[str, str], ...] | str:
        try:
            return decode_pairs(b"".join(parts), max_pairs=3)
        except CodecError as error:
            return error.message

    small = read()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(form, "_decode_small", lambda *_: None)
        assert read() == small
