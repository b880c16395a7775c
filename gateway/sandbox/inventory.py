"""The search for numbers to buy: at most thirty, never paged."""

from __future__ import annotations

import re
from itertools import islice

from gateway.sandbox.errors import not_found
from gateway.sandbox.exchange import Answer, Exchange, Instance, Listing, Route, route
from gateway.sandbox.forms import Form
from gateway.sandbox.kinds import Kind, names
from gateway.sandbox.plain import read_flag
from gateway.sandbox.stock import BLOCKS, COUNTRIES, describe, for_sale
from gateway.sandbox.store import Record
from gateway.sandbox.values import Fields, Uri, text_of

_MOST_SHOWN = 30
_LETTERS = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")
_TYPES = ("Local", "Mobile", "TollFree", "National", "SharedCost", "Voip", "MachineToMachine")
_CAPABILITY_FILTERS = {"VoiceEnabled": "voice", "SmsEnabled": "SMS", "MmsEnabled": "MMS", "FaxEnabled": "fax"}

_PLACES = {
    "InRegion": "region",
    "InLocality": "locality",
    "InPostalCode": "postal_code",
    "InRateCenter": "rate_center",
    "InLata": "lata",
}

AVAILABLE = Kind(
    "AvailablePhoneNumber",
    "AvailablePhoneNumbers",
    "available_phone_numbers",
    names(
        "friendly_name phone_number lata rate_center latitude longitude region postal_code iso_country capabilities "
        "beta locality address_requirements"
    ),
)
COUNTRY = Kind("Country", "Countries", "countries", names("country_code country uri beta subresource_uris"))


def _search(exchange: Exchange) -> Answer:
    country, kind = exchange.ids[0], exchange.segments[2]
    if not any((block.country, block.type) == (country, kind) for block in BLOCKS):
        raise not_found(exchange.path)
    offered = (describe(number, block) for number, block in for_sale(exchange.scene, country, kind))
    found = islice((fields for fields in offered if _wanted(exchange.query, fields)), _MOST_SHOWN)
    now = exchange.scene.now
    rows = [
        Record(exchange.account, exchange.folder, text_of(fields, "phone_number"), -index, now, now, fields)
        for index, fields in enumerate(found)
    ]
    return Listing(AVAILABLE, rows, paged=False)


def _wanted(query: Form, fields: Fields) -> bool:
    number, area = text_of(fields, "phone_number"), query.text("AreaCode")
    places = {field: query.text(parameter) for parameter, field in _PLACES.items()}
    return (
        number.startswith(f"+1{area}" if area else "+")
        and _pattern(query.text("Contains")).search(number) is not None
        and all(not place or fields.get(field) == place for field, place in places.items())
        and _capable(query, fields)
    )


def _pattern(contains: str) -> re.Pattern[str]:
    """`Contains` holds digits, letters of the telephone keypad, and `*` for any one digit."""
    digits = contains.upper().translate(_LETTERS)
    return re.compile("".join(r"\d" if character == "*" else re.escape(character) for character in digits))


def _capable(query: Form, fields: Fields) -> bool:
    capabilities = fields["capabilities"]
    for parameter, capability in _CAPABILITY_FILTERS.items():
        text = query.text(parameter)
        if text and isinstance(capabilities, dict) and capabilities[capability] != read_flag(parameter, text):
            return False
    return True


def _country(exchange: Exchange, code: str) -> Fields:
    base = f"/Accounts/{exchange.account}/AvailablePhoneNumbers/{code}"
    kinds = {"Local": "local", "Mobile": "mobile", "TollFree": "toll_free"}
    sold = {block.type for block in BLOCKS if block.country == code}
    return {
        "country_code": code,
        "country": COUNTRIES[code],
        "uri": Uri(base),
        "beta": False,
        "subresource_uris": {key: Uri(f"{base}/{name}") for name, key in kinds.items() if name in sold},
    }


def _list_countries(exchange: Exchange) -> Answer:
    now = exchange.scene.now
    rows = [
        Record(exchange.account, exchange.folder, code, -index, now, now, _country(exchange, code))
        for index, code in enumerate(COUNTRIES)
    ]
    return Listing(COUNTRY, rows, paged=False)


def _fetch_country(exchange: Exchange) -> Answer:
    if exchange.ids[0] not in COUNTRIES:
        raise not_found(exchange.path)
    return Instance(COUNTRY.element, _country(exchange, exchange.ids[0]))


INVENTORY_ROUTES: tuple[Route, ...] = (
    route("AvailablePhoneNumbers", GET=_list_countries),
    route("AvailablePhoneNumbers/*", GET=_fetch_country),
    *(route(f"AvailablePhoneNumbers/*/{kind}", GET=_search) for kind in _TYPES),
)
