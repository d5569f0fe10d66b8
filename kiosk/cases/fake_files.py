"""The fake store's files; see `kiosk.cases.fakes`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from kiosk.cases.files import PART_BYTES, OutboxFile
from kiosk.cases.messages import MessageState


@dataclass
class KeptFiles:
    """Files and their sealed bytes by SHA-256."""

    files: dict[str, OutboxFile] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def copied(self) -> KeptFiles:
        """A copy that may be changed without touching this one."""
        return KeptFiles(copy(self.files), copy(self.contents))


class FakeFileRepository:
    """See `kiosk.cases.ports.FileRepository`.

    Args:
        kept: what there is.
        sendable: whether a case is at the platform already.
    """

    def __init__(self, kept: KeptFiles, sendable: Callable[[UUID], bool]) -> None:
        self._kept = kept
        self._sendable = sendable

    def add(self, file: OutboxFile, content: bytes) -> None:
        """Append a file with its sealed bytes."""
        self._kept.files[file.sha256] = file
        self._kept.contents[file.sha256] = content

    def get(self, sha256: str) -> OutboxFile | None:
        """One file."""
        return self._kept.files.get(sha256)

    def part(self, sha256: str, offset: int) -> bytes:
        """Sealed bytes from `offset` to the end of its part."""
        content = self._kept.contents.get(sha256, b"")
        return content[offset : (offset // PART_BYTES + 1) * PART_BYTES]

    def drop_content(self, sha256: str) -> None:
        """Let go of the bytes."""
        del self._kept.contents[sha256]

    def due(self, now: datetime, horizon: datetime) -> OutboxFile | None:
        """The oldest file that may be tried."""
        for file in self._kept.files.values():
            waits = file.due_at is not None and now < file.due_at <= horizon
            tryable = file.state in {MessageState.QUEUED, MessageState.RETRY_WAIT}
            if tryable and not waits and self._sendable(file.case_id):
                return file
        return None

    def in_state(self, state: MessageState) -> list[OutboxFile]:
        """All files in one state, oldest first."""
        return [file for file in self._kept.files.values() if file.state is state]

    def save(self, file: OutboxFile) -> None:
        """Keep what changed."""
        self._kept.files[file.sha256] = replace(
            self._kept.files[file.sha256],
            sent=file.sent,
            state=file.state,
            attempt=file.attempt,
            due_at=file.due_at,
            lease=file.lease,
            reason=file.reason,
            detail=file.detail,
            acknowledgement=file.acknowledgement,
        )

    def make_due(self, now: datetime) -> int:
        """Let every file that waits be tried at once."""
        waiting = self.in_state(MessageState.RETRY_WAIT)
        for file in waiting:
            self.save(replace(file, due_at=now))
        return len(waiting)

    def unfinished(self, case_ids: Collection[UUID]) -> set[UUID]:
        """Which of these cases have files that are not at the platform."""
        return {file.case_id for file in self._unsent() if file.case_id in case_ids}

    def still_to_go(self) -> tuple[int, int]:
        """Files on their way, and their bytes the platform does not have."""
        going = [one for one in self._unsent() if one.state is not MessageState.QUARANTINED]
        return len(going), sum(one.size - one.sent for one in going)

    def _unsent(self) -> Iterable[OutboxFile]:
        return [
            one for one in self._kept.files.values() if one.state is not MessageState.ACKNOWLEDGED
        ]
