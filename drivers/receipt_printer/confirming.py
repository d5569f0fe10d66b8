"""Wait for a printer's word that a job is on paper."""

from __future__ import annotations

from collections.abc import Callable

from drivers.api import Confirmation, PrintOutcome, PrintResult
from drivers.receipt_printer import commands
from drivers.receipt_printer.conversation import Conversation
from drivers.receipt_printer.replies import RealTime, fence_shows_paper
from kiosk.clock import Clock

ASK_AGAIN_S = 0.15
MISSES = 3
"""So many unanswered questions in a row make a printer silent."""
BEHIND_FENCE_S = 1.5
"""A job's number may come so long after the fence: printing takes longer than reading."""
NO_WORD_S = 1.5
"""A printer that never confirms is watched so long for paper that ends or a cover that opens."""
STRANGER_S = 10.0
"""One of which nobody knows whether it confirms is given so long; half a metre is printed then."""
BLIND_S = 5.0
"""One that never said anything is given so long for its first word."""

PASSING = frozenset({"", "print.overheated", "print.offline"})
"""What a printer may get over by itself while we wait."""

State = Callable[[float], RealTime | None]
"""Asks the printer how it is; None when it does not say."""


class Word:
    """The word one job is waited for.

    Every method raises `TransportFault` when the line breaks.

    Args:
        talk: the conversation with the printer.
        clock: where deadlines are measured.
        kind: how it confirms; UNPROBED: both questions are put, either answer counts.
        state: asks it how it is.
        talks: whether it has ever told how it is.
    """

    def __init__(
        self, talk: Conversation, clock: Clock, kind: Confirmation, state: State, *, talks: bool
    ) -> None:
        self._talk = talk
        self._clock = clock
        self._kind = kind
        self._state = state
        self._talks = talks
        self._number = talk.fresh_job()

    def request(self, deadline: float) -> None:
        """Put the question behind the job."""
        questions = {
            Confirmation.PROCESS_ID: commands.process_id(self._number),
            Confirmation.FENCE: commands.FENCE,
            Confirmation.UNPROBED: commands.process_id(self._number) + commands.FENCE,
            Confirmation.NONE: b"",
        }
        self._talk.replies.fences.clear()
        self._talk.send(questions[self._kind], deadline)

    def wait(self, deadline: float) -> PrintOutcome:
        """Wait for the answer; ask for the printer's state in between."""
        begun, misses, problem = self._clock.monotonic(), 0, ""
        fence_by: float | None = None
        while (now := self._clock.monotonic()) < self._limit(begun, deadline):
            if fence_by is None and self._fenced:
                fence_by = now + (BEHIND_FENCE_S if self._kind is Confirmation.UNPROBED else 0)
            if fence_by is not None and now >= fence_by:
                return self._behind_the_fence(deadline)
            self._talk.wait(self._news(), min(deadline, now + ASK_AGAIN_S))
            if self._numbered:
                return PrintOutcome(PrintResult.PRINTED)
            if self._fenced and fence_by is None:
                continue
            state = self._state(deadline)
            misses = misses + 1 if state is None else 0
            if misses == MISSES and self._talks:
                return PrintOutcome(PrintResult.UNKNOWN, "print.silent")
            problem = problem if state is None else state.problem
            if problem not in PASSING and not self._numbered:
                return PrintOutcome(PrintResult.UNKNOWN, problem)
        if fence_by is not None:
            return self._behind_the_fence(deadline)
        return PrintOutcome(PrintResult.UNKNOWN, problem or self._no_word())

    @property
    def _numbered(self) -> bool:
        return self._number in self._talk.replies.jobs

    @property
    def _fenced(self) -> bool:
        waits_for_fence = self._kind in {Confirmation.FENCE, Confirmation.UNPROBED}
        return waits_for_fence and bool(self._talk.replies.fences)

    def _news(self) -> Callable[[], bool]:
        """What ends a wait early: the word, or a report the printer makes by itself."""
        unasked, fenced = self._talk.replies.unasked, self._fenced
        return lambda: (
            self._numbered or self._fenced != fenced or self._talk.replies.unasked != unasked
        )

    def _limit(self, begun: float, deadline: float) -> float:
        if self._kind is Confirmation.NONE:
            return min(deadline, begun + NO_WORD_S)
        if not self._talks:
            return min(deadline, begun + BLIND_S)
        known = self._kind is not Confirmation.UNPROBED
        return deadline if known else min(deadline, begun + STRANGER_S)

    def _no_word(self) -> str:
        silent = self._kind is not Confirmation.NONE and not self._talks
        return "print.silent" if silent else "print.unconfirmed"

    def _behind_the_fence(self, deadline: float) -> PrintOutcome:
        """A job number means: on paper. A fence only means: worked off, so look once more."""
        if not fence_shows_paper(self._talk.replies.fences[-1]):
            return PrintOutcome(PrintResult.UNKNOWN, "print.paper_out")
        if not self._talks:
            return self._fenced_again(deadline)
        answers = (self._state(deadline) for _ in range(MISSES))
        state = next((answer for answer in answers if answer is not None), None)
        if state is not None and not state.problem:
            return PrintOutcome(PrintResult.PRINTED)
        reason = "print.silent" if state is None else state.problem
        return PrintOutcome(PrintResult.UNKNOWN, reason)

    def _fenced_again(self, deadline: float) -> PrintOutcome:
        """One that answers no other question is asked the same once more."""
        answers = self._talk.replies.fences
        answers.clear()
        self._talk.send(commands.FENCE, deadline)
        until = min(deadline, self._clock.monotonic() + BEHIND_FENCE_S)
        if self._talk.wait(lambda: bool(answers), until) and fence_shows_paper(answers[-1]):
            return PrintOutcome(PrintResult.PRINTED)
        return PrintOutcome(PrintResult.UNKNOWN, "print.unconfirmed")
