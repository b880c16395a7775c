"""A secret as a value: it can be compared and, where its text is known, revealed; nothing else shows it.

`repr`, `str`, `format`, JSON and pickle never hold it, so a logged or dumped settings object is harmless.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NoReturn

MASK = "***"


class Secret:
    """A secret of which either the text or only its SHA-256 is known. Immutable; equal secrets compare equal."""

    __slots__ = ("_digest", "_text")

    def __init__(self, text: str | None, digest: bytes) -> None:
        self._text = text
        self._digest = digest

    @classmethod
    def of_text(cls, text: str) -> Secret:
        """A secret whose text is known."""
        return cls(text, _digest(text))

    @classmethod
    def of_sha256(cls, digest: bytes) -> Secret:
        """A secret of which only the 32 bytes of its SHA-256 are known."""
        return cls(None, digest)

    @property
    def is_known(self) -> bool:
        """Whether the text itself is known and can be revealed."""
        return self._text is not None

    def reveal(self) -> str:
        """The text, to be sent to the backend and nowhere else. Raises ValueError where only its SHA-256 is known."""
        if self._text is None:
            raise ValueError("only the SHA-256 of this secret is known; it can be compared and not sent")
        return self._text

    def matches(self, presented: str) -> bool:
        """Whether that is the secret. The time taken tells neither its length nor how far the two agree."""
        return hmac.compare_digest(self._digest, _digest(presented))

    def is_that_of(self, other: Secret) -> bool:
        """Whether both match the same text, even where only one of them knows it."""
        return hmac.compare_digest(self._digest, other._digest)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return self.is_known == other.is_known and self.is_that_of(other)

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return format(MASK, spec)

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a secret is not pickled: hand on where it comes from instead")


def _digest(text: str) -> bytes:
    # A header that was no UTF-8 arrives with surrogates in it; it must be unequal, not an error.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
