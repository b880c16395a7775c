"""What the admission tells its observer. Nothing here names a caller."""

from __future__ import annotations

from typing import Protocol


class Events(Protocol):
    """Told as it happens, on the event loop: the methods are cheap and do not raise."""

    def refused(self, reason: str) -> None:
        """A call was refused; `reason` is a value of `Reason`."""
        ...

    def waited(self, seconds: float) -> None:
        """A call had to wait so long, and has a place now, or was refused one, or has left."""
        ...

    def login_failed(self) -> None:
        """Credentials were looked at that nobody has."""
        ...

    def store_failed(self) -> None:
        """The shared store can't be reached. Told once, until it can be again."""
        ...

    def store_recovered(self) -> None:
        """The shared store answers again."""
        ...


class Silent:
    """An observer that looks away."""

    def refused(self, reason: str) -> None: ...

    def waited(self, seconds: float) -> None: ...

    def login_failed(self) -> None: ...

    def store_failed(self) -> None: ...

    def store_recovered(self) -> None: ...


SILENT = Silent()
