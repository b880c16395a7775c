"""The operations a 2012-04-24 backend needs several calls for."""

from __future__ import annotations

from msgspec.structs import replace

from gateway.dialects.base import Conversation, Recipe
from gateway.dialects.face import Face
from gateway.dialects.refusal import invalid
from gateway.model import ApiRequest, Page, PageRequest, Representation

_NONE_FOUND = 21452
_CREATE = "incoming_phone_numbers.create"
_SEARCHES = {
    _CREATE: "available_phone_numbers.local.list",
    "incoming_phone_numbers.local.create": "available_phone_numbers.local.list",
    "incoming_phone_numbers.toll_free.create": "available_phone_numbers.toll_free.list",
    "incoming_phone_numbers.mobile.create": "available_phone_numbers.mobile.list",
}


def buy_number(asked: ApiRequest, face: Face) -> Conversation:
    """Buys any number of an area code: an AreaCode chooses no number there, so one is searched for and then bought.

    Where no number is found, nothing is bought and the answer is 400 with code 21452.
    """
    del face
    area_code = asked.parameter("AreaCode")
    if asked.parameter("PhoneNumber") is not None or (area_code is None and asked.operation == _CREATE):
        return (yield asked)
    search = replace(
        asked,
        operation=_SEARCHES[asked.operation],
        method="GET",
        ids=(("country_code", "US"),),
        parameters=(("AreaCode", area_code),) if area_code is not None else (),
        page=PageRequest(size=1),
        representation=Representation.XML,
        extra={},
    )
    found = yield search
    items = found.body.items if isinstance(found.body, Page) else ()
    number = items[0].fields.get("phone_number") if items else None
    if not isinstance(number, str):
        raise invalid("No phone numbers found", _NONE_FOUND)
    rest = tuple(pair for pair in asked.parameters if pair[0] != "AreaCode")
    return (yield replace(asked, operation=_CREATE, parameters=(("PhoneNumber", number), *rest)))


RECIPES: dict[str, Recipe] = dict.fromkeys(_SEARCHES, buy_number)
