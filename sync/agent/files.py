"""Sending files of cases piece by piece, on a thread of its own, so that no message waits for them.

The protocol is tus 1.0.0 with two additions (docs/protocol.md, "Files"): every request is signed,
and how far a file is, and that it is whole, the platform says in a signed answer.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import structlog
from pydantic import ValidationError

from kiosk.cases import file_delivery
from kiosk.cases.backoff import jittered_s
from kiosk.cases.files import OutboxFile
from kiosk.cases.ports import CaseStore
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.answers import Answer, Answered, Rejected, StopKind, Stopped, Took
from sync.agent.client import PlatformClient
from sync.agent.line import Lane, Line
from sync.agent.settings import AgentSettings
from sync.protocol.numbers import LOCAL_TIME
from sync.protocol.uploads import FileState

NOT_BEGUN = frozenset({"file.absent", "file.expired"})
"""The platform's codes for a file it wants and has nothing of."""
ELSEWHERE = "file.offset"
"""Its code for a piece that does not begin where it stands."""
DAMAGED = "file.hash"
"""Its code for a file that came whole and does not fit its name; it has thrown it away."""
_ASKS = 4
"""How often one attempt asks how far the file is; more would only show that both disagree."""
_FIRST_PIECE = 32 * 1024
"""Before anything is known of the line; it gets through within a time-out at 10 kbit/s."""
_LEAST_PIECE = 16 * 1024
_LEAST_CAPPED_PIECE = 4 * 1024
"""With a limit on the line; what stands around a piece (1 KiB or so) is not counted to it."""
_PIECE_S = 5.0
"""How long a piece is to be under way: far from the time-out, and long beside its headers."""
_BITS = 8
_events = structlog.get_logger()


class FileSender:
    """The lane of files.

    Args:
        store: where they are.
        client: a way to the platform of this thread's own.
        line: what is known about it.
        settings: limits and hours.
        clock: time, names and jitter.
        stop: set when the agent ends.
        pause: waits so many seconds, or until the agent ends.
    """

    def __init__(
        self,
        store: CaseStore,
        client: PlatformClient,
        line: Line,
        settings: AgentSettings,
        clock: Clock,
        *,
        stop: Event,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        self._store = store
        self._client = client
        self._line = line
        self._settings = settings
        self._clock = clock
        self._stop = stop
        self._pause = pause or stop.wait
        self._owner = clock.uuid7().hex
        self._abandoned = True
        self._piece = min(_FIRST_PIECE, settings.piece_bytes)
        self._begun_anew: set[str] = set()
        self._failures = 0
        self._closed_until = float("-inf")
        self._returns = line.returns

    def run(self) -> None:
        """Send until told to stop."""
        while not self._stop.is_set():
            try:
                while not self._stop.is_set() and self.step():
                    pass
                self._pause(self._settings.look_s)
            except EnvironmentFault as fault:
                self._owner = self._clock.uuid7().hex
                self._abandoned = True
                _events.warning("store.failed", code=fault.code)
                self._pause(self._settings.network_retry_s)

    def step(self) -> bool:
        """Send one file as far as it goes, if there is one and the line is not resting.

        Returns:
            Whether it is worth to look for another at once.
        """
        if self._line.returns != self._returns:
            self._returns = self._line.returns
            self._closed_until = float("-inf")
        if self._is_quiet() or self._clock.monotonic() < self._closed_until:
            return False
        if self._abandoned:
            file_delivery.release_abandoned_files(
                self._store.unit_of_work(), self._owner, clock=self._clock
            )
            self._abandoned = False
        file_delivery.release_expired_files(self._store.unit_of_work(), clock=self._clock)
        file = file_delivery.lease_file(
            self._store.unit_of_work(),
            owner=self._owner,
            lease_s=self._settings.lease_s,
            clock=self._clock,
        )
        return file is not None and self._send(file)

    def _is_quiet(self) -> bool:
        moment = self._clock.now().astimezone(LOCAL_TIME).time()
        return any(moment in hours for hours in self._settings.files.quiet_hours)

    # --- one file -----------------------------------------------------------------------------

    def _send(self, file: OutboxFile) -> bool:
        for _ in range(_ASKS):
            answer: Answer | Took = self._client.get_file(file.sha256)
            if _is_not_begun(answer):
                answer = self._client.create_file(file.sha256, file.size)
            match answer:
                case Answered():
                    state = self._state(file, answer)
                    if state is None:
                        return False
                    if state.complete:
                        return self._received(file, answer)
                    again = self._send_from(file, state.offset)
                case Took():
                    # nothing but the beginning is believed of it
                    again = self._send_from(file, 0)
                case _:
                    return self._give_up(file, answer)
            if again is not None:
                return again
        return self._later(
            file, ELSEWHERE, "The platform and this terminal do not agree how far the file is."
        )

    def _send_from(self, file: OutboxFile, offset: int) -> bool | None:
        """Send pieces from `offset` on; None when the platform has to be asked how far it is."""
        while offset < file.size:
            if self._stop.is_set() or self._is_quiet():
                return self._later(file, "file.paused", "No file is sent now.")
            began = self._clock.monotonic()
            piece = file_delivery.next_piece(
                self._store.reading(), file, offset, self._piece_bytes()
            )
            if not piece:
                return self._refuse(file, "file.gone", "The store has no bytes of this file.")
            answer = self._client.patch_file(file.sha256, offset, piece)
            if isinstance(answer, Took) and answer.offset == offset + len(piece):
                offset = answer.offset
                self._measure(len(piece), self._clock.monotonic() - began)
                if not self._note(file, offset):
                    return True
                self._keep_pace(len(piece), began)
            elif isinstance(answer, Took) or _is_about_place(answer):
                return None
            else:
                return self._give_up(file, answer)
        return None

    def _note(self, file: OutboxFile, offset: int) -> bool:
        """Write down how far it is; whether the file is still ours to send."""
        on = file_delivery.note_progress(
            self._store.unit_of_work(),
            file,
            offset,
            lease_s=self._settings.lease_s,
            clock=self._clock,
        )
        return on is not None

    def _state(self, file: OutboxFile, answer: Answered) -> FileState | None:
        """What a signed answer says about this file, None if it is about something else."""
        try:
            state = FileState.model_validate(answer.document)
        except ValidationError:
            state = None
        if state is None or (state.sha256, state.size) != (file.sha256, file.size):
            stop = Stopped(
                StopKind.PLATFORM, "platform.answer", "The platform's answer has another shape."
            )
            self._give_up(file, stop)
            return None
        self._contact()
        return state

    # --- how fast -----------------------------------------------------------------------------

    def _measure(self, sent: int, took_s: float) -> None:
        """Learn from a piece that was taken how large the next may be; twice as large at most."""
        self._failures = 0
        size = 2 * sent
        if took_s > 0:
            size = min(size, int(sent / took_s * _PIECE_S))
        self._piece = min(max(size, _LEAST_PIECE), self._settings.piece_bytes)

    def _piece_bytes(self) -> int:
        """Bytes of the next piece; with a limit, what the line may carry in a second."""
        limit = self._settings.files.most_kbit_s
        if not limit:
            return self._piece
        return min(self._piece, max(_LEAST_CAPPED_PIECE, limit * 1000 // _BITS))

    def _keep_pace(self, sent: int, began: float) -> None:
        limit = self._settings.files.most_kbit_s
        if limit:
            due = began + sent * _BITS / (limit * 1000)
            self._pause(max(0.0, due - self._clock.monotonic()))

    # --- what became of it --------------------------------------------------------------------

    def _received(self, file: OutboxFile, answer: Answered) -> bool:
        file_delivery.file_received(
            self._store.unit_of_work(), file.sha256, answer.raw, clock=self._clock
        )
        self._begun_anew.discard(file.sha256)
        _events.info("file.delivered", file=file.sha256)
        return True

    def _give_up(self, file: OutboxFile, answer: Answer | Took) -> bool:
        """End this attempt because of an answer that is no help."""
        match answer:
            case Stopped():
                self._failures += 1
                self._piece = max(_LEAST_PIECE, self._piece // 2)
                wait = max(jittered_s(self._failures, self._clock), answer.retry_after_s)
                self._closed_until = self._clock.monotonic() + wait
                self._later(file, answer.code, answer.detail, answer.retry_after_s)
                self._line.stopped(Lane.FILES, answer, offset_s=self._client.offset_s)
                self._returns = self._line.returns
                return False
            case Rejected():
                self._contact()
                return self._refused(file, answer)
            case _:
                # a state where a piece was to be taken: ask again later
                return self._later(file, "platform.answer", "The platform answered otherwise.")

    def _refused(self, file: OutboxFile, answer: Rejected) -> bool:
        """Set a file aside; one that arrived damaged is begun anew first, once."""
        if answer.code != DAMAGED or file.sha256 in self._begun_anew:
            self._begun_anew.discard(file.sha256)  # a technician may send it again
            return self._refuse(file, answer.code, answer.detail)
        self._begun_anew.add(file.sha256)
        self._note(file, 0)
        return self._later(file, answer.code, answer.detail)

    def _later(self, file: OutboxFile, code: str, detail: str, retry_after_s: float = 0.0) -> bool:
        file_delivery.retry_file_later(
            self._store.unit_of_work(),
            file,
            reason=code,
            detail=detail,
            retry_after_s=retry_after_s,
            clock=self._clock,
        )
        _events.info("file.failed", file=file.sha256, code=code, detail=detail)
        return False

    def _refuse(self, file: OutboxFile, code: str, detail: str) -> bool:
        file_delivery.quarantine_file(self._store.unit_of_work(), file, reason=code, detail=detail)
        _events.error("file.quarantined", file=file.sha256, code=code, detail=detail)
        return True

    def _contact(self) -> None:
        self._line.answered(Lane.FILES, offset_s=self._client.offset_s)


def _is_not_begun(answer: Answer | Took) -> bool:
    return isinstance(answer, Rejected) and answer.code in NOT_BEGUN


def _is_about_place(answer: Answer | Took) -> bool:
    return isinstance(answer, Rejected) and answer.code in {ELSEWHERE, *NOT_BEGUN}
