"""The supervisor: every device on a thread of its own, and a watchdog over all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from threading import Condition, Lock, Thread
from typing import Any, TypeVar

import structlog

from drivers.api import (
    USUAL,
    Device,
    DeviceClass,
    DeviceEvent,
    DeviceFault,
    DeviceState,
    Frame,
    LightPlace,
    Page,
    PowerState,
    PrintOutcome,
    PrintResult,
    Prosody,
    Sides,
    SoundOutcome,
    SoundResult,
    Status,
    Utterance,
)
from drivers.guidance import Guidance
from drivers.workers.base import DeviceWorker, Pace, Surroundings, whereabouts
from drivers.workers.card_reader import CardReaderWorker
from drivers.workers.codes import CodeWorker
from drivers.workers.document_camera import DocumentCameraWorker
from drivers.workers.document_printer import Document, DocumentPrinterWorker
from drivers.workers.id_card import IdCardWorker
from drivers.workers.lights import LightsWorker
from drivers.workers.microphone import MicrophoneWorker
from drivers.workers.photo import CameraWorker, PhotoWorker
from drivers.workers.power_supply import PowerSupplyWorker
from drivers.workers.presence_sensor import PresenceWorker
from drivers.workers.printing import PrintingWorker
from drivers.workers.receipt_printer import PrinterWorker
from drivers.workers.speaker import SpeakerWorker
from kiosk.clock import Clock
from kiosk.documents.slip import Slip

Listener = Callable[[DeviceEvent], None]
Worker = TypeVar("Worker", bound=DeviceWorker[Any])
Outcome = TypeVar("Outcome")
WORKERS: Mapping[DeviceClass, Callable[[Any, Surroundings], DeviceWorker[Any]]] = {
    DeviceClass.ID_CARD_READER: IdCardWorker,
    DeviceClass.CARD_READER: CardReaderWorker,
    DeviceClass.CODE_READER: CodeWorker,
    DeviceClass.RECEIPT_PRINTER: PrinterWorker,
    DeviceClass.DOCUMENT_PRINTER: DocumentPrinterWorker,
    DeviceClass.PHOTO_CAMERA: PhotoWorker,
    DeviceClass.DOCUMENT_CAMERA: DocumentCameraWorker,
    DeviceClass.SPEAKER: SpeakerWorker,
    DeviceClass.MICROPHONE: MicrophoneWorker,
    DeviceClass.LIGHTS: LightsWorker,
    DeviceClass.POWER_SUPPLY: PowerSupplyWorker,
    DeviceClass.PRESENCE_SENSOR: PresenceWorker,
}
"""What runs the devices of each class."""
WELL = frozenset({DeviceState.ONLINE, DeviceState.BUSY})
NO_SPEAKER = SoundOutcome(SoundResult.FAILED, "sound.not_fitted")

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
        devices: Sequence[Device],
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
        self._guidance = Guidance()
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
                reason=f"{device_class.prefix}.not_fitted",
                since=self._began,
            )
        return next((status for status in found if status.state in WELL), found[0])

    def statuses(self) -> list[Status]:
        """How every device is, in the order of the configuration."""
        return [worker.status for worker in self._workers]

    def details(self, device: str) -> Mapping[str, str]:
        """What is known of a device's unit (`drivers.api.Described`); empty if nothing is."""
        return next((w.details for w in self._workers if w.status.device == device), {})

    def fault(self, device: str) -> DeviceFault | None:
        """What is wrong with a device and what to do about it, in words for a technician."""
        return next((w.fault for w in self._workers if w.status.device == device), None)

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
            if isinstance(worker, CameraWorker | PrintingWorker):
                worker.give_up()
        with self._watch:
            self._stopping = True
            self._watch.notify_all()
        self._watchdog.join()

    def enable(self, device_class: DeviceClass) -> None:
        """Take cards or codes from people, or let a camera see: somebody wants it."""
        for worker in self._of(device_class):
            worker.set_enabled(True)
        self._guidance.want(device_class)
        self._light()

    def disable(self, device_class: DeviceClass) -> None:
        """Take no more; what was read meanwhile is not told to the next session."""
        for worker in self._of(device_class):
            worker.set_enabled(False)
        self._guidance.want_no_more(device_class)
        self._light()

    def print(self, slip: Slip, *, deadline_s: float = 15.0) -> Future[PrintOutcome]:
        """Claim the receipt printer and print; returns at once.

        The future always gets an outcome and never an exception: FAILED means that nothing of
        the slip can reach the paper any more, UNKNOWN that the person has to be asked. Nothing is
        begun on a battery that will soon be empty.
        """
        worker = self._best(PrinterWorker)
        if worker is None:
            return _settled(PrintOutcome(PrintResult.FAILED, "print.not_fitted"))
        if self.power().low:
            return _settled(PrintOutcome(PrintResult.FAILED, "power.low"))
        printing = worker.print(slip, deadline_s)
        printing.add_done_callback(lambda done: self._paper_comes(LightPlace.RECEIPT, done))
        return printing

    def print_document(
        self,
        pdf: bytes,
        *,
        copies: int = 1,
        sides: Sides = Sides.ONE,
        title: str = "",
        deadline_s: float = 90.0,
    ) -> Future[PrintOutcome]:
        """Claim the A4 printer and print a PDF; returns at once.

        Outcomes as of `print`. The title is seen by whoever looks at the printer: it names the
        kind of document and nothing of a person.
        """
        worker = self._best(DocumentPrinterWorker)
        if worker is None:
            return _settled(PrintOutcome(PrintResult.FAILED, "document.not_fitted"))
        if self.power().low:
            return _settled(PrintOutcome(PrintResult.FAILED, "power.low"))
        printing = worker.print(Document(pdf, copies, sides, title), deadline_s)
        printing.add_done_callback(lambda done: self._paper_comes(LightPlace.DOCUMENT, done))
        return printing

    def power(self) -> PowerState:
        """Where the electricity comes from; nothing is known where no power supply is fitted.

        Of several supplies, the one that is worst off.
        """
        states = [worker.power for worker in self._all(PowerSupplyWorker)]
        return max(
            states,
            key=lambda state: (state.empty, state.low, state.on_battery),
            default=PowerState(),
        )

    def presence(self) -> bool | None:
        """Whether somebody stands before the terminal; None when no sensor can tell.

        Of several sensors, any that sees somebody is believed.
        """
        seen = [worker.present for worker in self._all(PresenceWorker)]
        known = [present for present in seen if present is not None]
        return any(known) if known else None

    def end_session(self) -> None:
        """Nobody stands before the terminal any more: silence, and every light goes out."""
        self.hush()
        self._guidance.rest()
        self._light()

    def say(self, utterance: Utterance) -> Future[SoundOutcome]:
        """Speak a sentence after those that wait already; returns at once.

        The future always gets an outcome and never an exception.
        """
        worker = self._best(SpeakerWorker)
        return worker.say(utterance) if worker else _settled(NO_SPEAKER)

    def play(self, wav: bytes, prosody: Prosody = USUAL) -> Future[SoundOutcome]:
        """Play a recording (WAV, PCM, 16 bits) after what waits already; returns at once.

        The future always gets an outcome and never an exception.
        """
        worker = self._best(SpeakerWorker)
        return worker.play(wav, prosody) if worker else _settled(NO_SPEAKER)

    def chime(self, prosody: Prosody = USUAL) -> Future[SoundOutcome]:
        """Play the tone of a code that was taken; returns at once.

        It is STOPPED, and not heard later, where anything else sounds or waits to.
        """
        worker = self._best(SpeakerWorker)
        return worker.chime(prosody) if worker else _settled(NO_SPEAKER)

    def hush(self) -> None:
        """Silence: end what is heard, forget what waits; returns at once.

        A tone comes to its end: it is over before anybody can have wanted that.
        """
        for worker in self._all(SpeakerWorker):
            worker.hush()

    def record(self, take: int, *, limit_s: float) -> bool:
        """Begin to record what people say; `SoundHeard` and `RecordingEnded` tell of it.

        Args:
            take: a number that those events carry, so that nobody takes another's recording.
            limit_s: the recording ends by itself after so many seconds.

        Returns:
            False when no microphone can record now.
        """
        return any(worker.record(take, limit_s) for worker in self._all(MicrophoneWorker))

    def end_recording(self, take: int, *, keep: bool) -> None:
        """End a recording; one that is not kept is dropped, and nobody hears of it."""
        for worker in self._all(MicrophoneWorker):
            worker.end(take, keep=keep)

    def photograph(self) -> Future[Frame]:
        """Take a photograph with the camera that is enabled; returns at once.

        The future gets the photograph, or a `DeviceFault` ``photo.…``: ``photo.stopped`` while no
        camera is enabled.
        """
        worker = self._best(PhotoWorker)
        if worker is not None:
            return worker.take()
        missing: Future[Frame] = Future()
        missing.set_exception(
            DeviceFault("photo.not_fitted", "This terminal has no camera for photographs.")
        )
        return missing

    def photograph_page(self) -> Future[Page]:
        """Photograph the page under the document camera that is enabled; returns at once.

        The future gets the page, or a `DeviceFault` ``page.…``.
        """
        worker = self._best(DocumentCameraWorker)
        if worker is not None:
            return worker.take()
        missing: Future[Page] = Future()
        missing.set_exception(
            DeviceFault("page.not_fitted", "This terminal has no document camera.")
        )
        return missing

    # --- inside -----------------------------------------------------------------------------

    def _light(self) -> None:
        """Have the lights show where somebody is waited for."""
        for worker in self._all(LightsWorker):
            worker.show(self._guidance.lights())

    def _paper_comes(self, place: LightPlace, done: Future[PrintOutcome]) -> None:
        self._guidance.printed(place, done.result())
        self._light()

    def _of(self, device_class: DeviceClass) -> list[DeviceWorker[Any]]:
        return [worker for worker in self._workers if worker.device_class is device_class]

    def _all(self, kind: type[Worker]) -> list[Worker]:
        return [worker for worker in self._workers if isinstance(worker, kind)]

    def _best(self, kind: type[Worker]) -> Worker | None:
        """The first that is well, else the first; None when none is fitted."""
        workers = self._all(kind)
        well = (worker for worker in workers if worker.status.state in WELL)
        return next(well, workers[0] if workers else None)

    def _worker(self, device: Device) -> DeviceWorker[Any]:
        surroundings = Surroundings(self._clock, self._pace, self._publish, self._look_again)
        return WORKERS[device.device_class](device, surroundings)

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


def _settled(outcome: Outcome) -> Future[Outcome]:
    """What there is to say at once."""
    future: Future[Outcome] = Future()
    future.set_result(outcome)
    return future
