"""From the devices' threads to the session on the screen's thread."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from drivers import api
from drivers.api import DeviceClass, DeviceEvent, DeviceState, Frame
from kiosk.journey import events
from kiosk.sound import MEDIA_TYPE as RECORDED_AS

if TYPE_CHECKING:
    from ui.services import DeviceSupervisor

TOLD = (
    DeviceClass.ID_CARD_READER,
    DeviceClass.CODE_READER,
    DeviceClass.MICROPHONE,
    DeviceClass.PHOTO_CAMERA,
    DeviceClass.DOCUMENT_CAMERA,
)
"""Devices whose state a session knows from its beginning."""
Seen = api.ViewSeen | api.PageSeen
"""What a camera sees."""
NO_FRAME = Frame(0, 0, b"")
"""Stands in the queue for the newest."""
USABLE = frozenset({DeviceState.ONLINE, DeviceState.BUSY})


class DeviceBridge(QObject):
    """Hears of the devices on their threads and tells of it on the thread it was made on.

    Args:
        supervisor: runs the devices.
        tell: takes the session's events, on the screen's thread.
        see: takes what a camera sees, on the screen's thread.
        see_code: takes what the code reader's camera sees, likewise.
    """

    _happened = Signal(object)

    def __init__(
        self,
        supervisor: DeviceSupervisor,
        tell: Callable[[events.Event], None],
        see: Callable[[Seen], None],
        see_code: Callable[[api.CodeView], None],
    ) -> None:
        super().__init__()
        self._tell = tell
        self._see = see
        self._see_code = see_code
        self._seen: dict[str, Seen] = {}
        self._framing = Lock()
        self._supervisor = supervisor
        self._happened.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._unsubscribe = supervisor.subscribe(self._hear)

    def tell_states(self) -> None:
        """Say how the readers are now; from here on only changes are told."""
        for device_class in TOLD:
            self._deliver(api.StatusChanged(self._supervisor.status(device_class)))

    def close(self) -> None:
        """Stop hearing."""
        self._unsubscribe()

    def _hear(self, event: DeviceEvent) -> None:
        if isinstance(event, api.ViewSeen | api.PageSeen):
            with self._framing:  # a slow screen shows the newest picture, not all in a row
                waiting = event.device in self._seen
                self._seen[event.device] = event
            if waiting:
                return
            event = api.ViewSeen(event.device, NO_FRAME)
        self._happened.emit(event)

    def _deliver(self, event: DeviceEvent) -> None:
        if isinstance(event, api.ViewSeen):
            with self._framing:
                seen = self._seen.pop(event.device)
            if isinstance(seen, api.CodeView):
                self._see_code(seen)
            else:
                self._see(seen)
            return
        told = in_session_words(self._merged(event))
        if told is not None:
            self._tell(told)

    def _merged(self, event: DeviceEvent) -> DeviceEvent:
        """What all devices of a class come to, where several may tell of the same."""
        match event:
            case api.StatusChanged(status=status):
                return api.StatusChanged(self._supervisor.status(status.device_class))
            case api.PowerChanged(device=device):
                return api.PowerChanged(device, self._supervisor.power())
            case api.PresenceChanged(device=device):
                return api.PresenceChanged(device, self._supervisor.presence())
            case _:
                return event


def in_session_words(event: DeviceEvent) -> events.Event | None:
    """What a device's event means to a session; None when it means nothing."""
    match event:
        case api.CardFound() | api.CardRead() | api.CardFailed() | api.CardRemoved():
            return _card_in_session_words(event)
        case api.CodeFound(code=code):
            return events.CodeSeen(code.text)
        case api.SoundHeard(take=take, seconds=seconds, level=level):
            return events.SoundCame(take, seconds, level)
        case api.RecordingEnded(take=take, content=content, seconds=seconds, reason=reason):
            return events.Recorded(take, RECORDED_AS, content, seconds, reason)
        case _:
            return _state_in_session_words(event)


def _card_in_session_words(
    event: api.CardFound | api.CardRead | api.CardFailed | api.CardRemoved,
) -> events.Event:
    match event:
        case api.CardFound():
            return events.CardLaid()
        case api.CardRead(card=card):
            return events.CardWasRead(card)
        case api.CardFailed(code=code):
            return events.CardUnreadable(code)
        case api.CardRemoved():
            return events.CardLifted()


def _state_in_session_words(event: DeviceEvent) -> events.Event | None:
    match event:
        case api.StatusChanged(status=status):
            return _status_in_session_words(status)
        case api.PowerChanged(state=power):
            return events.BatteryTold(power.empty)
        case api.PresenceChanged(present=present):
            return events.PresenceTold(present)
        case _:
            return None


def _status_in_session_words(status: api.Status) -> events.Event | None:
    usable = status.state in USABLE
    if status.device_class is DeviceClass.ID_CARD_READER:
        return events.ReaderChanged(usable, status.reason)
    if status.device_class is DeviceClass.CODE_READER:
        return events.ScannerChanged(usable, status.reason)
    if status.device_class is DeviceClass.PHOTO_CAMERA:
        return events.CameraChanged(usable, status.reason)
    if status.device_class is DeviceClass.DOCUMENT_CAMERA:
        return events.CameraChanged(usable, status.reason, desk=True)
    if status.device_class is DeviceClass.MICROPHONE:
        return events.MicrophoneChanged(usable, status.reason)
    return None
