"""Lists are walked page by page, in each of the three ways the sandbox pages."""

from __future__ import annotations

import pytest

from tests.unit.sandbox.sandbox_caller import Caller

_MODERN = {"end", "first_page_uri", "next_page_uri", "page", "page_size", "previous_page_uri", "start", "uri"}
_EARLY = _MODERN | {"num_pages", "total", "last_page_uri"}


def _walk(api: Caller, path: str, key: str, link: str) -> list[str]:
    """The ids of every item from a page on, following one of the links."""
    seen: list[str] = []
    page = api.get(path)
    while True:
        seen += [item["sid"] for item in page[key]]
        assert page["end"] - page["start"] + 1 == len(page[key])
        if page[link] is None:
            return seen
        page = api.get(page[link].replace(".json", ""))


@pytest.mark.parametrize("paging", ["modern", "ignore_page", "early"])
@pytest.mark.parametrize("size", ["", "?PageSize=7", "?PageSize=1000", "?PageSize=5000"])
@pytest.mark.parametrize(("path", "key", "count"), [("Calls", "calls", 266), ("Messages", "messages", 120)])
def test_a_walk_meets_every_item_once(paging: str, size: str, path: str, key: str, count: int) -> None:
    seen = _walk(Caller(paging=paging), path + size, key, "next_page_uri")
    assert len(seen) == len(set(seen)) == count


def test_a_walk_back_meets_what_the_walk_there_met() -> None:
    api = Caller()
    there = _walk(api, "Messages?PageSize=50", "messages", "next_page_uri")
    last = api.get("Messages?PageSize=50&Page=2")
    back = last["messages"]
    while last["previous_page_uri"]:
        last = api.get(last["previous_page_uri"].replace(".json", ""))
        back = last["messages"] + back
    assert [item["sid"] for item in back] == there


def test_a_filter_holds_on_every_page() -> None:
    api = Caller()
    page = api.get("Calls?Status=busy&StartTime>=&PageSize=10")
    assert "Status=busy&StartTime%3E=&PageSize=10&Page=1&PageToken=PACA" in page["next_page_uri"]
    assert len(_walk(api, "Calls?Status=busy&PageSize=10", "calls", "next_page_uri")) == 29


@pytest.mark.parametrize(("paging", "keys"), [("modern", _MODERN), ("ignore_page", _MODERN), ("early", _EARLY)])
def test_a_page_has_its_keys_and_one_list_and_nothing_else(paging: str, keys: set[str]) -> None:
    assert set(Caller(paging=paging).get("Calls")) == keys | {"calls"}


def test_a_modern_page_says_where_it_is() -> None:
    page = Caller().get("Messages?PageSize=50&Page=1")
    assert (page["page"], page["page_size"], page["start"], page["end"]) == (1, 50, 50, 99)
    assert page["first_page_uri"].endswith("/Messages.json?PageSize=50&Page=0")
    assert "PageSize=50&Page=0&PageToken=PBSM" in page["previous_page_uri"]
    assert "PageSize=50&Page=2&PageToken=PA" in page["next_page_uri"]


def test_a_page_number_alone_is_ignored_where_that_is_the_way() -> None:
    api = Caller(paging="ignore_page")
    first, same = api.get("Calls?PageSize=10"), api.get("Calls?PageSize=10&Page=3")
    assert same == first


def test_an_early_page_counts_everything() -> None:
    page = Caller(paging="early").get("Messages?PageSize=50&Page=2")
    assert (page["num_pages"], page["total"], page["start"], page["end"]) == (3, 120, 100, 119)
    assert page["next_page_uri"] is None
    assert page["previous_page_uri"].endswith("/Messages.json?Page=1&PageSize=50")
    assert page["last_page_uri"].endswith("?Page=2&PageSize=50")


@pytest.mark.parametrize("paging", ["modern", "early"])
def test_a_page_past_the_end_is_not_found(paging: str) -> None:
    assert Caller(paging=paging).refusal("GET", "Messages?Page=3") == (404, 20404)


@pytest.mark.parametrize(("paging", "first"), [("modern", True), ("ignore_page", True), ("early", False)])
def test_an_empty_list_is_no_error(paging: str, *, first: bool) -> None:
    page = Caller(paging=paging, seeded=False).get("Calls")
    assert (page["calls"], page["start"], page["end"], page["next_page_uri"]) == ([], 0, 0, None)
    assert bool(page["first_page_uri"]) is first


@pytest.mark.parametrize("query", ["PageSize=0", "PageSize=x", "Page=-1", "PageToken=XX1", "PageToken=PAnobody"])
def test_wrong_numbers_and_tokens_are_refused(query: str) -> None:
    assert Caller().refusal("GET", f"Calls?{query}") == (400, 20001)


def test_a_token_works_after_its_item_was_deleted() -> None:
    api = Caller()
    page = api.get("Messages?PageSize=10")
    following = api.get(page["next_page_uri"].replace(".json", ""))
    for message in page["messages"]:
        assert api.send("DELETE", f"Messages/{message['sid']}").status == 204
    again = api.get(page["next_page_uri"].replace(".json", ""))
    assert again["messages"] == following["messages"]


def test_those_who_wait_are_paged_oldest_first() -> None:
    api = Caller()
    queue = api.get("Queues")["queues"][0]["sid"]
    page = api.get(f"Queues/{queue}/Members?PageSize=2")
    assert [member["position"] for member in page["queue_members"]] == [1, 2]
    api.post(f"Queues/{queue}/Members/{page['queue_members'][1]['call_sid']}", {"Url": "https://demo.example/"}, 200)
    rest = api.get(page["next_page_uri"].replace(".json", ""))
    assert [member["position"] for member in rest["queue_members"]] == [2]


def test_counted_records_are_paged_like_stored_ones() -> None:
    api = Caller()
    pages = [api.get("Usage/Records/Daily?Category=sms&PageSize=20")]
    while pages[-1]["next_page_uri"]:
        pages.append(api.get(pages[-1]["next_page_uri"].replace(".json", "")))
    days = [record["start_date"] for page in pages for record in page["usage_records"]]
    assert days == sorted(set(days), reverse=True)
    assert len(days) == 31
