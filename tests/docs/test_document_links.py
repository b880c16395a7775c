"""Every link and picture of every document leads to a file and a section that are there, and every picture says what it shows."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, anchors_in, documents, links_in, prose_of, read

_OUTSIDE = re.compile(r"(?:https?|mailto):")
_WITHOUT_WORDS = re.compile(r"!\[\s*\]\(|<img(?![^>]*\balt=\"[^\"]+\")[^>]*>")


@pytest.mark.parametrize("file", documents())
def test_every_link_leads_somewhere(file: str) -> None:
    assert [link for link in links_in(read(file)) if not _OUTSIDE.match(link) and not is_there(file, link)] == []


def is_there(file: str, link: str) -> bool:
    """Whether a relative link of this document leads to a file of the project and, behind `#`, to a section of it."""
    path, _, anchor = link.partition("#")
    target = (ROOT / file).parent / path if path else ROOT / file
    if not target.resolve().is_relative_to(ROOT) or not target.exists():
        return False
    return not anchor or (target.suffix == ".md" and anchor in anchors_of(target))


@cache
def anchors_of(path: Path) -> frozenset[str]:
    return anchors_in(path.read_text("utf-8"))


@pytest.mark.parametrize("file", documents())
def test_every_picture_has_words_for_those_who_cannot_see_it(file: str) -> None:
    assert _WITHOUT_WORDS.findall(prose_of(read(file))) == []


def test_a_link_that_leads_nowhere_is_found() -> None:
    """The rules above can fail: on a missing file, a missing section, and a section behind a number."""
    readme = read("README.md")
    assert links_in("[a](docs/x.md#y) `[b](z.md)`\n```sh\n[c](w.md)\n```\n") == ["docs/x.md#y"]
    assert not is_there("README.md", "docs/none.md")
    assert not is_there("README.md", "#no-such-section")
    assert not is_there("README.md", "../outside.md")
    assert anchors_in("# A `b`\n\n## A [c](d.md)\n\n# A b\n") == {"a-b", "a-c", "a-b-1"}
    assert anchors_in(readme)


def test_every_document_is_in_the_index() -> None:
    """What nobody links to, nobody reads."""
    index = {
        str(((ROOT / "docs") / link.partition("#")[0]).resolve().relative_to(ROOT)) for link in links_in(read("docs/README.md"))
    }
    wanted = {file for file in documents() if re.fullmatch(r"docs/[\w-]+\.md", file)} - {"docs/README.md"}
    assert sorted(wanted - index) == []
