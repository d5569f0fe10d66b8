"""Document cameras: they look down on a desk and find the page that lies there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from drivers.api.code_reader import Code
from drivers.api.photo_camera import CameraCapabilities, Frame
from drivers.api.status import Device

Outline = tuple[tuple[float, float], ...]
"""Four corners clockwise from the top left, 0 to 1 across and down the picture; empty without."""


class PageHint(StrEnum):
    """What a person can do for a better picture of a page."""

    READY = "ready"
    """Nothing: it lies well."""
    NO_PAGE = "no_page"
    """None is found."""
    CLOSER = "closer"
    """It is too small to be read."""
    WHOLE_PAGE = "whole_page"
    """A part of it is out of the picture."""
    ONE_PAGE = "one_page"
    """There are several sheets."""
    GLARE = "glare"
    """A lamp is mirrored in it."""
    HOLD_STILL = "hold_still"
    """It moves."""
    BLURRED = "blurred"
    DARK = "dark"
    """Nothing is to be seen: a covered lens, no light."""


@dataclass(frozen=True, slots=True)
class PageView:
    """What a document camera sees now.

    Args:
        frame: small enough for a view that moves (`VIEW_LONGEST`).
        outline: of the page that was found.
        hint: what is to be done.
    """

    frame: Frame = field(repr=False)
    outline: Outline
    hint: PageHint


@dataclass(frozen=True, slots=True)
class PageSeen:
    """A document camera sees this now; the next is a fraction of a second away.

    Args:
        device: the camera.
        view: what it sees.
        still: how much of the time is over that a good page has to lie still, 0 to 1.
    """

    device: str
    view: PageView
    still: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was photographed.

    Args:
        frame: the page straightened and in even light; the whole picture where none was sure.
        found: the page was found, and everything else cut away.
        coloured: it would lose something as shades of grey.
        hint: what is wrong with it, READY when nothing is.
        codes: what codes on it say.
    """

    frame: Frame = field(repr=False)
    found: bool
    coloured: bool
    hint: PageHint
    codes: tuple[Code, ...] = field(default=(), repr=False)


class DocumentCamera(Device, Protocol):
    """Finds and photographs pages.

    Like a photo camera it sees nothing between `stop` and `start`.
    """

    @property
    def capabilities(self) -> CameraCapabilities:
        """Size of its whole picture; known after `open`."""

    def check(self) -> None:
        """Ask whether it is still there, without letting it see; raises `DeviceFault` if not."""

    def start(self) -> None:
        """Let it see."""

    def stop(self) -> None:
        """Let it see nothing any more; safe to call twice."""

    def look(self) -> PageView:
        """What it sees now."""

    def take(self) -> Page:
        """Photograph the page."""
