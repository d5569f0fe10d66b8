"""What every request handler needs, in one frozen hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from kiosk.clock import Clock
from sync.platform.feed import Bell
from sync.platform.keys import PlatformKeys
from sync.platform.receipt import Receiver
from sync.platform.store import Database
from sync.protocol.signatures import acknowledge


@dataclass(frozen=True, slots=True)
class Platform:
    """The parts of a running platform."""

    database: Database
    keys: PlatformKeys
    receiver: Receiver
    bell: Bell
    clock: Clock

    def signed(self, content: Mapping[str, Any], *, purpose: str, terminal: str) -> dict[str, Any]:
        """An answer with the platform's acknowledgement over it."""
        acknowledgement = acknowledge(
            content,
            purpose=purpose,
            terminal=terminal,
            key_id=self.keys.acknowledgement_id,
            key=self.keys.acknowledgement,
            now=self.clock.now(),
        )
        return {**content, "acknowledgement": acknowledgement.model_dump(mode="json")}


def platform_of(request: Request) -> Platform:
    """The platform that answers this request."""
    platform: Platform = request.app.state.platform
    return platform
