"""The operations a 2010 backend needs several calls for."""

from __future__ import annotations

from msgspec.structs import replace

from gateway.dialects.base import Conversation, Recipe
from gateway.dialects.face import Face
from gateway.dialects.refusal import invalid
from gateway.model import ApiRequest, Page, PageRequest, Representation

_NONE_FOUND = 21452
_SEARCHES = {
    "incoming_phone_numbers.local.create": "available_phone_numbers.local.list",
    "incoming_phone_numbers.toll_free.create": "available_phone_numbers.toll_free.list",
}


def buy_number(asked: ApiRequest, face: Face) -> Conversation:
    """Buys any number of an area code: searches for one, then buys that one (changelog of 2010-04-01: search came with it).

    Where no number is found, nothing is bought and the answer is 400 with code 21452. With the option `number_search` set to
    `area_code` the backend chooses itself: one call with the AreaCode.
    """
    if asked.parameter("PhoneNumber") is not None:
        return (yield asked)
    if face.text("number_search") == "area_code" and asked.parameter("AreaCode") is not None:
        return (yield replace(asked, operation="incoming_phone_numbers.create"))
    search = replace(
        asked,
        operation=_SEARCHES[asked.operation],
        method="GET",
        ids=(("country_code", "US"),),
        parameters=tuple(pair for pair in asked.parameters if pair[0] == "AreaCode"),
        page=PageRequest(size=1),
        representation=Representation.XML,
    )
    found = yield search
    items = found.body.items if isinstance(found.body, Page) else ()
    number = items[0].fields.get("phone_number") if items else None
    if not isinstance(number, str):
        raise invalid("No phone numbers found", _NONE_FOUND)
    rest = tuple(pair for pair in asked.parameters if pair[0] != "AreaCode")
    return (yield replace(asked, operation="incoming_phone_numbers.create", parameters=(("PhoneNumber", number), *rest)))


RECIPES: dict[str, Recipe] = dict.fromkeys(_SEARCHES, buy_number)
