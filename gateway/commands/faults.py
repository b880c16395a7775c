"""The faults of a configuration: laid out for people at a terminal, one plain line each for everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gateway.commands.terminal import Role, count, is_for_people, paint
from gateway.settings import Fault
from gateway.settings.faults import quote


def write_faults(faults: Sequence[Fault]) -> str:
    """For standard error, without the last line end."""
    return "\n".join(_laid_out(faults) if is_for_people(err=True) else map(str, faults))


def _laid_out(faults: Sequence[Fault]) -> Iterator[str]:
    for fault in faults:
        place = f"{fault.file}:{fault.line}:{fault.column}"
        yield f"{paint(place, Role.PLACE)}  {fault.path}".rstrip()
        yield f"  found     {paint(fault.found, Role.WRONG)}"
        yield f"  expected  {paint(fault.expected, Role.RIGHT)}"
        if fault.nearest:
            yield f"  did you mean {paint(quote(fault.nearest), Role.RIGHT)}?"
    yield paint(count(len(faults), "fault"), Role.WRONG)
