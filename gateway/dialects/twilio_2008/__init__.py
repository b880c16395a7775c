"""Twilio's 2008-08-01 API, as changes over 2010-04-01: all its resources, in XML, its JSON envelope, CSV and HTML.

Shut down by its vendor on 2023-12-15. `changes.py` is the list of differences; the rest of this folder is its envelopes.
"""

from __future__ import annotations

from gateway.dialects.derive import derive
from gateway.dialects.rest import RestDialect
from gateway.dialects.twilio_2008.changes import CHANGES
from gateway.dialects.twilio_2008.grammar import Grammar2008
from gateway.dialects.twilio_2008.layouts import LAYOUTS
from gateway.dialects.twilio_2008.operations import ADDS, KEEPS, TAKES
from gateway.dialects.twilio_2008.options import OPTIONS
from gateway.dialects.twilio_2010 import BASE
from gateway.model import Representation

DIALECT = RestDialect(
    name="twilio-2008",
    grammar=Grammar2008(),
    entries=derive(BASE, keeps=KEEPS, adds=ADDS, takes=TAKES, layouts=LAYOUTS, changes=CHANGES),
    prefers=Representation.XML,  # its JSON has no place for paging
    options=OPTIONS,
    changes=CHANGES,
)
