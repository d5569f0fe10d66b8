"""What an OpenRosa client is answered: the envelope, and the headers every answer has."""

from __future__ import annotations

from http import HTTPStatus
from xml.sax.saxutils import escape

from fastapi import Response

MAX_REQUEST_BYTES = 10_000_000
"""What one request may have; clients divide what is more."""
_XML = "text/xml; charset=utf-8"


def headers() -> dict[str, str]:
    """Those of every answer; the server adds the date."""
    return {
        "X-OpenRosa-Version": "1.0",
        "X-OpenRosa-Accept-Content-Length": str(MAX_REQUEST_BYTES),
        "Cache-Control": "no-store",
    }


def envelope(status: int, message: str, *, nature: str = "") -> Response:
    """An answer to a submission, or a refusal of anything."""
    kind = f' nature="{nature}"' if nature else ""
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
        f"<message{kind}>{escape(message)}</message></OpenRosaResponse>"
    )
    return Response(content, status_code=status, media_type=_XML, headers=headers())


def document(content: str | bytes) -> Response:
    """A list, a form or a manifest."""
    return Response(content, media_type=_XML, headers=headers())


def nothing() -> Response:
    """The answer to a HEAD of the submission's address."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers())
