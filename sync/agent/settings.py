"""Time-outs and limits of the agent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from kiosk.cases.files import PART_BYTES
from kiosk.config import FileSettings, OpenRosaServer
from sync.protocol.messages import MAX_BATCH_BYTES, MAX_BATCH_MESSAGES

_FRAME_BYTES = 1536
"""Upper bound of a message's JSON around its sealed bytes."""


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """How the agent works.

    Args:
        lock_file: locked while an agent runs, so that there is one of them.
        poll_s: how often the store is asked whether somebody committed.
        look_s: how often waiting messages are looked at without such a commit.
        lease_s: how long a batch may be under way before it counts as lost.
        connect_s: time-out of a connection.
        read_s: time-out of an answer, on top of what a feed request waits by itself.
        network_retry_s: longest wait between two tries while the network is down.
        batch_messages: most messages in a batch; the platform may ask for fewer.
        piece_bytes: most bytes of a file in one request.
        health_every: how long the platform may hear nothing of how the terminal is while nothing
            changes; zero = it is not told.
        files: how much of the line files may take, and when.
        openrosa: the server cases go to instead of a platform; None = a platform.
        openrosa_key: file of the key that only the agent opens frozen cases with, for that server.
    """

    lock_file: Path
    poll_s: float = 0.1
    look_s: float = 1.0
    lease_s: float = 180.0
    connect_s: float = 5.0
    read_s: float = 30.0
    network_retry_s: float = 5.0
    batch_messages: int = MAX_BATCH_MESSAGES
    piece_bytes: int = PART_BYTES
    health_every: timedelta = timedelta()
    files: FileSettings = field(default_factory=FileSettings)
    openrosa: OpenRosaServer | None = None
    openrosa_key: Path | None = None

    @property
    def batch_bytes(self) -> int:
        """Most bytes of sealed bodies in a batch, so that its JSON in base64 keeps the limit."""
        return (MAX_BATCH_BYTES - MAX_BATCH_MESSAGES * _FRAME_BYTES) * 3 // 4
