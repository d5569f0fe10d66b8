"""What a signed code says: the claims of a CBOR Web Token (RFC 8392), ours and those of HCERT.

Ours stand in one claim for private use, as an array so that a receipt's code stays small: kind,
number, item, masked name, digest of the facts; what is empty at its end is left out, and what a
later version adds at its end is passed over.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import cbor2

from kiosk.errors import BugError
from kiosk.verification import cbor
from sync.protocol.numbers import NumberError, is_tidy, mod37_36, parse_deposit_number

_ISS, _EXP, _NBF, _IAT, _HCERT, _DOCUMENT = 1, 4, 5, 6, -260, -65537
_DIGITS = slice(1, 15)
"""Of a deposit number: what is neither its letter nor its check character."""
DIGEST_LENGTH = 12
"""Bytes of the digest of the facts: 96 bits that nobody finds other facts for."""
_NAME_BYTES = 12
_LENGTHS = {"number": 80, "item": 64, "name": 64}


class DocumentKind(StrEnum):
    """What a code stands on."""

    DEPOSIT_RECEIPT = "deposit_receipt"
    CORRECTION_REQUEST = "correction_request"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    REFUSAL_NOTICE = "refusal_notice"
    CERTIFICATE = "certificate"
    VACCINATION = "vaccination"
    TEST = "test"
    RECOVERY = "recovery"


_NUMBERS = {
    1: DocumentKind.DEPOSIT_RECEIPT,
    2: DocumentKind.CORRECTION_REQUEST,
    3: DocumentKind.ACCEPTANCE_NOTICE,
    4: DocumentKind.REFUSAL_NOTICE,
    5: DocumentKind.CERTIFICATE,
}
"""How kinds are written into codes; numbers are never used twice."""
_HEALTH = {"v": DocumentKind.VACCINATION, "t": DocumentKind.TEST, "r": DocumentKind.RECOVERY}


class ClaimsError(ValueError):
    """A payload holds no claims that can be read."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a document's code says.

    Args:
        kind: of document; None where it is one that is not known here.
        number: of the document: a deposit number, a certificate's number.
        issued: when, aware; whole seconds are kept.
        expires: from when on it does not hold any more; None where it holds for ever.
        item: id of the service item.
        name: masked name of the person, such as ``王*花``.
        facts: digest of what is printed (`digest_of`); empty where there is none.
        begins: before when it does not hold yet.
        issuer: who the code itself says it is by; the trust list says who it really is.
        raw: every claim, as it was decoded.
    """

    kind: DocumentKind | None
    number: str
    issued: datetime | None
    expires: datetime | None = None
    item: str = ""
    name: str = ""
    facts: bytes = b""
    begins: datetime | None = None
    issuer: str = ""
    raw: Mapping[Any, Any] = field(default_factory=dict)


def digest_of(facts: Iterable[str]) -> bytes:
    """The digest of a document's printed lines: SHA-256 of them, each with a line feed behind it.

    The first `DIGEST_LENGTH` bytes are in the code.
    """
    lines = "".join(f"{fact}\n" for fact in facts)
    return hashlib.sha256(lines.encode()).digest()[:DIGEST_LENGTH]


def short_name(masked: str) -> str:
    """A masked name as codes have it: of long ones each row of stars is one, and no more fits."""
    if len(masked.encode()) > _NAME_BYTES:
        masked = re.sub(r"\*+", "*", masked)
    return masked.encode()[:_NAME_BYTES].decode(errors="ignore")


def write(claims: Claims) -> bytes:
    """The payload of a document of ours.

    Raises:
        BugError: documents of this kind are not signed here.
    """
    kind = next((number for number, kind in _NUMBERS.items() if kind is claims.kind), None)
    if kind is None:
        raise BugError(f"no code is signed for a document of kind {claims.kind}")
    document: list[Any] = [
        kind,
        _packed_number(claims.number),
        claims.item,
        claims.name,
        claims.facts,
    ]
    while not document[-1]:
        document.pop()
    token: dict[int, Any] = {_DOCUMENT: document}
    for claim, moment in ((_EXP, claims.expires), (_NBF, claims.begins), (_IAT, claims.issued)):
        if moment is not None:
            token[claim] = int(moment.timestamp())
    if claims.issuer:
        token[_ISS] = claims.issuer
    return cbor.encode(token)


def read(payload: bytes) -> Claims:
    """The claims in a payload, ours or those of a health certificate.

    Raises:
        ClaimsError: it holds none, or one of them is not what it should be.
    """
    try:
        token = cbor.decode(payload)
    except cbor.CborError as error:
        raise ClaimsError(str(error)) from error
    if not isinstance(token, Mapping):
        raise ClaimsError("claims are a map")
    said = token.get(_ISS, "")
    own = _DOCUMENT in token
    document = _document(token[_DOCUMENT]) if own else _health(token.get(_HCERT))
    return replace(
        document,
        issued=_moment(token.get(_IAT)),
        expires=_moment(token.get(_EXP)),
        begins=_moment(token.get(_NBF)),
        issuer=said if isinstance(said, str) else "",
        raw=token,
    )


def _document(content: Any) -> Claims:
    defaults: list[Any] = [0, "", "", "", b""]
    if not isinstance(content, list | tuple):
        raise ClaimsError("a document is an array")
    kind, number, item, name, facts = [*content, *defaults[len(content) :]][: len(defaults)]
    number = _unpacked_number(number)
    for key, value in {"number": number, "item": item, "name": name}.items():
        if not isinstance(value, str) or len(value) > _LENGTHS[key]:
            raise ClaimsError(f"{key} is no text, or too long")
    if not isinstance(facts, bytes) or isinstance(kind, bool) or not isinstance(kind, int):
        raise ClaimsError("kind or digest of another type")
    return Claims(_NUMBERS.get(kind), number, None, item=item, name=name, facts=facts)


def _packed_number(number: str) -> int | str:
    """A deposit number without what can be told from the rest: nine bytes instead of seventeen."""
    if not is_tidy(number):
        return number
    return int(parse_deposit_number(number).text[_DIGITS])


def _unpacked_number(packed: Any) -> Any:
    if isinstance(packed, bool) or not isinstance(packed, int):
        return packed
    try:
        payload = f"L{packed:014}"
        return parse_deposit_number(payload + mod37_36(payload)).text
    except NumberError as error:
        raise ClaimsError("no deposit number") from error


def _health(content: Any) -> Claims:
    """A health certificate of the HCERT family; of other tokens only their times are known."""
    certificate = content.get(1) if isinstance(content, Mapping) else None
    if isinstance(certificate, Mapping):
        for key, kind in _HEALTH.items():
            match certificate.get(key):
                case [{"ci": str(number)}, *_]:
                    return Claims(kind, number[: _LENGTHS["number"]], None)
                case [_, *_]:
                    return Claims(kind, "", None)
    return Claims(None, "", None)


def _moment(value: Any) -> datetime | None:
    """A NumericDate: seconds, or what a tag of CBOR made of them."""
    if value is None:
        return None
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ClaimsError("a time is a number")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise ClaimsError("a time nobody lives in") from error


def plain(value: Any) -> Any:
    """A claim as JSON can say it: bytes in hexadecimal digits, keys as text."""
    match value:
        case list() | tuple():
            return [plain(one) for one in value]
        case Mapping():
            return {str(plain(key)): plain(one) for key, one in value.items()}
        case cbor2.CBORTag():
            return plain(value.value)
        case _:
            return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    match value:
        case bytes():
            return value.hex()
        case datetime():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
        case bool() | None | str() | int() | float():
            return value
        case _:
            return str(value)
