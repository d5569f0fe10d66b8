"""OpenCV's camera."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from drivers.api import DeviceFault
from drivers.codes.decode import Grey
from drivers.opencv import opencv

SIZE = (1280, 720)
COLOURS = 3
Colours = npt.NDArray[np.uint8]
"""A picture, red, green and blue a pixel, rows first."""


class Video:
    """A camera, or a film or numbered pictures in its place.

    Args:
        source: number of the camera, or whatever else OpenCV opens.
        size: width and height asked of a camera; it may know others only.
        prefix: what the codes of its faults begin with.
    """

    def __init__(
        self, source: int | str, size: tuple[int, int] = SIZE, *, prefix: str = "code"
    ) -> None:
        cv2 = opencv()
        self._source = source
        self._prefix = prefix
        self._rgb = cv2.COLOR_BGR2RGB
        self._from_grey = cv2.COLOR_GRAY2RGB
        self._grey = cv2.COLOR_BGR2GRAY
        self._convert = cv2.cvtColor
        self._capture = cv2.VideoCapture(source)
        if not self._capture.isOpened():
            raise DeviceFault(
                f"{prefix}.no_camera",
                f"The camera {source} cannot be opened.",
                "Check its plug, and that the service user is in the group video.",
            )
        if isinstance(source, int):
            if size > SIZE:  # over USB 2 only compressed pictures of this size come fast enough
                self._capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
            self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest frame, not an old one

    def frame(self) -> Grey:
        """The next frame in shades of grey; raises `DeviceFault` ``….camera_unplugged``."""
        picture = self._next()
        grey: Grey = picture if picture.ndim < COLOURS else self._convert(picture, self._grey)
        return grey

    def picture(self) -> Colours:
        """The next frame in colours; raises `DeviceFault` ``….camera_unplugged``."""
        picture = self._next()
        conversion = self._rgb if picture.ndim == COLOURS else self._from_grey
        colours: Colours = self._convert(picture, conversion)
        return colours

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()

    def _next(self) -> Any:
        read, picture = self._capture.read()
        if not read:
            raise DeviceFault(
                f"{self._prefix}.camera_unplugged",
                f"The camera {self._source} gives no more pictures.",
                "Check its plug.",
            )
        return picture
