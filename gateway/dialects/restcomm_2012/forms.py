"""What the byte forms of 2012-04-24 alone differ in: no field or parameter is touched by a rule, yet something can be lost."""

from __future__ import annotations

from gateway.dialects.change import Change
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.groups import CALLS, CONVERTERS
from gateway.dialects.restcomm_2012.json_form import PRICELESS
from gateway.dialects.restcomm_2012.operations import KEEPS
from gateway.dialects.totals import UNCOUNTED

FORMS = (
    Change(
        name=UNCOUNTED,
        tells="Lists with pages tell how many items there are.",
        source=CONVERTERS,
        on=("*.list",),
        rules=(),
    ),
    Change(
        name=paging.CUT_OFF,
        tells="Lists of many kinds come whole and have no pages.",
        source=CONVERTERS,
        on=("usage.records.all_time.list", *(name for name in KEEPS if name.endswith(".list") and not paging.is_paged(name))),
        rules=(),
    ),
    Change(
        name=PRICELESS,
        tells="A call tells its price in XML alone.",
        source=CONVERTERS,
        on=CALLS,
        rules=(),
    ),
)
