"""What became of a job, from what is known of it and of the way to the paper.

A job that is "completed" has left whoever answered. From a printer that is asked itself, that is
the tray; from a CUPS queue it is the queue's back door, and only its IPP back end waits there
until the printer has reported the same. Everything less than certain is UNKNOWN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

from drivers.api import PrintOutcome, PrintResult, Sides
from drivers.document_printer.message import Value
from drivers.document_printer.reasons import number, words

WANTED = (
    "job-state",
    "job-state-reasons",
    "job-media-sheets-completed",
    "job-impressions-completed",
    "time-at-processing",
)
"""Attributes `Job.of` reads."""


class JobState(IntEnum):
    """``job-state`` (RFC 8011 section 5.3.7)."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELED = 7
    ABORTED = 8
    COMPLETED = 9


@dataclass(frozen=True, slots=True)
class Job:
    """What is said of a job.

    Args:
        state: ``job-state``; 0 when it is not said.
        reasons: ``job-state-reasons``.
        sheets: how many have come out, None when nobody counts them.
        impressions: how many sides have been printed, None when nobody counts them.
        begun: whether work on it has begun; None when it is not said.
    """

    state: int
    reasons: frozenset[str] = frozenset()
    sheets: int | None = None
    impressions: int | None = None
    begun: bool | None = None

    @classmethod
    def of(cls, attributes: Mapping[str, tuple[Value, ...]]) -> Job:
        """Read an answer."""
        begun = None
        if "time-at-processing" in attributes:
            begun = number(attributes, "time-at-processing") is not None
        return cls(
            state=number(attributes, "job-state") or 0,
            reasons=frozenset(words(attributes, "job-state-reasons")),
            sheets=number(attributes, "job-media-sheets-completed"),
            impressions=number(attributes, "job-impressions-completed"),
            begun=begun,
        )

    @property
    def ended(self) -> bool:
        """Whether nothing changes any more."""
        return self.state >= JobState.CANCELED

    @property
    def counted(self) -> bool:
        """Whether something was seen to come out; a printer that does not count stays at 0."""
        return bool(self.sheets or self.impressions)

    @property
    def erroneous(self) -> bool:
        """Whether it says itself that it did not go well."""
        return "job-completed-with-errors" in self.reasons or any(
            reason.endswith("-error") for reason in self.reasons
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """What has to come out.

    Args:
        pages: of the document.
        copies: of each page.
        sides: of the sheets that are printed on.
    """

    pages: int
    copies: int
    sides: Sides

    @property
    def sheets(self) -> int:
        """How many sheets."""
        each = self.pages if self.sides is Sides.ONE else (self.pages + 1) // 2
        return each * self.copies

    def matches(self, job: Job, *, itself: bool) -> bool:
        """Whether the counts of a job are what they have to be.

        Args:
            job: as it ended.
            itself: whether the printer counted; CUPS takes half the sides of a two-sided job for
                its sheets, even of an odd number.
        """
        # some count the empty back of a last page, some do not
        most = self.sheets * (1 if self.sides is Sides.ONE else 2)
        if job.impressions and not self.pages * self.copies <= job.impressions <= most:
            return False
        if job.sheets and (itself or not job.impressions):
            return job.sheets == self.sheets
        return job.counted


@dataclass(frozen=True, slots=True)
class Way:
    """How far the word of whoever answers reaches.

    Args:
        waits: whether it says "completed" only when the sheets are out.
        itself: whether the printer itself answers, not a queue before it.
        counts: whether it was seen to count what comes out.
    """

    waits: bool
    itself: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """How far a job was followed.

    Args:
        job: as it was seen last; None when it was never seen.
        complaint: code of what the printer complains of since the job; empty without any.
        why: code of why nobody followed it any further; empty when it ended by itself.
    """

    job: Job | None
    complaint: str = ""
    why: str = ""


def judge(followed: Followed, expected: Expected, way: Way) -> PrintOutcome:
    """What became of a job."""
    job = followed.job
    if job is None or not job.ended:
        return PrintOutcome(PrintResult.UNKNOWN, followed.why)
    if job.state == JobState.COMPLETED:
        return _completed(job, followed.complaint, expected, way)
    reason = followed.why or followed.complaint or _ending(job)
    never_begun = job.begun is False
    if never_begun or (way.itself and way.counts and not job.counted):
        return PrintOutcome(PrintResult.FAILED, reason)
    return PrintOutcome(PrintResult.UNKNOWN, reason)


def _completed(job: Job, complaint: str, expected: Expected, way: Way) -> PrintOutcome:
    if not way.waits:
        reason = complaint or "document.delivered"
    elif complaint:
        reason = complaint
    elif job.erroneous:
        reason = "document.aborted"
    elif not job.counted:
        reason = "document.uncounted"
    elif not expected.matches(job, itself=way.itself):
        reason = "document.sheets"
    else:
        return PrintOutcome(PrintResult.PRINTED, sheets=expected.sheets)
    return PrintOutcome(PrintResult.UNKNOWN, reason)


def _ending(job: Job) -> str:
    return "document.cancelled" if job.state == JobState.CANCELED else "document.aborted"
