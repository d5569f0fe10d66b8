"""Whether a camera still sees: some go on giving pictures when they do not."""

from __future__ import annotations

from drivers.api import DeviceFault
from drivers.codes.decode import Grey

DARKEST = 8
"""Shade that nothing in a black picture is lighter than; a sensor's own grain is below it."""
PATIENCE = 30
"""So many black pictures, or the same one so often, are a fault: three seconds of a camera."""
STRIDE = 12


class CameraHealth:
    """Watches the pictures of one camera for black ones and for one that never changes.

    Every sensor has grain: pictures in a row that are the same byte for byte come from a camera, or
    a driver, that stands still. What is wrong is known beyond opening the camera anew, so that
    one that is opened again and is no better is told at once and not after three seconds.

    Args:
        name: the reader's name in the configuration.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._last = b""
        self._black = 0
        self._same = 0

    def saw(self, frame: Grey) -> None:
        """Take a picture; raises `DeviceFault` ``code.camera_dark`` or ``code.camera_frozen``."""
        some = frame[::STRIDE, ::STRIDE]
        content = some.tobytes()
        self._same = self._same + 1 if content == self._last else 0
        self._black = self._black + 1 if int(some.max(initial=0)) <= DARKEST else 0
        self._last = content
        if self._black > PATIENCE:
            raise DeviceFault(
                "code.camera_dark",
                f"The camera «{self.name}» sees nothing but black.",
                "Take off what covers it, and look whether there is light before it.",
            )
        if self._same > PATIENCE:
            raise DeviceFault(
                "code.camera_frozen",
                f"The camera «{self.name}» gives the same picture again and again.",
                "Unplug it and plug it in.",
            )
