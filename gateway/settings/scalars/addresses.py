"""Where to listen and where to send: `host:port`, URLs, networks.

A URL with a user, a password or a query in it is refused without being shown: what is in there may be a secret.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Annotated, TypeAlias

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from gateway.settings.scalars.refusal import refuse, text_in

NAMED_HOST = r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?"
HOST = rf"(?:{NAMED_HOST}|\[[0-9A-Fa-f:.]{{2,45}}\])"
_BIND = rf"({HOST}):([0-9]{{1,5}})"
ORIGIN = rf"(https?)://({HOST})(?::([0-9]{{1,5}}))?"
_URL_PATH = r"(/[!$-.0-;=@-Z_a-z~/]*)?"
HIGHEST_PORT = 65535
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - offered to whoever wrote `:8080`, not bound

Network: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Bind:
    """An address to listen on. `host` of IPv6 stands without its brackets; port 0 is any free one."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def bind_from(text: str) -> Bind | None:
    """The address a text names, or None."""
    match = re.fullmatch(_BIND, text)
    if not match or int(match[2]) > HIGHEST_PORT or not is_host(match[1]):
        return None
    return Bind(match[1].strip("[]").lower(), int(match[2]))


def is_host(host: str) -> bool:
    """Whether a text of the form `HOST` is a host.

    Brackets hold an IPv6 address; a host of four numbers is an IPv4 address and has none over 255.
    """
    if host.startswith("[") or re.fullmatch(r"[0-9.]+", host):
        try:
            ip_address(host.strip("[]"))
        except ValueError:
            return False
    return True


def read_bind(value: object) -> Bind:
    """An address to listen on."""
    expected = "host:port such as 127.0.0.1:8080 or [::1]:8080"
    text = text_in(value, expected)
    bind = bind_from(text)
    if bind is None:
        guesses = (
            f"127.0.0.1:{text}",
            f"{_EVERYWHERE}{text}",
            f"{_EVERYWHERE}:{text.removeprefix('*:')}",
            re.sub(r"^https?://|/$", "", text),
            f"{text}:8080",
            re.sub(r"^(.*):(\d+)$", r"[\1]:\2", text),
        )
        raise refuse(expected, nearest=next((guess for guess in guesses if bind_from(guess)), ""))
    return bind


def match_url(text: str, pattern: str) -> bool:
    """Whether a text is a URL of that form, which begins with `ORIGIN`."""
    match = re.fullmatch(pattern, text)
    return match is not None and is_host(match[2]) and 0 < int(match[3] or 1) <= HIGHEST_PORT


def refuse_url(text: str, expected: str, pattern: str) -> PydanticCustomError:
    """The refusal of what is no URL of that form. It shows no user, password, query or fragment."""
    if "@" in text:
        return refuse(expected, found="a URL with a user or a password in it")
    bare = re.split(r"[?#]", text, maxsplit=1)[0]
    guesses = (bare, f"https://{bare}", re.sub(r"^[A-Za-z]+:/*", "https://", bare), re.sub(r"(?<=[^:/])/.*$", "", bare))
    guess = next((guess for guess in guesses if match_url(guess, pattern)), "")
    return refuse(expected, nearest=guess, found="a URL with a query or a fragment" if bare != text else "")


def read_public_url(value: object) -> str:
    """The base of the URLs handed to callers, without its last slash."""
    expected = "a URL such as https://api.example.com, without query or fragment"
    text = text_in(value, expected)
    if not match_url(text, ORIGIN + _URL_PATH):
        raise refuse_url(text, expected, ORIGIN + _URL_PATH)
    return text.rstrip("/")


def read_endpoint(value: object) -> str:
    """Scheme, host and port of a backend. Its paths belong to `base_path`."""
    expected = "a URL such as https://api.example.com, its path in base_path"
    text = text_in(value, expected)
    if not match_url(text.removesuffix("/"), ORIGIN):
        raise refuse_url(text, expected, ORIGIN)
    return text.removesuffix("/")


def read_network(value: object) -> Network:
    """A network, or one address as the network of itself alone."""
    expected = "a network such as 10.0.0.0/8 or an address"
    text = text_in(value, expected)
    try:
        return ip_network(text)
    except ValueError:
        try:
            meant = str(ip_network(text, strict=False))
        except ValueError:
            meant = ""
        raise refuse(expected, nearest=meant) from None


Address: TypeAlias = Annotated[
    Bind,
    PlainValidator(read_bind),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": f"^{_BIND}$"}),
]
PublicUrl: TypeAlias = Annotated[
    str, PlainValidator(read_public_url), WithJsonSchema({"type": "string", "pattern": f"^{ORIGIN}{_URL_PATH}$"})
]
Endpoint: TypeAlias = Annotated[
    str, PlainValidator(read_endpoint), WithJsonSchema({"type": "string", "pattern": f"^{ORIGIN}/?$"})
]
TrustedNetwork: TypeAlias = Annotated[
    Network, PlainValidator(read_network), PlainSerializer(str, return_type=str), WithJsonSchema({"type": "string"})
]
