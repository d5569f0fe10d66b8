"""Every kind of answer of an OpenRosa server, and whom it concerns (docs/openrosa.md).

Ready      to a HEAD: it is an OpenRosa server and takes submissions
Kept       to a POST: 201 or 202 with the envelope, and nothing else
TooMuch    413: the request was too large for the server, or for what stands before it
Rejected   the server does not like this very submission
Stopped    concerns the line or our account: wait, and try again
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from kiosk.cases.delivery import LONGEST_WAIT
from sync.agent.answers import Rejected, StopKind, Stopped

VERSION_HEADER = "X-OpenRosa-Version"
LIMIT_HEADER = "X-OpenRosa-Accept-Content-Length"
VERSION = "1.0"
ENVELOPE = "{http://openrosa.org/http/response}OpenRosaResponse"
_MESSAGE = "{http://openrosa.org/http/response}message"

_KEPT = frozenset({201, 202})
_NO_CONTENT, _UNAUTHORIZED, _FORBIDDEN = 204, 401, 403
_TOO_LARGE, _SERVER_ERROR = 413, 500
_LATER = frozenset({408, 425, 429, 503})
_CLIENT_ERRORS = range(400, 500)
_MOST_DIGITS = 15
_SHOWN = 200
"""Characters of a server's sentence that are kept."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The server takes submissions.

    Args:
        limit: most bytes it wants in one request, None if it says none.
        location: where it wants them, empty if it does not say.
    """

    limit: int | None = None
    location: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """The server has what was sent.

    Args:
        raw: its envelope as received.
    """

    raw: bytes


@dataclass(frozen=True, slots=True)
class TooMuch:
    """The request had too many bytes."""


def classify_head(status: int, headers: Mapping[str, str]) -> Ready | Stopped:
    """Judge the answer to a HEAD.

    Args:
        status: HTTP status.
        headers: case-insensitive.
    """
    if status == _NO_CONTENT and headers.get(VERSION_HEADER):
        return Ready(_limit(headers), headers.get("Location", ""))
    return _stopped(status, headers) or _not_the_server(status, headers)


def classify_post(
    status: int, headers: Mapping[str, str], content: bytes
) -> Kept | TooMuch | Rejected | Stopped:
    """Judge the answer to a POST.

    Args:
        status: HTTP status.
        headers: case-insensitive.
        content: the whole content.
    """
    words = _envelope(content)
    if status in _KEPT and words is not None:
        return Kept(content)
    if status == _TOO_LARGE:
        return TooMuch()
    stopped = _stopped(status, headers)
    if stopped is not None:
        return stopped
    if status in _CLIENT_ERRORS and (words is not None or headers.get(VERSION_HEADER)):
        code = "openrosa.conflict" if status == 409 else "openrosa.refused"  # noqa: PLR2004 – HTTP
        return Rejected(code, f"HTTP {status}: {words or 'the server gave no reason'}")
    return _not_the_server(status, headers)


def _stopped(status: int, headers: Mapping[str, str]) -> Stopped | None:
    """What says nothing about a submission, whatever was asked; None if it is not so."""
    if status == _UNAUTHORIZED or (status == _FORBIDDEN and headers.get(VERSION_HEADER)):
        wants = headers.get("WWW-Authenticate", "").partition(" ")[0][:20]
        asks = f"; it asks for {wants}" if wants else ""
        return Stopped(
            StopKind.TERMINAL,
            "openrosa.authentication",
            f"The server does not accept user and password (HTTP {status}{asks}).",
        )
    if status in _LATER:
        return Stopped(
            StopKind.PLATFORM,
            "openrosa.busy",
            f"The server asks to come back later (HTTP {status}).",
            _retry_after_s(headers),
        )
    if status >= _SERVER_ERROR:
        return Stopped(
            StopKind.PLATFORM, "openrosa.error", f"The server has an error (HTTP {status})."
        )
    return None


def _not_the_server(status: int, headers: Mapping[str, str]) -> Stopped:
    media_type = headers.get("Content-Type", "").partition(";")[0].strip()[:60]
    return Stopped(
        StopKind.NETWORK,
        "openrosa.not_the_server",
        f"What answered is no OpenRosa server (HTTP {status}, {media_type or 'no type'}): a login"
        " page of the network, or a wrong address.",
    )


def _envelope(content: bytes) -> str | None:
    """The sentence in an OpenRosa envelope, which may be empty; None if this is none."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.tag != ENVELOPE:
        return None
    said = root.findtext(_MESSAGE) or ""
    return "".join(one if one.isprintable() else " " for one in said).strip()[:_SHOWN]


def _limit(headers: Mapping[str, str]) -> int | None:
    text = headers.get(LIMIT_HEADER, "").strip()
    plain = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return (int(text) or None) if plain else None


def _retry_after_s(headers: Mapping[str, str]) -> float:
    """Seconds of Retry-After; the form with a date depends on clocks and is passed over."""
    text = headers.get("Retry-After", "").strip()
    # whoever answers may write any number; no wait can be longer than this one
    return min(float(text), LONGEST_WAIT.total_seconds()) if text.isdecimal() else 0.0
