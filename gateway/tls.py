"""TLS contexts out of settings: a modern floor, verification on, our own certificate where one is named."""

from __future__ import annotations

import ssl

from gateway.settings import BackendTls, ListenTls


def listening_context(tls: ListenTls | None) -> ssl.SSLContext | None:
    """The context of a listener, or None for plain HTTP."""
    if tls is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(tls.certificate, tls.key)
    return context


def connecting_context(tls: BackendTls | None) -> ssl.SSLContext | None:
    """The context towards a backend, or None for the defaults, which verify against the system's authorities."""
    if tls is None:
        return None
    context = ssl.create_default_context(cafile=tls.ca)
    if tls.client_certificate is not None:
        context.load_cert_chain(tls.client_certificate, tls.client_key)
    if not tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
