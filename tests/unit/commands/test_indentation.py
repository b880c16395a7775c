"""Bodies for people: a line for each thing, and nothing but white space put in or taken out."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.commands.indentation import indent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.lists(JSON) | st.dictionaries(st.text(), JSON))
def test_json_stays_what_it_is_and_looks_as_usual(value: object) -> None:
    assert indent(json.dumps(value)) == json.dumps(value, indent=2)


@given(st.text(alphabet='{}[],:"\\ ab<>/!-?&;\n'))
def test_whatever_it_is_only_white_space_changes(text: str) -> None:
    assert re.sub(r"\s", "", indent(text)) == re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("flat", "indented"),
    [
        (
            '<?xml version="1.0"?>\n<A><B>x</B><C/><D><E>1 2</E></D><F></F></A>',
            '<?xml version="1.0"?>\n<A>\n  <B>x</B>\n  <C/>\n  <D>\n    <E>1 2</E>\n  </D>\n  <F></F>\n</A>',
        ),
        ("<A><B><![CDATA[<x>]]></B><!-- > --></A>", "<A>\n  <B><![CDATA[<x>]]></B>\n  <!-- > -->\n</A>"),
        ("<A><B>cut", "<A>\n  <B>cut"),
        ("To=1&From=2", "To=1&From=2"),
        ('{"a": [1, "cut', '{\n  "a": [\n    1,\n    "cut'),
    ],
)
def test_examples(flat: str, indented: str) -> None:
    assert indent(flat) == indented
