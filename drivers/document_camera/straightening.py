"""The page as it would look from straight above."""

from __future__ import annotations

import numpy as np

from drivers.document_camera.finding import Pixels
from drivers.document_camera.geometry import Points, sides, true_ratio
from drivers.opencv import opencv

LONGEST = 2339
"""Longer side in pixels: A4 at 200 dpi; more is in no camera's picture and fits into no case."""
SKEWS = (-8.0, 8.0)
"""Lines of print that lean further, in degrees, were not put there by a scanner."""
STEP = 0.25
"""Degrees from one angle that is tried to the next."""
LEAST_SKEW = 0.4
CLEAR = 1.6
"""Lines of print are clear when their best angle is so many times as distinct as the usual one."""
INK = 30
"""Ink is so many shades darker than the paper around it."""
TRIED_AT = 700
"""Longer side in pixels of the picture whose lines are measured."""


def straightened(picture: Pixels, corners: Points, longest: int = LONGEST) -> Pixels:
    """What lies within the corners as a flat rectangle of its true shape.

    No pixel of it has more than one of the picture: nothing is made up.

    Args:
        picture: all of it.
        corners: clockwise from the top left.
        longest: longer side in pixels that it has at most; the usual is drawn with more care.
    """
    cv2 = opencv()
    size = picture.shape[1], picture.shape[0]
    wide, high = sides(corners)
    ratio = true_ratio(corners, size)
    # the side that is seen longer than its share of the ratio stays as long as it is seen
    wide, high = (wide, wide / ratio) if wide / ratio >= high else (high * ratio, high)
    scale = min(1.0, longest / max(wide, high))
    x, y = max(1, round(wide * scale)), max(1, round(high * scale))
    target = np.array([(0, 0), (x, 0), (x, y), (0, y)], np.float32) - np.float32(0.5)
    mapping = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    page: Pixels = cv2.warpPerspective(
        picture,
        mapping,
        (x, y),
        flags=cv2.INTER_CUBIC if longest == LONGEST else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return page


def skew(page: Pixels) -> float:
    """By how many degrees lines of print lean clockwise; 0 where none can be told.

    Whatever angle lines have, rows of ink and rows of paper differ most along it.
    """
    cv2 = opencv()
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, TRIED_AT / max(grey.shape))
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    background = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    ink = np.asarray(cv2.subtract(background, grey) > INK, np.float32)
    high, wide = ink.shape
    border = round(0.05 * max(high, wide))
    ink[:border], ink[-border:] = 0, 0
    ink[:, :border], ink[:, -border:] = 0, 0
    middle = wide / 2, high / 2
    tried = np.arange(SKEWS[0], SKEWS[1] + STEP, STEP)

    def distinct(angle: float) -> float:
        turn = cv2.getRotationMatrix2D(middle, angle, 1)
        rows = cv2.warpAffine(ink, turn, (wide, high)).sum(axis=1)
        return float(np.sum(np.diff(rows) ** 2))

    scores = np.array([distinct(float(angle)) for angle in tried])
    best = int(scores.argmax())
    clear = scores[best] > CLEAR * max(1.0, float(np.median(scores)))
    inner = 0 < best < len(tried) - 1
    return float(tried[best]) if clear and inner and abs(tried[best]) >= LEAST_SKEW else 0.0


def levelled(page: Pixels) -> Pixels:
    """The page turned so that its lines of print are level; larger, for nothing is cut off."""
    angle = skew(page)
    if not angle:
        return page
    cv2 = opencv()
    high, wide = page.shape[:2]
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 1)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = round(wide * cos + high * sin), round(wide * sin + high * cos)
    turn[:, 2] += (size[0] - wide) / 2, (size[1] - high) / 2
    flat: Pixels = cv2.warpAffine(
        page, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return flat
