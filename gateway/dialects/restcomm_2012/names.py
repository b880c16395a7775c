"""Names and URIs: the dialect's own, of a field in the layouts, in JSON and in XML, and how a URI of the API is written."""

from __future__ import annotations

from gateway.dialects.face import Face
from gateway.dialects.links import read_link
from gateway.dialects.twilio_2010 import BASE as CANONICAL
from gateway.model import Link, Value

NAME = "restcomm-2012"
VERSION = "2012-04-24"
ROOT = "RestcommResponse"
"""The element around every XML answer."""
BARE = ""
"""The name of the one field of what is no object: a bare text."""
VERBATIM = frozenset({"supervision", "outbound_proxy"})
"""Kinds that pass as they stand: what a server says of itself."""

_ELEMENTS = {
    ("Account", "Organization"): "organization",
    ("Call", "RingDuration"): "Ring__duration",
    ("Client", "PasswordAlgorithm"): "Password__Algorithm",
}
_KEYS = {("Call", "InstanceId"): "InstanceId"}


def field_name(name: str) -> str:
    """The name in the layouts of a JSON key or XML element, in whatever case: `friendlyName`, `Ring__duration`."""
    key = CANONICAL.key_name(name.replace("__", "_"))
    return "".join(word[:1].upper() + word[1:] for word in key.split("_"))


def json_key(element: str, name: str) -> str:
    """The JSON key of a field: camelCase for numbers to buy, as it stands for a version, else snake_case."""
    if element == "AvailablePhoneNumber":
        return name[:1].lower() + name[1:]
    return name if element == "Version" else _KEYS.get((element, name)) or CANONICAL.key_name(name)


def xml_element(element: str, name: str) -> str:
    """The XML element of a field; XStream doubles an underscore."""
    return _ELEMENTS.get((element, name), name)


def read_uri(text: str, face: Face) -> Value:
    """The link a URI means, `.json` behind any of its segments taken off; the text itself where it leads elsewhere."""
    return read_link(text, face, VERSION, suffix_anywhere=True)


def write_uri(link: Link, face: Face, version: str, *, in_json: bool) -> str:
    """A URI as servers write it: never with the base path, with `.json` in JSON, behind the collection for an account."""
    query = f"?{link.query}" if link.query else ""
    if link.absolute:
        return f"{face.base_url}{face.base_path}/{version}{link.path}{query}"
    if not in_json or query:
        return f"/{version}{link.path}{query}"
    head, _, sid = link.path.rpartition("/")
    return f"/{version}{head}.json/{sid}" if head == "/Accounts" else f"/{version}{link.path}.json"
