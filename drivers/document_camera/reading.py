"""Whether a page can be read: sharpness, and the reflections of lamps.

The thresholds were found on pages drawn with known faults; docs/devices.md has the tables.
"""

from __future__ import annotations

import numpy as np

from drivers.document_camera.finding import Floats, Pixels, smaller
from drivers.opencv import opencv

SLOPE = np.array([[-0.5, 0, 0.5]], np.float32)
"""Derivative across the picture, and upright down it."""
GREY = 2
"""Dimensions of a picture without colours."""
MEASURED_AT = 1000
"""Longer side in pixels of a page whose sharpness is measured."""
LEAST_DETAIL = 900
"""So many pixels have to lie on edges, or there is nothing to be sharp."""
EDGE = 26.0
"""Slope, in shades a pixel, of what counts as an edge; the grain of a sensor is below."""
SHARP = 0.38
"""Sharpness below which small print runs together."""
BLOWN = 250
"""Shade (of 255) of what is blown out."""
LIT_PAPER = 238.0
"""Where the paper itself is as bright no reflection stands out, and none hides any print."""
GLARING = 0.006
"""Part of a page that a reflection may hide: the place of a word or two."""
SMALLEST_SPOT = 0.0008
"""Spots smaller than this part of the page are no lamps."""


def sharpness(page: Pixels) -> float | None:
    """How sharp what is on the page is; None where there is nothing on it.

    The ratio of second to first derivatives along edges, root of the sums of squares: the width of
    an edge, in which neither contrast nor the amount of print counts. The worse of both directions,
    for a hand moves a page in one. Tenengrad and the variance of the Laplacian, divided.

    Args:
        page: in colours or in grey.
    """
    cv2 = opencv()
    grey = page if page.ndim == GREY else cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, MEASURED_AT / max(grey.shape))
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = float(np.percentile(grey[::4, ::4], 80))
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 0.7) * (220 / max(paper, 30.0))
    border = round(0.03 * max(grey.shape))
    worst = None
    slopes = [cv2.filter2D(smooth, -1, SLOPE if axis else SLOPE.T) for axis in (0, 1)]
    inner = (slice(border, -border), slice(border, -border))
    steepness = [np.ascontiguousarray(np.abs(slope[inner])) for slope in slopes]
    for axis in (0, 1):
        first, other = steepness[axis], steepness[1 - axis]
        strong = cv2.compare(first, cv2.max(other, _steep(first)), cv2.CMP_GT)
        if cv2.countNonZero(strong) < LEAST_DETAIL:
            continue
        second = cv2.filter2D(slopes[axis], -1, SLOPE if axis else SLOPE.T)[inner]
        near = cv2.dilate(strong, np.ones((3, 3), np.uint8))
        lengths = [cv2.norm(each, cv2.NORM_L2, near) for each in (second, first)]
        sharp = float(lengths[0] / lengths[1])
        worst = sharp if worst is None else min(worst, sharp)
    return worst


def _steep(first: Floats) -> float:
    """What counts as an edge: nearly half of the steepest, yet above the grain."""
    return max(EDGE / 4, 0.4 * float(np.percentile(first[::3, ::3], 99)))


def glare(page: Pixels) -> float:
    """Part of the page that the reflection of a lamp hides, 0 to 1."""
    cv2 = opencv()
    red, green, blue = cv2.split(smaller(page, -(-2 * max(page.shape[:2]) // MEASURED_AT)))
    darkest = cv2.min(cv2.min(red, green), blue)
    if float(np.percentile(darkest[::3, ::3], 60)) > LIT_PAPER:
        return 0.0
    blown = np.where(darkest >= BLOWN, np.uint8(1), np.uint8(0))
    blown = cv2.morphologyEx(blown, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(blown)
    spots = stats[1:, cv2.CC_STAT_AREA]
    large = spots[spots >= SMALLEST_SPOT * blown.size]
    return float(large.sum() / blown.size)
