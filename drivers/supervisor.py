"""The supervisor: every device on a thread of its own, and a watchdog over all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Condition, Lock, Thread

import structlog

from drivers.api import (
    USUAL,
    CodeReader,
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    Frame,
    IdCardReader,
    Microphone,
    PhotoCamera,
    PrintOutcome,
    PrintResult,
    Prosody,
    ReceiptPrinter,
    SoundOutcome,
    SoundResult,
    Speaker,
    Status,
    Utterance,
)
from drivers.workers.base import PREFIXES, DeviceWorker, Pace, whereabouts
from drivers.workers.codes import CodeWorker
from drivers.workers.id_card import IdCardWorker
from drivers.workers.microphone import MicrophoneWorker
from drivers.workers.photo import PhotoWorker
from drivers.workers.receipt_printer import PrinterWorker
from drivers.workers.speaker import SpeakerWorker
from kiosk.clock import Clock
from kiosk.documents.slip import Slip
from kiosk.errors import BugError

AnyDevice = IdCardReader | CodeReader | ReceiptPrinter | PhotoCamera | Speaker | Microphone
Listener = Callable[[DeviceEvent], None]

log = structlog.get_logger(__name__)


class Supervisor:
    """Runs the devices and tells what happens on them.

    A device that fails is opened again until it is back; one that hangs or whose driver raises
    what it should not is a hardware error; neither disturbs another device or the caller.

    Args:
        devices: drivers, closed.
        clock: where times are taken.
        pace: how often things are done.
    """

    def __init__(
        self,
        devices: Sequence[AnyDevice],
        *,
        clock: Clock,
        pace: Pace | None = None,
    ) -> None:
        self._clock = clock
        self._pace = pace or Pace()
        self._began = clock.now()
        self._listeners: tuple[Listener, ...] = ()
        self._listening = Lock()
        self._watch = Condition()
        self._woken = False
        self._stopping = False
        self._workers = tuple(self._worker(device) for device in devices)
        self._watchdog = Thread(target=self._guard, name="device-watchdog", daemon=True)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have `listener` called with every event, on the device's thread.

        Events of one device come in order. A listener should hand the event on and return; what
        it raises is logged and goes no further.

        Returns:
            A function that ends the subscription.
        """
        with self._listening:
            self._listeners += (listener,)

        def unsubscribe() -> None:
            with self._listening:
                self._listeners = tuple(each for each in self._listeners if each is not listener)

        return unsubscribe

    def status(self, device_class: DeviceClass) -> Status:
        """How the device of a class is; NO_DEVICE when none is configured.

        Of several, the first that is well.
        """
        found = [worker.status for worker in self._of(device_class)]
        if not found:
            return Status(
                device="",
                device_class=device_class,
                state=DeviceState.NO_DEVICE,
                reason=f"{PREFIXES[device_class]}.not_fitted",
                since=self._began,
            )
        return next((status for status in found if status.state is DeviceState.ONLINE), found[0])

    def start(self) -> None:
        """Start every device's thread; returns at once."""
        self._watchdog.start()
        for worker in self._workers:
            worker.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Stop; a device that hangs is left behind after `timeout_s` seconds, and logged."""
        until = self._clock.monotonic() + timeout_s
        for worker in self._workers:
            worker.ask_to_stop()
        for worker in self._workers:
            if not worker.join(max(0.0, until - self._clock.monotonic())):
                log.error("device.left_behind", device=worker.status.device)
            if isinstance(worker, PhotoWorker | PrinterWorker):
                worker.give_up()
        with self._watch:
            self._stopping = True
            self._watch.notify_all()
        self._watchdog.join()

    def enable(self, device_class: DeviceClass) -> None:
        """Take cards or codes from people, or let a camera see: somebody wants it."""
        for worker in self._of(device_class):
            worker.set_enabled(True)

    def disable(self, device_class: DeviceClass) -> None:
        """Take no more; what was read meanwhile is not told to the next session."""
        for worker in self._of(device_class):
            worker.set_enabled(False)

    def print(self, slip: Slip, *, deadline_s: float = 15.0) -> Future[PrintOutcome]:
        """Claim the printer and print; returns at once.

        The future always gets an outcome and never an exception: FAILED means that nothing of
        the slip can reach the paper any more, UNKNOWN that the person has to be asked.
        """
        workers = [worker for worker in self._workers if isinstance(worker, PrinterWorker)]
        for worker in workers:
            if worker.status.state in {DeviceState.ONLINE, DeviceState.BUSY}:
                return worker.print(slip, deadline_s)
        if workers:
            return workers[0].print(slip, deadline_s)
        missing: Future[PrintOutcome] = Future()
        missing.set_result(PrintOutcome(PrintResult.FAILED, "print.not_fitted"))
        return missing

    def say(self, utterance: Utterance) -> Future[SoundOutcome]:
        """Speak a sentence after those that wait already; returns at once.

        The future always gets an outcome and never an exception.
        """
        for worker in self._speakers():
            return worker.say(utterance)
        return _no_speaker()

    def play(self, wav: bytes, prosody: Prosody = USUAL) -> Future[SoundOutcome]:
        """Play a recording (WAV, PCM, 16 bits) after what waits already; returns at once.

        The future always gets an outcome and never an exception.
        """
        for worker in self._speakers():
            return worker.play(wav, prosody)
        return _no_speaker()

    def hush(self) -> None:
        """Silence: end what is heard, forget what waits; returns at once."""
        for worker in self._speakers():
            worker.hush()

    def record(self, take: int, *, limit_s: float) -> bool:
        """Begin to record what people say; `SoundHeard` and `RecordingEnded` tell of it.

        Args:
            take: a number that those events carry, so that nobody takes another's recording.
            limit_s: the recording ends by itself after so many seconds.

        Returns:
            False when no microphone can record now.
        """
        workers = [worker for worker in self._workers if isinstance(worker, MicrophoneWorker)]
        return any(worker.record(take, limit_s) for worker in workers)

    def end_recording(self, take: int, *, keep: bool) -> None:
        """End a recording; one that is not kept is dropped, and nobody hears of it."""
        for worker in self._workers:
            if isinstance(worker, MicrophoneWorker):
                worker.end(take, keep=keep)

    def photograph(self) -> Future[Frame]:
        """Take a photograph with the camera that is enabled; returns at once.

        The future gets the photograph, or a `DeviceFault` ``photo.…``: ``photo.stopped`` while no
        camera is enabled.
        """
        workers = [worker for worker in self._workers if isinstance(worker, PhotoWorker)]
        if workers:
            well = (w for w in workers if w.status.state is DeviceState.ONLINE)
            return next(well, workers[0]).take()
        missing: Future[Frame] = Future()
        missing.set_exception(
            DeviceFault("photo.not_fitted", "This terminal has no camera for photographs.")
        )
        return missing

    # --- inside -----------------------------------------------------------------------------

    def _speakers(self) -> list[SpeakerWorker]:
        """The speakers, those that are well first."""
        speakers = [worker for worker in self._workers if isinstance(worker, SpeakerWorker)]
        return sorted(speakers, key=lambda worker: worker.status.state is not DeviceState.ONLINE)

    def _of(self, device_class: DeviceClass) -> list[DeviceWorker]:
        return [worker for worker in self._workers if worker.device_class is device_class]

    def _worker(self, device: AnyDevice) -> DeviceWorker:
        match device:
            case IdCardReader():
                kind: type[
                    IdCardWorker
                    | CodeWorker
                    | MicrophoneWorker
                    | PhotoWorker
                    | PrinterWorker
                    | SpeakerWorker
                ] = IdCardWorker
            case ReceiptPrinter():
                kind = PrinterWorker
            case CodeReader():
                kind = CodeWorker
            case PhotoCamera():
                kind = PhotoWorker
            case Speaker():
                kind = SpeakerWorker
            case Microphone():
                kind = MicrophoneWorker
            case _:
                raise BugError(f"{device!r} is no device of a known class")
        return kind(
            device,  # type: ignore[arg-type] # matched to its worker just above
            clock=self._clock,
            pace=self._pace,
            publish=self._publish,
            calling=self._look_again,
        )

    def _publish(self, event: DeviceEvent) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception as error:  # noqa: BLE001 — a border: it must not end a device's thread
                log.error("device.listener_raised", **whereabouts(error))  # noqa: TRY400 — its words stay out

    def _look_again(self) -> None:
        with self._watch:
            self._woken = True
            self._watch.notify_all()

    def _guard(self) -> None:
        """The watchdog: give up calls that are over their time."""
        while True:
            calls = [(worker, call) for worker in self._workers if (call := worker.call)]
            now = self._clock.monotonic()
            for worker, call in calls:
                if call.until <= now:
                    Thread(target=worker.abandon, name="device-rescue", daemon=True).start()
            ahead = [call.until - now for _, call in calls if call.until > now]
            with self._watch:
                self._watch.wait_for(
                    lambda: self._woken or self._stopping, min(ahead, default=None)
                )
                self._woken = False
                if self._stopping:
                    return


def _no_speaker() -> Future[SoundOutcome]:
    missing: Future[SoundOutcome] = Future()
    missing.set_result(SoundOutcome(SoundResult.FAILED, "sound.not_fitted"))
    return missing
