"""Where the page lies in a picture.

Corners are proposed in two ways, as outlines of what is brighter or darker than the desk and as
crossings of long straight edges, and judged in one: along each side the shades just inside and
just outside must differ, as they do at the edge of a sheet and do not at a line printed on it. What
is not sure is not found, for a page that is cut is worse than a desk that is kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from drivers.document_camera.geometry import (
    AHEAD,
    Points,
    angles,
    are_convex,
    area,
    areas,
    is_convex,
    ordered,
)
from drivers.opencv import opencv

Pixels = npt.NDArray[np.uint8]
"""Rows, columns, and red, green, blue."""
Floats = npt.NDArray[np.float32]

LOOKED_AT = 480
"""Longer side in pixels of the picture that corners are looked for in."""
REFINED_AT = 1600
"""Longer side in pixels of the picture that corners are moved onto edges in."""
LEAST_AREA = 0.022
"""Part of the picture that a page has at least: a card where the camera sees half a metre."""
MOST_AREA = 0.97
ANGLES = (58.0, 122.0)
"""Inner angles of a sheet that is not held up on end."""
EDGE = 2
"""A page that comes this near to the rim of the picture (in pixels looked at) may go on beyond."""
SAMPLES = 32
"""Places along each side that are looked at."""
COMPARED = np.array([2.0, 3.0, 4.0, 5.0, -2.0, -3.0, -4.0, -5.0])
"""Distances from a side, in pixels looked at, at which its inside is held against its outside."""
BEYOND = (7.0, 26.0)
"""Where beyond a corner it is looked whether the side goes on, in pixels looked at."""
NOT_LIKE = 0.5
"""What goes on has a step that differs from that of the side by less than this part of it."""
MOST_GOING_ON = 2
PALER = 0.7
"""Part that differences of colour count, where those of shade count whole."""
LEAST_STEP = 5.0
"""Difference in shades (of 255, as CIE L*a*b*) across the edge of a sheet."""
SURE = 0.70
"""Part of the places of all sides that has to show the step."""
SURE_SIDE = 0.42
"""The same of the worst side, which a hand may hold."""
DARK_SURE = 0.85
"""For what is darker than the desk: it may be a picture on a page that fills the view."""
SMALL = 0.12
"""Part of the picture below which something bright may be a label on a page that fills the view."""
MOST_CLUTTER = 0.02
"""Edges outside of what is darker than the desk, or small, as part of that area."""
LINES = 8
"""Long edges of each direction that are combined."""
SEGMENTS = 80
"""Pieces of edges that are joined to lines, the longest first: cloth and tiles have hundreds."""
MOST_PROPOSED = 16
"""Crossings that are judged, those first that run along most edges."""
APART = 0.5
"""Two finds overlap in no more than this part of the smaller one, or they are the same."""
SECOND = 0.3
"""A second sheet is one that has this part of the first one's area."""
PART = 0.75
"""What is smaller than this part of a find and lies in it may be one of two sheets side by side."""
PARALLEL = 0.2
"""Lines whose angle has a smaller sine than this meet too far away."""
LOOSE = 4.0
"""How far (in pixels looked at) a corner is moved to lie on the true edges."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page in a picture.

    Args:
        corners: clockwise from the top left, in pixels of the whole picture.
        share: its part of the picture.
        confidence: part of its sides that shows an edge, 0 to 1.
        whole: all of it is in the picture.
        alone: no other sheet lies beside it.
    """

    corners: Points
    share: float
    confidence: float
    whole: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class _Judged:
    corners: Points
    share: float
    confidence: float
    bright: bool


def find_page(picture: Pixels) -> Found | None:
    """The page, None without one that is sure; takes some 10 ms however large the picture is."""
    times = -(-max(picture.shape[:2]) // LOOKED_AT)
    small = smaller(picture, times)
    judge = _Judge(small)
    pages = judge.sure(chain(_outlines(judge), _crossings(judge)))
    page = _best(pages)
    if page is None:
        return None
    rim = np.array([small.shape[1], small.shape[0]]) - 1 - EDGE
    whole = bool(np.all(page.corners >= EDGE) and np.all(page.corners <= rim))
    others = [each for each in pages if each.bright == page.bright and not _overlap(each, page)]
    parts = [each for each in pages if each.bright and each.share < PART * page.share]
    alone = not any(not _overlap(one, two) for one, two in combinations(parts, 2))
    corners = (ordered(page.corners) + 0.5) * times - 0.5
    alone &= all(other.share < SECOND * page.share for other in others)
    return Found(corners, page.share, page.confidence, whole, alone)


def refined(picture: Pixels, corners: Points) -> Points:
    """The same corners, more exactly: each side moved onto the edge in the picture at full size."""
    times = -(-max(picture.shape[:2]) // REFINED_AT)
    judge = _Judge(smaller(picture, times))
    moved = judge.moved_onto_edges((corners + 0.5) / times - 0.5)
    return np.asarray((moved + 0.5) * times - 0.5)


def smaller(picture: Pixels, times: int) -> Pixels:
    """The picture so many times smaller; what is left over at its end is cut off."""
    if times == 1:
        return picture
    cv2 = opencv()
    high, wide = (length // times for length in picture.shape[:2])
    even = picture[: high * times, : wide * times]
    smaller: Pixels = cv2.resize(even, (wide, high), interpolation=cv2.INTER_AREA)
    return smaller


def _best(pages: list[_Judged]) -> _Judged | None:
    """The largest of those brighter than the desk, else the largest: never a part of another."""
    bright = [page for page in pages if page.bright]
    return max(bright or pages, key=lambda page: page.share * page.confidence**3, default=None)


def _overlap(one: _Judged, other: _Judged) -> bool:
    cv2 = opencv()
    common, _ = cv2.intersectConvexConvex(
        one.corners.astype(np.float32), other.corners.astype(np.float32)
    )
    return bool(common > APART * min(abs(area(one.corners)), abs(area(other.corners))))


class _Judge:
    """Says of four corners whether a sheet lies there."""

    def __init__(self, small: Pixels) -> None:
        cv2 = opencv()
        self.size = small.shape[1], small.shape[0]
        self.coded: Pixels = cv2.cvtColor(cv2.medianBlur(small, 3), cv2.COLOR_RGB2LAB)
        # colours of a cheap sensor are noisier than its shades
        self.lab: Floats = cv2.multiply(self.coded, (1, PALER, PALER, 1), dtype=cv2.CV_32F)
        self.shades: Pixels = cv2.extractChannel(self.coded, 0)
        smooth = cv2.GaussianBlur(self.shades, (0, 0), 1.2)
        self.edges: Pixels = cv2.Canny(smooth, 12, 36)
        filled = cv2.morphologyEx(self.shades, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
        self.bare_edges: Pixels = cv2.Canny(cv2.GaussianBlur(filled, (5, 5), 1.2), 10, 30)

    def sure(self, proposed: Iterator[Points]) -> list[_Judged]:
        """Those that a sheet lies at."""
        found: list[_Judged] = []
        looked_at: list[Points] = []
        for corners in map(ordered, proposed):
            if any(np.abs(corners - each).max() < LOOSE for each in looked_at):
                continue
            looked_at.append(corners)
            judged = self._judged(corners)
            if judged is not None and not any(_same(judged, each) for each in found):
                found.append(judged)
        return found

    def _judged(self, corners: Points) -> _Judged | None:
        share = abs(area(corners)) / (self.size[0] * self.size[1])
        if not _is_sheet(corners, share):
            return None
        corners = self.moved_onto_edges(corners)
        share = abs(area(corners)) / (self.size[0] * self.size[1])
        if not _is_sheet(corners, share):
            return None
        steps = self._steps(corners)
        strong = np.linalg.norm(steps, axis=2) >= LEAST_STEP
        brighter = steps[..., 0] > 0
        # a sheet is brighter, or darker, than the desk all around it
        bright = bool(np.sum(strong & brighter) >= np.sum(strong & ~brighter))
        strong &= (brighter == bright) | (np.abs(steps[..., 0]) < LEAST_STEP)
        each_side = strong.mean(axis=1)
        confidence = float(each_side.mean())
        if confidence < (SURE if bright else DARK_SURE) or each_side.min() < SURE_SIDE:
            return None
        if (not bright or share < SMALL) and self._clutter(corners) > MOST_CLUTTER:
            return None
        going_on = self._going_on(corners, steps)
        if going_on >= MOST_GOING_ON:
            return None
        return _Judged(corners, share, confidence * (1 - 0.05 * going_on), bright)

    def _going_on(self, corners: Points, steps: Floats) -> int:
        """How many sides go on beyond a corner: then it is no corner, but where a shadow falls.

        Of a cloth with checks and a floor with tiles the sides go on, too.
        """
        along = corners[AHEAD] - corners
        along /= np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
        usual = np.median(steps, axis=1)
        like = NOT_LIKE * np.linalg.norm(usual, axis=1)
        count = 0
        for ends, direction in ((corners, -along), (corners[AHEAD], along)):
            begin, end = ends + direction * BEYOND[0], ends + direction * BEYOND[1]
            beyond = self._compared(*self._places_between(begin, end, along, 10))
            same = np.linalg.norm(beyond - usual[:, None], axis=2) < like[:, None]
            seen = (end >= 0).all(axis=1) & (end <= np.array(self.size) - 1).all(axis=1)
            count += int(np.sum(seen & (same.mean(axis=1) >= SURE)))
        return count

    def _places(self, corners: Points, distances: Points) -> tuple[Floats, Floats]:
        """Places along each side, at these distances inwards: sides, samples, distances."""
        behind = corners[AHEAD]
        along = (behind - corners) / np.maximum(
            np.linalg.norm(behind - corners, axis=1, keepdims=True), 1e-9
        )
        begin, end = corners * 0.94 + behind * 0.06, corners * 0.06 + behind * 0.94
        return self._places_between(begin, end, along, SAMPLES, distances)

    def _places_between(
        self,
        begin: Points,
        end: Points,
        along: Points,
        count: int,
        distances: Points = COMPARED,
    ) -> tuple[Floats, Floats]:
        part = np.linspace(0, 1, count, dtype=np.float32)
        away = distances.astype(np.float32)

        def spread(axis: int, inwards: Points) -> Floats:
            first, last = (ends[:, axis, None].astype(np.float32) for ends in (begin, end))
            points = first * (1 - part) + last * part
            return np.asarray(points[..., None] + inwards[:, None, None] * away, np.float32)

        return spread(0, -along[:, 1]), spread(1, along[:, 0])

    def _steps(self, corners: Points) -> Floats:
        """How much the inside differs from the outside at each place of each side (L*a*b*)."""
        return self._compared(*self._places(corners, COMPARED))

    def _compared(self, x: Floats, y: Floats) -> Floats:
        """The inside less the outside, of places at the distances `COMPARED`."""
        seen = self._seen_at(x, y)
        half = len(COMPARED) // 2
        return np.asarray(_median(seen[:, :, :half]) - _median(seen[:, :, half:]), np.float32)

    def _seen_at(self, x: Floats, y: Floats) -> Floats:
        cv2 = opencv()
        flat = [each.reshape(len(each), -1) for each in (x, y)]
        seen: Floats = cv2.remap(
            self.lab, *flat, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        ).reshape(*x.shape, 3)
        return seen

    def moved_onto_edges(self, corners: Points) -> Points:
        """The same corners with each side moved onto the strongest edge near it."""
        cv2 = opencv()
        distances = np.arange(-LOOSE, LOOSE + 0.1, 1.0)
        x, y = self._places(corners, distances)
        seen = self._seen_at(x, y)
        change = seen[:, :, 2:] - seen[:, :, :-2]
        slopes = np.sqrt(np.einsum("abcd,abcd->abc", change, change))
        strongest = slopes.argmax(axis=2)
        strength = np.take_along_axis(slopes, strongest[..., None], axis=2)[..., 0]
        offsets = distances[strongest] + 1.0
        lines = []
        for side in range(4):
            px = x.reshape(4, SAMPLES, -1)[side]
            py = y.reshape(4, SAMPLES, -1)[side]
            at = np.clip(offsets[side] + LOOSE, 0, len(distances) - 1).round().astype(int)
            points = np.stack([np.take_along_axis(p, at[:, None], 1)[:, 0] for p in (px, py)], 1)
            good = points[strength[side] > max(LEAST_STEP, 0.35 * float(strength[side].max()))]
            if len(good) < SAMPLES * 0.3:
                return corners
            line = cv2.fitLine(good.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01)
            lines.append(line[:, 0].tolist())
        crossed = [_crossing(lines[side - 1], lines[side]) for side in range(4)]
        if any(point is None for point in crossed):
            return corners
        moved = np.array(crossed)
        if np.max(np.linalg.norm(moved - corners, axis=1)) > 3 * LOOSE:
            return corners
        return moved

    def _clutter(self, corners: Points) -> float:
        """Part of the outside that is edges: of a plain desk next to nothing."""
        cv2 = opencv()
        outside = np.full(self.edges.shape, 255, np.uint8)
        middle = corners.mean(axis=0)
        larger = middle + (corners - middle) * 1.08
        cv2.fillConvexPoly(outside, larger.round().astype(np.int32), 0)
        count = int(np.count_nonzero(outside))
        return float(np.count_nonzero(self.edges & outside)) / max(1, count)


def _is_sheet(corners: Points, share: float) -> bool:
    if not LEAST_AREA <= share <= MOST_AREA or not is_convex(corners):
        return False
    inner = angles(corners)
    return bool(inner.min() >= ANGLES[0] and inner.max() <= ANGLES[1])


def _same(one: _Judged, other: _Judged) -> bool:
    return bool(np.max(np.abs(one.corners - other.corners)) < LOOSE)


def _crossing(one: Iterable[float], other: Iterable[float]) -> tuple[float, float] | None:
    """Where two lines (direction, point) cross; plain numbers, which are quicker than arrays."""
    (a, b, x, y), (c, d, u, v) = one, other
    cross = a * d - b * c
    if abs(cross) < PARALLEL:
        return None
    part = ((u - x) * d - (v - y) * c) / cross
    return x + part * a, y + part * b


# --- proposals ------------------------------------------------------------------------------------


def _outlines(judge: _Judge) -> Iterator[Points]:
    """Outlines of what differs from the desk: by shade, by colour, and within closed edges."""
    cv2 = opencv()
    for mask in _masks(judge, cv2):
        shapes, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        least = LEAST_AREA * judge.size[0] * judge.size[1]
        large = sorted(
            (shape for shape in shapes if cv2.contourArea(cv2.convexHull(shape)) >= least),
            key=cv2.contourArea,
        )
        for shape in large[-4:]:
            yield from _with_four_corners(cv2.convexHull(shape), cv2)


def _masks(judge: _Judge, cv2: Any) -> Iterator[Pixels]:
    shades = cv2.GaussianBlur(judge.shades, (5, 5), 0)
    small, large = np.ones((3, 3), np.uint8), np.ones((7, 7), np.uint8)
    level, mask = cv2.threshold(shades, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    for bright in (mask, _above(shades, (level + 255) / 2), _above(shades, level * 0.75)):
        yield cv2.morphologyEx(
            cv2.morphologyEx(bright, cv2.MORPH_CLOSE, large), cv2.MORPH_OPEN, large
        )
    yield cv2.morphologyEx(~mask, cv2.MORPH_OPEN, large)
    _, mask = cv2.threshold(_colourful(judge, cv2), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    yield cv2.morphologyEx(mask, cv2.MORPH_CLOSE, large)
    for kernel in (small, large):  # closed edges, with what they enclose
        yield cv2.morphologyEx(judge.edges, cv2.MORPH_CLOSE, kernel)


def _colourful(judge: _Judge, cv2: Any) -> Pixels:
    """How far each place is from the usual colour, spread over the shades there are."""
    away = []
    for channel in (1, 2):
        values = cv2.extractChannel(judge.coded, channel)
        counts = cv2.calcHist([values], [0], None, [256], [0, 256]).ravel()
        usual = int(np.searchsorted(np.cumsum(counts), values.size / 2))
        away.append(cv2.subtract(cv2.extractChannel(judge.lab, channel), PALER * usual))
    colourful: Pixels = cv2.convertScaleAbs(cv2.magnitude(*away), alpha=6)
    return colourful


def _above(shades: Pixels, level: float) -> Pixels:
    cv2 = opencv()
    above: Pixels = cv2.threshold(shades, level, 255, cv2.THRESH_BINARY)[1]
    return above


def _median(four: Floats) -> Floats:
    """The median of four values, along the third axis: the mean of the two in the middle."""
    ends = four.min(axis=2) + four.max(axis=2)
    return np.asarray((four.sum(axis=2) - ends) / 2)


def _with_four_corners(hull: Any, cv2: Any) -> Iterator[Points]:
    """A convex shape as four corners: sides lengthened across what is cut off, held or folded."""
    outline = cv2.arcLength(hull, closed=True)
    shape = cv2.approxPolyDP(hull, 0.006 * outline, closed=True).reshape(-1, 2).astype(np.float64)
    shape = shape if area(shape) > 0 else shape[::-1]
    while len(shape) > 4:  # noqa: PLR2004 — four corners
        shorter = _without_a_side(shape)
        if shorter is None:
            break
        shape = shorter
    if len(shape) == 4:  # noqa: PLR2004 — four corners
        yield shape
    simple = cv2.approxPolyDP(hull, 0.03 * outline, closed=True).reshape(-1, 2).astype(np.float64)
    if len(simple) == 4:  # noqa: PLR2004 — four corners
        yield simple


def _without_a_side(shape: Points) -> Points | None:
    """Drop the side whose neighbours meet with the least area added."""
    best: tuple[float, int, tuple[float, float]] | None = None
    corners: list[tuple[float, float]] = [(float(x), float(y)) for x, y in shape]
    count = len(corners)
    for i in range(count):
        before, here, behind, after = (corners[(i + step) % count] for step in (-1, 0, 1, 2))
        meet = _meeting(before, here, after, behind)
        if meet is None or _dot(before, here, here, meet) < 0:
            continue
        added = abs(area(np.array([here, meet, behind])))
        if best is None or added < best[0]:
            best = added, i, meet
    if best is None:
        return None
    _, i, meet = best
    return np.array([meet, *(corners[(i + step) % count] for step in range(2, count))])


def _meeting(
    before: tuple[float, float],
    here: tuple[float, float],
    after: tuple[float, float],
    behind: tuple[float, float],
) -> tuple[float, float] | None:
    """Where the line from `before` over `here` meets the one from `after` over `behind`."""
    return _crossing((*_direction(before, here), *here), (*_direction(after, behind), *behind))


def _direction(begin: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    x, y = end[0] - begin[0], end[1] - begin[1]
    length = max(1e-9, math.hypot(x, y))
    return x / length, y / length


def _dot(
    one: tuple[float, float],
    two: tuple[float, float],
    three: tuple[float, float],
    four: tuple[float, float],
) -> float:
    return (two[0] - one[0]) * (four[0] - three[0]) + (two[1] - one[1]) * (four[1] - three[1])


def _crossings(judge: _Judge) -> Iterator[Points]:
    """Four long edges, two of each direction, and where they cross."""
    cv2 = opencv()
    diagonal = float(np.hypot(*judge.size))
    found = cv2.HoughLinesP(
        judge.bare_edges, 1, np.pi / 180, 40, minLineLength=diagonal * 0.09, maxLineGap=8
    )
    if found is None:
        return
    lines = _joined(found.reshape(-1, 4).astype(np.float64), diagonal)
    if not lines:
        return
    turned = np.array([_between(line[0], lines[0][0]) for line in lines])
    along, across = (
        np.array([lines[i][1] for i in np.flatnonzero(chosen)[:LINES]]).reshape(-1, 4)
        for chosen in (turned < 35, turned > 55)  # noqa: PLR2004 — degrees
    )
    corners = _quadrangles(along, across)
    share = np.abs(areas(corners)) / (judge.size[0] * judge.size[1])
    sheets = (share >= LEAST_AREA) & (share <= MOST_AREA) & are_convex(corners)
    corners, share = corners[sheets], share[sheets]
    lit = cv2.dilate(judge.bare_edges, np.ones((3, 3), np.uint8)) > 0
    worth = _drawn(lit, corners) * share**0.25
    yield from corners[np.argsort(-worth)[:MOST_PROPOSED]]


def _quadrangles(along: Points, across: Points) -> Points:
    """Every two lines (direction, point) of one direction crossed with two of the other."""
    if len(along) < 2 or len(across) < 2:  # noqa: PLR2004 — two of each make four corners
        return np.zeros((0, 4, 2))
    one, other = along[:, None], across[None]
    apart = other[..., 2:] - one[..., 2:]
    cross = one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0]
    part = (apart[..., 0] * other[..., 1] - apart[..., 1] * other[..., 0]) / cross
    points = one[..., 2:] + part[..., None] * one[..., :2]
    i, j = np.triu_indices(len(along), 1)
    k, m = np.triu_indices(len(across), 1)
    i, k = (each.ravel() for each in np.meshgrid(i, k, indexing="ij"))
    j, m = (each.ravel() for each in np.meshgrid(j, m, indexing="ij"))
    return np.stack([points[i, k], points[j, k], points[j, m], points[i, m]], axis=1)


def _joined(segments: Points, diagonal: float) -> list[tuple[float, npt.NDArray[np.float64]]]:
    """Segments as lines (angle in degrees; direction and point), the longest together first."""
    groups: list[tuple[float, float, list[Points]]] = []
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    for i in np.argsort(-lengths)[:SEGMENTS]:
        x1, y1, x2, y2 = segments[i]
        angle = float(np.degrees(np.arctan2(y2 - y1, x2 - x1)) % 180)
        middle = np.array([(x1 + x2) / 2, (y1 + y2) / 2])
        for k, (known, total, points) in enumerate(groups):
            direction = np.array([np.cos(np.radians(known)), np.sin(np.radians(known))])
            away = middle - points[0]
            off = abs(direction[0] * away[1] - direction[1] * away[0])
            if _between(angle, known) < 4 and off < diagonal * 0.008:  # noqa: PLR2004 — degrees
                groups[k] = known, total + float(lengths[i]), points
                break
        else:
            groups.append((angle, float(lengths[i]), [middle]))
    groups.sort(key=lambda group: -group[1])
    return [
        (
            angle,
            np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle)), *points[0]]),
        )
        for angle, _, points in groups
    ]


def _between(one: float, other: float) -> float:
    """Angle between two directions, 0 to 90 degrees."""
    difference = abs(one - other) % 180
    return min(difference, 180 - difference)


def _drawn(lit: npt.NDArray[np.bool_], corners: Points) -> Points:
    """Part of the four sides that lies on edges, of each four corners."""
    part = np.linspace(0.05, 0.95, SAMPLES)[:, None]
    ahead = corners[:, AHEAD]
    points = corners[:, :, None] * (1 - part) + ahead[:, :, None] * part
    x = points[..., 0].round().astype(int)
    y = points[..., 1].round().astype(int)
    inside = (x >= 0) & (y >= 0) & (x < lit.shape[1]) & (y < lit.shape[0])
    hit = lit[np.clip(y, 0, lit.shape[0] - 1), np.clip(x, 0, lit.shape[1] - 1)] & inside
    return np.asarray(hit.mean(axis=(1, 2)))
