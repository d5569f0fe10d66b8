"""Four corners: their order, their shape, and how long and wide what lies there truly is."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
"""Points in pixels, a row each: x to the right, y down."""

AHEAD, BEFORE = [1, 2, 3, 0], [3, 0, 1, 2]
"""The next corner of each, and the one before."""
RATIOS = (math.sqrt(2), 85.60 / 53.98)
"""Long by short side of ISO 216 paper, and of an ISO/IEC 7810 ID-1 card."""
SNAP = 0.035
"""A measured ratio as near as this to one of those is that one."""
PARALLEL = 0.02
"""With opposite sides this near to parallel perspective tells nothing of the ratio."""
FOCAL = (0.6, 3.5)
"""Focal lengths that cameras have, in widths of their picture."""
LONGEST_RATIO = 4.0


def ordered(corners: Points) -> Points:
    """The corners clockwise, beginning with the one that is top left as the page lies now.

    The page is not turned: whatever of it points up in the picture goes on pointing up.
    """
    middle = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0])
    clockwise = corners[np.argsort(angles)]
    tops = [clockwise[i] + clockwise[(i + 1) % 4] for i in range(4)]
    # the upper side is the one whose middle is most nearly above the middle of the page
    ups = [(2 * middle - top) / max(1e-9, float(np.linalg.norm(2 * middle - top))) for top in tops]
    return np.roll(clockwise, -int(np.argmax([up[1] for up in ups])), axis=0)


def area(corners: Points) -> float:
    """Area in square pixels of any shape; negative when it runs anticlockwise."""
    x, y = corners[:, 0], corners[:, 1]
    return float(0.5 * (np.dot(x, np.append(y[1:], y[0])) - np.dot(y, np.append(x[1:], x[0]))))


def areas(corners: Points) -> Points:
    """The same of many four corners: quadrangles, corners, x and y."""
    ahead = corners[:, AHEAD]
    crossed = corners[..., 0] * ahead[..., 1] - corners[..., 1] * ahead[..., 0]
    return np.asarray(crossed.sum(axis=1) / 2)


def angles(corners: Points) -> Points:
    """The inner angle at each corner, in degrees; 360 together when convex."""
    before, behind = corners[BEFORE] - corners, corners[AHEAD] - corners
    across = np.sum(before * behind, axis=1)
    lengths = np.hypot(before[:, 0], before[:, 1]) * np.hypot(behind[:, 0], behind[:, 1])
    return np.asarray(np.degrees(np.arccos(np.clip(across / np.maximum(lengths, 1e-9), -1, 1))))


def are_convex(corners: Points) -> npt.NDArray[np.bool_]:
    """Of many, whether all four corners turn the same way, as of a flat sheet they do."""
    ahead = corners[:, AHEAD] - corners
    behind = ahead[:, BEFORE]
    turns = behind[..., 0] * ahead[..., 1] - behind[..., 1] * ahead[..., 0]
    return np.asarray(np.all(turns > 0, axis=1) | np.all(turns < 0, axis=1))


def is_convex(corners: Points) -> bool:
    """The same of one."""
    return bool(are_convex(corners[None])[0])


def sides(corners: Points) -> tuple[float, float]:
    """Width and height in pixels: of opposite sides the longer, so that nothing is lost."""
    lengths = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(max(lengths[0], lengths[2])), float(max(lengths[1], lengths[3]))


def true_ratio(corners: Points, size: tuple[int, int]) -> float:
    """Width by height of the flat rectangle that is seen at these corners.

    After Zhang and He, "Whiteboard scanning and image enhancement" (2007): square pixels and a lens
    in the middle of the picture make the focal length and the ratio follow from the four corners.
    Where the view is too nearly straight from above for that, the sides are measured.

    Args:
        corners: in order.
        size: of the whole picture in pixels.
    """
    lengths = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    plain = float((lengths[0] + lengths[2]) / max(1e-9, lengths[1] + lengths[3]))
    return _standard(_seen_askew(corners, size) or plain)


def _seen_askew(corners: Points, size: tuple[int, int]) -> float | None:
    middle = np.array([(size[0]) / 2, (size[1]) / 2])
    one, two, four, three = (np.append((corners[i] - middle) / size[0], 1.0) for i in (0, 1, 2, 3))
    k2 = np.dot(np.cross(one, four), three) / np.dot(np.cross(two, four), three)
    k3 = np.dot(np.cross(one, four), two) / np.dot(np.cross(three, four), two)
    if abs(k2 - 1) < PARALLEL or abs(k3 - 1) < PARALLEL:
        return None
    across, down = k2 * two - one, k3 * three - one
    focal_2 = -(across[0] * down[0] + across[1] * down[1]) / (across[2] * down[2])
    if not FOCAL[0] ** 2 <= focal_2 <= FOCAL[1] ** 2:
        return None
    scale = np.array([1 / focal_2, 1 / focal_2, 1.0])
    ratio = math.sqrt(np.sum(across**2 * scale) / np.sum(down**2 * scale))
    return ratio if 1 / LONGEST_RATIO <= ratio <= LONGEST_RATIO else None


def _standard(ratio: float) -> float:
    """The ratio of the paper that is meant, or the ratio as it is."""
    for known in RATIOS:
        for each in (known, 1 / known):
            if abs(ratio / each - 1) <= SNAP:
                return each
    return ratio
