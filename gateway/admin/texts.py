"""Answers in lines of text and in JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias, Union

from aiohttp import web

Json: TypeAlias = Union[None, bool, int, float, str, Sequence["Json"], Mapping[str, "Json"]]
"""What can be written as JSON."""


def text_answer(status: int, *lines: str) -> web.Response:
    """A line for each."""
    return web.Response(status=status, text="".join(f"{line}\n" for line in lines))


def json_answer(data: Json) -> web.Response:
    """A document that is good to read as well."""
    body = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return web.Response(body=body.encode("utf-8", "replace"), content_type="application/json", charset="utf-8")
