"""The loop that lets a deliverer work whenever there may be something to send."""

from __future__ import annotations

from threading import Event
from typing import Protocol

import structlog

from kiosk.cases.ports import CaseStore
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.line import Line
from sync.agent.settings import AgentSettings

_events = structlog.get_logger()


class Sender(Protocol):
    """Somebody who sends what is in the outbox."""

    def step(self) -> bool:
        """Send something if there is something and the line is not resting; whether it went."""

    def abandon(self) -> None:
        """What is under way has an unknown outcome."""


def send_until_stopped(
    sender: Sender,
    store: CaseStore,
    line: Line,
    *,
    settings: AgentSettings,
    clock: Clock,
    stop: Event,
) -> None:
    """Send as soon as somebody has committed, the network is back, or some time has passed.

    Args:
        sender: who sends.
        store: where the outbox is.
        line: what is known about the way.
        settings: how often to look.
        clock: time.
        stop: set when it is to end.
    """
    seen = -1
    look_at = clock.monotonic()
    returns = line.returns
    while not stop.is_set():
        version = store.data_version()
        now = clock.monotonic()
        if version == seen and now < look_at and returns == line.returns:
            stop.wait(settings.poll_s)
            continue
        seen, returns = version, line.returns
        look_at = now + settings.look_s
        try:
            while not stop.is_set() and sender.step():
                pass
        except EnvironmentFault as fault:
            # a full disk or a long lock may pass; what was under way is tried once more
            sender.abandon()
            _events.warning("store.failed", code=fault.code)
            stop.wait(settings.network_retry_s)
