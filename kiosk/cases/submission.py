"""What a finished session hands over: everything a case is made of, before it is sealed.

None of this is written to disk in clear; `kiosk.cases.deposit` seals it to the platform's key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from kiosk.identity.card import IdCard

Source = Literal["card", "code", "typed"]
"""Where a fact about the applicant comes from."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies.

    Args:
        card: the facts, as read from the card or as typed.
        source: where they come from.
        evidence: what speaks for them, such as ``{"reader": "…", "read_at": "…"}``.
    """

    card: IdCard
    source: Source
    evidence: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """One consent text the applicant agreed to.

    Args:
        id: the text's name in the catalogue.
        version: its version.
        sha256: hex digest of exactly the words that stood on the screen.
        given_at: when, aware.
    """

    id: str
    version: str
    sha256: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to the case."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Point:
    """One sample of the pen or finger.

    Args:
        x: pixels from the left of the pad.
        y: pixels from its top.
        t_ms: milliseconds since the first stroke began.
        pressure: 0..1; 1.0 where the glass knows none.
    """

    x: float
    y: float
    t_ms: float
    pressure: float = 1.0


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature on glass, bound to what was reviewed.

    Args:
        strokes: pen down to pen up, in order.
        png: the picture of it.
        summary_sha256: hex digest of the reviewed summary the applicant signed under.
    """

    strokes: tuple[tuple[Point, ...], ...]
    png: bytes = field(repr=False)
    summary_sha256: str


@dataclass(frozen=True, slots=True)
class Place:
    """The service point the terminal stands at.

    Args:
        name: as on the sign at the door.
        division: administrative division code, empty where not configured.
        hotline: telephone number to put on the receipt.
    """

    name: str
    division: str = ""
    hotline: str = ""


@dataclass(frozen=True, slots=True)
class MaterialHandedIn:
    """One material of the case, for the receipt."""

    name: str
    kind: str
    count: int


@dataclass(frozen=True, slots=True)
class Submission:
    """A finished application.

    Args:
        item_id: the item's number in the catalogue, such as ``602``.
        item_code: its implementation code.
        item_version: version of the item.
        form_id: the form that was filled in.
        form_version: its version.
        applicant: who applies.
        consents: what was agreed to.
        answers: typed JSON of the form session (``session.to_json()``).
        instance: the XForms instance document, UTF-8.
        attachments: photos and other files.
        signature: signature on glass.
        routing: department code → refs of the fields it may see.
        started_at: when the session began, aware.
        item_name: language → name.
        place: where the terminal stands.
        materials: what was handed in, for the receipt.
        expected: language → what happens next and by when, for the receipt.
        adds_text: whether the first receipt carries text of the form, which is kept nowhere.
    """

    item_id: str
    item_code: str
    item_version: str
    form_id: str
    form_version: str
    applicant: Applicant
    consents: tuple[ConsentGiven, ...]
    answers: Mapping[str, object]
    instance: bytes = field(repr=False)
    attachments: tuple[Attachment, ...]
    signature: Signature
    routing: Mapping[str, tuple[str, ...]]
    started_at: datetime
    item_name: Mapping[str, str]
    place: Place = Place("")
    materials: tuple[MaterialHandedIn, ...] = ()
    expected: Mapping[str, str] = field(default_factory=dict)
    adds_text: bool = False
