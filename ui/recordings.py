"""Recordings: asked of the microphone, given to the speaker."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from drivers.api import DeviceClass, SoundOutcome, SoundResult
from kiosk.journey import commands, events
from kiosk.sound import as_wav
from ui.worker import Worker

if TYPE_CHECKING:
    from ui.services import DeviceSupervisor

Command = (
    commands.RecordSound | commands.EndRecording | commands.PlayRecording | commands.StopPlaying
)

UNANSWERED = "microphone.silent"
UNPLAYABLE = "sound.unreadable"


class Recordings:
    """Does what the session wants with sound.

    Args:
        supervisor: runs the devices.
        worker: does what takes time.
        send: takes the session's events.
    """

    def __init__(
        self,
        supervisor: DeviceSupervisor,
        worker: Worker,
        send: Callable[[events.Event], None],
    ) -> None:
        self._supervisor = supervisor
        self._worker = worker
        self._send = send
        self._playing = 0

    def do(self, command: Command) -> None:
        """Do one thing."""
        match command:
            case commands.RecordSound(take=take, limit_s=limit_s):
                self._record(take, limit_s)
            case commands.EndRecording(take=take, keep=keep):
                self._supervisor.end_recording(take, keep=keep)
            case commands.PlayRecording(take=take, content=content):
                self._playing = take
                self._worker.run(lambda: as_wav(content), lambda done: self._unpacked(take, done))
            case commands.StopPlaying():
                self._playing = 0
                self._supervisor.hush()

    def _record(self, take: int, limit_s: float) -> None:
        self._supervisor.hush()  # what the terminal says is no part of the answer
        if not self._supervisor.record(take, limit_s=limit_s):
            status = self._supervisor.status(DeviceClass.MICROPHONE)
            self._send(events.Recorded(take, reason=status.reason or UNANSWERED))

    def _unpacked(self, take: int, done: Future[bytes]) -> None:
        if self._playing != take:
            return  # somebody wanted silence meanwhile
        if done.exception() is not None:
            self._send(events.Played(take, UNPLAYABLE))
            return
        future = self._supervisor.play(done.result())
        self._worker.watch(future, lambda heard: self._heard(take, heard))

    def _heard(self, take: int, done: Future[SoundOutcome]) -> None:
        outcome = done.result()
        reason = outcome.reason if outcome.result is SoundResult.FAILED else ""
        self._send(events.Played(take, reason))
