"""`python -m tests.fuzz`: searches the targets one after another, guided by coverage, and tells what broke an invariant."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from tests.fuzz.targets import TARGETS, choose

_LAST_LINES = 25
_TO_BEGIN = 120  # seconds a target may take beyond its time: for imports and for the input it is at


@click.command()
@click.option("-k", "words", default="", help="Only targets with one of these words in their name, parted by commas.")
@click.option("--seconds", default=60, show_default=True, help="How long each target is searched.")
@click.option("--folder", default=".venv/fuzz", show_default=True, help="Where input that was found is kept.")
@click.option("--list", "lists", is_flag=True, help="List the targets and what they keep, and end.")
def main(words: str, seconds: int, folder: str, *, lists: bool) -> None:
    """Search the readers of bytes for input that breaks their invariant. Ends with 1 where there is some."""
    chosen = choose(words)
    if not chosen:
        raise click.UsageError(f"no target is called like that; there are {', '.join(target.name for target in TARGETS)}")
    broken = []
    for target in chosen:
        click.echo(f"{target.name}: whatever the bytes are, {target.invariant}")
        if not lists and not _search(target.name, seconds, Path(folder) / target.name):
            broken.append(target.name)
    if broken:
        click.echo(f"broken: {', '.join(broken)}", err=True)
        sys.exit(1)


def _search(name: str, seconds: int, folder: Path) -> bool:
    """Whether the target kept its invariant for so long."""
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.one", name, str(seconds), str(folder)],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + _TO_BEGIN,
        check=False,
    )
    lines = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith(("INFO", "#"))]
    if done.returncode == 0:
        click.echo(f"  kept; {next((line for line in reversed(lines) if line.startswith('Done')), '')}")
        return True
    click.echo("\n".join(f"  {line}" for line in lines[-_LAST_LINES:]))
    for file in sorted(set(folder.iterdir()) - before):
        click.echo(f"  input: {file}")
    return False


if __name__ == "__main__":
    main()
