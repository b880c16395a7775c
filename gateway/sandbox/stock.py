"""The sandbox's stock of numbers. Each exists in a block kept for fiction; one that is owned is not for sale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gateway.sandbox.phones import formatted
from gateway.sandbox.store import ACCOUNTS, Scene
from gateway.sandbox.values import NO_FIELDS, Fields, Value, text_of


@dataclass(frozen=True, slots=True)
class Block:
    """A run of numbers: a prefix, how many digits follow it, how many there are, and where they are."""

    country: str
    type: str
    prefix: str
    digits: int
    count: int
    place: Fields

    def numbers(self) -> Iterator[str]:
        return (f"{self.prefix}{index:0{self.digits}d}" for index in range(self.count))


def _us(area: str, region: str, locality: str, postal_code: str, latitude: str, longitude: str) -> Block:
    place: Fields = {
        "region": region,
        "locality": locality,
        "rate_center": locality.upper(),
        "postal_code": postal_code,
        "lata": "722",
        "latitude": latitude,
        "longitude": longitude,
    }
    # 555-0100 to 555-0199 are kept for fiction in every area code
    return Block("US", "Local", f"+1{area}55501", 2, 100, place)


BLOCKS = (
    _us("415", "CA", "San Francisco", "94105", "37.789000", "-122.394000"),
    _us("510", "CA", "Oakland", "94612", "37.804000", "-122.271000"),
    _us("206", "WA", "Seattle", "98101", "47.609000", "-122.333000"),
    _us("646", "NY", "New York", "10001", "40.750000", "-73.997000"),
    Block("US", "TollFree", "+180055501", 2, 100, NO_FIELDS),
    Block("US", "TollFree", "+188855501", 2, 100, NO_FIELDS),
    Block("CA", "Local", "+141655501", 2, 100, {"region": "ON", "locality": "Toronto", "rate_center": "TORONTO"}),
    # 020 7946 0xxx, 07700 900xxx and 0808 157 0xxx are Ofcom's numbers for drama
    Block("GB", "Local", "+442079460", 3, 100, {"locality": "London"}),
    Block("GB", "Mobile", "+447700900", 3, 1000, NO_FIELDS),
    Block("GB", "TollFree", "+448081570", 3, 100, NO_FIELDS),
)
COUNTRIES = {"US": "United States", "CA": "Canada", "GB": "United Kingdom"}


def block_of(number: str) -> Block | None:
    """The block a number is in, or None for a number the sandbox does not sell."""
    return next((block for block in BLOCKS if number in set(block.numbers())), None)


def for_sale(scene: Scene, country: str, kind: str) -> Iterator[tuple[str, Block]]:
    """Every number of a country and type nobody owns yet."""
    store = scene.store
    accounts = store.newest_first("", ACCOUNTS)
    records = (number for account in accounts for number in store.newest_first(account.sid, "IncomingPhoneNumbers"))
    owned = {text_of(record.fields, "phone_number") for record in records}
    blocks = (block for block in BLOCKS if (block.country, block.type) == (country, kind))
    return ((number, block) for block in blocks for number in block.numbers() if number not in owned)


def describe(number: str, block: Block) -> Fields:
    capabilities: dict[str, Value] = {
        "voice": True,
        "SMS": block.type != "TollFree",
        "MMS": block.country == "US",
        "fax": False,
    }
    return {
        **block.place,
        "friendly_name": formatted(number),
        "phone_number": number,
        "iso_country": block.country,
        "address_requirements": "none",
        "beta": False,
        "capabilities": capabilities,
    }
