"""Light on a page: made even, paper made white; and whether there is any colour on it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from drivers.document_camera.finding import Pixels
from drivers.opencv import opencv

Floats = npt.NDArray[np.float32]

LAMP_AT = 160
"""Longer side of the small picture that the light is measured in."""
LEAST_PAPER = 0.45
"""Part of a page that has to be as bright as paper, or it is a photograph or a card and stays."""
PALE = 34.0
"""Paper is paler than this (largest less smallest of red, green and blue, in shades)."""
STRONG = 80.0
"""No paper is as colourful as this; coloured paper is less."""
DEEPEST_SHADOW = 0.5
"""Paper in a shadow has at least this part of the light; what is darker is printed."""
PAPER_WHITE = 246.0
BLACK = 12.0
WHITE = 250.0
COLOURED = 42.0
"""Chroma, in shades, of ink that is not grey: a seal, a stamp, a blue pen."""
LEAST_COLOUR = 0.0012
"""Part of a page that has to be coloured: a small seal has more, the rim of a lens less."""


def is_coloured(page: Pixels) -> bool:
    """Whether the page would lose anything as shades of grey; the tint of its light is none."""
    small = _small(page, 480).astype(np.float32)
    paper = np.percentile(small.reshape(-1, 3), 85, axis=0)
    even = opencv().blur(small * (float(paper.max()) / np.maximum(paper, 1)), (3, 3))
    chroma = even.max(axis=2) - even.min(axis=2)
    return bool(np.mean(chroma > COLOURED) >= LEAST_COLOUR)


def is_paper(page: Pixels) -> bool:
    """Whether most of a picture is bare paper."""
    return _light(page)[1] >= LEAST_PAPER


def evened(page: Pixels) -> Pixels:
    """The page in even light, its paper nearly white.

    One factor a place for all three colours, so that seals stay red; photographs on the page are
    not taken for shadows. A page without much paper (a card, a picture) stays as it is.
    """
    cv2 = opencv()
    light, paper = _light(page)
    if paper < LEAST_PAPER:
        return page
    high, wide = page.shape[:2]
    factor = PAPER_WHITE / np.maximum(light, 1.0)
    factor = cv2.resize(factor, (wide, high), interpolation=cv2.INTER_CUBIC)[..., None]
    even = page * factor
    # darkest ink a little darker, paper's own grain a little nearer to white
    stretched = (even - BLACK) * (WHITE / (PAPER_WHITE - 6 - BLACK))
    return np.asarray(np.clip(stretched, 0, 255), np.uint8)


def _small(page: Pixels, longest: int) -> Pixels:
    cv2 = opencv()
    scale = min(1.0, longest / max(page.shape[:2]))
    small: Pixels = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return small


def _light(page: Pixels) -> tuple[Floats, float]:
    """Shade of bare paper at each place of a small picture, and the part that is bare paper."""
    cv2 = opencv()
    small = cv2.medianBlur(_small(page, 4 * LAMP_AT), 3)
    around = np.ones((9, 9), np.uint8)
    paper = _small(cv2.dilate(small, around), LAMP_AT).astype(np.float32)  # without its print
    shade = paper.max(axis=2)
    tint = paper - shade[..., None]
    usual = np.median(tint[shade >= np.percentile(shade, 50)], axis=0)
    pale = (np.abs(tint - usual).max(axis=2) < PALE) & (tint.min(axis=2) > -STRONG)
    surface = _surface(shade, pale)
    bare = pale & (shade > DEEPEST_SHADOW * surface)
    near = np.where(bare, shade, surface).astype(np.float32)
    weight = bare.astype(np.float32)
    size = (0, 0), 5.0
    # among what is not bare paper the light is that of the paper around it
    smooth = cv2.GaussianBlur(near * weight, *size) / np.maximum(
        cv2.GaussianBlur(weight, *size), 1e-3
    )
    known = cv2.GaussianBlur(weight, *size)
    light = np.where(known > 0.05, smooth, surface)  # noqa: PLR2004 — hardly any paper near
    return np.minimum(light, 1.3 * surface).astype(np.float32), float(bare.mean())


def _surface(shade: Floats, pale: npt.NDArray[np.bool_]) -> Floats:
    """The lamp: a smooth surface through the brightest of what may be paper."""
    y, x = np.mgrid[-1 : 1 : shade.shape[0] * 1j, -1 : 1 : shade.shape[1] * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], axis=-1)
    chosen = pale & (shade >= np.percentile(shade, 40))
    surface = np.full(shade.shape, np.percentile(shade, 80))
    for _ in range(3):
        if np.count_nonzero(chosen) < 0.1 * shade.size:
            break
        fitted, *_rest = np.linalg.lstsq(terms[chosen], shade[chosen], rcond=None)
        surface = np.maximum(terms @ fitted, 20.0)
        chosen = pale & (shade > 0.85 * surface)
    return np.asarray(surface, np.float32)
