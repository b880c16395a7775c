"""The hops a request came by, read from `Forwarded` (RFC 7239) and from `X-Forwarded-For`, and written again. Pure.

Reading is all or nothing: a line with one malformed element tells nothing, because a stranger's open quotation mark could
otherwise hide what the proxy behind it wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address

_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PAIR = re.compile(
    rf"[ \t]*(?:(?P<name>{_WORD})=(?:(?P<token>{_WORD})"
    r'|"(?P<quoted>(?:[\t \x21\x23-\x5b\x5d-\x7e]|\\[\t\x20-\x7e])*)"))?[ \t]*(?P<end>[;,]|\Z)'
)
_IS_WORD = re.compile(_WORD)
_ESCAPED = re.compile(r"\\(.)")

# node = nodename [ ":" node-port ] (RFC 7239 section 6); `hidden` are its "unknown" and its obfuscated identifiers.
_HIDDEN = r"(?P<hidden>[Uu][Nn][Kk][Nn][Oo][Ww][Nn]|_[A-Za-z0-9._-]+)"
_NODE = re.compile(rf"(?:(?P<v4>[0-9.]+)|\[(?P<v6>[0-9A-Fa-f:.]+)\]|{_HIDDEN})(?::(?:[0-9]{{1,5}}|_[A-Za-z0-9._-]+))?")
# The other field knows no brackets by its own (absent) rules, and everybody writes it a little differently.
_LISTED = re.compile(rf"(?:(?P<v4>[0-9.]+)|\[(?P<v6>[0-9A-Fa-f:.]+)\]|{_HIDDEN})(?::[0-9]{{1,5}})?|(?P<bare>[0-9A-Fa-f:.]+)")

_PROTOS = frozenset({"http", "https"})
# What a host is in practice. RFC 3986 has more in a reg-name, commas even, which would make two hosts of one.
_HOST = re.compile(r"(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Hop:
    """One hop as the server behind it told it. `node` is where the request came from, None where that is hidden.

    `text` is the whole element in the words of RFC 7239; `proto` and `host` are empty where it holds none.
    """

    node: Address | None
    text: str
    proto: str = ""
    host: str = ""

    @property
    def listed(self) -> str:
        """The node as X-Forwarded-For writes it."""
        return str(self.node) if self.node else "unknown"


def read_address(text: str) -> Address | None:
    """An address without its zone (`%eth0`), None for anything else."""
    try:
        return _unmapped(ip_address(text.partition("%")[0]))
    except ValueError:
        return None


def read_proto(text: str) -> str:
    """`http` or `https`, or nothing where it is neither."""
    proto = text.strip().lower()
    return proto if proto in _PROTOS else ""


def read_host(text: str) -> str:
    """A host with or without a port, or nothing where it is none."""
    host = text.strip()
    return host if _HOST.fullmatch(host) else ""


def read_forwarded(lines: Iterable[str]) -> tuple[Hop, ...]:
    """The hops of all `Forwarded` lines, the farthest first. Raises ValueError for what RFC 7239 does not allow."""
    return tuple(hop for line in lines for hop in _read_line(line))


def read_forwarded_for(lines: Iterable[str]) -> tuple[Hop, ...]:
    """The hops of all `X-Forwarded-For` lines, likewise: addresses with or without a port. Raises ValueError."""
    items = (item.strip() for line in lines for item in line.split(","))
    return tuple(write_hop(_read_node(item, _LISTED)) for item in items if item)


def write_hop(node: Address | None, host: str = "", proto: str = "") -> Hop:
    """A hop in our own words."""
    # "Note that an IPv6 address is always enclosed in square brackets" (section 6.1), which no token may hold.
    told = f'"[{node}]"' if isinstance(node, IPv6Address) else str(node or "unknown")
    text = f"for={told}"
    if host:
        text += f";host={host}" if _IS_WORD.fullmatch(host) else f';host="{host}"'
    if proto:
        text += f";proto={proto}"
    return Hop(node, text, proto, host)


def complete_last(hops: tuple[Hop, ...], host: str, proto: str) -> tuple[Hop, ...]:
    """The hops, the last with this host and this proto: what X-Forwarded-Host and -Proto beside them say (section 7.4)."""
    return (*hops[:-1], write_hop(hops[-1].node, host, proto)) if hops else ()


def _read_line(line: str) -> Iterator[Hop]:
    pairs: dict[str, str] = {}
    begin = at = 0
    while True:
        piece = _PAIR.match(line, at)
        if piece is None:
            raise ValueError("no list of forwarded-elements")
        at = piece.end()
        name = (piece["name"] or "").lower()
        if name in pairs:  # "Each parameter MUST NOT occur more than once per field-value"
            raise ValueError("a parameter stands twice")
        if name:
            pairs[name] = piece["token"] or _ESCAPED.sub(r"\1", piece["quoted"] or "")
        if piece["end"] == ";":
            continue
        if pairs:
            yield _read_element(pairs, line[begin : piece.start("end")].strip())
        if not piece["end"]:
            return
        pairs, begin = {}, at


def _read_element(pairs: dict[str, str], text: str) -> Hop:
    if "by" in pairs:
        _read_node(pairs["by"], _NODE)
    proto, host = read_proto(pairs.get("proto", "")), read_host(pairs.get("host", ""))
    hop = Hop(None, text, proto, host)
    return replace(hop, node=_read_node(pairs["for"], _NODE)) if "for" in pairs else hop


def _read_node(text: str, form: re.Pattern[str]) -> Address | None:
    """The address of a node, None where it is hidden. Raises ValueError where it is no node."""
    match = form.fullmatch(text)
    if match is None:
        raise ValueError("neither an address nor an identifier")
    told = match.groupdict()
    if told["v4"]:
        return IPv4Address(told["v4"])
    six = told["v6"] or told.get("bare")
    return _unmapped(IPv6Address(six)) if six else None


def _unmapped(address: Address) -> Address:
    """An address of IPv4 in the clothes of IPv6 is the IPv4 one: a listener on both gets every caller in those."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
