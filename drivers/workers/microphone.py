"""The microphone's thread: listen when somebody asked for it, and never else."""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.api import (
    DeviceFault,
    Microphone,
    RecordingEnded,
    SoundHeard,
)
from drivers.workers.base import Call, DeviceWorker, Surroundings
from kiosk.sound import Encoder, level

CHECK_S = 20.0
"""An idle microphone is looked at this often, so that one that was pulled out is noticed; seldom,
because looking means opening it for a moment."""


@dataclass(slots=True)
class _Take:
    """One recording."""

    number: int
    limit_s: float
    encoder: Encoder = field(default_factory=Encoder)
    started: bool = False
    ending: bool = False
    kept: bool = True


class MicrophoneWorker(DeviceWorker[Microphone]):
    """Records with one microphone, one take at a time."""

    def __init__(self, microphone: Microphone, surroundings: Surroundings) -> None:
        super().__init__(microphone, surroundings)
        self._take: _Take | None = None

    def record(self, number: int, limit_s: float) -> bool:
        """Begin a take; False when it cannot be begun now.

        A take that is under way is dropped: nobody hears of it any more.
        """
        with self._gate:
            hung = self._call is not None and self._call.abandoned
            if hung or self._stopping or not self._open:
                return False
            self._take = _Take(number, limit_s)
        self.poke()
        return True

    def end(self, number: int, *, keep: bool) -> None:
        """End a take, and tell of it or drop it; one that has ended already stays ended."""
        with self._gate:
            take = self._take
            if take is None or take.number != number:
                return
            take.ending, take.kept = True, keep
        self.poke()

    def _step(self) -> float:
        with self._gate:
            take = self._take
        if take is None:
            return self._look()
        try:
            self._go_on(take)
        except DeviceFault as fault:
            self._finish(take, fault.code)
            raise
        return 0.0

    def _look(self) -> float:
        self._asked("check", self.pace.call_limit_s, self._device.check)
        self._well()
        return max(CHECK_S, self.pace.heartbeat_s)

    def _go_on(self, take: _Take) -> None:
        if take.ending or take.encoder.seconds >= take.limit_s:
            if take.started:
                self._asked("stop", self.pace.call_limit_s, self._device.stop)
                self._well()
            self._finish(take)
        elif not take.started:
            take.started = True
            self._asked("start", self.pace.call_limit_s, self._device.start)
        else:
            pcm = self._asked("read", self.pace.call_limit_s, self._device.read)
            take.encoder.add(pcm)
            self._tell(SoundHeard(self._device.name, take.number, take.encoder.seconds, level(pcm)))

    def _finish(self, take: _Take, reason: str = "") -> None:
        with self._gate:
            current = self._take is take
            if current:
                self._take = None
        content = take.encoder.finish()
        if current and take.kept:
            self._tell(
                RecordingEnded(
                    self._device.name, take.number, content, take.encoder.seconds, reason
                )
            )

    def _abandoned(self, call: Call) -> None:  # noqa: ARG002 — whichever it was
        with self._gate:
            take, self._take = self._take, None
        # its encoder is in the hands of the thread that hangs
        if take is not None and take.kept:
            name = self._device.name
            self._tell(RecordingEnded(name, take.number, b"", 0.0, "microphone.hung"))
