"""Markdown as the tests of the documents read it: fenced blocks with the mark above them, sections, links, anchors.

A mark is an HTML comment on the line above a block (or above an empty line above it). `<!-- not run: REASON -->` exempts a shell
block from being executed, `<!-- not a configuration: REASON -->` a YAML block from `gateway check`; CONTRIBUTING.md tells both.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

_FENCE = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*?) -->\n\n?)?^(?P<indent> *)```(?P<language>[\w-]*)\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TITLE = re.compile(r"^(?P<level>#+) (?P<title>.*)$", re.MULTILINE)
_SHOWN_OF_A_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?(?P<to>[^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_ATTRIBUTE = re.compile(r"\b(?:src|srcset|href)=\"(?P<to>[^\"]+)\"")
_CODE = re.compile(r"`[^`\n]*`")


@dataclass(frozen=True)
class Block:
    """One fenced block: where its text begins, its language as it is written, the mark above it."""

    file: str
    line: int
    language: str
    text: str
    mark: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Section:
    """What stands below one title, up to the next title of any level."""

    title: str
    level: int
    text: str


def documents() -> list[str]:
    """Every document of the project, by its path from the root. `docs/tables` is generated and has no blocks."""
    places = ("*.md", "docs/**/*.md", "deploy/**/*.md", "bench/**/*.md", "config/**/*.md", "gateway/**/*.md", "tests/**/*.md")
    return sorted({str(path.relative_to(ROOT)) for place in places for path in ROOT.glob(place)})


@cache
def read(file: str) -> str:
    return (ROOT / file).read_text("utf-8")


@cache
def blocks_in(file: str) -> tuple[Block, ...]:
    return tuple(find_blocks(read(file), file))


def find_blocks(text: str, file: str) -> list[Block]:
    found = []
    for match in _FENCE.finditer(text):
        indent = match["indent"]
        body = "".join(line.removeprefix(indent) for line in match["text"].splitlines(keepends=True))
        line = text.count("\n", 0, match.start("text")) + 1
        found.append(Block(file, line, match["language"], body, match["mark"] or ""))
    return found


def blocks(*languages: str) -> list[Block]:
    """The blocks of all documents in one of these languages."""
    return [block for file in documents() for block in blocks_in(file) if block.language in languages]


def prose_of(text: str) -> str:
    """The text without its fenced blocks and comments."""
    return _COMMENT.sub("", _FENCE.sub("", text))


def links_in(text: str) -> list[str]:
    """Where links and pictures lead, code left out."""
    prose = _CODE.sub("", prose_of(text))
    return [match["to"] for pattern in (_LINK, _ATTRIBUTE) for match in pattern.finditer(prose)]


def anchors_in(text: str) -> frozenset[str]:
    """What a forge lets a link say behind `#`: titles in small letters with dashes, a number behind those that come again."""
    seen: Counter[str] = Counter()
    anchors = set()
    for match in _TITLE.finditer(prose_of(text)):
        shown = _SHOWN_OF_A_LINK.sub(r"\1", match["title"])
        anchor = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        anchors.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return frozenset(anchors)


def sections_in(text: str) -> list[Section]:
    """The sections in their order; titles inside blocks are none."""
    spans = [match.span() for match in _FENCE.finditer(text)]
    titles = [match for match in _TITLE.finditer(text) if not any(start <= match.start() < end for start, end in spans)]
    ends = [match.start() for match in titles[1:]] + [len(text)]
    return [Section(one["title"], len(one["level"]), text[one.end() : end]) for one, end in zip(titles, ends, strict=True)]


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


def shows(shown: str, actual: str) -> bool:
    """Whether `shown` is `actual` but for white space and what `…` stands for: anything, nothing too."""
    pattern = ".*".join(re.escape(piece) for piece in without_space(shown).split("…"))
    return re.fullmatch(pattern, without_space(actual), re.DOTALL) is not None
