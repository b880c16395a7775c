"""The translate box: a pasted call, told as `gateway explain` tells it, by the routes of the running configuration.

Nothing is contacted and no secret of the configuration is used. What is pasted may be anything: it is translated in a thread,
beside the event loop that carries calls, one at a time, and nobody waits for it longer than some seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

from gateway.admin.texts import Json
from gateway.off_loop import already_beside
from gateway.settings import Settings

Tell: TypeAlias = Callable[[str, Settings, bool], Mapping[str, Json]]
"""Tells the call in a text by those settings, or (True) by the dialect its path looks like alone."""
_PATIENCE = 5.0  # seconds; the largest text takes a tenth of that
_LONGEST_SENTENCE = 400


class Untranslatable(Exception):
    """What was pasted can't be translated; the text is a sentence that says why."""


class Busy(Exception):
    """Another text is being translated."""


def tell_call(text: str, settings: Settings, imagined: bool) -> Mapping[str, Json]:
    """The call in that text, told. Raises Untranslatable."""
    # Imported when it is first asked for: the sandbox is nothing a gateway needs that serves calls.
    from gateway.explaining import Unreadable, explain_document, explain_text, read_pasted, rehearse  # noqa: PLC0415

    already_beside.set(True)
    try:
        told, by_route = asyncio.run(rehearse(read_pasted(text), settings, imagine=imagined))
    except Unreadable as error:
        sentence = " ".join(str(error).split())
        raise Untranslatable(sentence[:_LONGEST_SENTENCE]) from error
    return {"imagined": not by_route, "text": explain_text(told), **explain_document(told)}


class Translator:
    """One translation at a time, made by `tell`. A thread that is not done in time keeps its place until it is."""

    def __init__(self, tell: Tell = tell_call, patience: float = _PATIENCE) -> None:
        self._tell = tell
        self._patience = patience
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="explaining")
        self._busy = False

    async def translate(self, text: str, settings: Settings, *, imagined: bool) -> Mapping[str, Json]:
        """The call in that text, told. `imagined`: by no route of the settings, but by the dialect its path looks like.

        Raises Busy, Untranslatable, and TimeoutError where it takes too long.
        """
        if self._busy:
            raise Busy
        self._busy = True
        working = asyncio.get_running_loop().run_in_executor(self._thread, self._tell, text, settings, imagined)
        working.add_done_callback(self._end)
        async with asyncio.timeout(self._patience):
            return await asyncio.shield(working)

    def close(self) -> None:
        """Take no more. What is being translated is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _end(self, working: asyncio.Future[Mapping[str, Json]]) -> None:
        self._busy = False
        if not working.cancelled():
            working.exception()  # looked at here too: whoever waited may have gone
