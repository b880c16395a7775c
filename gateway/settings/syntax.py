"""What a YAML parser complains of, in words for the person who wrote the file.

The parser's own sentences name its inner states and, with some builds of it, quote the file: a secret could be in them. Only
sentences known to hold no text of the file are used.
"""

from __future__ import annotations

import re

import yaml

from gateway.settings.faults import Fault

# The beginning of the parser's sentence → what was found, what was expected.
_SENTENCES = (
    ("mapping values are not allowed", "a colon where no key can stand", 'one "key: value" a line, or quotes'),
    ("found unexpected end of stream", "a quote that is never closed", "the closing quote"),
    ("could not find expected ':'", "a line that is no key and no value", '"key: value"'),
    ("did not find expected key", "a line that fits no indentation above it", "the indentation of its neighbours"),
    ("expected <block end>", "a line that fits no indentation above it", "the indentation of its neighbours"),
    ("did not find expected '-' indicator", "a line that fits no indentation above it", "the indentation of its neighbours"),
    ("block sequence entries are not allowed", "a list where none can stand", "the list on the lines below its key"),
    ("did not find expected ',' or '}'", "a { that is never closed, or two values without a comma", 'a comma or "}"'),
    ("expected ',' or '}'", "a { that is never closed, or two values without a comma", 'a comma or "}"'),
    ("did not find expected ',' or ']'", "a [ that is never closed, or two values without a comma", 'a comma or "]"'),
    ("expected ',' or ']'", "a [ that is never closed, or two values without a comma", 'a comma or "]"'),
    ("did not find expected node content", "the end of a value that has not begun", "a value"),
    ("expected the node content", "the end of a value that has not begun", "a value"),
    ("did not find expected <document start>", "text behind the end of the document", "nothing more"),
    ("expected '<document start>'", "text behind the end of the document", "nothing more"),
    ("found undefined tag handle", "a tag", 'no tag; a value that begins with "!" needs quotes'),
    ("found unknown escape character", "an unknown escape behind a backslash", "single quotes, or the backslash doubled"),
    ("found incompatible YAML document", "a %YAML line of an unknown version", "YAML 1.1 or 1.2"),
)  # fmt: skip
# The parser notices these far behind the quote, bracket or line that is at fault.
_TOLD_TOO_LATE = ("found unexpected end of stream", "expected ',' or", "could not find expected ':'")
_CANNOT_BEGIN = "that cannot start any token"
_INDENTATION_TAB = re.compile(r"[ \t]*\t")


def syntax_fault(error: yaml.YAMLError, file: str, text: str) -> Fault:
    """The parser's complaint as a fault, at the place it names."""
    problem = getattr(error, "problem", None) or ""
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    if opened is not None and any(beginning in problem for beginning in _TOLD_TOO_LATE):
        mark = opened
    line, column = (mark.line, mark.column) if mark else (0, 0)
    found, expected = _told(problem, _line(text, line), column)
    return Fault(file, line + 1, column + 1, "", found, expected)


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return lines[number] if number < len(lines) else ""


def _told(problem: str, line: str, column: int) -> tuple[str, str]:
    if "\t" in line[: column + 1] and (_CANNOT_BEGIN in problem or _INDENTATION_TAB.match(line)):
        return "a tab", "spaces"
    if _CANNOT_BEGIN in problem:
        return f"a value that begins with {line[column : column + 1]}", "quotes around it"
    for beginning, found, expected in _SENTENCES:
        if problem.startswith(beginning):
            return found, expected
    return "text the YAML parser cannot read", "YAML"
