"""The XML of 2012-04-24: `<RestcommResponse>` around one item or one list, without a declaration, in lines of their own.

Reading takes what servers really send: a class name for the root, an object around conferences, underscores twice. Writing
knows which null is an empty element and which is left out; two slips that no client needs come with the option `server_xml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gateway.codecs.characters import replace_forbidden
from gateway.codecs.tree import Element
from gateway.codecs.xml import XmlForm, is_name, read_xml, write_xml
from gateway.dialects.convert import read_whole
from gateway.dialects.face import Face
from gateway.dialects.record import Record
from gateway.dialects.refusal import unreadable
from gateway.dialects.restcomm_2012 import paging
from gateway.dialects.restcomm_2012.names import BARE, ROOT, VERBATIM, field_name, json_key, read_uri, write_uri, xml_element
from gateway.dialects.tables import Operation, Shape
from gateway.model import ApiRequest, Fields, Link, Page, Resource, Value

_ENTITIES = "org.restcomm.connect.dao.entities"
_WRAPPER = "object"
_ATTRIBUTES = tuple(key.replace("_", "") for key in paging.KEYS)
_CAPABLE = ("VoiceCapable", "SmsCapable", "MmsCapable", "FaxCapable")
_NOT_IN_XML = frozenset({"Cost", "UssdCapable", *_CAPABLE[1:]})
_ERROR = ("ErrorCode", "ErrorMessage")
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


def read_body(data: bytes, operation: Operation, asked: ApiRequest, face: Face) -> Resource | Page:
    """A resource or a page. Raises CodecError for what is no XML, ProblemRaised for XML of another shape."""
    root = read_xml(data)
    if operation.kind in VERBATIM:
        return Resource(operation.kind, _read_verbatim(root))
    if len(root.children) == 1 and root.children[0].name == _WRAPPER:
        root = root.children[0]
    if len(root.children) != 1 or root.name == "html":
        raise unreadable(f"The backend's answer can't be read: it is XML without a {ROOT} that holds one thing.")
    body = root.children[0]
    if operation.shape is not Shape.LIST:
        return Resource(operation.kind, read_element(body, face))
    items = tuple(Resource(operation.kind, read_element(item, face)) for item in body.children)
    return paging.read_page(items, _told(body), operation, asked)


def _told(body: Element) -> paging.Told:
    """The numbers in the attributes. The total of many servers repeats the number of pages: it is believed where it fits."""
    number, pages, size, total = (read_whole(body.attribute(name) or "") for name in _ATTRIBUTES[:4])
    if number is None or size is None:
        return paging.Told()
    seen = number * size + len(body.children)
    fits = total is not None and total >= seen and total // max(size, 1) == pages
    following = body.attribute("nextpageuri")
    return paging.Told(number, size, total if fits else None, following not in (None, "", paging.NOBODY))


def read_element(item: Element, face: Face) -> Fields:
    """The fields of one item by the names of the layouts."""
    if not item.children and item.text is not None:
        return {"IsoCountry": item.text}
    fields: dict[str, Value] = {}
    for child in item.children:
        name = field_name(child.name)
        if name == "Error":
            fields.update({field_name(inner.name): inner.text for inner in child.children})
        elif name == "Capabilities" and item.name == "AvailablePhoneNumber":
            fields.update({f"{field_name(inner.name)}Capable": inner.text for inner in child.children})
        elif name == "Uri" and child.text:
            fields[name] = read_uri(child.text, face)
        else:
            fields[name] = _read_value(child)
    return fields


def _read_value(element: Element) -> Value:
    """A leaf is text or null, several children of one name are a list, others an object."""
    if not element.children:
        return element.text
    names = {child.name for child in element.children}
    if names == {element.name.removesuffix("s")}:
        return tuple(_read_value(child) for child in element.children)
    return {json_key("", field_name(child.name)): _read_value(child) for child in element.children}


def _read_verbatim(element: Element) -> dict[str, Value]:
    """What a server says of itself: a bare text, pairs of strings, or whatever else there is."""
    if not element.children:
        return {BARE: element.text}
    if all(child.name == "entry" and len(child.children) == len(("key", "value")) for child in element.children):
        return {(entry.children[0].text or ""): entry.children[1].text for entry in element.children}
    return {child.name: _read_value(child) for child in element.children}


def write_body(body: Resource | Page, asked: ApiRequest, face: Face, version: str, record: Record) -> bytes:
    """The bytes of a resource or a page."""
    write = _Writer(face, version, record)
    if isinstance(body, Resource) and body.kind in VERBATIM:
        return write_xml(_verbatim(body, write), form=XmlForm.INDENTED)
    if isinstance(body, Resource):
        element = write.item(body)
    else:
        told: tuple[tuple[str, str], ...] = ()
        if paging.is_paged(asked.operation):
            values = paging.write_page(body, asked, face, version, record).values()
            told = tuple(zip(_ATTRIBUTES, map(str, values), strict=True)) if paging.has_attributes(asked.operation) else ()
        else:
            paging.record_cut_off(body, record)
        element = Element(body.list_key, told, tuple(write.item(item) for item in body.items))
    return write_xml(_wrap(element, asked, face), form=XmlForm.INDENTED)


def _wrap(element: Element, asked: ApiRequest, face: Face) -> Element:
    if not face.switch("server_xml"):
        return Element(ROOT, children=(element,))
    if asked.operation == "calls.create":
        return Element(f"{_ENTITIES}.CallDetailRecord", children=(element,))
    if asked.operation in ("conferences.list", "conferences.fetch"):
        name = f"{_ENTITIES}.ConferenceDetailRecord{'List' if asked.operation.endswith('list') else ''}"
        element = Element(_WRAPPER, (("class", name),), (element,))
    return Element(ROOT, children=(element,))


def _verbatim(body: Resource, write: _Writer) -> Element:
    if BARE in body.fields:
        return Element(ROOT, text=write.text(ROOT, body.fields[BARE]))
    if body.kind == "outbound_proxy":
        entries = (
            Element("entry", children=(Element("string", text=key), Element("string", text=write.text(key, value))))
            for key, value in body.fields.items()
        )
        return Element(ROOT, children=tuple(entries))
    return Element(ROOT, children=tuple(write.nested(body.fields)))


class _Writer:
    """Writes the items of one answer; what every call of it needs is the same."""

    def __init__(self, face: Face, version: str, record: Record) -> None:
        self._face, self._version, self._record = face, version, record

    def item(self, item: Resource) -> Element:
        if item.kind == "AvailableCountry":
            return Element(item.kind, text=self.text(item.kind, item.fields.get("IsoCountry")))
        return Element(item.kind, children=tuple(self._fields(item)))

    def _fields(self, item: Resource) -> Iterator[Element]:
        for name, value in item.fields.items():
            if item.kind == "AvailablePhoneNumber" and name == _CAPABLE[0]:
                told = {one.removesuffix("Capable"): bool(item.fields.get(one)) for one in _CAPABLE}
                yield Element("Capabilities", children=tuple(self.nested(told)))
            elif item.kind == "SMSMessage" and name in _ERROR:
                if name == _ERROR[0] and any(item.fields.get(one) is not None for one in _ERROR):
                    yield Element("Error", children=tuple(self.nested({one: item.fields.get(one) for one in _ERROR})))
            elif not (item.kind == "AvailablePhoneNumber" and name in _NOT_IN_XML) and not _is_left_out(name, value):
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
            name = "SMSMessages" if key == "sms_messages" else field_name(key)
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


def _is_left_out(name: str, value: Value) -> bool:
    return value is None and (name in _LEFT_OUT or name.endswith(_LEFT_OUT_ENDINGS))
