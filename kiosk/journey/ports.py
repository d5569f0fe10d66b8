"""What a session is built on: time, the catalogue, forms, and a few things others can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cases.submission import Place, Point
from kiosk.clock import Clock
from kiosk.identity.card import CardKind

if TYPE_CHECKING:  # bring libraries with them
    from kiosk.catalogue.catalogue import Catalogue
    from kiosk.catalogue.model import ServiceItem
    from kiosk.forms import Session

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The one civil time of the country, without daylight saving since 1991; dates on cards and
answers are days of this zone."""

Strokes = tuple[tuple[Point, ...], ...]


@dataclass(frozen=True, slots=True)
class Pen:
    """What one stroke of a drawing was drawn with.

    Args:
        colour: ``dark``, ``red`` or ``blue``.
        width: in pixels of the pad.
    """

    colour: str
    width: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a finger drew, and on what.

    Args:
        strokes: pen down to pen up, in order.
        pens: of each stroke.
        size: width and height of the pad in pixels.
        ground: the picture that was drawn on, None for white paper.
        photographed: whether the person has photographed that picture.
    """

    strokes: Strokes = field(default=(), repr=False)
    pens: tuple[Pen, ...] = ()
    size: tuple[float, float] = (0.0, 0.0)
    ground: bytes | Path | None = field(default=None, repr=False)
    photographed: bool = False


def accepts_every_card(_item: ServiceItem, _kind: CardKind) -> bool:
    """What holds for an item that says nothing about cards."""
    return True


def no_obstacle() -> str:
    """What holds for a terminal that is in order."""
    return ""


@dataclass(frozen=True, slots=True)
class Ports:
    """What a session is built on.

    Args:
        clock: time.
        catalogue: what the terminal offers.
        open_form: a fresh form session for an item; raises `EnvironmentFault` where it cannot.
        draw_signature: strokes → PNG.
        draw_picture: drawing → PNG, or JPEG where it was drawn on a picture.
        receipt_number: text of a code → deposit number, None when the code is not ours.
        place: where the terminal stands.
        position: its place on the map as XForms writes it (latitude, longitude, altitude,
            accuracy); empty where nobody has measured it.
        accepts: whether an item accepts a kind of card.
        obstacle: why nothing can be handed in here now, as a sentence's name; empty while it can.
        language: what the screen speaks when a session begins.
        asks_elsewhere: whether the platform can be asked for cases other terminals took.
    """

    clock: Clock
    catalogue: Catalogue
    open_form: Callable[[ServiceItem], Session]
    draw_signature: Callable[[Strokes], bytes]
    draw_picture: Callable[[Drawing], bytes]
    receipt_number: Callable[[str], str | None]
    place: Place
    accepts: Callable[[ServiceItem, CardKind], bool] = accepts_every_card
    obstacle: Callable[[], str] = no_obstacle
    position: str = ""
    language: str = "zh_CN"
    asks_elsewhere: bool = False
