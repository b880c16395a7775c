"""The words a dialect's tables are written in: fields, kinds, parameters and operations, and one-line constructors for them.

Every value is immutable and checked when its table is imported: a word no constructor knows, or one that stands twice, raises
`TableError` naming the word and what was expected. Nothing here knows a dialect; a table is data and holds no code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace


class TableError(ValueError):
    """A table holds a word that means nothing. The program can't start with it; the text says which word and why."""


class FieldType(StrEnum):
    """What a field holds. The value is the word written behind the colon in `fields`."""

    TEXT = "text"
    INTEGER = "int"
    BOOLEAN = "bool"
    LIST = "list"
    MAP = "map"
    """A nested object."""
    LINK = "link"
    """A URI of the API itself."""
    LINKS = "links"
    """An object whose values are URIs of the API itself."""
    URL = "url"
    """A whole URL that may point to the API."""
    DATE = "date"
    """A date and time as RFC 2822 writes it."""


class Shape(StrEnum):
    """What the body of a successful answer is."""

    LIST = "list"
    ITEM = "item"
    EMPTY = "empty"
    MEDIA = "media"


class Effect(StrEnum):
    """What the call does to the resource, whatever its method is."""

    READ = "read"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class Field(Struct, frozen=True):
    """One field.

    `only` is "item" where lists leave it out, "create" where nothing but the answer of a create has it, "own" where no dialect
    but one has it, else the head of the names of the only operations that have it: "calls" for `calls.recordings.list` and
    its like.
    """

    name: str
    type: FieldType = FieldType.TEXT
    only: str = ""


class Kind(Struct, frozen=True):
    """One type of resource: its name, its XML elements for one and for many, its JSON list key, its fields in XML order.

    `elements` and `list_key` are empty for a kind that no list holds.
    """

    name: str
    element: str
    elements: str
    list_key: str
    fields: tuple[Field, ...]


class Parameter(Struct, frozen=True):
    """One query or form parameter: `To`, `StartTime<`, `Parameter7.Name`. `repeated`: it may come several times."""

    name: str
    required: bool = False
    repeated: bool = False


class Operation(Struct, frozen=True):
    """One call of the API. `path` holds the segments below the version, placeholders as `{call_sid}`.

    `status` is that of the success; `paged` says that it takes the paging parameters, which `parameters` leaves out.
    """

    name: str
    method: str
    path: tuple[str, ...]
    kind: str
    shape: Shape
    effect: Effect
    status: int
    parameters: tuple[Parameter, ...] = ()
    paged: bool = False


ACCOUNT = ("Accounts", "{account_sid}")
"""What a `~` at the head of a path in `resource` stands for."""

_FIELD = re.compile(r"(?P<name>[a-z][a-z0-9_]*)(?::(?P<type>[a-z]+))?(?:@(?P<only>[a-z]+))?", re.ASCII)
_PARAMETER = re.compile(r"(?P<name>[A-Za-z]\w*(?:\.[A-Za-z]\w*)?[<>]?)(?P<mark>\*|\[\]|\*\[\])?", re.ASCII)
_NUMBERED = re.compile(r"(?P<head>[A-Za-z]+)\{(?P<first>\d+)\.\.(?P<last>\d+)\}(?P<rest>.*)", re.ASCII)
_SEGMENT = re.compile(r"[A-Za-z][\w.-]*|\{[a-z][a-z0-9_]*\}", re.ASCII)
_ONLY = ("", "item", "create", "calls", "recordings", "own")
_VERBS = {
    "list": ("GET", Shape.LIST, Effect.READ, 200),
    "create": ("POST", Shape.ITEM, Effect.CREATE, 201),
    "fetch": ("GET", Shape.ITEM, Effect.READ, 200),
    "update": ("POST", Shape.ITEM, Effect.UPDATE, 200),
    "delete": ("DELETE", Shape.EMPTY, Effect.DELETE, 204),
}
_ON_COLLECTION = ("list", "create")


def fields(words: str) -> tuple[Field, ...]:
    """Fields out of `name[:type][@only]` words: `"sid date_created:date channels:int secret@create"`. No type is text."""
    made = tuple(_field(word) for word in words.split())
    _refuse_repeats("field", (field.name for field in made))
    return made


def kind(row: str, words: str) -> Kind:
    """A kind out of `"name Element Elements list_key"`, with `-` for the two names a kind outside all lists has not."""
    cells = row.split()
    if len(cells) != 4:  # noqa: PLR2004 -- the four columns named above
        raise TableError(f"kind {row!r}: expected 4 words (name, element, elements, list key), found {len(cells)}")
    name, element, elements, list_key = ("" if cell == "-" else cell for cell in cells)
    return Kind(name, element, elements, list_key, fields(words))


def extend(row: Kind, words: str) -> Kind:
    """The kind with more fields behind its own: those one dialect alone has, `"ring_duration:int@own"`."""
    more = (*row.fields, *fields(words))
    _refuse_repeats("field", (field.name for field in more))
    return replace(row, fields=more)


def parameters(words: str) -> tuple[Parameter, ...]:
    """Parameters out of words: `*` behind a name is required, `[]` repeated, `Part{1..9}.Name` stands for nine."""
    made = tuple(_parameter(word) for word in _numbered(words.split()))
    _refuse_repeats("parameter", (parameter.name for parameter in made))
    return made


def resource(row: str, *, paged: bool = True, **words: str) -> tuple[Operation, ...]:
    """The operations on one resource out of `"name path kind verb…"`: `"queues ~/Queues/{sid} queue list fetch delete"`.

    Each verb (list, create, fetch, update, delete) makes the operation `name.verb` and brings its method, shape, effect and
    status; `create=200` says another status. A list or a create leaves out the placeholder that ends the path, where there is
    one. `words` are the parameters by verb; `paged=False` says that the list comes whole. A `~` stands for `ACCOUNT`.
    """
    cells = row.split()
    if len(cells) < 4:  # noqa: PLR2004 -- the columns named above
        raise TableError(f"resource {row!r}: expected at least 4 words (name, path, kind, verbs), found {len(cells)}")
    name, path, kind_name, *verbs = cells
    segments = _segments(name, path)
    made: dict[str, Operation] = {}
    for word in verbs:
        verb, _, status = word.partition("=")
        if verb not in _VERBS or verb in made or not (status.isdecimal() or word == verb):
            raise TableError(
                f"resource {name!r}: verb {word!r}: expected each of {', '.join(_VERBS)} once at most, or verb=status"
            )
        method, shape, effect, usual_status = _VERBS[verb]
        made[verb] = Operation(
            name=f"{name}.{verb}",
            method=method,
            path=segments[:-1] if verb in _ON_COLLECTION and segments[-1].startswith("{") else segments,
            kind=kind_name,
            shape=shape,
            effect=effect,
            status=int(status or usual_status),
            parameters=parameters(words.pop(verb, "")),
            paged=paged and shape is Shape.LIST,
        )
    if words:
        raise TableError(f"resource {name!r}: parameters for {', '.join(words)}, which it has not; it has {', '.join(made)}")
    return tuple(made.values())


def index_kinds(*families: Iterable[Kind]) -> Mapping[str, Kind]:
    """Every kind by its name; a name that stands twice raises `TableError`."""
    rows = [row for family in families for row in family]
    _refuse_repeats("kind", (row.name for row in rows))
    return MappingProxyType({row.name: row for row in rows})


def index_operations(kinds: Mapping[str, Kind], *families: Iterable[Operation]) -> Mapping[str, Operation]:
    """Every operation by its name.

    Raises `TableError` for a name or a method and path that stands twice, and for a kind that `kinds` has not.
    """
    rows = [row for family in families for row in family]
    _refuse_repeats("operation", (row.name for row in rows))
    _refuse_repeats("method and path", (_call(row) for row in rows))
    for row in rows:
        if row.kind not in kinds:
            raise TableError(f"operation {row.name!r}: no table holds the kind {row.kind!r}")
    return MappingProxyType({row.name: row for row in rows})


def _call(row: Operation) -> str:
    """The method and the path with nameless placeholders: two rows with the same one could not be told apart."""
    return f"{row.method} /{'/'.join('{}' if segment[0] == '{' else segment for segment in row.path)}"


def _field(word: str) -> Field:
    match = _FIELD.fullmatch(word)
    if match is None:
        raise TableError(f"field {word!r}: expected name, name:type or name:type@only, the name in snake_case")
    try:
        type_ = FieldType(match["type"] or "text")
    except ValueError:
        raise TableError(f"field {word!r}: unknown type, expected one of {', '.join(FieldType)}") from None
    only = match["only"] or ""
    if only not in _ONLY:
        raise TableError(f"field {word!r}: expected nothing, @item, @create or @own behind the name")
    return Field(match["name"], type_, only)


@cache  # many operations take parameters alike
def _parameter(word: str) -> Parameter:
    match = _PARAMETER.fullmatch(word)
    if match is None:
        raise TableError(f"parameter {word!r}: expected a name, then * if it is required, [] if it may be repeated")
    mark = match["mark"] or ""
    return Parameter(match["name"], required="*" in mark, repeated="[]" in mark)


def _numbered(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        match = _NUMBERED.fullmatch(word)
        if match is None:
            yield word
            continue
        for number in range(int(match["first"]), int(match["last"]) + 1):
            yield f"{match['head']}{number}{match['rest']}"


def _segments(name: str, path: str) -> tuple[str, ...]:
    head, *rest = path.split("/")
    segments = (*ACCOUNT, *rest) if head == "~" else (head, *rest)
    for segment in segments:
        if not _SEGMENT.fullmatch(segment):
            raise TableError(f"resource {name!r}: path segment {segment!r} is neither a word nor {{a_placeholder}}")
    return segments


def _refuse_repeats(what: str, names: Iterable[str]) -> None:
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise TableError(f"{what} {repeated[0]!r} stands twice")
