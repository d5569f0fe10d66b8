"""The code reader's thread: look, and tell each code once."""

from __future__ import annotations

from drivers.api import CodeFound, CodeReader, CodeView, Queueing, Seeing
from drivers.workers.base import DeviceWorker, Surroundings


class CodeWorker(DeviceWorker[CodeReader]):
    """Scans with one reader while it is enabled.

    A code that stays before the camera is told once; it is news again after it was away for a
    while, or when the reader was enabled anew.
    """

    def __init__(self, reader: CodeReader, surroundings: Surroundings) -> None:
        super().__init__(reader, surroundings)
        self._told: bytes | None = None
        self._seen_at = 0.0
        self._fresh = False

    def _enabled_changed(self, enabled: bool) -> None:  # noqa: FBT001 — the state itself
        self._fresh = enabled

    def _step(self) -> float:
        if not self.enabled:
            self._clear()
            self._rest_eyes()
            return self.pace.heartbeat_s
        if self._fresh:
            self._fresh, self._told = False, None
            self._clear()
        code = self._asked("scan", self.pace.call_limit_s, self._device.scan)
        self._well()
        self._show()
        now = self.clock.monotonic()
        if code is None:
            if now - self._seen_at > self.pace.forget_s:
                self._told = None
        else:
            self._seen_at = now
            if code.content != self._told and self.enabled:
                self._told = code.content
                self._tell(CodeFound(self._device.name, code))
        return self.pace.scan_s

    def _clear(self) -> None:
        """Forget what was scanned while nobody wanted it, and see whether the reader is there."""
        if isinstance(self._device, Queueing):
            self._asked("clear", self.pace.call_limit_s, self._device.clear)
            self._well()

    def _rest_eyes(self) -> None:
        """Nobody wants a code: a camera is shut, and asked only whether it is there."""
        if isinstance(self._device, Seeing):
            self._asked("rest", self.pace.call_limit_s, self._device.rest)
            self._well()

    def _show(self) -> None:
        """Tell what the camera sees, for the screen."""
        if isinstance(self._device, Seeing) and self.enabled:
            seen = self._asked("view", self.pace.call_limit_s, self._device.view)
            if seen is not None:
                frame, corners = seen
                self._tell(CodeView(self._device.name, frame, corners))
