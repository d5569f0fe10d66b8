"""Reading what the platform has to say, on a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event, Lock
from uuid import UUID

import structlog
from pydantic import ValidationError

from kiosk.cases.backoff import CAP_S, jittered_s
from kiosk.cases.enrolling import learn_keys
from kiosk.cases.mirror import apply_feed
from kiosk.cases.ports import CaseStore
from kiosk.cases.records import (
    CaseCorrection,
    CaseEvent,
    MissingPart,
    PostedNotice,
    RemoteCommand,
)
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.answers import Answer, Answered, Rejected, StopKind, Stopped
from sync.agent.client import PlatformClient
from sync.agent.commands import CommandRunner
from sync.agent.health import Heartbeat
from sync.agent.key_change import KeyChange
from sync.agent.line import Lane, Line
from sync.agent.settings import AgentSettings
from sync.agent.trust import Trust
from sync.protocol.corrections import CorrectionEvent
from sync.protocol.envelope import EnvelopeError, first_usable
from sync.protocol.messages import CommandEvent, FeedEvent, FeedPage, KeysOffer, OtherEvent
from sync.protocol.notices import NoticeEvent, NoticeWithdrawnEvent
from sync.protocol.platform_keys import digest_of

_events = structlog.get_logger()


class FeedReader:
    """The long poll. It is also what notices first that the network has returned.

    Args:
        store: where states and cursor are kept.
        client: a way to the platform of this thread's own.
        line: what is known about it.
        settings: how long to rest while the network is down.
        clock: time and jitter.
        commands: carries out what operators want.
        wait_s: how long the platform may let a request wait.
        stop: set when the agent ends.
        heartbeat: tells the platform how this terminal is; without it nobody does.
        keys: shows the platform this terminal's next key, where it has one.
        trust: learns with which keys the platform will sign; without it they are not asked for.
    """

    def __init__(
        self,
        store: CaseStore,
        client: PlatformClient,
        line: Line,
        settings: AgentSettings,
        clock: Clock,
        *,
        commands: CommandRunner,
        wait_s: int,
        stop: Event,
        heartbeat: Heartbeat | None = None,
        keys: KeyChange | None = None,
        trust: Trust | None = None,
    ) -> None:
        self._store = store
        self._client = client
        self._line = line
        self._commands = commands
        self._heartbeat = heartbeat
        self._keys = keys
        self._trust = trust
        self._signer = ""
        self._settings = settings
        self._clock = clock
        self._wait_s = wait_s
        self._stop = stop
        self._failures = 0
        self._reached = False
        self._gate = Lock()
        self._closed = False
        self._offered = ""

    def run(self) -> None:
        """Read until told to stop."""
        while not self._stop.is_set():
            rest = self._guarded(self._read)
            if rest is None:
                return
            if rest:
                self._stop.wait(rest)

    def close(self) -> None:
        """From now on the store is left alone, even if an answer is still to come."""
        with self._gate:
            self._closed = True

    def _guarded(self, work: Callable[[], float | None]) -> float | None:
        try:
            return work()
        except EnvironmentFault as fault:
            _events.warning("store.failed", code=fault.code)
            return self._settings.network_retry_s

    def _read(self) -> float | None:
        """One request; how many seconds to rest after it, None if the end has come."""
        with self._gate:
            if self._is_closed():
                return None
            with self._store.reading() as uow:
                after = uow.link.cursor()
                identity = uow.terminal.get()
                epoch = uow.numbers.epoch()
        if identity is not None and self._keys is not None and self._keys.is_due(identity):
            return self._change_key(self._keys, identity, epoch)
        known = self._offered or ("" if identity is None else digest_of(identity.platform_keys))
        # the first request and those after a failure are not to wait for news: that they are
        # answered at all is the news
        wait_s = self._wait_s if self._reached else 0
        answer = self._client.get_feed(after, wait_s, known, self._last_signer(identity))
        with self._gate:
            return None if self._is_closed() else self._take(answer)

    def _change_key(self, keys: KeyChange, identity: TerminalIdentity, epoch: UUID) -> float | None:
        answer = keys.ask(identity, epoch)
        with self._gate:
            if self._is_closed():
                return None
            stop = keys.take(identity, answer)
            return 0 if stop is None else self._fail(stop)

    def _last_signer(self, identity: TerminalIdentity | None) -> str:
        """The last signing key we know, or were told of in vain; empty asks for none."""
        if identity is None or self._trust is None:
            return ""
        return self._signer or list(identity.acknowledgement_keys)[-1]

    def _is_closed(self) -> bool:
        return self._closed

    def _take(self, answer: Answer) -> float:
        match answer:
            case Answered(document=document):
                try:
                    page = FeedPage.model_validate(document)
                except ValidationError:
                    return self._fail(
                        Stopped(StopKind.PLATFORM, "platform.feed", "The feed has another shape.")
                    )
                if page.keys is not None:
                    self._learn(page.keys)
                if page.signers and self._trust is not None:
                    self._signer = page.signers[-1].key_id
                    self._trust.learn(page.signers)
                if page.events:
                    self._apply(page)
                self._failures = 0
                self._reached = True
                self._line.answered(Lane.FEED, offset_s=self._client.offset_s)
                # now the platform's time is known, and with it what has expired
                self._commands.run(offset_s=self._client.offset_s)
                if self._heartbeat is not None:
                    self._heartbeat.beat(offset_s=self._client.offset_s)
                return 0
            case Rejected(code=code, detail=detail):
                return self._fail(Stopped(StopKind.PLATFORM, code, detail))
            case _:
                return self._fail(answer)

    def _learn(self, offer: KeysOffer) -> None:
        """Seal to the platform's newest key we can seal to from now on, if there is one."""
        if offer.nonce != self._client.nonce:
            _events.warning("keys.passed_over", code="signature.replayed")
            return
        keys = [one.key() for one in offer.platform_keys]
        try:
            used = first_usable(keys)
        except EnvelopeError as fault:  # what we have can still be sealed to
            _events.warning("keys.passed_over", code=fault.code)
        else:
            learn_keys(self._store.unit_of_work(), keys)
            _events.info("keys.learnt", key_id=used.key_id)
        self._offered = digest_of(keys)  # else the same would be told again without end

    def _apply(self, page: FeedPage) -> None:
        events = page.events
        new = apply_feed(
            self._store.unit_of_work(),
            [_case_event(one) for one in events if isinstance(one, FeedEvent)],
            page.cursor,
            [_command(one) for one in events if isinstance(one, CommandEvent)],
            notices=[_notice(one) for one in events if isinstance(one, NoticeEvent)],
            withdrawn=[one.notice_id for one in events if isinstance(one, NoticeWithdrawnEvent)],
            corrections=[_correction(one) for one in events if isinstance(one, CorrectionEvent)],
            now=self._clock.now() + timedelta(seconds=self._client.offset_s),
        )
        _events.info("feed.read", events=new)
        others = {one.kind for one in events if isinstance(one, OtherEvent)}
        if others:
            _events.warning("feed.passed_over", kinds=sorted(others))

    def _fail(self, stop: Stopped) -> float:
        self._failures += 1
        self._reached = False
        _events.info("feed.failed", code=stop.code, detail=stop.detail)
        self._line.stopped(Lane.FEED, stop, offset_s=self._client.offset_s)
        cap = self._settings.network_retry_s if stop.kind is StopKind.NETWORK else CAP_S
        return max(jittered_s(self._failures, self._clock, cap_s=cap), stop.retry_after_s)


def _case_event(event: FeedEvent) -> CaseEvent:
    return CaseEvent(
        case_id=event.case_id,
        position=event.position,
        state=event.state,
        at=event.at,
        text=event.text,
    )


def _command(event: CommandEvent) -> RemoteCommand:
    return RemoteCommand(
        command_id=event.command_id,
        position=event.position,
        name=event.name,
        at=event.at,
        expires_at=event.expires_at,
    )


def _notice(event: NoticeEvent) -> PostedNotice:
    return PostedNotice(
        notice_id=event.notice_id,
        position=event.position,
        begins_at=event.begins_at,
        ends_at=event.ends_at,
        title=event.title,
        text=event.text,
    )


def _correction(event: CorrectionEvent) -> CaseCorrection:
    return CaseCorrection(
        case_id=event.case_id,
        position=event.position,
        at=event.at,
        until=event.until,
        missing=tuple(
            MissingPart(one.name, one.reason, one.sample or {}, one.legal_basis or {})
            for one in event.missing
        ),
    )
