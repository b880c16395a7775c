"""Restcomm's 2012-04-24 API, as changes over 2010-04-01 and what it alone has, in XML and JSON.

Written from the source of Restcomm-Connect, the output of its converters and answers captured from its servers. `changes.py` is
the list of differences; `operations.py` holds what nobody else has; the rest of this folder is its forms.
"""

from __future__ import annotations

from gateway.dialects.derive import derive
from gateway.dialects.rest import RestDialect
from gateway.dialects.restcomm_2012.changes import CHANGES
from gateway.dialects.restcomm_2012.grammar import Grammar2012
from gateway.dialects.restcomm_2012.layouts import LAYOUTS
from gateway.dialects.restcomm_2012.names import NAME
from gateway.dialects.restcomm_2012.operations import ADDS, BASE, KEEPS, TAKES
from gateway.dialects.restcomm_2012.options import OPTIONS
from gateway.dialects.restcomm_2012.recipes import RECIPES
from gateway.model import Representation

DIALECT = RestDialect(
    name=NAME,
    grammar=Grammar2012(),
    entries=derive(BASE, keeps=KEEPS, adds=ADDS, takes=TAKES, layouts=LAYOUTS, changes=CHANGES),
    prefers=Representation.JSON,
    options=OPTIONS,
    changes=CHANGES,
    recipes=RECIPES,
)
