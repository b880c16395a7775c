"""The links of a page, made from its numbers, for a backend whose own can't be followed or are not there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlencode

from gateway.dialects.links import link_to
from gateway.dialects.tables import Operation
from gateway.model import ApiRequest, Link, Page


def list_path(operation: Operation, asked: ApiRequest) -> tuple[str, ...]:
    """The canonical path of the list that was asked for."""
    values = {f"{{{name}}}": value for name, value in asked.ids} | {"{account_sid}": asked.account or ""}
    return tuple(values.get(segment, segment) for segment in operation.path)


def page_links(page: Page, operation: Operation, asked: ApiRequest, *, has_next: bool) -> Mapping[str, Link | None]:
    """Its own link and those to the pages around it, by their canonical names, the filters repeated."""
    path = list_path(operation, asked)

    def link(number: int) -> Link:
        return link_to(path, urlencode((*asked.parameters, ("PageSize", page.size), ("Page", number))))

    return MappingProxyType(
        {
            "uri": link(page.number),
            "first_page_uri": link(0),
            "previous_page_uri": link(page.number - 1) if page.number else None,
            "next_page_uri": link(page.number + 1) if has_next else None,
        }
    )
