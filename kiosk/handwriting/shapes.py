"""The shape of a character as numbers: which way its lines run, in each part of the square.

The classic features of off-line recognition: the picture is brought to one size, the directions of
its edges are counted in a grid of soft-edged cells, and square roots keep a thick line from
counting more than two thin ones (after Liu and others, «Handwritten digit recognition: benchmarking
of state-of-the-art techniques», Pattern Recognition 36, 2003).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from kiosk.handwriting.strokes import Point, Stroke

Pictures = npt.NDArray[np.float32]
Shapes = npt.NDArray[np.float32]

SIDE = 32
"""Pixels across a picture that is compared."""
MARGIN = 2
LEAST = 4
"""Pixels of the narrow side of a character that is but a line."""
CELLS = 8
DIRECTIONS = 8
SIZE = DIRECTIONS * CELLS * CELLS
"""Numbers in a shape."""
DRAWN_SIDE = 4 * SIDE
PEN = 0.06
"""Width of the pen by the side of what was written; as thin as the font's own lines."""
SPREAD = 0.62
"""How far a cell looks over its edges, in cells."""
BLUR = (0.25, 0.5, 0.25)


def drawn(strokes: Sequence[Stroke]) -> Image.Image:
    """Strokes as a picture, light on dark."""
    xs = [x for stroke in strokes for x, _ in stroke]
    ys = [y for stroke in strokes for _, y in stroke]
    pen = DRAWN_SIDE * PEN
    left, top = min(xs), min(ys)
    extent = max(max(xs) - left, max(ys) - top) or 1.0
    scale = (DRAWN_SIDE - 2 * pen) / extent
    picture = Image.new("L", (DRAWN_SIDE, DRAWN_SIDE))
    brush = ImageDraw.Draw(picture)
    for stroke in strokes:
        points = _apart([(pen + (x - left) * scale, pen + (y - top) * scale) for x, y in stroke])
        brush.line(points, fill=255, width=round(pen))
        for x, y in points:  # the corners of a broad line have gaps; Pillow's own filling is slow
            brush.circle((x, y), pen / 2, fill=255)
    return picture


def _apart(points: Sequence[Point]) -> list[Point]:
    """Points without those that lie within half a pen of the one before: a glass tells many."""
    kept = [points[0]]
    for x, y in points[1:]:
        if math.hypot(x - kept[-1][0], y - kept[-1][1]) >= DRAWN_SIDE * PEN / 2:
            kept.append((x, y))
    return [*kept, points[-1]]


def settled(picture: Image.Image) -> Pictures:
    """A picture cut to what is on it and brought to the size that is compared.

    A narrow character becomes less narrow, as its writers differ most in that; not as wide as
    high, for then 一 would be a square.
    """
    square = np.zeros((SIDE, SIDE), np.float32)
    box = picture.getbbox()
    if box is None:
        return square
    width, height = box[2] - box[0], box[3] - box[1]
    ratio = math.sqrt(math.sin(math.pi / 2 * min(width, height) / max(width, height)))
    long = SIDE - 2 * MARGIN
    short = max(LEAST, round(long * ratio))
    size = (long, short) if width >= height else (short, long)
    small = picture.resize(size, Image.Resampling.BOX, box=box)
    left, top = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    square[top : top + size[1], left : left + size[0]] = np.asarray(small, np.float32) / 255
    return square


def shapes(pictures: Pictures) -> Shapes:
    """The shapes of settled pictures, one a row, each of length 1.

    Args:
        pictures: one or many, each `SIDE` by `SIDE`.
    """
    soft = _BLUR @ pictures @ _BLUR.T
    across, down = np.zeros_like(soft), np.zeros_like(soft)
    across[:, :, 1:-1] = soft[:, :, 2:] - soft[:, :, :-2]
    down[:, 1:-1] = soft[:, 2:] - soft[:, :-2]
    strength = np.hypot(across, down)
    direction = np.arctan2(down, across) * (DIRECTIONS / math.pi) % DIRECTIONS
    counted = np.empty((len(soft), DIRECTIONS, CELLS, CELLS), np.float32)
    for at in range(DIRECTIONS):
        away = np.abs(direction - at)
        share = np.maximum(0, 1 - np.minimum(away, DIRECTIONS - away))
        counted[:, at] = _CELLS @ (share * strength) @ _CELLS.T
    rows = np.sqrt(counted).reshape(len(soft), SIZE)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.float32(1e-6)), np.float32)


def _blur() -> Pictures:
    whole = np.zeros((SIDE, SIDE), np.float32)
    for offset, weight in zip((-1, 0, 1), BLUR, strict=True):
        whole += np.eye(SIDE, k=offset, dtype=np.float32) * np.float32(weight)
    return whole


def _cells() -> Pictures:
    pitch = SIDE / CELLS
    centres = (np.arange(CELLS) + 0.5) * pitch
    away = (np.arange(SIDE) + 0.5)[None, :] - centres[:, None]
    return np.exp(-(away**2) / (2 * (pitch * SPREAD) ** 2)).astype(np.float32)


_BLUR = _blur()
_CELLS = _cells()
