"""OpenCV's camera, in the one module that imports it."""

from __future__ import annotations

import os
from typing import Any

from drivers.api import DeviceFault
from drivers.codes.decode import Grey

WIDTH, HEIGHT = 1280, 720
COLOURS = 3


class Video:
    """A camera, or a film or numbered pictures in its place.

    Args:
        source: number of the camera, or whatever else OpenCV opens.
    """

    def __init__(self, source: int | str) -> None:
        cv2 = _opencv()
        self._source = source
        self._grey = cv2.COLOR_BGR2GRAY
        self._to_grey = cv2.cvtColor
        self._capture = cv2.VideoCapture(source)
        if not self._capture.isOpened():
            raise DeviceFault(
                "code.no_camera",
                f"The camera {source} cannot be opened.",
                "Check its plug, and that the service user is in the group video.",
            )
        if isinstance(source, int):
            self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, WIDTH)
            self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, HEIGHT)
            self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest frame, not an old one

    def frame(self) -> Grey:
        """The next frame in shades of grey; raises `DeviceFault` ``code.camera_unplugged``."""
        read, picture = self._capture.read()
        if not read:
            raise DeviceFault(
                "code.camera_unplugged",
                f"The camera {self._source} gives no more pictures.",
                "Check its plug.",
            )
        grey: Grey = picture if picture.ndim < COLOURS else self._to_grey(picture, self._grey)
        return grey

    def close(self) -> None:
        """Release the camera."""
        self._capture.release()


def _opencv() -> Any:
    import cv2  # 0.4 s, needed only where a camera is fitted

    # A wheel that carries Qt 5 sets these and would break the screen's Qt 6.
    for name in ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR"):
        if "cv2" in os.environ.get(name, ""):
            del os.environ[name]
    cv2.utils.logging.setLogLevel(
        cv2.utils.logging.LOG_LEVEL_SILENT
    )  # a missing camera is reported by us, in a sentence
    return cv2
