"""A photo camera on OpenCV.

Written against the V4L2 interface; tried with films of numbered pictures, with no camera made of
metal yet.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt
from PIL import Image

from drivers.api import VIEW_LONGEST, CameraCapabilities, DeviceClass, DeviceFault, Frame

Pixels = npt.NDArray[np.uint8]
"""Rows, columns, and red, green, blue."""


class PictureSource(Protocol):
    """Where pictures come from; `drivers.codes.video.Video` is one."""

    def picture(self) -> Pixels:
        """The next picture; raises `DeviceFault` when there are no more."""

    def close(self) -> None:
        """Release it."""


class VideoPhotoCamera:
    """Takes photographs with a camera that OpenCV reads.

    Args:
        name: its name in the configuration.
        connect: opens the camera; raises `DeviceFault` when there is none.
        there: whether the camera is plugged in, found out without opening it.
        view_longest: longer side in pixels of what it sees while the view moves.
    """

    device_class = DeviceClass.PHOTO_CAMERA

    def __init__(
        self,
        name: str,
        connect: Callable[[], PictureSource],
        there: Callable[[], bool],
        view_longest: int = VIEW_LONGEST,
    ) -> None:
        self.name = name
        self.capabilities = CameraCapabilities(0, 0)
        self._connect = connect
        self._there = there
        self._view_longest = view_longest
        self._source: PictureSource | None = None

    def open(self) -> None:
        """Open the camera, take one picture to see that it works, and shut it again."""
        self.close()
        self.start()
        try:
            frame = self.take()
        finally:
            self.stop()
        self.capabilities = CameraCapabilities(frame.width, frame.height)

    def close(self) -> None:
        """Release the camera."""
        self.stop()

    def check(self) -> None:
        """Ask the system whether the camera is plugged in."""
        if not self._there():
            raise unplugged(self.name)

    def start(self) -> None:
        """Open the camera."""
        if self._source is None:
            self._source = self._connect()

    def stop(self) -> None:
        """Release the camera; its lamp goes out."""
        source, self._source = self._source, None
        if source is not None:
            source.close()

    def look(self) -> Frame:
        """The next picture, made smaller."""
        return frame_of(Image.fromarray(self._next()), self._view_longest)

    def take(self) -> Frame:
        """The next picture as it is."""
        return frame_of(Image.fromarray(self._next()))

    def _next(self) -> Pixels:
        if self._source is None:
            raise DeviceFault(
                "photo.camera_unplugged",
                f"The camera «{self.name}» is not open.",
                "Start it first.",
            )
        return self._source.picture()


def unplugged(name: str) -> DeviceFault:
    """The camera was there and is not any more."""
    return DeviceFault(
        "photo.camera_unplugged", f"The camera «{name}» is not there any more.", "Check its plug."
    )


def frame_of(picture: Image.Image, longest: int = 0) -> Frame:
    """A picture as a frame, no longer than `longest` pixels; 0 leaves it as it is."""
    if longest and max(picture.size) > longest:
        picture = picture.reduce(-(-max(picture.size) // longest))
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    return Frame(picture.width, picture.height, picture.tobytes())
