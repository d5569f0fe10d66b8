"""What every request handler needs, in one frozen hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from anyio import CapacityLimiter
from fastapi import Request

from kiosk.clock import Clock
from sync.platform.decisions import Decisions
from sync.platform.handover.answering import Answering
from sync.platform.handover.fetching import Giving
from sync.platform.handover.results import Bringing
from sync.platform.keys import PlatformKeys
from sync.platform.queries import Queries
from sync.platform.receipt import Receiver
from sync.platform.store import Database
from sync.platform.uploads import Receiving
from sync.platform.waiting import Bell
from sync.protocol.canonical import canonical
from sync.protocol.signatures import acknowledge

_RECEIVING = 3
_TAKING_FILES = 2
_GIVING_OUT = 2
_TAKING_RESULTS = 2


@dataclass(frozen=True, slots=True)
class Platform:
    """The parts of a running platform.

    `rate` is how many requests a second one terminal may make for long. `receiving` lets few
    batches at once be opened and written: more would only wait for each other, with all they hold
    in memory. `taking_files` does the same for files, so that no message waits for one, and
    `giving_out` for what departments fetch and what people ask, and `taking_results` for what
    departments bring.
    """

    database: Database
    keys: PlatformKeys
    receiver: Receiver
    decisions: Decisions
    files: Receiving
    giving: Giving
    answering: Answering
    bringing: Bringing
    queries: Queries
    bell: Bell
    clock: Clock
    rate: int
    receiving: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_RECEIVING))
    taking_files: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_TAKING_FILES))
    giving_out: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_GIVING_OUT))
    taking_results: CapacityLimiter = field(
        default_factory=lambda: CapacityLimiter(_TAKING_RESULTS)
    )

    def signed(self, content: Mapping[str, Any], *, purpose: str, terminal: str) -> bytes:
        """An answer, as JSON, with the platform's acknowledgement over it."""
        written = canonical(content)
        now = self.clock.now()
        signer = self.keys.signer(now)
        acknowledgement = acknowledge(
            written,
            purpose=purpose,
            terminal=terminal,
            key_id=signer.key_id,
            key=signer.key,
            now=now,
        )
        first = f'{{"acknowledgement":{acknowledgement.model_dump_json()},'.encode()
        return first + written.removeprefix(b"{")


def platform_of(request: Request) -> Platform:
    """The platform that answers this request."""
    platform: Platform = request.app.state.platform
    return platform
