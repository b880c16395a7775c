"""TLS contexts out of settings: a modern floor on both sides, verification on, HTTP/1.1 and nothing else.

A context is made anew from its files each time: certificates renewed on disk hold from the next call of these functions on.
Both raise OSError (an ssl.SSLError among them) where a file cannot be read or does not hold what it should.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping

from gateway.settings import BackendTls, ListenTls
from gateway.settings.sections.tls import CertificatePair

_PROTOCOLS = ("http/1.1",)


def listening_context(tls: ListenTls | None) -> ssl.SSLContext | None:
    """The context of a listener, or None for plain HTTP."""
    if tls is None:
        return None
    context = _certified(tls, tls)
    if tls.hosts:
        choose_by_name(context, {host: _certified(pair, tls) for host, pair in tls.hosts.items()})
    return context


def choose_by_name(default: ssl.SSLContext, hosts: Mapping[str, ssl.SSLContext]) -> None:
    """Show a caller that asks for a host (RFC 6066 section 3) that host's certificate, and any other the default one.

    `hosts` are names or `*.` and a name; the asterisk stands for one label, as in certificates (RFC 9525 section 6.3). What
    callers must show and the oldest TLS version are always the default's.
    """

    def choose(connection: ssl.SSLObject, name: str | None, _context: ssl.SSLContext) -> None:
        asked = (name or "").lower()
        found = hosts.get(asked) or hosts.get(f"*.{asked.partition('.')[2]}")
        if found is not None:
            connection.context = found

    default.sni_callback = choose


def connecting_context(tls: BackendTls | None) -> ssl.SSLContext | None:
    """The context towards a backend, or None for the HTTP client's own, which verifies by the system's authorities too."""
    if tls is None:
        return None
    context = ssl.create_default_context(cafile=tls.ca)
    context.minimum_version = tls.minimum_version.of_library
    context.set_alpn_protocols(_PROTOCOLS)
    if tls.client_certificate is not None:
        context.load_cert_chain(tls.client_certificate, tls.client_key)
    if not tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _certified(pair: CertificatePair, tls: ListenTls) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = tls.minimum_version.of_library
    context.set_alpn_protocols(_PROTOCOLS)
    # Under TLS 1.2 a caller could ask for handshake after handshake on one connection, each at our expense.
    context.options |= ssl.OP_NO_RENEGOTIATION
    context.load_cert_chain(pair.certificate, pair.key)
    if tls.client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(tls.client_ca)
    return context
