"""What can happen to an exchange with a backend, by the names that stand in the log and in the operator's guide.

They are raised by the parts that hold connections and end in `failures`, which makes Problems of them.
"""

from __future__ import annotations


class ClientError(Exception):
    """An exchange came to nothing by what the network or the backend did."""


class ClientConnectorError(ClientError):
    """No connection: refused, unreachable, or none could be opened. `errno` is the system's number, where it gave one."""

    def __init__(self, errno: int | None = None) -> None:
        super().__init__("no connection to the backend")
        self.errno = errno


class ClientConnectorDNSError(ClientConnectorError):
    """No connection: the name did not resolve."""


class ClientConnectorSSLError(ClientConnectorError):
    """No connection: there was no TLS at the other end, or none both sides speak."""


class ClientConnectorCertificateError(ClientConnectorSSLError):
    """No connection: the certificate was not believed."""


class ConnectionTimeoutError(ClientError, TimeoutError):
    """No connection in time."""


class SocketTimeoutError(ClientError, TimeoutError):
    """No first byte in time, or no next one."""


class ServerDisconnectedError(ClientError):
    """The connection was closed before the answer's head was complete; `begun` tells that a part of it had come."""

    def __init__(self, *, begun: bool) -> None:
        super().__init__("the backend closed the connection")
        self.begun = begun


class ClientOSError(ClientError):
    """The connection broke before the answer's head was complete."""


class ClientResponseError(ClientError):
    """What came is no head of an answer."""


class ClientPayloadError(ClientError):
    """The body broke off or is wrongly framed."""
