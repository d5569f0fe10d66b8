"""The end of a revoked terminal: its last word, then its key is destroyed."""

from __future__ import annotations

import structlog

from kiosk.cases.ports import CaseStore
from kiosk.cases.retirement import is_retired, kept, retire
from kiosk.clock import Clock
from sync.agent.answers import Answered
from sync.agent.client import PlatformClient
from sync.agent.settings import AgentSettings
from sync.protocol.revocation import WipedBody

_TRIES = 3
_events = structlog.get_logger()


def finish(store: CaseStore, settings: AgentSettings, clock: Clock) -> None:
    """Tell the platform that this terminal has wiped itself, if that can be, and destroy its key.

    Nothing where the terminal is not revoked, or this was done before. The word is worth less than
    the key's end: it is tried a few times and no more.

    Args:
        store: that was wiped.
        settings: time-outs.
        clock: time.

    Raises:
        EnvironmentFault: the store cannot be used; the next start begins anew.
    """
    identity = store.terminal()
    if identity is None or identity.revoked_at is None or is_retired(identity):
        return
    said = WipedBody(at=clock.now(), kept=kept(store.reading()))
    with store.reading() as uow:
        offset_s = uow.link.get().clock_offset_s
    client = PlatformClient(identity, settings, clock, offset_s=offset_s)
    try:
        told = any(_tell(client, said) for _ in range(_TRIES))
    finally:
        client.close()
    _events.warning("terminal.cleared", kept=said.kept, told=told)
    retire(store)
    _events.warning("terminal.retired")


def _tell(client: PlatformClient, said: WipedBody) -> bool:
    answer = client.post_wiped(said.model_dump_json().encode())
    return isinstance(answer, Answered)
