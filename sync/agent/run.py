"""The agent's process: one of them, three threads, a clean end."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import structlog

from kiosk.cases.ports import CaseStore
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.client import PlatformClient
from sync.agent.commands import CommandRunner, Look, Machine
from sync.agent.delivery import Deliverer
from sync.agent.feed import FeedReader
from sync.agent.files import FileSender
from sync.agent.line import Line
from sync.agent.settings import AgentSettings

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
    and every repeat carries the same id.

    Args:
        settings: time-outs and limits.
        store: of this terminal.
        clock: time.
        stop_event: set by whoever wants it to end.
        look: tells of the machine when an operator asks; nothing by itself.

    Raises:
        EnvironmentFault: ``agent.running`` if there is another agent, ``agent.lock``,
            ``platform.url``.
    """
    with _only_one(settings.lock_file):
        identity = _wait_for_identity(settings, store, stop_event)
        if identity is not None:
            _Agent(identity, settings, store, clock, stop_event, look=look).run()


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
        self._delivery_client = PlatformClient(identity, settings, clock, offset_s=offset_s)
        self._feed_client = PlatformClient(identity, settings, clock, offset_s=offset_s)
        self._file_client = PlatformClient(identity, settings, clock, offset_s=offset_s)
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
            self._send()
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
        _events.info("agent.stopped")

    def _send(self) -> None:
        seen = -1
        look_at = self._clock.monotonic()
        returns = self._line.returns
        while not self._stop.is_set():
            version = self._store.data_version()
            now = self._clock.monotonic()
            if version == seen and now < look_at and returns == self._line.returns:
                self._stop.wait(self._settings.poll_s)
                continue
            seen, returns = version, self._line.returns
            look_at = now + self._settings.look_s
            try:
                while not self._stop.is_set() and self._deliverer.step():
                    pass
            except EnvironmentFault as fault:
                # a full disk or a long lock may pass; what was under way is tried once more
                self._deliverer.abandon()
                _events.warning("store.failed", code=fault.code)
                self._stop.wait(self._settings.network_retry_s)

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 # told to the main thread, which raises it
            self._crash = error
            self._stop.set()


def _wait_for_identity(
    settings: AgentSettings, store: CaseStore, stop: Event
) -> TerminalIdentity | None:
    """The identity as soon as there is one, None if told to stop before."""
    identity = store.terminal()
    if identity is None:
        _events.warning("agent.waiting")
    while identity is None and not stop.wait(settings.look_s):
        identity = store.terminal()
    return identity


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
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
