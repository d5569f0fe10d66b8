"""How hard to look for codes: in a frame of a camera, in frame after frame, in a photograph.

zxing-cpp finds most and is fastest, above all in a picture of half the size. What it does not see
is tried with more contrast, sharpened, without noise, by ZBar, and by OpenCV, which finds
codes that lean far away. Each effort finds codes that all others miss
(`script/bench codes`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from drivers.api import Code
from drivers.codes.decode import (
    Grey,
    decode_with_opencv,
    decode_with_zbar,
    decode_with_zxing,
)
from drivers.codes.pictures import read_grey
from drivers.opencv import opencv

Effort = Callable[[Grey], list[Code]]
SMALL_PX = 480
"""Shorter side below which a picture is also looked at enlarged."""
LARGE_PX = 2_400
"""Longer side above which a photograph is looked at in more sizes, and not by every library."""
ROW = 0.5
"""Codes whose tops are closer than this share of their height stand in one row."""
ENOUGH_S = 3.0
"""After so long no further effort is begun on a photograph in which a code was found."""
MOST_S = 12.0
"""After so long none is begun at all."""


def decode_image(grey: Grey) -> list[Code]:
    """Every code in a frame, in the order people read; stops at the first effort that finds one.

    `text` is empty where a code holds no readable text.
    """
    codes = _halved(grey)
    if len(codes) == 1:  # the usual thing: one is held to the camera
        return codes
    codes = merged(codes, decode_with_zxing(grey))
    for effort in EFFORTS:
        if codes:
            break
        codes = effort(grey)
    return in_reading_order(codes)


def decode_photograph(grey: Grey) -> list[Code]:
    """Every code in a photograph that somebody waits for: all efforts, in several sizes."""
    began = time.monotonic()
    codes: list[Code] = decode_with_zxing(grey)
    for effort in _efforts_for(grey):
        spent = time.monotonic() - began
        if spent > MOST_S or (codes and spent > ENOUGH_S):
            break
        codes = merged(codes, effort(grey))
    return in_reading_order(codes)


def decode_file(path: Path) -> list[Code]:
    """Every code in a picture file.

    Raises:
        DeviceFault: ``code.bad_picture`` when the file is no picture, or too large a one.
    """
    return decode_photograph(read_grey(path))


class Watch:
    """Looks at frame after frame, with one effort at each: the quick one at every other.

    What is held to a camera stays there for many frames, so that every effort has its turn, while
    few frames take longer than the quick look.
    """

    def __init__(self) -> None:
        self._looks = 0

    def look(self, frame: Grey) -> list[Code]:
        """Codes in this frame, in reading order; usually one."""
        turn, quarter = divmod(self._looks, 4)
        self._looks += 1
        if quarter in {0, 2}:
            codes = _halved(frame)
        elif quarter == 1:
            codes = decode_with_zxing(frame)
        else:
            codes = EFFORTS[turn % len(EFFORTS)](frame)
        if codes:
            self._looks = 0 if quarter == 0 else self._looks - 1  # what works is tried again
        return in_reading_order(codes)


def merged(codes: Sequence[Code], more: Iterable[Code]) -> list[Code]:
    """Codes of two looks at one picture; the same content in the same place is one code."""
    together = list(codes)
    for code in more:
        if not any(_same(code, other) for other in together):
            together.append(code)
    return together


def in_reading_order(codes: Sequence[Code]) -> list[Code]:
    """Row after row from the top, each from the left."""
    rows: list[list[Code]] = []
    for code in sorted(codes, key=lambda code: _middle(code)[1]):
        height = np.ptp([y for _, y in code.corners]) if code.corners else 0
        if rows and _middle(code)[1] - _middle(rows[-1][0])[1] < ROW * float(height):
            rows[-1].append(code)
        else:
            rows.append([code])
    return [code for row in rows for code in sorted(row, key=lambda code: _middle(code)[0])]


def _middle(code: Code) -> tuple[float, float]:
    if not code.corners:
        return (0.0, 0.0)
    x, y = np.mean(code.corners, axis=0)
    return (float(x), float(y))


def _same(one: Code, other: Code) -> bool:
    if (one.content, one.symbology) != (other.content, other.symbology):
        return False
    (x, y), (other_x, other_y) = _middle(one), _middle(other)
    reach = max(
        (float(np.ptp(c.corners, axis=0).max()) for c in (one, other) if c.corners), default=0
    )
    return abs(x - other_x) <= reach and abs(y - other_y) <= reach


# --- efforts --------------------------------------------------------------------------------------


def _scaled(factor: float, then: Effort) -> Effort:
    """An effort on the picture made larger or smaller; corners are told in the picture's size."""

    def effort(grey: Grey) -> list[Code]:
        cv2 = opencv()
        how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        codes = then(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how))
        return [
            replace(
                code, corners=tuple((round(x / factor), round(y / factor)) for x, y in code.corners)
            )
            for code in codes
        ]

    return effort


def _contrasted(grey: Grey) -> list[Code]:
    """Dim, faint, or half in the shadow."""
    return decode_with_zxing(opencv().createCLAHE(3, (8, 8)).apply(grey))


def _sharpened(grey: Grey) -> list[Code]:
    """Out of focus."""
    cv2 = opencv()
    soft = cv2.GaussianBlur(grey, (0, 0), 3)
    return decode_with_zxing(cv2.addWeighted(grey, 4, soft, -3, 0))


def _smoothed(grey: Grey) -> list[Code]:
    """Grain, the dots of a screen."""
    return decode_with_zxing(opencv().GaussianBlur(grey, (0, 0), 1.5))


def _thresholded(grey: Grey) -> list[Code]:
    """Glare: only what is darker than right around it is ink."""
    cv2 = opencv()
    soft = cv2.GaussianBlur(grey, (0, 0), 1)
    mean, binary = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY
    return decode_with_zxing(cv2.adaptiveThreshold(soft, 255, mean, binary, 51, 3))


_halved = _scaled(0.5, decode_with_zxing)
EFFORTS: tuple[Effort, ...] = (
    _scaled(0.5, decode_with_zbar),
    _contrasted,
    _scaled(0.5, _sharpened),
    decode_with_zbar,
    _thresholded,
    _scaled(0.5, decode_with_opencv),
    decode_with_opencv,
)
"""What is tried where zxing-cpp sees nothing; those that find most come first."""


def _efforts_for(grey: Grey) -> Iterable[Effort]:
    yield _halved
    if max(grey.shape) > LARGE_PX:
        yield from (_scaled(LARGE_PX / 2 / max(grey.shape), effort) for effort in EFFORTS)
        yield _scaled(0.25, decode_with_zxing)
    yield decode_with_zbar
    yield _contrasted
    yield decode_with_opencv
    yield from EFFORTS
    yield _smoothed
    if min(grey.shape) < SMALL_PX:
        yield _scaled(2, decode_with_zxing)
        yield _scaled(3, _smoothed)
