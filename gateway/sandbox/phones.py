"""Phone numbers: E.164 inside, loosely formatted US numbers accepted, magic test numbers refused with their own codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus

from gateway.sandbox.errors import Refusal, refuse

_DECORATION = re.compile(r"[\s().\-]")
_E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
_US = re.compile(r"1?([2-9]\d{9})", re.ASCII)
_US_E164 = re.compile(r"\+1(\d{3})(\d{3})(\d{4})", re.ASCII)
_SHORT_CODE = re.compile(r"\d{3,8}", re.ASCII)
_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")
_ADDRESS = re.compile(r"(client|sip|sips|sim|whatsapp|messenger):.+")
_PERMISSIONS = "https://www.twilio.com/user/account/settings/international"
_MAGIC = "+1500555"


def e164(text: str) -> str | None:
    """The number in E.164, or None where it is none. `(415) 555-0100` is read as a US number."""
    plain = _DECORATION.sub("", text)
    us = _US.fullmatch(plain)
    if us is not None:
        return f"+1{us[1]}"
    return plain if _E164.fullmatch(plain) else None


def endpoint(text: str) -> str | None:
    """A number in E.164, or an address with a scheme (`client:`, `sip:`) as it is; None for anything else."""
    return text if _ADDRESS.fullmatch(text) else e164(text)


def sender(text: str) -> str | None:
    """What may send a message: a number, a short code, a name of up to eleven letters, or an address with a scheme."""
    if _SHORT_CODE.fullmatch(text) or _SENDER.fullmatch(text):
        return text
    return endpoint(text)


def formatted(number: str) -> str:
    """`(415) 555-0100` for a US number, anything else as it is."""
    return _US_E164.sub(r"(\1) \2-\3", number) if _US_E164.fullmatch(number) else number


def refuse_magic_call(to: str) -> None:
    """The test numbers that make a call fail. Raises the documented refusal."""
    texts: Mapping[str, tuple[int, str]] = {
        "0001": (21217, f"Phone number: {to} does not appear to be valid"),
        "0002": (21214, f"'To' phone number cannot be reached: {to}"),
        "0003": (
            21215,
            f"Account not authorized to call {to}. Perhaps you need to enable some international permissions: {_PERMISSIONS}",
        ),
        "0004": (21216, f"Account not allowed to call {to}"),
    }
    _refuse(to, texts)


def refuse_magic_message(to: str, source: str) -> None:
    """The test numbers that make a message fail, by sender and then by recipient. Raises the documented refusal."""
    if source == f"{_MAGIC}0008":
        # the one refusal of a sender that is a 429 and not a 400
        raise Refusal(HTTPStatus.TOO_MANY_REQUESTS, 21611, "SMS queue is full.")
    not_yours = (
        21606,
        f"The From phone number {source} is not a valid, SMS-capable inbound phone number or short code for your account.",
    )
    _refuse(source, {"0000": not_yours, "0001": invalid_sender(source), "0007": not_yours})
    recipients: Mapping[str, tuple[int, str]] = {
        "0001": (21211, f"The 'To' number {to} is not a valid phone number."),
        "0002": (
            21612,
            f"The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: {source} via MMS.",
        ),
        "0003": (21408, f"Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}."),
        "0004": (21610, "Attempt to send to unsubscribed recipient"),
        "0009": (21614, f"To number: {to}, is not a mobile number"),
    }
    _refuse(to, recipients)


def invalid_sender(source: str) -> tuple[int, str]:
    return 21212, f"The 'From' number {source} is not a valid phone number, shortcode, or alphanumeric sender ID."


def refuse_magic_purchase(number: str) -> None:
    """The test numbers that cannot be bought. Raises the documented refusal."""
    texts = {"0000": unavailable(number), "0001": (21421, f"The phone number {number} is not valid")}
    _refuse(number, texts)


def unavailable(number: str) -> tuple[int, str]:
    return 21422, f"The requested phone number {number} is not available"


def _refuse(number: str, texts: Mapping[str, tuple[int, str]]) -> None:
    if number.startswith(_MAGIC) and number.removeprefix(_MAGIC) in texts:
        raise refuse(*texts[number.removeprefix(_MAGIC)])
