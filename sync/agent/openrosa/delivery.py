"""Delivering what is in the outbox to an OpenRosa server, one submission at a time."""

from __future__ import annotations

from uuid import UUID

import structlog

from kiosk.cases import delivery, whole
from kiosk.cases.backoff import jittered_s
from kiosk.cases.delivery import Refused
from kiosk.cases.messages import OutboxMessage
from kiosk.cases.ports import CaseStore
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.answers import Rejected, Stopped
from sync.agent.line import Lane, Line
from sync.agent.openrosa.answers import Kept, Ready, TooMuch
from sync.agent.openrosa.client import OpenRosaClient
from sync.agent.openrosa.multipart import TooLargeError, encoded, grouped
from sync.agent.openrosa.submission import OpenedCase, open_case
from sync.agent.settings import AgentSettings
from sync.protocol.canonical import canonical
from sync.protocol.envelope import MessageKind, PlatformPrivateKey

COMFORTABLE_BYTES = 4 * 1024 * 1024
"""What a request holds at most, unless one file alone is more: little is lost if it breaks off."""
NO_LIMIT = 2**53
PROBE_S = 60.0
"""How often a server is asked whether it is there while nothing is to be sent."""
_LET_OTHERS_S = 2.0
_FOR_PLATFORMS = frozenset(
    {
        MessageKind.PRINT_OUTCOME,
        MessageKind.AUDIT,
        MessageKind.HEALTH,
        MessageKind.RATING,
        MessageKind.COMMAND_OUTCOME,
    }
)
"""What terminals tell platforms and OpenRosa has no words for."""
_NOT_SENT = canonical({"openrosa": "not sent: such a server takes nothing but submissions"})
_events = structlog.get_logger()


class OpenRosaDeliverer:
    """One run of the agent's sending side.

    Args:
        store: where the outbox is.
        client: the way to the server.
        line: what is known about it.
        key: opens what was frozen.
        settings: limits.
        clock: time, names and jitter.
    """

    def __init__(
        self,
        store: CaseStore,
        client: OpenRosaClient,
        line: Line,
        key: PlatformPrivateKey,
        *,
        settings: AgentSettings,
        clock: Clock,
    ) -> None:
        self._store = store
        self._client = client
        self._line = line
        self._key = key
        self._settings = settings
        self._clock = clock
        self._owner = ""
        self.abandon()
        self._failures = 0
        self._closed_until = self._probe_at = float("-inf")
        self._returns = line.returns
        self._comfortable = COMFORTABLE_BYTES
        self._there: tuple[UUID | None, set[str]] = (None, set())

    def abandon(self) -> None:
        """Go on under a new name; what was leased before has an unknown outcome."""
        self._owner = self._clock.uuid7().hex
        self._abandoned = True

    def step(self) -> bool:
        """Deliver one message if there is one and the line is not resting.

        Returns:
            Whether it is worth to look again at once.
        """
        if self._line.returns != self._returns:
            self._returns = self._line.returns
            self._closed_until = float("-inf")
        if self._clock.monotonic() < self._closed_until:
            return False
        if self._abandoned:
            delivery.release_abandoned(self._store.unit_of_work(), self._owner, clock=self._clock)
            self._abandoned = False
        batch = delivery.lease_batch(
            self._store.unit_of_work(),
            owner=self._owner,
            limit=1,
            max_bytes=self._settings.batch_bytes,
            lease_s=self._settings.lease_s,
            clock=self._clock,
        )
        if not batch:
            self._probe()
            return False
        return self._deliver(batch[0])

    # --- one message --------------------------------------------------------------------------

    def _deliver(self, message: OutboxMessage) -> bool:
        if message.kind in _FOR_PLATFORMS:
            whole.arrived(self._store.unit_of_work(), message, (), _NOT_SENT, clock=self._clock)
            _events.info("openrosa.not_sent", message=str(message.message_id), kind=message.kind)
            return True
        if message.kind is not MessageKind.CASE:
            return self._refuse(message, "openrosa.kind", f"{message.kind} is no submission.")
        try:
            case = open_case(message, self._store, self._key)
        except EnvironmentFault as fault:
            return self._refuse(message, fault.code, fault.message)
        ready = self._client.look()
        if isinstance(ready, Stopped):
            return self._rest(message, ready)
        try:
            return self._send(message, case, ready)
        except TooLargeError as error:
            what = f"The file {error.name}" if error.name else "The form itself"
            return self._refuse(
                message,
                "openrosa.too_large",
                f"{what} makes a request of {error.size} bytes; the server takes {error.limit}.",
            )

    def _send(self, message: OutboxMessage, case: OpenedCase, ready: Ready) -> bool:
        """Send request after request; go on where an attempt of before broke off.

        Raises:
            TooLargeError: the server does not take so much.
        """
        there = self._there_of(message)
        kept = b""
        while True:
            groups = grouped(case.parts, ready.limit or NO_LIMIT, self._comfortable)
            for number, files in enumerate(groups, 1):
                last = number == len(groups)
                if not last and there.issuperset(file.name for file in files):
                    continue
                request = encoded(case.parts, files, last=last)
                answer = self._client.post(request, ready.location)
                if isinstance(answer, Kept):
                    there.update(request.names)
                    kept = answer.raw
                elif isinstance(answer, TooMuch):
                    # what stands before the server takes less than the server says
                    size = len(request.body)
                    if len(files) <= 1:
                        raise TooLargeError("".join(request.names), size, size - 1)
                    self._comfortable = size // 2
                    break
                else:
                    return self._not_kept(message, answer)
            else:
                return self._arrived(message, case, kept)

    def _there_of(self, message: OutboxMessage) -> set[str]:
        """Names of its files that the server has, as far as this run of the agent knows."""
        if self._there[0] != message.message_id:
            self._there = (message.message_id, set())
        return self._there[1]

    # --- what became of it --------------------------------------------------------------------

    def _arrived(self, message: OutboxMessage, case: OpenedCase, answer: bytes) -> bool:
        whole.arrived(
            self._store.unit_of_work(), message, case.sealed_files, answer, clock=self._clock
        )
        self._failures = 0
        self._contact()
        _events.info("openrosa.delivered", message=str(message.message_id))
        return True

    def _not_kept(self, message: OutboxMessage, answer: Rejected | Stopped) -> bool:
        if isinstance(answer, Stopped):
            return self._rest(message, answer)
        self._contact()
        return self._refuse(message, answer.code, answer.detail)

    def _refuse(self, message: OutboxMessage, code: str, detail: str) -> bool:
        delivery.quarantine(
            self._store.unit_of_work(), self._owner, [Refused(message.message_id, code, detail)]
        )
        _events.error(
            "message.quarantined", message=str(message.message_id), code=code, detail=detail
        )
        return True

    def _rest(self, message: OutboxMessage, stop: Stopped) -> bool:
        """Put the message back and leave the line alone for a while."""
        wait = self._stopped(stop)
        delivery.retry_later(
            self._store.unit_of_work(),
            self._owner,
            [message.message_id],
            reason=stop.code,
            detail=stop.detail,
            # the others first: it may be this one that the server always fails at
            retry_after_s=wait + _LET_OTHERS_S,
            clock=self._clock,
        )
        _events.warning("batch.failed", messages=1, code=stop.code, detail=stop.detail)
        return False

    def _probe(self) -> None:
        """See whether the server is there, so that the screen can say so before a case comes."""
        if self._clock.monotonic() < self._probe_at:
            return
        ready = self._client.look()
        if isinstance(ready, Stopped):
            self._stopped(ready)
        else:
            self._failures = 0
            self._contact()

    def _stopped(self, stop: Stopped) -> float:
        """Leave the line alone for a while; how long, seconds."""
        self._failures += 1
        wait = max(jittered_s(self._failures, self._clock), stop.retry_after_s)
        self._closed_until = self._clock.monotonic() + wait
        self._line.stopped(Lane.DELIVERY, stop, offset_s=0)
        self._returns = self._line.returns
        return wait

    def _contact(self) -> None:
        self._probe_at = self._clock.monotonic() + PROBE_S
        self._line.answered(Lane.DELIVERY, offset_s=0)
