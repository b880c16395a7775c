"""JSON keys to XML element names and back, by the one rule of the 2010 API and its few exceptions.

Every function takes any text at all, never raises and gives the same answer for the same text; a key the tables hold comes back
from its element unchanged. Sources: the vendor's documented XML and JSON pairs (twilio/api-snippets) and captured answers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps

_CACHED_NAMES = 4096
_LONGEST_CACHED = 64
_ELEMENTS = {"sms_messages": "SMSMessages", "sms_message": "SMSMessage"}
"""The only fields with an acronym in capitals: `SmsUrl`, `ApiVersion` and `Uri` have none."""
_CAPABILITIES = {"voice": "Voice", "sms": "SMS", "mms": "MMS", "fax": "Fax"}

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def _cached(convert: Callable[[str], str]) -> Callable[[str], str]:
    """Remember a bounded number of short answers: names come from backends, and a backend may send any number of any length."""
    remembered = lru_cache(maxsize=_CACHED_NAMES)(convert)

    @wraps(convert)
    def look_up(word: str) -> str:
        return remembered(word) if len(word) <= _LONGEST_CACHED else convert(word)

    return look_up


@_cached
def element_name(key: str) -> str:
    """The XML element of a JSON key: `phone_number_sid` is `PhoneNumberSid`, `sms_messages` is `SMSMessages`."""
    return _ELEMENTS.get(key) or "".join(word[:1].upper() + word[1:] for word in key.split("_"))


@_cached
def key_name(element: str) -> str:
    """The JSON key of an XML element: `PhoneNumberSid` is `phone_number_sid`, `SMSMessages` is `sms_messages`.

    A run of capitals is one word (`RequestURL` is `request_url`), so that an acronym in an unknown name isn't torn apart.
    """
    return _WORD_START.sub("_", element).lower()


@_cached
def capability_element(key: str) -> str:
    """The XML element of a phone number's capability, whichever way its JSON key is written: `sms` and `SMS` are `SMS`."""
    return _CAPABILITIES.get(key.lower()) or element_name(key)


@_cached
def capability_key(element: str) -> str:
    """The JSON key of a phone number's capability, in lower case: `SMS` is `sms`, `Voice` is `voice`."""
    return element.lower() if element.lower() in _CAPABILITIES else key_name(element)


_SINGULARS = tuple(
    (re.compile(ending), one)
    for ending, one in (
        (r"(?<=.)List$", ""),  # MediaList
        (r"(?<=[A-Za-z]{2})ies$", "y"),  # Countries
        (r"(?<=ss|sh)es$|(?<=x)es$", ""),  # Addresses, Hashes, Prefixes
        (r"(?<=[lnrt]ch)es$", ""),  # Switches, but not Caches
        (r"(?<=[^aeiou]us)es$", ""),  # Statuses, but not Causes
        (r"(?<=[a-z0-9])(?<![su])(?<!si)s$", ""),  # Calls, but not Address, Status, Analysis
    )
)


@_cached
def singular(word: str) -> str:
    """The name of one item of a list no table knows: `FooBars` holds `FooBar`, `Countries` `Country`, `MediaList` `Media`.

    The first ending that fits decides; a word that shows no plural (`Media`, `Address`, `Status`) stays as it is.
    """
    for ending, one in _SINGULARS:
        if ending.search(word):
            return ending.sub(one, word)
    return word
