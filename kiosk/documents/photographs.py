"""Photographs as JPEG files: small enough for a sealed case, with nothing in them but a picture.

No EXIF, no colour profile, no thumbnail, no date, no name of the camera.
"""

from __future__ import annotations

import io
import math

from PIL import Image, ImageStat

MOST_PIXELS = 1600
"""Longer side, where the form asks for nothing else: a page's small print at 140 dpi."""
LEAST_PIXELS = 480
"""No form may ask for less, and none is made smaller to save room."""
DARK = 24
"""A picture whose lightest places are darker (of 255) shows nothing: a cap, or no light."""

_QUALITIES = (88, 76, 64, 52, 40)
_SMALLER = 0.95
_LIGHTEST = 0.01
"""Part of a dark picture that may be light: dust and sparks of the sensor."""


def is_dark(width: int, height: int, pixels: bytes) -> bool:
    """Whether a picture (RGB, rows from the top) shows nothing but darkness."""
    grey = Image.frombytes("RGB", (width, height), pixels).reduce(4).convert("L")
    histogram = ImageStat.Stat(grey).h
    return sum(histogram[DARK:]) <= _LIGHTEST * grey.width * grey.height


def photograph(
    width: int,
    height: int,
    pixels: bytes,
    *,
    most_pixels: int,
    most_bytes: int,
    least_pixels: int = LEAST_PIXELS,
    grey: bool = False,
) -> bytes:
    """A picture as JPEG.

    Args:
        width: in pixels.
        height: in pixels.
        pixels: red, green, blue, rows from the top.
        most_pixels: of the longer side.
        most_bytes: of the file; quality goes down first, then size.
        least_pixels: of the longer side, below which what is on it cannot be read.
        grey: keep its shades and leave its colours.

    Returns:
        The file; empty when even the smallest would have more bytes.
    """
    picture = Image.frombytes("RGB", (width, height), pixels)
    if grey:
        picture = picture.convert("L")
    longest = min(max(most_pixels, least_pixels), max(width, height))
    while True:
        picture.thumbnail((longest, longest), Image.Resampling.LANCZOS)
        roughest = _jpeg(picture, _QUALITIES[-1])
        if len(roughest) <= most_bytes:
            finer = (_jpeg(picture, quality) for quality in _QUALITIES[:-1])
            return next((file for file in finer if len(file) <= most_bytes), roughest)
        if longest <= least_pixels:
            return b""
        shrink = _SMALLER * math.sqrt(most_bytes / len(roughest))
        longest = max(least_pixels, round(longest * shrink))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()
