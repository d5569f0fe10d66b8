"""Which lights show a person the way, from what is wanted of the other devices."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock

from drivers.api import DeviceClass, LightPlace, LightState, PrintOutcome, PrintResult

PLACES = {
    DeviceClass.ID_CARD_READER: LightPlace.CARD,
    DeviceClass.CARD_READER: LightPlace.CARD,
    DeviceClass.CODE_READER: LightPlace.CODE,
    DeviceClass.PHOTO_CAMERA: LightPlace.CAMERA,
    DeviceClass.DOCUMENT_CAMERA: LightPlace.CAMERA,
}
STEADY = frozenset({LightPlace.CAMERA})
"""A light that blinks would be in the picture."""


class Guidance:
    """What the lights should be like; calls may come from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._wanted: set[DeviceClass] = set()
        self._paper: set[LightPlace] = set()

    def want(self, device_class: DeviceClass) -> None:
        """A person is to use a device of this class."""
        with self._lock:
            self._wanted.add(device_class)

    def want_no_more(self, device_class: DeviceClass) -> None:
        """Nobody is to use it any more."""
        with self._lock:
            self._wanted.discard(device_class)

    def printed(self, place: LightPlace, outcome: PrintOutcome) -> None:
        """Paper comes out here, or may have come out."""
        if outcome.result is not PrintResult.FAILED:
            with self._lock:
                self._paper.add(place)

    def rest(self) -> None:
        """The person has gone."""
        with self._lock:
            self._wanted.clear()
            self._paper.clear()

    def lights(self) -> Mapping[LightPlace, LightState]:
        """The lights that are not off."""
        with self._lock:
            places = {PLACES[each] for each in self._wanted if each in PLACES} | self._paper
        return {
            place: LightState.STEADY if place in STEADY else LightState.BLINKING for place in places
        }
