"""What golden answers promise together, and what an answer is told where it breaks one of these promises."""

from __future__ import annotations

import pytest

from gateway.conformance.comparison import Expected, compare_answer
from gateway.conformance.documents import is_ordered, read_document
from gateway.conformance.formats import FREE, format_of, mask, merge_formats, path_form
from gateway.conformance.promises import NOWHERE, Answer, Promises, Unplaced
from gateway.wire import Headers, WireResponse

DATE, UTC_DATE = "Tue, 31 Aug 2010 13:36:28 -0700", "Tue, 31 Aug 2010 20:36:28 +0000"
SID = "CA" + "0" * 31


def promises_of(*texts: str, media_type: str = "application/xml", scope: str = "", unplaced: Unplaced = NOWHERE) -> Promises:
    roots = [read_document(media_type, text.encode()) for text in texts]
    return Promises((Answer(scope, root, is_ordered(media_type)) for root in roots if root), unplaced)


def told(
    golden: str, found: str, *others: str, media_type: str = "application/xml", scope: str = "", unplaced: Unplaced = NOWHERE
) -> list[tuple[str, str, str]]:
    headers = (("Content-Type", media_type),)
    expected = Expected(200, headers, media_type, scope, read_document(media_type, golden.encode()), empty=False)
    actual = WireResponse(200, Headers([("Content-Type", media_type)]), found.encode())
    compared = compare_answer(
        expected, actual, promises_of(golden, *others, media_type=media_type, scope=scope, unplaced=unplaced)
    )
    return [(finding.where, finding.expected, finding.found) for finding in compared.findings]


def call(*members: str) -> str:
    return f"<R><Call>{''.join(members)}</Call></R>"


def calls(*items: str) -> str:
    return f'<R><Calls page="0">{"".join(f"<Call>{item}</Call>" for item in items)}</Calls></R>'


A, B, C = "<A>x</A>", "<B>x</B>", "<C>x</C>"


def test_other_data_is_the_same_answer() -> None:
    assert told(call(f"<Sid>{SID}1</Sid>", A), call(f"<Sid>{SID}2</Sid>", "<A>quite another</A>")) == []


def test_order_is_a_promise_of_xml() -> None:
    assert told(call(A, B, C), call(A, C, B)) == [("R/Call", "B before C", "C before B")]
    assert told('{"a": 1, "b": 2}', '{"b": 2, "a": 1}', media_type="application/json", scope="GET x:") == []


def test_order_is_none_where_the_exchanges_differ() -> None:
    assert told(call(A, B), call(B, A), call(B, A)) == []


def test_the_order_of_attributes_is_no_promise() -> None:
    assert told('<R><Calls page="0" end="1"/></R>', '<R><Calls end="1" page="0"/></R>') == []


def test_where_no_source_tells_the_order_none_is_promised() -> None:
    assert told(call(A, B, C), call(A, C, B), unplaced={"Call": {"C"}}) == []
    assert told(call(A, B, C), call(C, B, A), unplaced={"Call": {"C"}}) == [("R/Call", "A before B", "B before A")]
    assert told(call(A, B, C), call(C, B, A), unplaced={"Call": {"*"}}) == []
    assert told(call(A, B), call(B, A), unplaced={"Queue": {"*"}}) == [("R/Call", "A before B", "B before A")]


def test_names_that_differ_between_exchanges_are_no_choice_of_envelopes() -> None:
    links = [f"<Links><{name}>/x</{name}></Links>" for name in ("Addresses", "IpAddresses")]
    assert told(call(A, links[0]), call(A, links[1]), call(A, links[1])) == []


def test_a_name_some_exchange_lacks_may_be_missing() -> None:
    assert told(call(A, B), call(A), call(A)) == []
    assert told(call(A, B), call(A)) == [("R/Call", "the names B", "they are missing")]


def test_a_form_that_never_varies_has_no_other_names() -> None:
    assert told(call(A), call(A, B), *[call(A)] * 5) == [("R/Call", "no other names than the dialect has", "B")]
    assert told(call(A), call(A, B)) == []


def test_an_envelope_holds_what_was_asked_for() -> None:
    assert told(call(A), "<R><Message><A>x</A></Message></R>", "<R><Message><A>x</A></Message></R>") == [
        ("R", "the names Call", "they are missing"),
        ("R", "no other names than the dialect has", "Message"),
    ]
    assert told(call(A), "<S><Call/></S>") == [("body", "the root element <R>", "<S>")]


def test_an_item_is_the_same_alone_and_in_a_list() -> None:
    assert told(call(A, B), call(A), calls(A + B, A + B)) == [("R/Call", "the names B", "they are missing")]
    assert told(calls(A + B, A + B), calls(A), call(A + B)) == [("R/Calls/Call", "the names B", "they are missing")]


def test_null_is_refused_where_a_thing_is_never_without() -> None:
    sid = f"<Sid>{SID}1</Sid>"
    assert told(call(sid, A), call("<Sid/>", A), call(sid, A), call(sid, A)) == [("R/Call/Sid", "text", "null")]
    assert told(call(sid, A), call(sid, "<A/>"), call(sid, A), call(sid, A)) == []


def test_a_text_without_a_value_is_left_out_where_null_is_never_shown() -> None:
    golden = '{"a": "x", "n": 1, "sid": "y"}'
    assert told(golden, '{"n": 1, "sid": "y"}', media_type="application/json", scope="GET x:") == []
    assert told(golden, '{"a": "x"}', media_type="application/json", scope="GET x:") == [
        ("$", "the names n, sid", "they are missing")
    ]


@pytest.mark.parametrize(
    ("golden", "others", "kept", "broken"),
    [
        (UTC_DATE, (), UTC_DATE, DATE),
        (DATE, (), UTC_DATE, "2010-08-31"),
        ("+14155550117", ("+14155550118", "+14155550119"), "+442079460018", "4155550117"),
        ("4155550117", ("4155550118",), "+442079460018", "+14155550117"),
        (f"{SID}1", (), f"{SID}a", "7"),
        (f"SM{'0' * 32}", (), f"MM{'0' * 32}", f"PN{'0' * 32}"),
        ("/v1/Accounts/AC00000000000000000000000000000001/Calls.json", (), "/v1/Calls?Page=1", "/v1/Messages"),
        ("queued", ("busy", "failed"), "in-progress", "BUSY"),
        ("12", ("0",), "-4", "4 seconds"),
        ("true", (), "false", "1"),
        ("https://app.example/a", (), "http://x.example", "app.example"),
    ],
)
def test_a_format_is_kept_by_other_values_of_it(golden: str, others: tuple[str, ...], kept: str, broken: str) -> None:
    formats = merge_formats([golden, *others])
    assert any(form.accepts(kept) for form in formats)
    assert not any(form.accepts(broken) for form in formats)


@pytest.mark.parametrize("texts", [("My account",), ("example",), ("1234",), ("queued", "My account", "busy", "failed")])
def test_what_only_looks_like_a_format_is_free(texts: tuple[str, ...]) -> None:
    assert {str(form) for form in merge_formats(texts)} == {FREE}


def test_forms_show_no_value() -> None:
    assert path_form(f"/v1/Calls/{SID}1.json?To=1") == "/v1/Calls/{CA}.json"
    assert mask("+14155550125 Ann") == "+99999999999 Xxx"
    assert str(format_of(f"{SID}1")) == "a sid CA"


def test_headers_are_compared_by_what_they_mean() -> None:
    wanted = (("Allow", "GET, POST"), ("Location", f"http://gateway.example/v1/Calls/{SID}1"), ("X-Other", "1"))
    expected = Expected(201, wanted, "", "", None, empty=None)
    good = Headers([("Allow", "POST,GET"), ("Location", f"https://host.example/base/v1/Calls/{SID}2")])
    assert compare_answer(expected, WireResponse(201, good), promises_of()).findings == ()
    bad = Headers([("Allow", "GET"), ("Location", "https://host.example/v1/Messages")])
    assert [finding.where for finding in compare_answer(expected, WireResponse(201, bad), promises_of()).findings] == [
        "header Allow",
        "header Location",
    ]
