"""How many digits of an international number are its country code: a table, by first digit.

No code begins with another one, so whatever the number is there is one way to read it.
Source: "List of Recommendation ITU-T E.164 assigned country codes" (annex to ITU Operational Bulletin 1114, 15.XII.2016): those
of countries, groups of countries and global services. What is spare there is no code.
"""

from __future__ import annotations

import re

_CODE = re.compile(
    r"""
      1
    | 2 (?: 0 | 7 | 1[12368] | [2346][0-9] | 5[0-8] | 9[01789] )
    | 3 (?: [0-469] | 5[0-9] | 7[0-9] | 8[0-35-79] )
    | 4 (?: [013-9] | 2[013] )
    | 5 (?: [1-8] | 0[0-9] | 9[0-9] )
    | 6 (?: [0-6] | 7[02-9] | 8[0-35-9] | 9[0-2] )
    | 7
    | 8 (?: [1246] | 0[08] | 5[02356] | 7[08] | 8[012368] )
    | 9 (?: [0-58] | 6[0-8] | 7[0-79] | 9[2-68] )
    """,
    re.VERBOSE,
)


def country_code(digits: str) -> str:
    """The country code an international number, without its plus, begins with; the empty text where that is none."""
    found = _CODE.match(digits)
    return found[0] if found else ""
