"""Telling the platform how this terminal is: from time to time, and when something changes.

What is told is not old: it is written while the platform answers, and not again before it has been
sent, by whichever run of the agent. So an outage leaves one word behind at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from kiosk.cases.messages import MessageState, OutboxMessage
from kiosk.cases.ports import CaseStore, UnitOfWork
from kiosk.cases.words import say
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from kiosk.failures import place_of
from sync.protocol.envelope import MessageKind
from sync.protocol.health import MAX_REASONS, DeviceReport, HealthBody, TerminalReport

AT_LEAST_EVERY = timedelta(hours=6)
"""That it lives the platform sees from its requests; this is for what changes slowly."""
AT_MOST_EVERY = timedelta(minutes=1)
"""A device that comes and goes must not fill the platform."""
LITTLE_ROOM = 1024**3
"""Bytes; less is worth a word."""
LATE = timedelta(hours=1)
"""A message that has not arrived so long after it was written is worth a word, and that it has."""

_SETTLED = frozenset({MessageState.ACKNOWLEDGED, MessageState.QUARANTINED})
_events = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Machine:
    """What the agent cannot find out by itself.

    Args:
        software_version: of the program.
        free_bytes: room on the disk of the store; None if it cannot be known.
        devices: as the screen's process knows them; None while none runs.
    """

    software_version: str = ""
    free_bytes: int | None = None
    devices: tuple[DeviceReport, ...] | None = None


Look = Callable[[], Machine]
"""Looks at the machine now; may raise an `EnvironmentFault`."""


def report_on(uow: UnitOfWork, machine: Machine, offset_s: float) -> TerminalReport:
    """How the terminal is now.

    Args:
        uow: reading is enough.
        machine: as it was just seen.
        offset_s: the platform's time minus ours, seconds.
    """
    with uow:
        counts, reasons = uow.outbox.counts(), uow.outbox.reasons()
    most = sorted(reasons.items(), key=lambda one: (-one[1], one[0]))[:MAX_REASONS]
    return TerminalReport(
        software_version=machine.software_version,
        messages={state.value: getattr(counts, state.value) for state in MessageState},
        files=counts.files,
        file_bytes=counts.file_bytes,
        files_quarantined=counts.files_quarantined,
        reasons=dict(most),
        oldest_unsent=counts.oldest_unsent,
        clock_offset_s=round(offset_s, 1),
        free_bytes=machine.free_bytes,
        devices=machine.devices,
    )


class Heartbeat:
    """Writes messages of the kind `health`.

    Args:
        store: where they go, and what they count.
        clock: time and identifiers.
        look: tells of the machine.
        at_least_every: how long nothing may be told while nothing changes; zero = nothing ever.
        at_most_every: how long the next change waits after a word.
    """

    def __init__(
        self,
        store: CaseStore,
        clock: Clock,
        look: Look,
        *,
        at_least_every: timedelta = AT_LEAST_EVERY,
        at_most_every: timedelta = AT_MOST_EVERY,
    ) -> None:
        self._store = store
        self._clock = clock
        self._look = look
        self._at_least_every_s = at_least_every.total_seconds()
        self._at_most_every_s = at_most_every.total_seconds()
        self._told: tuple[object, ...] | None = None
        self._looked_at = 0.0
        self._told_at = 0.0
        self._last: UUID | None = None
        self._looked_for_last = False
        self._silent = ""

    def beat(self, *, offset_s: float) -> bool:
        """Say how the terminal is, if that is worth a word now.

        Args:
            offset_s: the platform's time minus ours, seconds, as it has just been heard.

        Returns:
            Whether something was written.
        """
        now = self._clock.monotonic()
        if not self._at_least_every_s or (
            self._told is not None and now - self._looked_at < self._at_most_every_s
        ):
            return False
        try:
            return self._say(now, offset_s)
        except EnvironmentFault as fault:
            self._postpone(fault.code)
        except Exception as error:  # noqa: BLE001 # a mistake of ours must not end the agent for ever
            self._postpone("health.bug", kind=type(error).__name__, place=place_of(error))
        return False

    def _say(self, now: float, offset_s: float) -> bool:
        last = self._last_word()
        if last is not None and last.state not in _SETTLED:
            return False
        report = report_on(self._store.reading(), self._look(), offset_s)
        self._looked_at = now
        due = now - self._told_at >= self._at_least_every_s
        # a word that was refused changes what is in quarantine: not a reason for the next one
        refused = last is not None and last.state is MessageState.QUARANTINED
        at = self._clock.now()
        gist = _gist(report, at)
        if self._told is not None and not due and (refused or gist == self._told):
            return False
        body = HealthBody(at=at, report=report).to_bytes()
        with self._store.unit_of_work() as uow:
            self._last = say(uow, MessageKind.HEALTH, body, clock=self._clock)
            uow.commit()
        self._told, self._told_at, self._silent = gist, now, ""
        _events.info("health.told")
        return True

    def _last_word(self) -> OutboxMessage | None:
        """What was said last; at first what another run left behind, that one alone if unsent."""
        with self._store.reading() as uow:
            if not self._looked_for_last:
                self._last = uow.outbox.going(MessageKind.HEALTH)
                self._looked_for_last = True
            return None if self._last is None else uow.outbox.get(self._last)

    def _postpone(self, code: str, **words: str) -> None:
        """Log once why nothing can be said, not every minute."""
        if code != self._silent:
            _events.warning("health.postponed", code=code, **words)
        self._silent = code


def _gist(report: TerminalReport, now: datetime) -> tuple[object, ...]:
    """What has to be told at once when it changes."""
    free, devices, oldest = report.free_bytes, report.devices, report.oldest_unsent
    return (
        report.software_version,
        report.reasons,
        oldest is not None and now - oldest > LATE,
        None if free is None else free < LITTLE_ROOM,
        None if devices is None else {one.device: _state_of(one) for one in devices},
    )


def _state_of(device: DeviceReport) -> tuple[str, str]:
    return ("serves" if device.serves else device.state), device.reason
