"""Chunked bodies: sizes, extensions, line ends and trailers. A size is hex digits, a line ends with CRLF, a trailer is dropped."""

from __future__ import annotations

from tests.wire.raw_requests.rows import ANY, PATH, SPY, UPDATED, Row, no, ok, passes, post, refused

_CHUNKED = "Transfer-Encoding: chunked\r\n"
_SIZE = "RFC 9112 section 7.1: chunk-size = 1*HEXDIG"
_EXTENSION = "RFC 9112 section 7.1.1; TERM.EXT and EXT.TERM"
_TRAILER = "RFC 9112 section 7.1.2: never merged where that was not asked for"
_END = "0\r\n\r\n"
_DATA = f"Url={SPY}"  # b bytes

_GOOD = {
    "chunk": "5\r\nUrl=x\r\n",
    "chunk with leading zeros": "0005\r\nUrl=x\r\n",
    "chunk with many leading zeros": "0" * 15 + "5\r\nUrl=x\r\n",
    "chunks of one byte": "1\r\nU\r\n1\r\nr\r\n1\r\nl\r\n1\r\n=\r\n1\r\nx\r\n",
    "chunk with extension": "5;a\r\nUrl=x\r\n",
    "chunk with extension and value": "5;a=b\r\nUrl=x\r\n",
    "chunk with quoted extension": '5;a="b;c"\r\nUrl=x\r\n',
    "chunk with two extensions": "5;a=b;c=d\r\nUrl=x\r\n",
}
_BAD_SIZE = {
    "size with plus": "+b",
    "size with minus": "-b",
    "size with 0x": "0xb",
    "size with underscore": "0_b",
    "size with h": "bh",
    "size no hex": "g",
    "size empty": "",
    "size of extension alone": ";a=b",
    "size behind a blank": " b",
    "size behind a tab": "\tb",
    "size before a tab": "b\t",
    "size before vertical tab": "b\x0b",
    "size before NUL": "b\0",
    "size two numbers": "b b",
    "size a list": "b,b",
    "size a fraction": "b.0",
    "size in quotes": '"b"',
    "size in fullwidth digits": "\xef\xbc\x95",
    "size superscript": "\xb2",
    "size 2**64 and 11": "1000000000000000b",
    "size of 17 F": "F" * 17,
    "size of 40 digits": "1" * 40,
}
_BAD_LINES = {
    "size ended by bare LF": f"b\n{_DATA}\r\n{_END}",
    "size ended by bare CR": f"b\r{_DATA}\r\n{_END}",
    "size ended by CR CR LF": f"b\r\r\n{_DATA}\r\n{_END}",
    "extension ended by bare LF": f"b;a\n{_DATA}\r\n{_END}",
    "extension with bare CR": f"b;a\rb\r\n{_DATA}\r\n{_END}",
    "extension with NUL": f"b;a\0\r\n{_DATA}\r\n{_END}",
    "data ended by bare LF": f"b\r\n{_DATA}\n{_END}",
    "data ended by bare CR": f"b\r\n{_DATA}\r{_END}",
    "data ended by LF CR": f"b\r\n{_DATA}\n\r{_END}",
    "data ended by nothing": f"b\r\n{_DATA}{_END}",
    "data longer than said": f"b\r\n{_DATA}y\r\n{_END}",
    "data shorter than said": f"c\r\n{_DATA}\r\n{_END}",
    "data ended by two letters": f"b\r\n{_DATA}xy{_END}",
    "last chunk ended by bare LF": f"b\r\n{_DATA}\r\n0\n\r\n",
    "last chunk ended by bare LF twice": f"b\r\n{_DATA}\r\n0\n\n",
    "body ended by bare LF": f"b\r\n{_DATA}\r\n0\r\n\nX",
    "body ended by bare CR": f"b\r\n{_DATA}\r\n0\r\n\rX",
    "last chunk minus zero": f"b\r\n{_DATA}\r\n-0\r\n\r\n",
    "last chunk 0x0": f"b\r\n{_DATA}\r\n0x0\r\n\r\n",
}
_BAD_TRAILERS = {
    "trailer Content-Length": "Content-Length: 100\r\n",
    "trailer Transfer-Encoding": "Transfer-Encoding: chunked\r\n",
    "trailer folded": "X: y\r\n z\r\n",
    "trailer without colon": "xyz\r\n",
    "trailer without name": ": y\r\n",
    "trailer with blank before the colon": "X : y\r\n",
    "trailer ended by bare LF": "X: y\nZ: y\r\n",
    "trailer with bare CR": "X: y\rz\r\n",
    "trailer with NUL": "X: \0\r\n",
    "trailer behind a blank": " X: y\r\n",
}
_DROPPED_TRAILERS = {
    "trailer": ("X-Trailer: y\r\n", "X-Trailer"),
    "trailer Host": ("Host: evil.example\r\n", ""),
    "trailer Authorization": ("Authorization: Basic eDp5\r\n", ""),
    "trailer Content-Type": ("Content-Type: text/plain\r\n", ""),
    "trailer X-HTTP-Method-Override": ("X-HTTP-Method-Override: DELETE\r\n", "X-HTTP-Method-Override"),
}


def _body(body: str) -> str:
    return post(_CHUNKED, path=PATH, body=body)


ROWS: tuple[Row, ...] = (
    *(passes(name, _SIZE, post(_CHUNKED, body=f"{chunks}{_END}"), UPDATED) for name, chunks in _GOOD.items()),
    passes("last chunk of many zeros", _SIZE, post(_CHUNKED, body="5\r\nUrl=x\r\n000000\r\n\r\n"), UPDATED),
    passes("last chunk with extension", _EXTENSION, post(_CHUNKED, body="5\r\nUrl=x\r\n0;a=b\r\n\r\n"), UPDATED),
    *(refused(name, _SIZE, _body(f"{size}\r\n{_DATA}\r\n{_END}")) for name, size in _BAD_SIZE.items()),
    *(refused(name, _EXTENSION, _body(body)) for name, body in _BAD_LINES.items()),
    *(
        refused(name, "RFC 9112 sections 5 and 7.1.2; RFC 9110 section 6.5.1", _body(f"b\r\n{_DATA}\r\n0\r\n{trailer}\r\n"))
        for name, trailer in _BAD_TRAILERS.items()
    ),
    *(
        passes(
            name,
            _TRAILER,
            post(_CHUNKED, body=f"5\r\nUrl=x\r\n0\r\n{trailer}\r\n"),
            UPDATED,
            dropped=(dropped,) if dropped else (),
        )
        for name, (trailer, dropped) in _DROPPED_TRAILERS.items()
    ),
    refused("trailers too many", "the limits of a head", _body(f"b\r\n{_DATA}\r\n0\r\n" + "X: y\r\n" * 200 + "\r\n"), 400, 431),
    refused("trailer too long", "the limits of a head", _body(f"b\r\n{_DATA}\r\n0\r\nX: {'y' * 9_000}\r\n\r\n"), 400, 431),
    refused(
        "extension too long", "RFC 9112 section 7.1.1: a limit", _body(f"b;a={'x' * 9_000}\r\n{_DATA}\r\n{_END}"), 400, 413, 431
    ),
    refused(
        "chunks that are mostly extension",
        "RFC 9112 section 7.1.1: a limit on all of them together",
        _body("".join(f"1;{'x' * 90}\r\ny\r\n" for _ in range(100)) + _END),
        400,
        413,
        431,
    ),
    refused("chunks beyond the limit", "RFC 9110 section 15.5.14", _body(f"4e20\r\n{'y' * 20_000}\r\n{_END}"), 413),
    Row("a chunk that breaks off", "RFC 9112 section 8: incomplete", _body("5\r\nUr"), (), closes=True, ends=True),
    Row("a size that breaks off", "RFC 9112 section 8: incomplete", _body("5"), (), closes=True, ends=True),
    Row("no last chunk", "RFC 9112 section 8: incomplete", _body("5\r\nUrl=x\r\n"), (), closes=True, ends=True),
    Row("no end of trailers", "RFC 9112 section 8: incomplete", _body("5\r\nUrl=x\r\n0\r\n"), (), closes=True, ends=True),
    Row(
        "garbage behind the last chunk",
        "RFC 9112 section 11.2",
        post(_CHUNKED, body=f"5\r\nUrl=x\r\n0\r\n\r\n{SPY}\r\n\r\n"),
        (ok(UPDATED), no(400, voice=ANY)),
        closes=True,
    ),
)
