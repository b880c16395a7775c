"""Reading on: the page asked for from a backend that only knows the next one, a total from one that does not count."""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus

import pytest
from msgspec.structs import replace

from gateway.conversation import converse
from gateway.dialects import discover
from gateway.dialects.face import Face, complete_options
from gateway.model import (
    REACH_LIMIT,
    ApiRequest,
    ApiResponse,
    Link,
    Page,
    PageRequest,
    Problem,
    ProblemKind,
    ProblemRaised,
    Resource,
    Source,
)
from gateway.rows import Rows, columns_of

BACKEND = next(dialect for dialect in discover().values() if dialect.claims("/2010-04-01/Accounts"))
LIST = ApiRequest("calls.list", account="AC1", parameters=(("Status", "queued"),))


@dataclass
class Shelf:
    """A backend with so many items. It knows the page a token stands for, and, if it `counts`, the one of a number.

    What is read of it may be kept `by_columns`.
    """

    items: int
    size: int = 10
    knows_numbers: bool = False
    counts: bool = False
    by_columns: bool = False
    asked: list[ApiRequest] = field(default_factory=list)

    def answer(self, request: ApiRequest) -> ApiResponse:
        self.asked.append(request)
        page = request.page or PageRequest()
        number = int(page.token.removeprefix("PT")) if page.token else (page.number or 0) if self.knows_numbers else 0
        start = number * self.size
        shown = tuple(Resource("call", {"sid": f"CA{at}"}) for at in range(start, min(start + self.size, self.items)))
        found = columns_of([item.fields for item in shown]) if self.by_columns else None
        more = start + self.size < self.items
        following = Link(
            "/Accounts/AC1/Calls", f"Status=queued&PageSize={self.size}&Page={number + 1}&PageToken=PT{number + 1}"
        )
        return ApiResponse(
            200,
            Page(
                "call",
                Rows("call", *found) if found else shown,
                number=number,
                size=self.size,
                start=start,
                end=start + len(shown) - 1,
                total=self.items if self.counts else None,
                links={"next_page_uri": following if more else None},
            ),
        )


def talk(shelf: Shelf, asked: ApiRequest) -> Page:
    """What a caller gets in the end."""
    conversation = converse(asked, BACKEND, Face())
    try:
        request = next(conversation)
        while True:
            request = conversation.send(shelf.answer(request))
    except StopIteration as finished:
        body = finished.value.body
        assert isinstance(body, Page)
        return body


def page(number: int | None = None, *, walk: int = 0, size: int = 10) -> ApiRequest:
    return replace(LIST, page=PageRequest(number=number, size=size, walk=walk))


def sids(shown: Page) -> list[object]:
    return [item.fields["sid"] for item in shown.items]


def test_a_backend_that_knows_numbers_is_asked_once() -> None:
    shelf = Shelf(100, knows_numbers=True)
    assert sids(talk(shelf, page(7))) == [f"CA{at}" for at in range(70, 80)]
    assert [request.page for request in shelf.asked] == [PageRequest(number=7, size=10)]


@pytest.mark.parametrize("number", [0, 1, 3, 9])
def test_the_page_asked_for_is_reached_by_following(number: int) -> None:
    shelf = Shelf(100)
    shown = talk(shelf, page(number))
    assert (shown.number, sids(shown)[0]) == (number, f"CA{number * 10}")
    assert len(shelf.asked) == number + 1


def test_following_keeps_account_filters_and_size() -> None:
    shelf = Shelf(100)
    talk(shelf, page(2))
    for number, request in enumerate(shelf.asked[1:], 1):
        assert (request.operation, request.account, request.parameters) == ("calls.list", "AC1", (("Status", "queued"),))
        assert request.page == PageRequest(number=number, size=10, token=f"PT{number}")


@pytest.mark.parametrize("number", [10, 11, 999_999_999])
def test_a_page_past_the_end_is_not_there(number: int) -> None:
    with pytest.raises(ProblemRaised) as raised:
        talk(Shelf(100), page(number))
    assert raised.value.problem.status == 404


def test_reaching_has_a_limit() -> None:
    shelf = Shelf(10_000)
    assert talk(shelf, page(REACH_LIMIT)).number == REACH_LIMIT
    shelf = Shelf(10_000)
    with pytest.raises(ProblemRaised) as raised:
        talk(shelf, page(REACH_LIMIT + 1))
    assert raised.value.problem.status == 501  # a 404 would tell that the list is over
    assert len(shelf.asked) == REACH_LIMIT + 1


def test_a_token_of_the_callers_is_not_walked_to() -> None:
    shelf = Shelf(100)
    shown = talk(shelf, replace(LIST, page=PageRequest(number=8, size=10, token="PT3")))
    assert (shown.number, len(shelf.asked)) == (3, 1)


def test_nothing_is_walked_for_who_does_not_need_a_total() -> None:
    for asked in (LIST, page(), page(0)):
        shelf = Shelf(100)
        assert talk(shelf, asked).total is None
        assert len(shelf.asked) == 1


def test_a_total_the_backend_tells_is_not_walked_for() -> None:
    shelf = Shelf(100, counts=True)
    assert talk(shelf, page(walk=20)).total == 100
    assert len(shelf.asked) == 1


@pytest.mark.parametrize("items", [11, 19, 20, 21, 95, 100])
@pytest.mark.parametrize("number", [0, 1])
def test_the_items_behind_are_counted(items: int, number: int) -> None:
    shelf = Shelf(items)
    shown = talk(shelf, page(number, walk=20))
    known = (shown.total, shown.pages, shown.lower_bound)
    # the last page needs no counting: the one asking can see that it is the last
    is_last = (number + 1) * 10 >= items
    assert known == ((None, None, False) if is_last else (items, -(-items // 10), False))
    assert sids(shown)[0] == f"CA{number * 10}"
    assert len(shelf.asked) == -(-items // 10)


@pytest.mark.parametrize("walk", [1, 3])
def test_counting_has_a_limit_and_ends_in_a_stated_lower_bound(walk: int) -> None:
    shelf = Shelf(1000)
    shown = talk(shelf, page(2, walk=walk))
    # pages 0 to 2 to reach it, then `walk` more; the page behind the last one seen is known to be there
    assert len(shelf.asked) == 3 + walk
    assert (shown.total, shown.pages, shown.lower_bound) == ((2 + walk + 2) * 10, 2 + walk + 2, True)
    assert sids(shown)[0] == "CA20"


def refuse_the_second_page(asked: ApiRequest, problem: Problem) -> Page:
    conversation = converse(asked, BACKEND, Face())
    next(conversation)
    conversation.send(Shelf(1000).answer(asked))
    with pytest.raises(StopIteration) as finished:
        conversation.throw(ProblemRaised(problem))
    body = finished.value.value.body
    assert isinstance(body, Page)
    return body


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_backend_that_fails_while_counting_goes_on_costs_nothing_but_the_total(status: int) -> None:
    shown = refuse_the_second_page(page(walk=5), Problem(ProblemKind.BACKEND_FAILED, Source.BACKEND, status))
    assert (sids(shown)[0], len(shown.items)) == ("CA0", 10)
    assert (shown.total, shown.pages, shown.lower_bound) == (20, 2, True)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_it_says_of_the_call_while_counting_is_told(status: int) -> None:
    with pytest.raises(ProblemRaised) as raised:
        refuse_the_second_page(page(walk=5), Problem(ProblemKind.BACKEND_FAILED, Source.BACKEND, status))
    assert raised.value.problem.status == status


def test_an_end_that_is_no_page_ends_the_walk() -> None:
    shelf = Shelf(1000)
    conversation = converse(page(walk=5), BACKEND, Face())
    conversation.send(None)  # type: ignore[arg-type]  # how a generator is started
    conversation.send(shelf.answer(page()))
    with pytest.raises(StopIteration) as finished:
        conversation.send(ApiResponse(200, Resource("call", {})))
    body = finished.value.value.body
    assert isinstance(body, Page)
    assert body.lower_bound


@pytest.mark.parametrize("body", [None, Resource("call", {"sid": "CA1"}), Page("call", (), paged=False)])
def test_what_has_no_pages_is_passed_on(body: None | Resource | Page) -> None:
    conversation = converse(page(3, walk=5), BACKEND, Face())
    assert next(conversation) == page(3, walk=5)
    with pytest.raises(StopIteration) as finished:
        conversation.send(ApiResponse(200, body))
    assert finished.value.value.body is body


@pytest.mark.parametrize(
    "query", ["", "PageToken=", "Page=x&PageSize=-1", "Page=9999999999999&PageSize=\u0663", "&&=&%zz", "Page=1&Page=2"]
)
def test_a_next_page_of_any_form_is_followed_or_ends_in_a_problem(query: str) -> None:
    conversation = converse(page(1), BACKEND, Face())
    next(conversation)
    odd = Page("call", (), links={"next_page_uri": Link("/Accounts/AC1/Calls", query)})
    following = conversation.send(ApiResponse(200, odd))
    assert following.page is not None
    assert following.page.number in (None, 1, 2)
    assert following.page.size is None
    for _ in range(REACH_LIMIT - 1):
        conversation.send(ApiResponse(200, odd))  # for ever page 0: it has to end
    with pytest.raises(ProblemRaised):
        conversation.send(ApiResponse(200, odd))


def test_a_recipe_of_the_backend_goes_first() -> None:
    asked = ApiRequest("incoming_phone_numbers.local.create", "POST", account="AC1", parameters=(("AreaCode", "415"),))
    face = Face(options=complete_options(BACKEND.options, {}))
    conversation = converse(asked, BACKEND, face)
    assert next(conversation).operation == "available_phone_numbers.local.list"
    found = Page("available_phone_number", (Resource("available_phone_number", {"phone_number": "+14155550100"}),))
    buying = conversation.send(ApiResponse(200, found))
    assert (buying.operation, buying.parameters) == ("incoming_phone_numbers.create", (("PhoneNumber", "+14155550100"),))


@pytest.mark.parametrize("number", [3, 7])
def test_an_empty_page_behind_the_last_of_a_counted_list_is_not_found(number: int) -> None:
    with pytest.raises(ProblemRaised) as raised:
        talk(Shelf(30, knows_numbers=True, counts=True), page(number))
    assert raised.value.problem.status == HTTPStatus.NOT_FOUND


def test_an_empty_page_stays_one_where_nothing_was_counted() -> None:
    """A backend's own link may lead there."""
    assert sids(talk(Shelf(30, knows_numbers=True), page(3))) == []


def test_the_first_page_of_an_empty_list_is_there() -> None:
    assert sids(talk(Shelf(0, knows_numbers=True, counts=True), page(0))) == []


@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("offset", [0, 3, 7, 10, 13, 88, 89, 90, 95])
def test_a_slice_may_begin_anywhere(offset: int, counts: bool) -> None:
    shelf = Shelf(100, knows_numbers=True, counts=counts)
    asked = replace(LIST, page=PageRequest(number=offset // 10, size=10, skip=offset % 10))
    shown = talk(shelf, asked)
    assert sids(shown) == [f"CA{at}" for at in range(offset, min(offset + 10, 100))]
    assert (shown.start, shown.end) == (offset, min(offset + 9, 99))
    assert (shown.links["next_page_uri"] is not None) == (offset + 10 < 100)
    assert len(shelf.asked) == (2 if offset % 10 and offset < 90 else 1)


def test_a_slice_that_begins_behind_the_last_item_is_empty() -> None:
    shelf = Shelf(95, knows_numbers=True)
    shown = talk(shelf, replace(LIST, page=PageRequest(number=9, size=10, skip=7)))
    assert (sids(shown), shown.links["next_page_uri"]) == ([], None)


@pytest.mark.parametrize("items", [0, 1, 10, 11, 95])
def test_a_list_that_is_not_paged_comes_whole(items: int) -> None:
    shelf = Shelf(items)
    shown = talk(shelf, replace(LIST, page=PageRequest(whole=True)))
    assert sids(shown) == [f"CA{at}" for at in range(items)]
    assert (shown.lower_bound, len(shelf.asked)) == (False, max(1, -(-items // 10)))


def test_a_list_that_is_too_long_to_come_whole_says_so() -> None:
    shown = talk(Shelf(100), replace(LIST, page=PageRequest(whole=True, reach=3)))
    assert (len(shown.items), shown.lower_bound) == (40, True)


@pytest.mark.parametrize(
    ("items", "number", "behind"), [(20, 2, False), (19, 2, True), (20, 3, True), (0, 1, True), (20, 900, True)]
)
def test_an_empty_page_is_behind_the_end_unless_the_one_before_was_full(items: int, number: int, behind: bool) -> None:
    """A link behind a full page may be the backend's own, and following it must not fail."""
    shelf = Shelf(items, knows_numbers=True)
    if behind:
        with pytest.raises(ProblemRaised) as raised:
            talk(shelf, page(number))
        assert (raised.value.problem.kind, raised.value.problem.status) == (ProblemKind.PAST_THE_END, 404)
    else:
        assert sids(talk(shelf, page(number))) == []
    assert len(shelf.asked) == 2


@pytest.mark.parametrize(("overhang", "number", "behind"), [(False, 2, True), (True, 2, False), (True, 3, True)])
def test_some_dialects_count_the_empty_page_behind_a_full_last_one(overhang: bool, number: int, behind: bool) -> None:
    shelf = Shelf(20, knows_numbers=True, counts=True)
    asked = replace(LIST, page=PageRequest(number=number, size=10, overhang=overhang))
    if behind:
        with pytest.raises(ProblemRaised):
            talk(shelf, asked)
    else:
        assert sids(talk(shelf, asked)) == []


@pytest.mark.parametrize("items", [100, 93, 98, 8, 7])
@pytest.mark.parametrize(
    "page",
    [
        *(PageRequest(number=0, size=10, skip=skip) for skip in range(10)),
        PageRequest(whole=True),
        PageRequest(number=0, walk=20),
    ],
)
def test_pages_kept_by_columns_are_cut_and_joined_as_others_are(page: PageRequest, items: int) -> None:
    asked = replace(LIST, page=page)
    shown, ruled = (talk(Shelf(items, by_columns=by_columns), asked) for by_columns in (True, False))
    assert shown == ruled
    assert sids(shown) == sids(ruled)
    assert len(shown.items) == len(ruled.items)
