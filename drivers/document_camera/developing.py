"""From a picture of a desk to a view with hints, and to a page that can be handed in."""

from __future__ import annotations

import numpy as np

from drivers.api import VIEW_LONGEST, Frame, Page, PageHint, PageView
from drivers.codes.search import decode_image
from drivers.document_camera import lighting, reading
from drivers.document_camera.finding import Found, Pixels, find_page, refined, smaller
from drivers.document_camera.straightening import levelled, straightened
from drivers.opencv import opencv

DARK = 24
"""A picture whose lightest places are darker (of 255) shows nothing."""
LIGHTEST = 0.01
"""Part of a dark picture that may be light: dust and sparks of the sensor."""
GLARING_AT = reading.MEASURED_AT // 2
"""Longer side in pixels, at most, of a page that is looked over for lamps in a moving view."""
READABLE = 380
"""Pixels of the longer side that a card needs; what is smaller has to come closer."""


def view_of(picture: Pixels) -> PageView:
    """What is seen now, where the page lies, and what is to be done.

    Args:
        picture: 1280 pixels wide or so; more takes longer and finds no more.
    """
    frame = frame_of(smaller(picture, -(-max(picture.shape[:2]) // VIEW_LONGEST)))
    if is_dark(picture):
        return PageView(frame, (), PageHint.DARK)
    found = find_page(picture)
    if found is None:
        return PageView(frame, (), PageHint.NO_PAGE)
    size = np.array([picture.shape[1], picture.shape[0]])
    outline = tuple((float(x), float(y)) for x, y in np.clip(found.corners / size, 0, 1))
    return PageView(frame, outline, _hint(picture, found))


def page_of(picture: Pixels) -> Page:
    """The page in a picture; the whole picture where no page is sure.

    Takes up to a second.
    """
    found = find_page(picture)
    sure = found is not None and found.whole and found.alone
    if found is not None and sure:
        flat = straightened(picture, refined(picture, found.corners))
        hint = judged(flat)
    else:
        flat = _at_most(picture)
        hint = _whole_hint(flat, found)
        if lighting.is_paper(flat):
            flat = levelled(flat)
    codes = decode_image(np.ascontiguousarray(opencv().cvtColor(flat, opencv().COLOR_RGB2GRAY)))
    coloured = lighting.is_coloured(flat)
    return Page(frame_of(lighting.evened(flat)), sure, coloured, hint, tuple(codes))


def is_dark(picture: Pixels) -> bool:
    """Whether nothing is to be seen."""
    sampled = picture[::8, ::8].max(axis=2)
    return bool(np.mean(sampled > DARK) <= LIGHTEST)


def judged(page: Pixels, fine: Pixels | None = None) -> PageHint:
    """Whether a straightened page can be read.

    Args:
        page: in colours.
        fine: the same with more detail, for how sharp it is; may be grey.
    """
    if reading.glare(page) > reading.GLARING:
        return PageHint.GLARE
    sharp = reading.sharpness(page if fine is None else fine)
    if sharp is not None and sharp < reading.SHARP:
        return PageHint.BLURRED
    return PageHint.READY


def frame_of(pixels: Pixels) -> Frame:
    """A picture as a frame."""
    return Frame(pixels.shape[1], pixels.shape[0], np.ascontiguousarray(pixels).tobytes())


def _hint(picture: Pixels, found: Found) -> PageHint:
    if not found.whole:
        return PageHint.WHOLE_PAGE
    if not found.alone:
        return PageHint.ONE_PAGE
    grey = opencv().cvtColor(picture, opencv().COLOR_RGB2GRAY)
    page = straightened(grey, found.corners, reading.MEASURED_AT)
    if max(page.shape) < READABLE * max(picture.shape) / 3840:
        return PageHint.CLOSER
    return judged(straightened(picture, found.corners, GLARING_AT), page)


def _whole_hint(picture: Pixels, found: Found | None) -> PageHint:
    if is_dark(picture):
        return PageHint.DARK
    if found is not None:
        return PageHint.ONE_PAGE if found.whole else PageHint.WHOLE_PAGE
    return PageHint.READY if lighting.is_paper(picture) else PageHint.NO_PAGE


def _at_most(picture: Pixels) -> Pixels:
    return smaller(picture, -(-max(picture.shape[:2]) // 2600))
