"""The one exception a codec raises."""

from __future__ import annotations


class CodecError(ValueError):
    """Bytes that cannot be read, or a value that cannot be written, in the form asked for.

    `message` is a sentence for a person: what is wrong and where. It never holds the offending value, because it ends up in
    logs and error bodies and the value may be a phone number or a token.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
