"""Where the JSON-envelope API lives: the version in the host name or the path, and at most two segments below it.

The `Host` header is looked at and not what a server made of it: a missing one must be told from a wrong one.
"""

from __future__ import annotations

import re

from gateway.dialects.face import Face
from gateway.dialects.json_envelope.refusals import Code, malformed
from gateway.dialects.refusal import not_found
from gateway.dialects.target import collapse_slashes, decode_segment
from gateway.remembered import Remembered
from gateway.wire import WireRequest

_DEEPEST = 2
_PORT = re.compile(r":\d*$", re.ASCII)
_VERSION = re.compile(r"v\d+", re.ASCII)


def check_host(wire: WireRequest, face: Face) -> None:
    """Raises ProblemRaised: 19101 where the host is missing, empty or repeated, 10006 where it is of no known version."""
    hosts = [_NAMES[host] for host in wire.headers.get_all("Host")]
    if len(hosts) != 1 or not hosts[0]:
        raise malformed(Code.HOST, "The Host header must be given once and name the host.")
    if face.switch("version_in_path"):
        return
    known = [_NAMES[host] for host in face.text("hosts").split()]
    if hosts[0] not in known if known else hosts[0].partition(".")[0] != face.text("version").lower():
        raise malformed(Code.VERSION, "The host names a version of the API that is not supported.")


def _name(host: str) -> str:
    """The name in a host: without its port and the dot of the root, in small letters."""
    return _PORT.sub("", host.strip().lower()).removesuffix(".")


_NAMES: Remembered[str, str] = Remembered(_name, most=256, longest=256)


def read_path(path: str, face: Face) -> tuple[str, ...]:
    """The resource and, where there is one, the id. Raises ProblemRaised (not found) for a path nothing lives at."""
    path, root = collapse_slashes(path), root_of(face)
    rest = path.removeprefix(root)
    if not path.startswith(root) or not rest.startswith("/"):
        raise not_found()
    segments = tuple(map(decode_segment, rest.removeprefix("/").removesuffix("/").split("/")))
    if len(segments) > _DEEPEST:
        raise not_found()
    return segments


def root_of(face: Face) -> str:
    """What stands before the resource in a path."""
    return face.base_path + (f"/{face.text('version')}" if face.switch("version_in_path") else "")


def first_resource(path: str) -> str:
    """The first segment of a path, a version before it left out, undecoded. Never raises."""
    segments = [segment for segment in path.split("/") if segment]
    if segments and _VERSION.fullmatch(segments[0]):
        segments = segments[1:]
    return segments[0] if segments else ""
