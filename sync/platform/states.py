"""The states of a case the platform decides about (docs/protocol.md, "Feed")."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where a case is; the words are those of the feed."""

    DELIVERED = "delivered"
    ACCEPTED = "accepted"
    CORRECTION_REQUESTED = "correction_requested"
    NOT_ACCEPTED = "not_accepted"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REFUSED = "refused"
    RESULT_READY = "result_ready"
    COLLECTED = "collected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    AUTO_ACCEPTED = "auto_accepted"


class PartState(StrEnum):
    """Where one department's part of a bundle is."""

    WAITING = "waiting"
    """For another part: nobody has it yet, and no limit runs."""
    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"
    """Nobody decides it any more: what it waited for was refused, or the whole case has ended."""


_DECIDABLE = (State.IN_REVIEW, State.APPROVED, State.REFUSED, State.WITHDRAWN)

NEXT: dict[State, frozenset[State]] = {
    State.DELIVERED: frozenset(
        {
            State.ACCEPTED,
            State.AUTO_ACCEPTED,
            State.CORRECTION_REQUESTED,
            State.NOT_ACCEPTED,
            State.WITHDRAWN,
        }
    ),
    State.CORRECTION_REQUESTED: frozenset(
        {State.ACCEPTED, State.NOT_ACCEPTED, State.LAPSED, State.WITHDRAWN}
    ),
    State.ACCEPTED: frozenset(_DECIDABLE),
    State.AUTO_ACCEPTED: frozenset(_DECIDABLE),
    State.IN_REVIEW: frozenset(
        {State.APPROVED, State.REFUSED, State.CORRECTION_REQUESTED, State.WITHDRAWN}
    ),
    State.APPROVED: frozenset({State.RESULT_READY}),
    State.RESULT_READY: frozenset({State.COLLECTED}),
    State.COLLECTED: frozenset({State.RESULT_READY}),
    State.REFUSED: frozenset(),
    State.NOT_ACCEPTED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.LAPSED: frozenset(),
}
"""Which state may follow which; everything else is an operator's slip."""
UNDECIDED = frozenset(
    {State.DELIVERED, State.CORRECTION_REQUESTED, State.ACCEPTED, State.AUTO_ACCEPTED}
    | {State.IN_REVIEW}
)
"""In which somebody still has to say what comes of a case."""
