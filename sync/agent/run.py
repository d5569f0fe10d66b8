"""The agent's process: one of them, three threads, a clean end."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import structlog

from kiosk.cases import audit
from kiosk.cases.ports import CaseStore
from kiosk.cases.retirement import wipe
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import BugError, EnvironmentFault
from sync.agent.client import PlatformClient
from sync.agent.commands import CommandRunner
from sync.agent.delivery import Deliverer
from sync.agent.feed import FeedReader
from sync.agent.files import FileSender
from sync.agent.health import Heartbeat, Look, Machine
from sync.agent.key_change import KeyChange
from sync.agent.line import Line
from sync.agent.openrosa.joining import is_openrosa
from sync.agent.openrosa.run import deliver_until_stopped
from sync.agent.retirement import finish
from sync.agent.sending import send_until_stopped
from sync.agent.settings import AgentSettings
from sync.agent.standing import Standing
from sync.agent.trust import Trust

_JOIN_S = 1.0
_events = structlog.get_logger()


def run_agent(
    settings: AgentSettings,
    store: CaseStore,
    *,
    clock: Clock,
    stop_event: Event,
    look: Look = Machine,
) -> None:
    """Carry messages to the platform and its word back, until `stop_event` is set.

    The caller sets `stop_event` on SIGTERM and closes the store afterwards. Killed at any point
    and started again, every message still arrives once: its state was written before each try,
    and every repeat carries the same id. A terminal that is revoked is wiped, and the agent ends;
    started again, it waits until the terminal is enrolled again.

    Args:
        settings: time-outs and limits.
        store: of this terminal.
        clock: time.
        stop_event: set by whoever wants it to end.
        look: tells of the machine, for an operator and the platform; nothing by itself.

    Raises:
        EnvironmentFault: ``agent.running`` if there is another agent, ``agent.lock``,
            ``platform.url``, ``openrosa.*`` where cases go to an OpenRosa server.
    """
    with only_one(settings.lock_file):
        _begin_log(store, clock)
        finish(store, settings, clock)  # a revocation that a kill broke off
        identity = _wait_for_identity(settings, store, stop_event)
        if identity is None:
            return
        if settings.openrosa is not None or is_openrosa(identity):
            deliver_until_stopped(identity, settings, store, clock=clock, stop=stop_event)
        else:
            _Agent(identity, settings, store, clock, stop_event, look=look).run()


def _begin_log(store: CaseStore, clock: Clock) -> None:
    """Check what was done to this terminal, and add that we begin; nothing waits for it."""
    try:
        broken = audit.check(store)
        for position in broken:
            _events.error("audit.broken", entry=position)
        audit.tell(store, broken, clock=clock)
        audit.note_start(store, clock=clock)
    except EnvironmentFault as fault:
        _events.error("audit.failed", code=fault.code)
    except BugError:  # somebody took the table away
        _events.error("audit.failed", code="audit.unreadable")


class _Agent:
    """Both sides of an enrolled terminal's agent."""

    def __init__(
        self,
        identity: TerminalIdentity,
        settings: AgentSettings,
        store: CaseStore,
        clock: Clock,
        stop: Event,
        *,
        look: Look,
    ) -> None:
        with store.reading() as uow:
            offset_s = uow.link.get().clock_offset_s
        self._settings = settings
        self._store = store
        self._clock = clock
        self._stop = stop
        line = Line(store, clock)
        self._revoked = False
        standing = Standing(identity)
        self._trust = Trust(store, standing)
        if identity.next_key:
            standing.halt()  # which key the platform knows is to be found out first

        def client() -> PlatformClient:
            return PlatformClient(
                identity,
                settings,
                clock,
                offset_s=offset_s,
                revoked=self._be_revoked,
                standing=standing,
                trust=self._trust,
            )

        self._delivery_client, self._feed_client, self._file_client = client(), client(), client()
        self._deliverer = Deliverer(
            store,
            self._delivery_client,
            line,
            settings,
            clock,
            most=min(settings.batch_messages, identity.batch_messages),
            stopping=stop.is_set,
        )
        self._line = line
        self._feed = FeedReader(
            store,
            self._feed_client,
            line,
            settings,
            clock,
            commands=CommandRunner(store, clock, look),
            heartbeat=Heartbeat(store, clock, look, at_least_every=settings.health_every),
            keys=KeyChange(store, self._feed_client, standing, clock),
            trust=self._trust,
            wait_s=identity.feed_wait_s,
            stop=stop,
        )
        self._files = FileSender(store, self._file_client, line, settings, clock, stop=stop)
        self._crash: BaseException | None = None

    def run(self) -> None:
        """Work until told to stop; an error of ours in any thread ends all."""
        _events.info("agent.started", released=self._deliverer.release_abandoned())
        # a daemon: a request that waits 25 s for news must not hold up the end of the process
        feed = Thread(target=self._guard, args=(self._feed.run,), name="feed", daemon=True)
        files = Thread(target=self._guard, args=(self._files.run,), name="files")
        feed.start()
        files.start()
        try:
            send_until_stopped(
                self._deliverer,
                self._store,
                self._line,
                settings=self._settings,
                clock=self._clock,
                stop=self._stop,
            )
        finally:
            self._stop.set()
            self._feed.close()
            self._feed_client.close()
            feed.join(_JOIN_S)
            files.join()  # it ends with the piece that is under way, and writes that down
            self._file_client.close()
            self._delivery_client.close()
        if self._crash is not None:
            raise self._crash
        if self._revoked:
            _events.warning("terminal.revoked")
            wipe(self._store, clock=self._clock)
            finish(self._store, self._settings, self._clock)
        _events.info("agent.stopped")

    def _be_revoked(self) -> None:
        """End in order; only then the store is wiped, when nobody works on it."""
        self._revoked = True
        self._stop.set()

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 # told to the main thread, which raises it
            self._crash = error
            self._stop.set()


def _wait_for_identity(
    settings: AgentSettings, store: CaseStore, stop: Event
) -> TerminalIdentity | None:
    """The identity as soon as there is one to work with, None if told to stop before."""
    identity = store.terminal()
    if identity is None or identity.revoked_at is not None:
        _events.warning("agent.waiting")
    while identity is None or identity.revoked_at is not None:
        if stop.wait(settings.look_s):
            return None
        identity = store.terminal()
    return identity


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock that a killed process gives up by itself.

    Raises:
        EnvironmentFault: ``agent.running`` or ``agent.lock``.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EnvironmentFault(
            "agent.lock",
            f"The agent's lock file {path} cannot be used: {error.strerror}.",
            "Check that its folder exists and belongs to the service user.",
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise EnvironmentFault(
                "agent.running",
                "Another sync agent of this terminal is running.",
                "Stop it first: systemctl stop bianmin-sync",
            ) from error
        yield
    finally:
        os.close(descriptor)
