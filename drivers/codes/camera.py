"""The code reader that is a camera."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from drivers.api import Code, DeviceClass, DeviceFault
from drivers.codes.camera_health import CameraHealth
from drivers.codes.decode import Grey
from drivers.codes.search import Watch
from drivers.codes.sight import Sight, small


class FrameSource(Protocol):
    """Where frames come from."""

    def frame(self) -> Grey:
        """The next frame; raises `DeviceFault` when there are no more."""

    def close(self) -> None:
        """Release it."""


class CameraCodeReader:
    """Reads codes held before a camera, which is open only while codes are wanted.

    Args:
        name: its name in the configuration.
        connect: opens the camera; raises `DeviceFault` when there is none.
        there: whether the camera is plugged in, found out without opening it.
    """

    device_class = DeviceClass.CODE_READER

    def __init__(
        self,
        name: str,
        connect: Callable[[], FrameSource],
        there: Callable[[], bool] = lambda: True,
    ) -> None:
        self.name = name
        self._connect = connect
        self._there = there
        self._frames: FrameSource | None = None
        self._open = False
        self._watch = Watch()
        self._health = CameraHealth(name)
        self._seen: tuple[Grey, Code | None] | None = None

    def open(self) -> None:
        """Open the camera, take one picture to see that it works, and shut it again."""
        self.close()
        frames = self._connect()
        try:
            self._health.saw(frames.frame())
        finally:
            frames.close()
        self._open = True

    def close(self) -> None:
        """Release the camera."""
        self._open, self._seen = False, None
        frames, self._frames = self._frames, None
        if frames is not None:
            frames.close()

    def rest(self) -> None:
        """Release the camera, and ask the system whether it is plugged in."""
        self.close()
        if not self._there():
            raise self._unplugged("is not there any more", "Check its plug.")
        self._open = True

    def scan(self) -> Code | None:
        """Look at one frame."""
        if not self._open:
            raise self._unplugged("is not open", "Open it first.")
        if self._frames is None:
            self._frames = self._connect()
        frame = self._frames.frame()
        self._health.saw(frame)
        codes = self._watch.look(frame)
        code = codes[0] if codes else None
        self._seen = (frame, code)
        return code

    def view(self) -> Sight | None:
        """What the last `scan` saw, in shades of grey."""
        return None if self._seen is None else small(*self._seen)

    def _unplugged(self, how: str, remedy: str) -> DeviceFault:
        return DeviceFault("code.camera_unplugged", f"The camera «{self.name}» {how}.", remedy)
