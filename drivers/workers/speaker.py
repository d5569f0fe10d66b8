"""The speaker's thread: one sound after the other, and silence at once when it is wanted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field

from drivers.api import (
    DeviceFault,
    Headset,
    Prosody,
    SoundOutcome,
    SoundResult,
    Speaker,
    Utterance,
    Wanted,
)
from drivers.workers.base import Call, DeviceWorker, Surroundings

STOPPED = SoundOutcome(SoundResult.STOPPED)


@dataclass(slots=True, eq=False)
class Job:
    """A sound that waits for its turn, or is being made.

    A brief one has no turn: it is made at once or not at all, and nothing cuts it short.
    """

    sound: Callable[[Wanted], SoundResult]
    private: bool = False
    brief: bool = False
    wanted: bool = True
    outcome: Future[SoundOutcome] = field(default_factory=Future)

    def settle(self, outcome: SoundOutcome) -> None:
        """Say what became of it; the first word counts."""
        try:
            self.outcome.set_result(outcome)
        except InvalidStateError:
            return  # given up before, as the caller was told then

    def is_wanted(self) -> bool:
        """Whether nobody has asked for silence since."""
        return self.wanted


class SpeakerWorker(DeviceWorker[Speaker]):
    """Speaks with one speaker, in the order it is asked to."""

    def __init__(self, speaker: Speaker, surroundings: Surroundings) -> None:
        super().__init__(speaker, surroundings)
        self._jobs: deque[Job] = deque()
        self._sounding: Job | None = None

    def say(self, utterance: Utterance) -> Future[SoundOutcome]:
        """Put a sentence in line."""

        def sound(wanted: Wanted) -> SoundResult:
            return self._device.say(utterance.text, utterance.language, utterance.prosody, wanted)

        return self._line_up(Job(sound, utterance.private))

    def play(self, wav: bytes, prosody: Prosody) -> Future[SoundOutcome]:
        """Put a recording in line."""

        def sound(wanted: Wanted) -> SoundResult:
            return self._device.play(wav, prosody, wanted)

        return self._line_up(Job(sound))

    def chime(self, prosody: Prosody) -> Future[SoundOutcome]:
        """Play the tone of a code that was taken at once, or not at all."""

        def sound(wanted: Wanted) -> SoundResult:
            from drivers.speaker import tones  # brings NumPy

            return self._device.play(tones.taken(), prosody, wanted)

        return self._line_up(Job(sound, brief=True))

    def hush(self) -> None:
        """End the sound that is being made and forget those that wait; returns at once."""
        with self._gate:
            waiting = [job for job in self._jobs if self._may_end(job)]
            for job in waiting:
                self._jobs.remove(job)
            sounding = self._sounding
            if sounding is not None and not self._may_end(sounding):
                sounding = None
            if sounding is not None:
                sounding.wanted = False
        for job in waiting:
            job.settle(STOPPED)
        if sounding is not None:
            self._device.stop()

    def ask_to_stop(self) -> None:
        """Fall silent, and let the thread end."""
        super().ask_to_stop()
        self.hush()

    def _may_end(self, job: Job) -> bool:
        """Whether silence ends it: a tone is over before anybody can have wanted that."""
        return self._stopping or not job.brief

    def _line_up(self, job: Job) -> Future[SoundOutcome]:
        with self._gate:
            hung = self._call is not None and self._call.abandoned
            reason = "sound.stopped" if self._stopping else "sound.hung" if hung else ""
            busy = self._sounding is not None or bool(self._jobs)
            if not reason and not (job.brief and busy):
                self._jobs.append(job)
        if reason:
            job.settle(SoundOutcome(SoundResult.FAILED, reason))
        elif job.brief and busy:
            job.settle(STOPPED)
        self.poke()
        return job.outcome

    def _step(self) -> float:
        with self._gate:
            job = self._jobs.popleft() if self._jobs else None
            self._sounding = job
        if job is None:
            self._look()
            return self.pace.heartbeat_s
        failed = None
        try:
            outcome = SoundOutcome(self._made(job))
        except DeviceFault as fault:
            failed, outcome = fault, SoundOutcome(SoundResult.FAILED, fault.code)
        finally:
            with self._gate:  # before whoever waits is told: it may ask for the next sound at once
                self._sounding = None
        job.settle(outcome)
        if failed is not None and concerns_speaker(failed):
            raise failed
        return 0.0

    def _made(self, job: Job) -> SoundResult:
        if job.private and self._look() is not Headset.PLUGGED:
            return SoundResult.STOPPED  # it was pulled out since the words were chosen
        return self._asked("sound", self.pace.sound_limit_s, lambda: job.sound(job.is_wanted))

    def _look(self) -> Headset:
        status = self._asked("status", self.pace.call_limit_s, self._device.status)
        self._misses = 0
        self._log_recovery()
        self._change(status)
        return status.headset

    def _opened(self) -> None:
        self._look()

    def _unreachable(self, fault: DeviceFault) -> None:
        self._fail_waiting(fault.code)

    def _abandoned(self, call: Call) -> None:  # noqa: ARG002 — whatever hangs, nothing sounds
        with self._gate:
            sounding = self._sounding
        if sounding is not None:
            sounding.settle(SoundOutcome(SoundResult.FAILED, "sound.hung"))
        self._fail_waiting("sound.hung")

    def _fail_waiting(self, reason: str) -> None:
        with self._gate:
            waiting = list(self._jobs)
            self._jobs.clear()
        for job in waiting:
            job.settle(SoundOutcome(SoundResult.FAILED, reason))


def concerns_speaker(fault: DeviceFault) -> bool:
    """Whether the speaker failed; else it was what it was given to say or to play."""
    return fault.code not in {"sound.unreadable", "sound.no_voice"}
