"""The steps of a session and the small states inside them."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """Where the session stands; the value is the name of the page that shows it."""

    ATTRACT = "Attract"
    HOME = "Home"
    TOPIC = "Topic"
    NOTICES = "Notices"
    GUIDE = "Guide"
    IDENTIFY = "Identify"
    CONSENT = "Consent"
    QUESTIONS = "Questions"
    CHECK = "Check"
    SIGN = "Sign"
    DONE = "Done"
    FINISH = "Finish"
    MY_CASES = "MyCases"
    SCAN = "Scan"


class CardState(StrEnum):
    """What the person should know about the card and the reader."""

    LAY = "lay"
    READING = "reading"
    TAKE = "take"
    """Read whole; the card may be lifted."""
    FAILED = "failed"
    EXPIRED = "expired"
    NOT_ACCEPTED = "notAccepted"
    NO_READER = "noReader"


class PrintState(StrEnum):
    """What became of the receipt."""

    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class EnquiryState(StrEnum):
    """My cases: what is shown."""

    LAY = "lay"
    SEARCHING = "searching"
    LIST = "list"
    NONE = "none"
    FAILED = "failed"


class ElsewhereState(StrEnum):
    """My cases: whether the platform told of cases other terminals took."""

    UNASKED = ""
    ASKING = "asking"
    TOLD = "told"
    FAILED = "failed"
    STALE = "stale"
    """The card was read too long ago to speak for anybody."""


class ScanState(StrEnum):
    """Scanning a code: what is shown."""

    LOOKING = "looking"
    NOT_OURS = "notOurs"
    NO_READER = "noReader"
