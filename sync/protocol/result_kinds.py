"""What a document that came of a case is, by the words of the protocol."""

from __future__ import annotations

from enum import StrEnum


class ResultKind(StrEnum):
    """What the document is (docs/protocol.md, "Results")."""

    LICENCE = "licence"
    CERTIFICATE = "certificate"
    DECISION = "decision"
    EXTRACT = "extract"
    OTHER = "other"
