"""The calls that answer one call: a backend dialect's recipe, and reading on where a page or a count is wanted. Pure.

A caller that asks for page N gets page N, also from a backend that only knows a cursor; a caller whose dialect must tell a
total gets one, by walking, where its route allows that. Every walk has a limit, and ends in a stated lower bound; so does
counting where the backend fails.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl

from msgspec.structs import replace

from gateway.dialects.base import Conversation, Dialect
from gateway.dialects.convert import read_whole
from gateway.dialects.face import Face
from gateway.model import ApiRequest, ApiResponse, Link, Page, PageRequest, Problem, ProblemKind, ProblemRaised, Source

_NUMBER, _SIZE, _TOKEN = "Page", "PageSize", "PageToken"
_LARGEST = 999_999_999
_NOT_NOW = frozenset(
    {
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        HTTPStatus.BAD_GATEWAY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        HTTPStatus.GATEWAY_TIMEOUT,
    }
)
"""What a backend may answer to one call and not to the next. Other refusals say something of the call."""


def converse(asked: ApiRequest, backend: Dialect, face: Face) -> Conversation:
    """Yields each call to the backend, is sent its answer, and returns the answer for the caller."""
    recipe = backend.recipes.get(asked.operation)
    if recipe is not None:
        return (yield from recipe(asked, face))
    response = yield asked
    if not isinstance(response.body, Page) or not response.body.paged:
        return response
    response = yield from _reach(asked, response)
    response = yield from _fill(asked, response)
    response = yield from _gather(asked, response)
    return (yield from _count(asked, response))


def _reach(asked: ApiRequest, response: ApiResponse) -> Conversation:
    """Follows the next page until the number asked for, where the backend ignored that number."""
    if asked.page is None or asked.page.number is None or asked.page.token is not None:
        return response
    for _ in range(asked.page.reach):
        page = response.body
        if not isinstance(page, Page) or page.number >= asked.page.number:
            return (yield from _refuse_past_the_end(asked, response))
        following = _next(asked, page)
        if following is None:
            raise _past_the_end()
        response = yield following
    if isinstance(response.body, Page) and response.body.number < asked.page.number:
        raise _past_the_end() if _next(asked, response.body) is None else _out_of_reach(asked.page)
    return (yield from _refuse_past_the_end(asked, response))


def _fill(asked: ApiRequest, response: ApiResponse) -> Conversation:
    """Moves the slice on by the items to skip: what is left out at its head is taken from the head of the next page."""
    shown, skip = response.body, asked.page.skip if asked.page else 0
    if not skip or not isinstance(shown, Page):
        return response
    start = shown.number * shown.size + skip if shown.start is None else shown.start + skip
    items, links = shown.items[skip:], shown.links
    following = _next(asked, shown)
    if following is not None:
        after = (yield following).body
        if isinstance(after, Page):
            items = (*items, *after.items[:skip])
            more = len(after.items) > skip or after.links.get("next_page_uri") is not None
            links = {**links, "next_page_uri": links.get("next_page_uri") if more else None}
    page = replace(shown, items=items, start=start, end=start + max(0, len(items) - 1), links=links)
    return replace(response, body=page, clean=False)


def _gather(asked: ApiRequest, response: ApiResponse) -> Conversation:
    """The whole list, for a caller whose dialect does not page it; where it goes on further than that, a lower bound."""
    shown = response.body
    if asked.page is None or not asked.page.whole or not isinstance(shown, Page):
        return response
    last, items = shown, shown.items
    for _ in range(asked.page.reach):
        following = _next(asked, last)
        if following is None:
            break
        after = (yield following).body
        if not isinstance(after, Page):
            break
        last, items = after, (*items, *after.items)
    bound = last.links.get("next_page_uri") is not None
    return replace(response, body=replace(shown, items=items, end=None, lower_bound=bound, links=last.links), clean=False)


def _refuse_past_the_end(asked: ApiRequest, response: ApiResponse) -> Conversation:
    """The answer, but for an empty page behind the last: some clients page on until they are refused.

    Where nothing was counted, the page before tells: behind a full one the link to an empty page was ours or the backend's
    own, and following it must not fail.
    """
    page = response.body
    if not isinstance(page, Page) or page.items or not page.number:
        return response
    if page.total is None:
        before = yield replace(asked, page=PageRequest(number=page.number - 1, size=page.size))
        is_behind = isinstance(before.body, Page) and len(before.body.items) < before.body.size
    else:
        overhangs = asked.page is not None and asked.page.overhang
        is_behind = page.number * page.size >= page.total + overhangs
    if is_behind:
        raise _past_the_end()
    return response


def _count(asked: ApiRequest, response: ApiResponse) -> Conversation:
    """Walks on from the page shown to count the items behind it, within the limit the caller's dialect set."""
    shown = response.body
    walk = asked.page.walk if asked.page else 0
    if not isinstance(shown, Page) or shown.total is not None or walk == 0 or shown.links.get("next_page_uri") is None:
        return response
    last, steps = yield from _walk(asked, shown, walk)
    if last.links.get("next_page_uri") is not None:
        pages = last.number + 2
        return replace(response, body=replace(shown, total=pages * shown.size, pages=pages, lower_bound=True))
    total = (shown.start or shown.number * shown.size) + len(shown.items) + steps
    return replace(response, body=replace(shown, total=total, pages=-(-total // max(shown.size, 1))))


def _walk(asked: ApiRequest, page: Page, most: int) -> Generator[ApiRequest, ApiResponse, tuple[Page, int]]:
    """The last page read and how many items were seen on the way. The page that was asked for is there: that it can't be told
    how many stand behind it is no reason to withhold it."""
    seen = 0
    for _ in range(most):
        following = _next(asked, page)
        if following is None:
            break
        try:
            response = yield following
        except ProblemRaised as raised:
            if raised.problem.status not in _NOT_NOW:
                raise
            break
        if not isinstance(response.body, Page):
            break
        page = response.body
        seen += len(page.items)
    return page, seen


def _next(asked: ApiRequest, page: Page) -> ApiRequest | None:
    """The call its `next_page_uri` stands for."""
    link = page.links.get("next_page_uri")
    if not isinstance(link, Link):
        return None
    query = parse_qsl(link.query, keep_blank_values=True)
    told = dict(query)
    paging = PageRequest(number=_askable(told, _NUMBER), size=_askable(told, _SIZE), token=told.get(_TOKEN))
    rest = tuple(pair for pair in query if pair[0] not in (_NUMBER, _SIZE, _TOKEN))
    return replace(asked, parameters=rest, page=paging)


def _askable(told: Mapping[str, str], name: str) -> int | None:
    """A number that may be asked for, as a caller may ask for it: of nine digits at most."""
    number = read_whole(told.get(name, ""))
    return number if number is not None and number <= _LARGEST else None


def _past_the_end() -> ProblemRaised:
    return ProblemRaised(Problem(ProblemKind.PAST_THE_END, Source.CALLER, HTTPStatus.NOT_FOUND))


def _out_of_reach(page: PageRequest) -> ProblemRaised:
    """No 404: that would tell a client that pages on that the list is over."""
    text = f"The backend can't go straight to page {page.number}, and the gateway reads on for {page.reach} pages at most."
    return ProblemRaised(Problem(ProblemKind.UNSUPPORTED, Source.GATEWAY, HTTPStatus.NOT_IMPLEMENTED, text))
