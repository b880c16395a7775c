"""Callers that speak something else, or nothing: an answer and the end of the connection, and nothing of it is repeated."""

from __future__ import annotations

from tests.wire.raw_requests.rows import ANY, SPY, Row, refused

_ELSE = "a caller that took the port for another"
_GREETINGS = {
    "TLS 1.2 hello": f"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03{SPY}",
    "SSL 2 hello": f"\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10{SPY}\r\n\r\n",
    "SSH banner": f"SSH-2.0-{SPY}\r\n",
    "SMTP": f"EHLO {SPY}\r\n",
    "FTP": f"USER {SPY}\r\n",
    "Redis": f"*1\r\n$4\r\n{SPY}\r\n",
    "Redis inline": f"PING {SPY}\r\n",
    "memcached": f"get {SPY}\r\n",
    "PROXY protocol 1": f"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\nGET /{SPY} HTTP/1.1\r\nHost: x\r\n\r\n",
    "PROXY protocol 2": f"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c{SPY}",
    "SOCKS 5": f"\x05\x01\x00{SPY}",
    "RDP": f"\x03\x00\x00\x13\x0e\xe0{SPY}",
    "SIP": f"INVITE sip:{SPY}@gateway.example SIP/2.0\r\n\r\n",
    "AJP": f"\x12\x34\x00\x01{SPY}",
    "FastCGI": f"\x01\x01\x00\x01\x00\x08\x00\x00{SPY}",
    "HTTP/2 without preface": f"\x00\x00\x12\x04\x00\x00\x00\x00\x00{SPY}",
    "a JSON document": f'{{"x": "{SPY}"}}\r\n',
    "an XML document": f"<?xml version='1.0'?><x>{SPY}</x>\r\n",
    "a hundred NUL": "\0" * 100 + SPY,
    "every byte there is": "".join(map(chr, range(256))) + SPY,
    "bytes beyond ASCII": f"\xff\xfe\xfd{SPY}\r\n\r\n",
}

ROWS: tuple[Row, ...] = tuple(refused(name, _ELSE, text, 400, 501, 505, voice=ANY) for name, text in _GREETINGS.items())
