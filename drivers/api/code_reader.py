"""Readers of QR codes and bar codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from drivers.api.photo_camera import Frame, ViewSeen
from drivers.api.status import Device


@dataclass(frozen=True, slots=True)
class Code:
    """One decoded code.

    Args:
        text: strictly decoded text; empty when `content` is no text in a known encoding.
        content: the raw bytes of the code.
        symbology: ``QRCode``, ``Code128`` …
        decoder: ``zxing-cpp``, ``zbar`` or ``opencv``; a scanner's own is named by its driver.
        aim: its AIM symbology identifier (ISO/IEC 15424), as ``]Q1``; empty when it is not known.
        corners: where it stands in the picture, in pixels from the left and the top, once round it;
            empty when there was no picture.
    """

    text: str
    content: bytes
    symbology: str
    decoder: str
    aim: str = ""
    corners: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class CodeFound:
    """A code was decoded from the camera, scanner or a picture."""

    device: str
    code: Code


@dataclass(frozen=True, slots=True)
class CodeView(ViewSeen):
    """What a code reader's camera sees just now, small.

    Args:
        corners: where the code stands in the frame that was found in it, in the frame's pixels;
            empty when none was.
    """

    corners: tuple[tuple[int, int], ...] = ()


class CodeReader(Device, Protocol):
    """Decodes codes seen by a camera or scanner."""

    def open(self) -> None:
        """Open the camera or the scanner's port."""

    def close(self) -> None:
        """Release it; safe to call twice."""

    def scan(self) -> Code | None:
        """Look once (one frame, or what the scanner sent); None when there is no code."""


@runtime_checkable
class Queueing(Protocol):
    """A code reader that keeps what came while nobody asked, as scanners and their lines do."""

    def clear(self) -> None:
        """Throw it away; raises `DeviceFault` when the reader is gone."""


@runtime_checkable
class Seeing(Protocol):
    """A code reader with a camera: it shows what it sees, and sees only while it is asked."""

    def rest(self) -> None:
        """See nothing until the next `scan`; raises `DeviceFault` when the camera is gone."""

    def view(self) -> tuple[Frame, tuple[tuple[int, int], ...]] | None:
        """What the last `scan` saw, made small, and the corners of its code there."""
