"""Requests of every sort, good and bad, in each of the four dialects, each full of what must not be told."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from urllib.parse import quote, urlencode

from gateway.model import Credentials
from tests.silence.backends import ENVELOPE, OLD, RESTCOMM
from tests.silence.private import Private, basic
from tests.silence.stage import BODY_LIMIT, ROOTS

HOST = "Host: gateway.example"
FORM = "Content-Type: application/x-www-form-urlencoded"
JSON = "Content-Type: application/json"
SID = {ENVELOPE: "00000000-0000-0000-0000-000000000001"}
_MESSAGES = {OLD: "/SMS/Messages", RESTCOMM: "/SMS/Messages", ENVELOPE: "/sms"}


def http(method: str, target: str, *lines: str, body: bytes = b"") -> bytes:
    length = [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join((f"{method} {target} HTTP/1.1", HOST, *lines, *length, "", "")).encode("latin-1", "replace") + body


class Speaker:
    """A caller of one dialect, whose requests are full of these private things."""

    def __init__(self, dialect: str, private: Private) -> None:
        self.dialect = dialect
        self.private = private
        self.root = ROOTS[dialect]
        self.account = self.root if dialect == ENVELOPE else f"{self.root}/Accounts/{private.acme.id}"
        self.messages = self.account + _MESSAGES.get(dialect, "/Messages.json")
        self.fields = (
            f"Cookie: session={private.cookie}; other={private.words['cookie']}",
            f"X-Api-Key: {private.key}",
            f"X-Twilio-Signature: {private.key}",
            f"Referer: {private.url}",
            f"From: {private.mail}",
            f"User-Agent: client/1 ({private.mail})",
            f"X-Forwarded-For: {private.number}",
            f'Forwarded: for="{private.words["mail"]}"',
            f"Origin: {private.url}",
        )

    def body(self, **more: str) -> tuple[str, bytes]:
        """A text message to be sent: the field that tells its type, and the bytes."""
        private = self.private
        if self.dialect == ENVELOPE:
            said = {"from": "+15555550101", "to": private.number, "message": private.body, **more}
            return JSON, json.dumps(said).encode()
        return FORM, urlencode({"From": "+15555550101", "To": private.number, "Body": private.body, **more}).encode()

    def create(self, who: Credentials | None = None, **more: str) -> bytes:
        content_type, body = self.body(**more)
        return http("POST", self.messages, basic(who or self.private.acme), *self.fields, content_type, body=body)

    def fetch(self) -> bytes:
        sid = SID.get(self.dialect, "SM" + "0" * 31 + "1")
        at = self.messages.removesuffix(".json")
        suffix = ".json" if self.messages.endswith(".json") else ""
        return http("GET", f"{at}/{sid}{suffix}", basic(self.private.acme), *self.fields)

    def everything(self) -> Iterator[bytes]:
        """Everything a caller may say that does not depend on how the backend answers."""
        yield self.create()
        yield self.fetch()
        yield from self.misplaced()
        yield from self.strangers()
        yield from self.bad_bodies()
        yield from self.malformed()

    def misplaced(self) -> Iterator[bytes]:
        """Private things where none belong: in paths, in queries, in the names of parameters."""
        private, mine = self.private, (basic(self.private.acme), *self.fields)
        number, text, url = quote(private.number), quote(private.body.encode("utf-8", "replace")), quote(private.url, safe="")
        yield http("GET", f"{self.messages}?To={number}&{private.name}={text}&u={url}&e={quote(private.mail)}", *mine)
        yield http("GET", f"{self.account}/{private.path}/{number}", *mine)
        yield http("GET", f"{self.account}/Calls/{private.path}/{quote(private.mail)}", *mine)
        yield http("PUT", f"{self.account}/{private.path}", *mine)
        yield http("DELETE", f"{self.messages}?{private.name}", *mine)
        yield http("GET", f"/{private.path}/{number}?{private.name}={text}", *mine)
        yield http("GET", f"/nowhere/{private.path}", *mine)
        yield http("GET", f"{self.account}/..%2f{private.path}", *mine)
        yield http("OPTIONS", f"{self.messages}", "Max-Forwards: 0", *mine)
        yield self.create(None, **{private.name: private.body, private.number: private.mail, "MediaUrl": private.url})
        yield self.create(StatusCallback=private.url, MaxPrice=private.words["body"], AccountSid=private.mail)
        yield self.create(private.globex)

    def strangers(self) -> Iterator[bytes]:
        """Credentials of every odd form, none of them right."""
        private, acme = self.private, self.private.acme
        key = private.words["guess"]
        coded = base64.b64encode(f"{acme.id}:{private.guess}".encode()).decode()
        backwards = base64.b64encode(f"{private.guess}:{acme.id}".encode()).decode()
        yield self.create(Credentials(acme.id, private.guess))
        yield self.create(Credentials(private.mail, private.guess))
        for said in (
            f"Authorization: Bearer {key}",
            f"Authorization: Basic {key}",
            f"Authorization: Basic {coded[:-3]}!",
            f"Authorization: basic   {coded}",
            f"Authorization: Basic {backwards}",
            f"Authorization: Basic {base64.b64encode(key.encode()).decode()}",
            f'Authorization: Digest username="{acme.id}", response="{key}", uri="/{key}"',
            f"Authorization: {key}",
            f"Authorization: Basic {coded}, Basic {coded}",
            f"Authorization: Basic {coded}\r\nAuthorization: Bearer {key}",
            f"Authentication: Basic {coded}",
            f"Proxy-Authorization: Basic {coded}",
            f"Authorization: \xe9\xff{key}",
            f"X-Api-Key: {key}",
        ):
            yield http("GET", self.messages, said)
        content_type, body = self.body()
        yield http("POST", self.messages, "Expect: 100-continue", f"Authorization: Bearer {key}", content_type, body=body)

    def bad_bodies(self) -> Iterator[bytes]:
        """Bodies that are too large, of another type, or not what they say."""
        mine = (basic(self.private.acme), *self.fields)
        content_type, body = self.body()
        odd = self.private.body.encode("utf-16-le", "surrogatepass")
        large = body + b"x" * BODY_LIMIT
        yield http("POST", self.messages, *mine, content_type, body=large)
        chunk = b"%x\r\n%s\r\n" % (len(large), large)
        yield http("POST", self.messages, *mine, content_type, "Transfer-Encoding: chunked") + chunk + b"0\r\n\r\n"
        yield http("POST", self.messages, *mine, content_type, "Content-Encoding: gzip", body=body)
        yield http("POST", self.messages, *mine, f"Content-Type: text/{self.private.words['body']}", body=body)
        yield http("POST", self.messages, *mine, "Content-Type: multipart/form-data; boundary=x", body=body)
        yield http("POST", self.messages, *mine, f"{content_type}; charset={self.private.words['name']}", body=body)
        for broken in (body[:-1], b"{" + body, odd, b"[" * 5000 + body, b"&=%zz&" + body, b"\xff\xfe\x00" + body):
            yield http("POST", self.messages, *mine, content_type, body=broken)

    def malformed(self) -> Iterator[bytes]:
        """What is no HTTP, private things in front of, behind and within whatever is wrong."""
        mine, key, name = basic(self.private.acme), self.private.key, self.private.name
        where, content_type = f"{self.messages}?{name}={key}", self.body()[0]
        start = f"GET {where} HTTP/1.1\r\n{HOST}\r\n{mine}\r\n"
        for lines in (
            f"GET {where} HTTP/7.1\r\n{HOST}\r\n{mine}\r\n\r\n",
            f"{key} {where} HTTP/1.1\r\n{HOST}\r\n\r\n",
            f"GET  {where} HTTP/1.1\r\n\r\n",
            f"GET {where}\r\n\r\n",
            f"GET {where}#{key} HTTP/1.1\r\n{HOST}\r\n\r\n",
            f"TRACE {where} HTTP/1.1\r\n{HOST}\r\n{mine}\r\n\r\n",
            f"GET http://user:{key}@gateway.example{where} HTTP/1.1\r\n{HOST}\r\n{mine}\r\n\r\n",
            f"GET {where} HTTP/1.1\r\nHost: user:{key}@x\r\n{mine}\r\n\r\n",
            f"GET {where} HTTP/1.1\r\nHost: {key} {key}\r\n\r\n",
            f"GET {where} HTTP/1.1\r\n{mine}\r\n\r\n",
            f"{start}X-Key: {key}\0\r\n\r\n",
            f"{start}X Key {key}\r\n\r\n",
            f"{start}{key}\r\n\r\n",
            f"{start}X-Key:\r\n {key}\r\n\r\n",
            f"{start}Content-Length: {key}\r\n\r\n",
            f"{start}Content-Length: 5\r\nContent-Length: 6\r\n\r\n{key}",
            f"{start}Transfer-Encoding: {key}\r\n\r\n",
            f"{start}Transfer-Encoding: chunked\r\n\r\n{key}\r\n",
            f"{start}{content_type}\r\nTransfer-Encoding: chunked\r\n\r\n3;{key}={key}\r\nabc\r\n0\r\nX: {key}\0\r\n\r\n",
            f"{start}Expect: {key}\r\nContent-Length: 3\r\n\r\nabc",
            f"{start}X-Key: {key * 3000}\r\n\r\n",
            f"{start}" + f"X: {key}\r\n" * 300 + "\r\n",
            f"GET {where}{key * 2000} HTTP/1.1\r\n{HOST}\r\n\r\n",
            f"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03{key}\r\n\r\n",
            f"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n{key}",
        ):
            yield lines.encode("latin-1")
