"""HTML: the page, its class names and its escapes."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.codecs.errors import CodecError
from gateway.codecs.html import dash_case, write_html
from gateway.codecs.tree import Element

CORPUS = Path(os.environ.get("GATEWAY_CORPUS") or Path(__file__).parents[4] / "shared" / "corpus")


def test_the_documented_sample_is_written() -> None:
    sample = CORPUS / "twilio-2008" / "account.html"
    if not sample.exists():
        pytest.skip("no corpus of documented samples: set GATEWAY_CORPUS to its folder")
    page = re.sub(r">\s+<", "><", sample.read_text().strip())
    names = {
        dash_case(name): name
        for name in ("Sid", "FriendlyName", "Status", "StatusText", "DateCreated", "DateUpdated", "AuthToken")
    }
    fields = re.findall(r'<div class="([a-z-]+)">([^<]+)</div>', page)
    account = Element("Account", children=tuple(Element(names[css], text=text) for css, text in fields))
    assert write_html("200", "twilio-response", [account]).decode() == page


@pytest.mark.parametrize(
    ("name", "dashed"),
    [
        ("Sid", "sid"),
        ("AccountSid", "account-sid"),
        ("SMSMessage", "sms-message"),
        ("RequestURL", "request-url"),
        ("SubresourceUris", "subresource-uris"),
        ("TwilioResponse", "twilio-response"),
        ("Address2Line", "address2-line"),
        ("", ""),
    ],
)
def test_dash_case(name: str, dashed: str) -> None:
    assert dash_case(name) == dashed


def test_everything_is_escaped() -> None:
    page = write_html("<1>", 'a"b', [Element('x"><script>', text="<script>alert('1')</script>&\r\n")])
    assert page == (
        b'<html><head><title>&lt;1&gt;</title></head><body class="a&quot;b"><div class="x&quot;&gt;&lt;script&gt;">'
        b"&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&amp;&#13;\n</div></body></html>"
    )


def test_empty_elements_and_several_roots() -> None:
    page = write_html("200", "r", [Element("Calls", (("page", "0"),), (Element("Call"),)), Element("Note", text="")])
    assert b'<body class="r"><div class="calls"><div class="call"></div></div><div class="note"></div></body>' in page


def test_characters_html_cannot_carry_are_replaced() -> None:
    assert b'<div class="a">&#233;&#128512;&#65533;&#65533;&#65533;</div>' in write_html(
        "", "", [Element("A", text="\u00e9\U0001f600\0\x80\ud83d")]
    )


def test_a_tree_too_deep_is_not_written() -> None:
    root = Element("R")
    for _ in range(100_000):
        root = Element("R", children=(root,))
    with pytest.raises(CodecError, match="deep"):
        write_html("", "", [root])


class _Reader(HTMLParser):
    """Keeps tags and the text of the body, as any HTML parser sees them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(f"{tag} {attrs}")

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"]) | st.sampled_from("&<>\"'\n")))
def test_any_text_stays_text(text: str) -> None:
    reader = _Reader()
    reader.feed(write_html("", "b", [Element("A", text=text)]).decode("ascii"))
    reader.close()
    assert reader.tags == ["html []", "head []", "title []", "body [('class', 'b')]", "div [('class', 'a')]"]
    assert reader.text == text
