"""Codecs: bytes to trees and back, within limits and with every character escaped. They know no API and do no I/O.

Whatever bytes come in, a codec gives a value or raises `CodecError`; nothing else, and never a hang.
"""
