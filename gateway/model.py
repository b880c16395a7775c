"""The canonical model: what a call means, whatever dialect it was said in.

Names and shapes are those of the 2010 JSON, the documented superset (decision 0001). Every value is immutable. Absent, null
and the empty text are three different things. Nothing here knows a dialect, a byte form or a socket.

The `repr` of a value shows what kind of thing it is, and nothing that a caller or a backend said: these values end up in
tracebacks and logs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NoReturn, TypeAlias, Union

from gateway.immutable import Immutable
from gateway.release import Piecemeal
from gateway.wire import ByteStream

Value: TypeAlias = Union[None, bool, int, float, str, "Link", tuple["Value", ...], Mapping[str, "Value"]]
"""One field's value. A mapping keeps its order; a sequence is always a tuple."""

Fields: TypeAlias = Mapping[str, Value]
NO_FIELDS: Fields = MappingProxyType({})


class Representation(StrEnum):
    """The form a caller asks for, by suffix or header."""

    XML = "xml"
    JSON = "json"
    CSV = "csv"
    HTML = "html"
    TEXT = "txt"
    WAV = "wav"
    MP3 = "mp3"
    FILE = "file"

    is_media: bool
    """Bytes that are passed on and never translated."""

    def __init__(self, suffix: str) -> None:
        self.is_media = suffix in ("txt", "wav", "mp3", "file")  # found out once: it is asked of every call many times


class Link(Immutable, frozen=True, gc=False):
    """A URI of the API itself, free of host, base path, version and suffix: `/Accounts/AC…/Calls` and a query.

    `absolute` tells that the field holds a whole URL (a recording to download) and not a path.
    """

    SHOWN = ("absolute",)
    path: str
    query: str = ""
    absolute: bool = False


NO_LINKS: Mapping[str, Link | None] = MappingProxyType({})


class Credentials(Immutable, frozen=True, gc=False):
    """HTTP Basic credentials. `repr` shows neither part of them: the id of an account is personal data in a log."""

    id: str
    secret: str

    def __repr__(self) -> str:
        return "Credentials(***)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("credentials are not pickled: they belong to one call, or to the configuration")


REACH_LIMIT = 20


class PageRequest(Immutable, frozen=True, gc=False):
    """Which slice of a list is wanted. `number` counts from zero; `None` is the backend's own default.

    `reach` is how many pages may be read on to get to that one, on a backend that only knows a cursor. `walk` is how many
    may be read to count the items behind it, for a dialect that must tell how many there are. `skip` is how many items to
    leave out at its head and to take from the next page instead, for a dialect that counts in items. `whole` asks for the pages
    behind it too, as far as `reach` goes, for a list that its dialect does not page. `overhang` says that the empty page right
    behind a full last one is a page like others.
    """

    SHOWN = ("number", "size", "reach", "walk", "skip", "whole", "overhang")
    number: int | None = None
    size: int | None = None
    token: str | None = None
    reach: int = REACH_LIMIT
    walk: int = 0
    skip: int = 0
    whole: bool = False
    overhang: bool = False


class Note(Immutable, frozen=True, gc=False):
    """A named change that fired on this call: `change` is its name, `where` the field, parameter or place it touched.

    `of_place` says that it is a place, `GET SMS/Messages/{sid}`: the method and the path as the tables write them.
    """

    SHOWN = ("change", "of_place")
    change: str
    where: str
    of_place: bool = False


class Loss(Immutable, frozen=True, gc=False):
    """Something one side said that the other cannot express. `text` is written for the operator and holds no value."""

    SHOWN = ("change", "text")
    change: str
    where: str
    text: str


class ApiRequest(Immutable, frozen=True, gc=False):
    """What the caller wants.

    `operation` is a name like `calls.create`, or `""` for a path no table knows: then `tail` holds the segments below the
    account and `method` the verb. `ids` are the identifiers in the path below the account, by name, in path order.
    `parameters` are spelled as 2010 spells them, in order, repeats kept, paging left out; `extra` is what the caller said in
    structure, or by names no canonical parameter has. `suffix` is what the caller wrote behind the path (`.json`, or nothing),
    `reply_type` the media type with its charset where the dialect lets the caller choose it. `unknown` names the parameters no
    table of the caller's dialect has. `public` says that the dialect answers this call without credentials. `spoken` names the
    caller's dialect where that matters to a backend of the same.
    """

    SHOWN = ("operation", "method", "page", "representation", "suffix", "credentials", "public", "spoken", "notes", "losses")
    operation: str
    method: str = "GET"
    account: str | None = None
    ids: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    page: PageRequest | None = None
    representation: Representation = Representation.XML
    suffix: str = ""
    tail: tuple[str, ...] = ()
    credentials: Credentials | None = None
    public: bool = False
    unknown: tuple[str, ...] = ()
    extra: Fields = NO_FIELDS
    reply_type: str = ""
    spoken: str = ""
    notes: tuple[Note, ...] = ()
    losses: tuple[Loss, ...] = ()

    def id(self, name: str) -> str:
        """The path identifier of that name; the empty text where the path has none."""
        return next((value for key, value in self.ids if key == name), "")

    def parameter(self, name: str) -> str | None:
        """The first parameter of that name, or None."""
        return next((value for key, value in self.parameters if key == name), None)


class Resource(Piecemeal, Immutable, frozen=True, gc=False):
    """One thing. `kind` is its canonical type (`call`), or `""` where no table knows it."""

    SHOWN = ("kind",)
    kind: str
    fields: Fields


class Page(Immutable, frozen=True, gc=False):
    """One slice of a list.

    `number` counts from zero; `size` is how many items a full page has; `start` and `end` are the indexes of the first and
    last item shown, None where the backend did not say. `total` and `pages` are None on a backend that does not count.
    `links` holds those the backend gave, by the 2010 names (`next_page_uri` …). `paged` is False for the few lists that come
    whole and without paging. `lower_bound` says that `total` and `pages` are known to be at least that and may be more.
    """

    SHOWN = ("kind", "number", "size", "start", "end", "total", "pages", "paged", "lower_bound", "list_key")
    kind: str
    items: Sequence[Resource]
    number: int = 0
    size: int = 50
    start: int | None = None
    end: int | None = None
    total: int | None = None
    pages: int | None = None
    links: Mapping[str, Link | None] = NO_LINKS
    paged: bool = True
    lower_bound: bool = False
    extra: Fields = NO_FIELDS
    list_key: str = ""


class Media(Immutable, frozen=True):
    """Bytes the gateway passes on: a recording, a picture, a plain transcription. `stream` where they come piece by piece."""

    SHOWN = ()
    content_type: str
    body: bytes = b""
    stream: ByteStream | None = None
    headers: tuple[tuple[str, str], ...] = ()


class ApiResponse(Immutable, frozen=True, weakref=True):
    """What the backend did: `status` and a body, which is None for an empty answer.

    `location` is where a redirect leads; `headers` are end-to-end header fields that mean the same in every dialect. `clean`
    tells that no text in the body holds a control character, which some forms can't carry.
    """

    SHOWN = ("status", "body", "notes", "losses")
    status: int
    body: Resource | Page | Media | None = None
    location: Link | str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    notes: tuple[Note, ...] = ()
    losses: tuple[Loss, ...] = ()
    clean: bool = False


class ProblemKind(StrEnum):
    """What went wrong, in words every dialect can turn into its own."""

    MALFORMED = "malformed"
    NO_HOST = "no_host"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    PAST_THE_END = "past_the_end"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    GONE = "gone"
    INVALID = "invalid"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA = "unsupported_media"
    THROTTLED = "throttled"
    TIMED_OUT = "timed_out"
    UNSUPPORTED = "unsupported"
    BACKEND_FAILED = "backend_failed"
    BACKEND_UNREACHABLE = "backend_unreachable"
    BACKEND_UNREADABLE = "backend_unreadable"
    BACKEND_TIMED_OUT = "backend_timed_out"
    OVERLOADED = "overloaded"
    LOOP = "loop"
    INTERNAL = "internal"


class Source(StrEnum):
    """Whose fault it is."""

    CALLER = "caller"
    GATEWAY = "gateway"
    BACKEND = "backend"


class Retry(StrEnum):
    """Whether the same call may be sent again: never, always, or only where no byte of it reached the backend."""

    NO = "no"
    YES = "yes"
    IF_UNSENT = "if_unsent"


class Problem(Immutable, frozen=True, gc=False):
    """A failure as a value. `status` is the HTTP status; `code` the telephony error number, or None.

    `message` is the sentence for the caller; the empty text lets each dialect say it in its own words (the path of a 404, the
    names of its parameters). `retry_after` is in seconds. `operation` is the canonical one, where it is known.
    """

    SHOWN = ("kind", "source", "status", "code", "retry", "retry_after", "allow", "operation")
    kind: ProblemKind
    source: Source
    status: int
    message: str = ""
    code: int | None = None
    detail: str | None = None
    more_info: str | None = None
    retry: Retry = Retry.NO
    retry_after: int | None = None
    allow: tuple[str, ...] = ()
    operation: str = ""


class ProblemRaised(Exception):
    """The one exception that carries a Problem through Python. Its own text has no sentence: a backend may have said that."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.kind} ({problem.source}, {problem.status})")
        self.problem = problem
