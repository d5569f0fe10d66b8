"""Types of fields that several wire models share."""

from __future__ import annotations

import binascii
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from sync.protocol.numbers import NumberError, is_tidy, parse_deposit_number


class WireModel(BaseModel):
    """Base of everything that travels: frozen, and a field nobody knows is an error.

    Its errors name fields and never their content, which may be a citizen's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _from_base64(value: Any) -> Any:
    # pydantic's own base64 is the URL alphabet; the protocol uses the standard one (RFC 4648 §4)
    if isinstance(value, str):
        return binascii.a2b_base64(value, strict_mode=True)
    return value


def _to_base64(value: bytes) -> str:
    return binascii.b2a_base64(value, newline=False).decode()


def _deposit_number(value: str) -> str:
    try:
        parse_deposit_number(value)
    except NumberError as error:
        raise ValueError(error.message) from error
    if not is_tidy(value):
        raise ValueError("A deposit number travels without gaps.")
    return value


def _in_the_calendar(value: datetime) -> datetime:
    # Python's calendar ends at the years 1 and 9999; a zone can carry a moment over its edge
    if MINYEAR < value.year < MAXYEAR:
        return value
    try:
        value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("This moment is outside the calendar.") from error
    return value


Base64 = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(_to_base64, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
"""Bytes, as standard base64 text on the wire."""

Moment = Annotated[AwareDatetime, AfterValidator(_in_the_calendar)]
"""A moment with its zone, ISO 8601 on the wire."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256 as 64 lower-case hexadecimal digits."""

TerminalNumber = Annotated[str, StringConstraints(pattern=r"^\d{4}$")]
"""A terminal's number, four digits."""

DepositNumberText = Annotated[
    str, AfterValidator(_deposit_number), Field(examples=["L081726112100428"])
]
"""A deposit number without gaps, its check character right."""

ShortText = Annotated[str, StringConstraints(max_length=200)]
"""One line."""

# C0 and C1, ends of lines and paragraphs, and what turns the direction of the text around it
_CONTROLS = r"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
PlainLine = Annotated[str, StringConstraints(max_length=200, pattern=rf"^[^{_CONTROLS}]*$")]
"""One line that a screen shows as it is; of what databases keep in columns of their own."""

Seq = Annotated[int, Field(ge=1, lt=2**53)]
"""A place in a queue or feed; exact in every JSON reader."""

KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z._-]{1,64}$")]
"""A name of one of the platform's keys."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")]
"""A language as Qt names its locales, such as ``zh_CN``."""
