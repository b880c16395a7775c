"""A long JSON document seen through a window, so that no call into compiled code goes through more than that at once.

`json.loads` reads a document in one call, and every other thread of the process waits meanwhile. Here the same compiled
scanner reads what fits into the window, and only what does not, a list of a thousand calls or a text of megabytes, is taken
apart by us. What comes out, and what is refused, is the same.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable
from typing import TypeAlias, Union, cast

from gateway.codecs.errors import CodecError
from gateway.codecs.json_quick import fits, read_quickly
from gateway.codecs.pieces import PIECE
from gateway.release import LongList

JsonValue: TypeAlias = Union[None, bool, int, float, str, list["JsonValue"], dict[str, "JsonValue"]]

_WHITE = re.compile(r"[ \t\n\r]*+")
_HALF = r"\\u[dD][89abAB][0-9a-fA-F]{2}"
_ESCAPED_PAIR = 12  # characters
_ENDS = {"{": "},", "[": "],", '"': '",'}
_HEAD = re.compile(r'\{[ \t\n\r]*+"[^"\\]*+"')
_LONGEST_HEAD = 200  # characters
SAME_KEY = "a JSON object holds the same key twice"
_CHARACTERS = re.compile(rf'(?:[^"\\]++|{_HALF}\\u[0-9a-fA-F]{{4}}|(?!{_HALF})\\u[0-9a-fA-F]{{4}}|\\[^u])*+')
"""The part of a string that can be read without what is behind it: not an escape that is cut off, nor half a pair."""


class JsonSource:
    """One document. `mend` is applied to each window and must keep its length; it sees what a string holds whole or not at all.

    `decoder` reads what fits into a window, which is so many bytes, 64 or more; `most` is how deep what does not may be nested.
    """

    def __init__(
        self, data: bytes, decoder: json.JSONDecoder, mend: Callable[[str], str], most: int, window: int = PIECE
    ) -> None:
        self._data = data
        self._scan = decoder.raw_decode
        self._mend = mend
        self._most = most
        self._window = window
        self._begin = self._end = 0  # of the window, in bytes of the document
        self._text = ""
        self._at = 0  # in characters of the window
        self._tried: set[int] = set()
        """How deep a batch was tried at in this window."""
        self._look()

    def read(self) -> JsonValue:
        """The value of the document. Raises JSONDecodeError with the place in the window, CodecError, or RecursionError."""
        value = self._value(0)
        if self._peek():
            raise self._error("Extra data")
        return value

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, counted from 1, of a character of the window."""
        offset = self._begin + len(self._text[:at].encode())
        line_start = self._data.rfind(b"\n", 0, offset) + 1
        return self._data.count(b"\n", 0, offset) + 1, len(self._data[line_start:offset].decode()) + 1

    @property
    def _is_last(self) -> bool:
        return self._end == len(self._data)

    def _move(self) -> bool:
        """Begin the window where we are. False where that shows nothing new."""
        if self._at == 0 or self._is_last:
            return False
        self._begin += len(self._text[: self._at].encode())
        self._at = 0
        self._look()
        return True

    def _look(self) -> None:
        piece = self._data[self._begin : self._begin + self._window]
        try:
            text, used = codecs.utf_8_decode(piece, "strict", self._begin + len(piece) == len(self._data))
        except UnicodeDecodeError as error:
            raise CodecError(f"the JSON is not UTF-8: byte {self._begin + error.start} fits no character") from None
        self._end = self._begin + used
        self._tried.clear()
        self._text = self._mend(text)

    def _peek(self) -> str:
        """The next character that is not white space; the empty text at the end."""
        while True:
            found = _WHITE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._move():
                return ""

    def _value(self, depth: int) -> JsonValue:
        first = self._peek()
        if self._is_list_of_all(first, depth):
            return self._object(depth + 1) if first == "{" else self._array(depth + 1)
        while True:
            # Not the exception itself: it knows this frame, which would know it, and both would stay, with the document.
            failure: tuple[str, int] | None = None
            try:
                value: JsonValue
                value, end = self._scan(self._text, self._at)
            except json.JSONDecodeError as error:
                failure = error.msg, error.pos
            else:
                # A number at the edge of the window may go on behind it, even where it ends before an `e+`.
                if end + len("e+") < len(self._text) or self._is_last or first in '"[{':
                    self._at = end
                    return self._checked(value, depth)
            if not self._move():
                break
        if first == "{" and not self._is_last:
            return self._object(depth + 1)
        if first == "[" and not self._is_last:
            return self._array(depth + 1)
        if first == '"' and not self._is_last:
            return self._string()
        raise self._error(*failure) if failure else CodecError("the JSON holds a number of far too many digits")

    def _is_list_of_all(self, first: str, depth: int) -> bool:
        """Whether this is the document, or a list right in it, and longer than the window, seemingly: no use to try."""
        return not self._is_last and (first == "[" if depth == 1 else depth == 0 and first in ("[", "{"))

    def _object(self, depth: int) -> JsonValue:
        self._descend(depth)
        read: dict[str, JsonValue] = {}
        if self._peek() == "}":
            self._at += 1
            return read
        while True:
            # What the document is about is one of its first members, and longer than the window.
            members = self._batch("{", "}", self._end_behind(","), depth) if self._begin or depth > 1 else None
            if isinstance(members, dict):
                self._add(read, members)
                continue
            if self._peek() != '"':
                raise self._error("Expecting property name enclosed in double quotes")
            key = self._string()
            if self._peek() != ":":
                raise self._error("Expecting ':' delimiter")
            self._at += 1
            self._add(read, {key: self._value(depth)})
            if self._ends("}"):
                return read

    def _array(self, depth: int) -> JsonValue:
        self._descend(depth)
        read: LongList[JsonValue] = LongList()
        if self._peek() == "]":
            self._at += 1
            return read
        while True:
            items = self._batch("[", "]", self._end_of_items(), depth) if depth not in self._tried else None
            if isinstance(items, list):
                read += items
                continue
            read.append(self._value(depth))
            if self._ends("]"):
                return read

    def _end_of_items(self) -> int:
        """Where in the window the last item begins, seemingly: objects of a list mostly begin with the same name."""
        first = self._peek()
        head = _HEAD.match(self._text, self._at, self._at + _LONGEST_HEAD) if first == "{" else None
        begin = self._text.rfind(head[0], self._at) if head else -1
        return begin if begin > self._at else self._end_behind(_ENDS.get(first, ","))

    def _end_behind(self, end: str) -> int:
        """The place behind the last such text in the window."""
        return self._text.rfind(end, self._at) + len(end)

    def _batch(self, opening: str, closing: str, until: int, depth: int) -> JsonValue:
        """What stands in the window up to there and ends in a comma, if those are whole members; None where they are not.

        Tried once in a window and level: it is only for speed. Members and brackets are read as a document of their own.
        """
        if depth in self._tried:
            return None
        self._tried.add(depth)
        end = until - 1
        while end > self._at and self._text[end] in " \t\n\r":
            end -= 1
        if end <= self._at or self._text[end] != ",":
            return None
        members = f"{opening}{self._text[self._at : end]}{closing}"
        read: JsonValue = read_quickly(members.encode(), self._most - depth + 1)
        if read is None:
            read = self._scan_members(members, depth)
        if read is not None:
            self._at = until
            self._move()  # not to meet the item that is cut off here: it is whole in the next window
        return read

    def _scan_members(self, members: str, depth: int) -> JsonValue:
        try:
            value: JsonValue
            value, length = self._scan(members)
        except json.JSONDecodeError:
            return None
        if length < len(members):  # the end of what we are in, and more
            return None
        return self._checked(value, depth - 1)

    @staticmethod
    def _add(read: dict[str, JsonValue], members: dict[str, JsonValue]) -> None:
        if not read.keys().isdisjoint(members):
            raise CodecError(SAME_KEY)
        read.update(members)

    def _string(self) -> str:
        """The string that begins here, whose quotation mark was seen."""
        pieces: list[str] = []
        self._at += 1
        while True:
            safe = len(self._text) - (0 if self._is_last else _ESCAPED_PAIR)
            found = _CHARACTERS.match(self._text, self._at, safe)
            end = found.end() if found else self._at
            pieces.append(self._unescape(self._at, end))
            self._at = end
            if self._text[end : end + 1] == '"':
                self._at += 1
                return "".join(pieces)
            if not self._move():
                self._unescape(end, len(self._text))  # says what is wrong
                raise self._error("Unterminated string starting at")

    def _unescape(self, begin: int, end: int) -> str:
        try:
            return cast("str", self._scan(f'"{self._text[begin:end]}"')[0])
        except json.JSONDecodeError as error:
            raise self._error(error.msg, begin + error.pos - 1) from None

    def _descend(self, depth: int) -> None:
        if depth > self._most:
            raise self._too_deep()
        self._at += 1

    def _checked(self, value: JsonValue, depth: int) -> JsonValue:
        """What stands that deep, if it goes no deeper than it may."""
        if not fits(value, self._most - depth):
            raise self._too_deep()
        return value

    def _too_deep(self) -> CodecError:
        return CodecError(f"the JSON is nested deeper than {self._most} levels")

    def _ends(self, bracket: str) -> bool:
        found = self._peek()
        if found not in (bracket, ","):
            raise self._error("Expecting ',' delimiter")
        self._at += 1
        return found == bracket

    def _error(self, message: str, at: int | None = None) -> json.JSONDecodeError:
        return json.JSONDecodeError(message, self._text, self._at if at is None else at)
