"""A document camera: any camera that looks down on a desk, and what finds the page.

Tried with pictures in files and films of numbered pictures; with no camera made of metal yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from drivers.api import (
    CameraCapabilities,
    DeviceClass,
    DeviceFault,
    Frame,
    Page,
    PageHint,
    PageView,
    PhotoCamera,
)
from drivers.document_camera.developing import page_of, view_of
from drivers.document_camera.finding import Pixels

LOOKED_AT = 1280
"""Longer side in pixels of the pictures in which pages are looked for while the view moves."""
FROZEN = 40
"""So many pictures in a row that do not differ by a single bit: no sensor is without grain."""


class EyeDocumentCamera:
    """Finds and photographs pages with a camera for pictures.

    Args:
        name: its name in the configuration.
        eye: the camera; its views should be `LOOKED_AT` pixels.
        live: whether it has a sensor, whose pictures never repeat; a file's do.
    """

    device_class = DeviceClass.DOCUMENT_CAMERA

    def __init__(self, name: str, eye: PhotoCamera, *, live: bool) -> None:
        self.name = name
        self._eye = eye
        self._live = live
        self._last = b""
        self._repeated = 0

    @property
    def capabilities(self) -> CameraCapabilities:
        """As large as its whole picture."""
        return self._eye.capabilities

    def open(self) -> None:
        """Check that there is a camera and that it gives a picture; it sees nothing afterwards."""
        with self._own_words():
            self._eye.open()
        self._last, self._repeated = b"", 0

    def close(self) -> None:
        """Stop and release everything."""
        self._eye.close()
        self._last = b""

    def check(self) -> None:
        """Ask whether it is still there, without letting it see."""
        with self._own_words():
            self._eye.check()

    def start(self) -> None:
        """Let it see."""
        with self._own_words():
            self._eye.start()

    def stop(self) -> None:
        """Let it see nothing any more."""
        self._eye.stop()
        self._last, self._repeated = b"", 0

    def look(self) -> PageView:
        """What it sees now; raises ``page.camera_frozen`` where that never changes."""
        with self._own_words():
            frame = self._eye.look()
        view = view_of(_pixels(frame))
        if self._live and view.hint is not PageHint.DARK:
            self._check_grain(frame)
        return view

    def take(self) -> Page:
        """Photograph the page."""
        with self._own_words():
            frame = self._eye.take()
        return page_of(_pixels(frame))

    def _check_grain(self, frame: Frame) -> None:
        same = frame.pixels == self._last
        self._last = frame.pixels
        self._repeated = self._repeated + 1 if same else 0
        if self._repeated >= FROZEN:
            raise DeviceFault(
                "page.camera_frozen",
                f"The camera «{self.name}» has been showing the same picture all the time.",
                "Pull its plug and put it back; if it comes back, exchange the camera.",
            )

    @contextmanager
    def _own_words(self) -> Iterator[None]:
        """What the eye calls ``photo.…`` is ``page.…`` here."""
        try:
            yield
        except DeviceFault as fault:
            end = fault.code.partition(".")[2]
            raise DeviceFault(f"page.{end}", fault.message, fault.remedy) from fault


def _pixels(frame: Frame) -> Pixels:
    return np.frombuffer(frame.pixels, np.uint8).reshape(frame.height, frame.width, 3)
