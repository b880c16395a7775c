"""Files the sandbox serves: one second of recorded tone as WAV, of silence as MP3, a picture.

They are made here, byte for byte, and are real files: players and image viewers open them.
"""

from __future__ import annotations

import io
import math
import struct
import wave
import zlib
from functools import cache

_SAMPLE_RATE = 8000
_TONE = 440
_LOUDNESS = 8000


@cache
def tone_wav() -> bytes:
    """One second of A4: 8 kHz, 16 bits, one channel."""
    samples = (round(_LOUDNESS * math.sin(2 * math.pi * _TONE * index / _SAMPLE_RATE)) for index in range(_SAMPLE_RATE))
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_SAMPLE_RATE)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return buffer.getvalue()


@cache
def silent_mp3() -> bytes:
    """One second of silence: 28 frames MPEG-1 Layer III, 32 kbit/s, 32 kHz, one channel.

    A frame is 144 · bit rate / sample rate = 144 bytes. Its header is the sync word and `MPEG-1, Layer III, no CRC`
    (FF FB), `32 kbit/s, 32 kHz` (18), `one channel` (C0); side information that is all zero means no audio data.
    """
    frame = b"\xff\xfb\x18\xc0" + bytes(140)
    return frame * 28


@cache
def dot_png() -> bytes:
    """A picture of one grey point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00\x80")) + chunk(b"IEND", b"")
