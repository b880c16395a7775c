"""What values are made of: immutable, cheap to make and to change a copy of, and quiet about what callers and backends say.

A call makes some forty of them. A frozen dataclass takes a microsecond to make and two to be copied with a change; these take
a twentieth of that. `msgspec.structs.replace` makes the changed copy.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct


class Immutable(Struct, frozen=True):
    """A value. Its `repr` shows the fields named in `SHOWN` and nothing of the others: they end up in tracebacks and logs."""

    SHOWN: ClassVar[tuple[str, ...]] = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.SHOWN)})"
