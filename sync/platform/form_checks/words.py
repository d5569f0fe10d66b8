"""What a check says: whether a case keeps to its form, and what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    DOUBTFUL = "doubtful"
    UNCHECKED = "unchecked"
    """Nobody could look: the platform does not hold that form, or cannot open it."""


class Code(StrEnum):
    """What is wrong."""

    ABSENT = "form.absent"
    """The platform was not given this version of the item."""
    UNUSABLE = "form.unusable"
    """This version's form cannot be opened by this program."""
    FORM = "form.other"
    """It was filled in with another form than this version of its item has."""
    UNREADABLE = "answers.unreadable"
    """The answers cannot be opened with their form."""
    TOO_LONG = "answers.too_long"
    REQUIRED = "answer.required"
    """No answer where the form wants one."""
    CONSTRAINT = "answer.constraint"
    """The answer is not what the form's rule allows."""
    CHOICE = "answer.choice"
    """The question offers no such choice."""
    CALCULATED = "answer.calculated"
    """The form calculates another value."""
    TYPE = "answer.type"
    """The question cannot hold such an answer, or had to have one of the form's own."""
    NOT_ASKED = "answer.not_asked"
    """Answered, though the other answers leave the question out."""
    ROWS = "answer.rows"
    """More or fewer rows than the form has there."""
    UNKNOWN = "answer.unknown"
    """Answers below this place belong to no question."""
    DIFFERS = "answer.differs"
    """The typed answer is not the one in the form's XML."""
    DOUBLED = "deposit.doubled"
    """Another case has the same deposit number: its terminal's store was copied."""
    NO_RESULT = "form.no_result"
    """An expression of the form has no result with these answers."""
    ATTACHMENT = "attachment.missing"
    """The answer names a file that the case does not have."""
    FAILED = "platform.bug"
    """A mistake of ours: nobody knows."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that speaks against a case.

    Args:
        code: what it is.
        question: path of the question, such as ``/data/member[2]/name``; empty for the whole case.
    """

    code: Code
    question: str = ""
