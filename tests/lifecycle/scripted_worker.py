"""A worker program that does as it is told by the text of its config, for what a real worker does only on a bad day.

The text is a line of words: `serve` serves, `refuse N` refuses where N processes of this text were started before it (their
number is kept in the file `starts`), `die N` ends untold likewise, after it has served; `deaf` serves and does not heed `drain`; `stale` serves and
refuses to read its files anew, which it is asked as often as the file `refreshes` has lines.
"""

from __future__ import annotations

import json
import signal
import socket
import sys
from pathlib import Path


def main(descriptor: int) -> int:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with socket.socket(fileno=descriptor) as end, end.makefile("rw", encoding="utf-8") as lines:

        def say(kind: str, **more: object) -> None:
            lines.write(json.dumps({"kind": kind, **more}) + "\n")
            lines.flush()

        told = json.loads(lines.readline())
        text = told["text"]
        deed, _, number = text.partition(" ")
        before = _count(Path(told["base"]) / "starts", text)
        if deed == "refuse" and before == int(number):
            say("refused", faults=[f"{told['name']}: refused on purpose"])
            return 1
        if deed == "nonsense":
            say("nonsense")
        say("applied")
        if deed == "die" and before < int(number):
            return 3
        for line in lines:
            if json.loads(line)["kind"] == "refresh":
                _count(Path(told["base"]) / "refreshes", text)
                say("refused", faults=[f"{told['name']}: stale on purpose"])
            if json.loads(line)["kind"] == "drain" and deed != "deaf":
                return 0
        return 0


def _count(file: Path, text: str) -> int:
    """How often this was asked with this text before."""
    with file.open("a+") as kept:
        kept.write(text + "\n")
        kept.flush()
        kept.seek(0)
        return kept.read().splitlines().count(text) - 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
