"""The agent of a terminal that delivers to an OpenRosa server: one thread, for it has one lane."""

from __future__ import annotations

from threading import Event
from urllib.parse import urlsplit

import structlog

from kiosk.cases.ports import CaseStore
from kiosk.cases.terminal import TerminalIdentity
from kiosk.clock import Clock
from kiosk.errors import EnvironmentFault
from sync.agent.line import Line
from sync.agent.openrosa.client import OpenRosaClient
from sync.agent.openrosa.delivery import OpenRosaDeliverer
from sync.agent.openrosa.joining import is_openrosa, load_key
from sync.agent.sending import send_until_stopped
from sync.agent.settings import AgentSettings

_events = structlog.get_logger()


def deliver_until_stopped(
    identity: TerminalIdentity,
    settings: AgentSettings,
    store: CaseStore,
    *,
    clock: Clock,
    stop: Event,
) -> None:
    """Deliver what is in the outbox, until `stop` is set.

    Raises:
        EnvironmentFault: ``openrosa.*``, ``platform.url``.
    """
    server, key_file = settings.openrosa, settings.openrosa_key
    if server is None or key_file is None:
        raise EnvironmentFault(
            "openrosa.missing",
            "This terminal's cases are sealed for an OpenRosa server, and the configuration names"
            " none.",
            "Put the section [openrosa] back into the configuration.",
        )
    if not is_openrosa(identity):
        raise EnvironmentFault(
            "openrosa.enrolled",
            f"This is terminal {identity.terminal} of the platform {identity.platform_url}: only"
            " that platform can open its cases.",
            "Take [openrosa] out of the configuration; to begin anew, name an empty data_dir.",
        )
    client = OpenRosaClient(server, settings, clock)
    line = Line(store, clock)
    deliverer = OpenRosaDeliverer(
        store, client, line, load_key(key_file), settings=settings, clock=clock
    )
    # not the whole address: its path may be the secret that lets us in
    _events.info("openrosa.started", host=urlsplit(server.url).hostname)
    try:
        send_until_stopped(deliverer, store, line, settings=settings, clock=clock, stop=stop)
    finally:
        client.close()
    _events.info("agent.stopped")
