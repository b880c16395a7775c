"""Phone numbers as the log may show them: the country code and the last two digits, never more.

Field by field: which parameters hold a number is known, so nothing is looked for in texts, and what a caller writes into one
of these fields that is no number is not shown at all. Bodies, names and addresses are in no such field. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from gateway.observe.country_codes import country_code

NUMBERS: Mapping[str, str] = MappingProxyType(
    {
        "From": "from",
        "To": "to",
        "CallerId": "caller_id",
        "FallbackFrom": "fallback_from",
        "PhoneNumber": "phone_number",
        "NearNumber": "near_number",
        "Contains": "contains",
        "ShortCode": "short_code",
        "DeviceIdentifier": "device_identifier",
    }
)
"""The fields of the log for the parameters that hold a number, by the canonical names of these parameters."""

HIDDEN = "***"
"""What is shown of a text that is no number. It does not tell how long that is."""

_SCHEMES = frozenset({"client", "messenger", "rcs", "sim", "sip", "sips", "tel", "whatsapp"})
"""The kinds of addresses that stand where numbers do, as the documents of the APIs name them."""
_BETWEEN = str.maketrans("", "", " -.()")
_DIGITS = re.compile(r"[0-9]{1,15}", re.ASCII)  # 15: the most an international number has (ITU-T E.164 section 6)
_ENOUGH = 5
"""The digits behind the country code from which on the last two may be seen: three at least stay hidden."""


def mask_numbers(parameters: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The field and what it may show for each parameter that holds a number. Of one that came twice the first."""
    found: dict[str, str] = {}
    for name, value in parameters:
        if name in NUMBERS:
            found.setdefault(NUMBERS[name], value)
    return tuple((name, mask_number(value)) for name, value in found.items())


def mask_number(text: str) -> str:
    """What may be shown of the content of such a field.

    | written | shown | why |
    | --- | --- | --- |
    | `+15555550147` | `+1********47` | an international number |
    | `5555550147` | `********47` | without a plus nobody knows where a country code would end |
    | `12345`, `911` | `***45`, `***` | of short codes less is hidden by as many digits |
    | `whatsapp:+15555550147` | `whatsapp:+1********47` | an address by number keeps its kind |
    | `client:alice`, `sip:alice@example.com` | `client:***`, `sip:***` | an address by name likewise |
    | `ACME` and any other text | `***` | a sender's name, or something that belongs elsewhere |
    """
    kind, colon, rest = text.partition(":")
    if colon and kind.lower() in _SCHEMES:
        return f"{kind.lower()}:{_mask(rest)}"
    return _mask(text)


def _mask(text: str) -> str:
    bare = text.translate(_BETWEEN)
    plus, digits = bare[:1] == "+", bare.removeprefix("+")
    if not _DIGITS.fullmatch(digits):
        return HIDDEN if text else ""
    code = country_code(digits) if plus else ""
    rest = len(digits) - len(code)
    seen = digits[-2:] if rest >= _ENOUGH else ""
    return f"{'+' if plus else ''}{code}{'*' * (rest - len(seen))}{seen}"
