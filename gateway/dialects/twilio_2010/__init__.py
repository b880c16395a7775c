"""Twilio's 2010-04-01 API, the documented superset whose names and shapes the canonical model has.

Every path of the vendor's specification and those it answers without documenting; a path below an account that no table knows
keeps its shape. XML, JSON, CSV and HTML out; XML and JSON in.
"""

from __future__ import annotations

from gateway.dialects.entries import Base, Entry
from gateway.dialects.face import Option
from gateway.dialects.rest import RestDialect
from gateway.dialects.twilio_2010.grammar import Grammar2010
from gateway.dialects.twilio_2010.kinds import KINDS
from gateway.dialects.twilio_2010.names import key_name
from gateway.dialects.twilio_2010.operations import OPERATIONS
from gateway.dialects.twilio_2010.recipes import RECIPES
from gateway.model import Representation

BASE = Base(OPERATIONS, KINDS, key_name)
"""What a dialect of the same family is derived from."""

OPTIONS = (
    Option(
        "form",
        "modern",
        "Byte form of bodies towards callers: as served since 2016, or as served until 2012.",
        "captured answers of 2011 and 2016-2025",
        ("modern", "early"),
    ),
    Option(
        "fill_fields",
        default=False,
        tells="Whether a field the backend leaves out is shown as null, for clients that need each one.",
        source="twilio-python 6.0.0, which fails on an absent field",
    ),
    Option(
        "number_search",
        "search",
        "How a backend buys any number of an area code: search for one and buy it, or one call with the AreaCode.",
        "2010-04-01 changelog; twilio-oai",
        ("search", "area_code"),
    ),
)

DIALECT = RestDialect(
    name="twilio-2010",
    grammar=Grammar2010(),
    entries=tuple(Entry(op.method, op.path, (op,)) for op in OPERATIONS.values()),
    prefers=Representation.JSON,
    options=OPTIONS,
    recipes=RECIPES,
)
