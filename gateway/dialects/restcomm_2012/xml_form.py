"""The XML of 2012-04-24: `<RestcommResponse>` around one item or one list, without a declaration, in lines of their own.

Reading takes what servers really send: a class name for the root, an object around conferences, underscores twice. Writing
knows which null is an empty element and which is left out; two slips that no client needs come with the option `server_xml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.codecs.characters import replace_forbidden
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, is_name, write_xml
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.names import BARE, ROOT, VERBATIM, field_name, write_uri, xml_element
from gateway.model import ApiRequest, Fields, Link, Page, Resource, Value

_ENTITIES = "org.restcomm.connect.dao.entities"
WRAPPER = "object"
ATTRIBUTES = tuple(key.replace("_", "") for key in paging.KEYS)
CAPABLE = ("VoiceCapable", "SmsCapable", "MmsCapable", "FaxCapable")
NOT_IN_XML = frozenset({"Cost", "UssdCapable", *CAPABLE[1:]})
ERROR = ("ErrorCode", "ErrorMessage")
_LEFT_OUT = frozenset(
    {
        "AccountSid",
        "CallSid",
        "Cause",
        "ConferenceSid",
        "GeolocationData",
        "InstanceId",
        "Kind",
        "Numbers",
        "Organization",
        "PasswordAlgorithm",
        "PushClientIdentity",
        "RcmlUrl",
        "S3Uri",
        "Source",
        "StatusCallback",
        "SubresourceUris",
    }
)
_LEFT_OUT_ENDINGS = ("Url", "ApplicationSid", "ApplicationName")


def write_body(body: Resource | Page, asked: ApiRequest, face: Face, version: str, record: Record) -> bytes:
    """The bytes of a resource or a page."""
    write = ElementWriter(face, version, record)
    if isinstance(body, Resource) and body.kind in VERBATIM:
        return write_xml(_verbatim(body, write), form=XmlForm.INDENTED)
    if isinstance(body, Resource):
        element = write.item(body)
    else:
        told = attributes(body, asked, face, version, record)
        element = Element(body.list_key, told, tuple(write.item(item) for item in body.items))
    return write_xml(wrap(element, asked.operation, as_server=face.switch("server_xml")), form=XmlForm.INDENTED)


def attributes(
    page: Page, asked: ApiRequest, face: Face, version: str, record: Record, sid: str = paging.SID
) -> tuple[tuple[str, str], ...]:
    """What a list tells of itself in XML. `sid` is the name by which its items have theirs."""
    if not paging.is_paged(asked.operation):
        paging.record_cut_off(page, record)
        return ()
    values = paging.write_page(page, asked, face, version, record, sid).values()
    return tuple(zip(ATTRIBUTES, map(str, values), strict=True)) if paging.has_attributes(asked.operation) else ()


def wrap(element: Element, operation: str, *, as_server: bool) -> Element:
    """The document around an item or a list of that operation."""
    if not as_server:
        return Element(ROOT, children=(element,))
    if operation == "calls.create":
        return Element(f"{_ENTITIES}.CallDetailRecord", children=(element,))
    if operation in ("conferences.list", "conferences.fetch"):
        name = f"{_ENTITIES}.ConferenceDetailRecord{'List' if operation.endswith('list') else ''}"
        element = Element(WRAPPER, (("class", name),), (element,))
    return Element(ROOT, children=(element,))


def _verbatim(body: Resource, write: ElementWriter) -> Element:
    if BARE in body.fields:
        return Element(ROOT, text=write.text(ROOT, body.fields[BARE]))
    if body.kind == "outbound_proxy":
        entries = (
            Element("entry", children=(Element("string", text=key), Element("string", text=write.text(key, value))))
            for key, value in body.fields.items()
        )
        return Element(ROOT, children=tuple(entries))
    return Element(ROOT, children=tuple(write.nested(body.fields)))


class ElementWriter:
    """Writes the items of one answer; what every call of it needs is the same."""

    def __init__(self, face: Face, version: str, record: Record) -> None:
        self._face, self._version, self._record = face, version, record

    def item(self, item: Resource) -> Element:
        if item.kind == "AvailableCountry":
            return Element(item.kind, text=self.text(item.kind, item.fields.get("IsoCountry")))
        return Element(item.kind, children=tuple(self._fields(item)))

    def _fields(self, item: Resource) -> Iterator[Element]:
        for name, value in item.fields.items():
            if item.kind == "AvailablePhoneNumber" and name == CAPABLE[0]:
                told = {one.removesuffix("Capable"): bool(item.fields.get(one)) for one in CAPABLE}
                yield Element("Capabilities", children=tuple(self.nested(told)))
            elif item.kind == "SMSMessage" and name in ERROR:
                if name == ERROR[0] and any(item.fields.get(one) is not None for one in ERROR):
                    yield Element("Error", children=tuple(self.nested({one: item.fields.get(one) for one in ERROR})))
            elif not (item.kind == "AvailablePhoneNumber" and name in NOT_IN_XML) and not is_left_out(name, value):
                yield self._field(xml_element(item.kind, name), value)

    def _field(self, name: str, value: Value) -> Element:
        if isinstance(value, Mapping):
            return Element(name, children=tuple(self.nested(value)))
        if isinstance(value, tuple):
            return Element(name, children=tuple(self._field(name.removesuffix("s"), inner) for inner in value))
        return Element(name, text=self.text(name, value))

    def nested(self, fields: Fields) -> Iterator[Element]:
        """The members of a nested object that are not null and whose names XML can carry."""
        for key, value in fields.items():
            name = member_name(key)
            if is_name(name) and value is not None:
                yield self._field(name, value)
            elif value is not None:
                self._record.lose("xml-can-not-carry-the-name", key, "XML has no element of such a name; it was left out")

    def text(self, name: str, value: Value) -> str | None:
        """A scalar as text; a character XML has none for is replaced and recorded."""
        if value is None or value in ("", ()):
            return None
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, Link):
            return write_uri(value, self._face, self._version, in_json=False)
        text, replaced = replace_forbidden(str(value))
        if replaced:
            self._record.lose("xml-can-not-carry-the-character", name, "a control character became U+FFFD")
        return text


def member_name(key: str) -> str:
    """The element of a member of a nested object."""
    return "SMSMessages" if key == "sms_messages" else field_name(key)


def is_left_out(name: str, value: Value) -> bool:
    """Whether a field has no element at all, for there is nothing in it."""
    return value is None and (name in _LEFT_OUT or name.endswith(_LEFT_OUT_ENDINGS))
