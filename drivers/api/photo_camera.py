"""Cameras for photographs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from drivers.api.status import Device


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a camera.

    Args:
        width: in pixels.
        height: in pixels.
        pixels: three bytes (red, green, blue) a pixel, rows from the top, without padding.
    """

    width: int
    height: int
    pixels: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ViewSeen:
    """What a photo camera sees just now, small; the next one is a fraction of a second away."""

    device: str
    frame: Frame = field(repr=False)


VIEW_LONGEST = 640
"""Longer side in pixels of the pictures of a view that moves."""


@dataclass(frozen=True, slots=True)
class CameraCapabilities:
    """What one photo camera can do.

    Args:
        width: of a photograph in pixels.
        height: of a photograph in pixels.
    """

    width: int
    height: int


class PhotoCamera(Device, Protocol):
    """Takes photographs of people and papers, and shows before what it sees.

    It sees nothing between `stop` and `start`: a camera that people stand before is open only while
    one of them wants a photograph.
    """

    @property
    def capabilities(self) -> CameraCapabilities:
        """What it can do; known after `open`."""

    def open(self) -> None:
        """Check that there is a camera and that it gives a picture; it sees nothing afterwards."""

    def close(self) -> None:
        """Stop and release everything; safe to call twice."""

    def check(self) -> None:
        """Ask whether it is still there, without letting it see; raises `DeviceFault` if not."""

    def start(self) -> None:
        """Let it see."""

    def stop(self) -> None:
        """Let it see nothing any more; safe to call twice."""

    def look(self) -> Frame:
        """What it sees now, small enough for a view that moves (`VIEW_LONGEST`)."""

    def take(self) -> Frame:
        """A photograph, as large as it can."""
