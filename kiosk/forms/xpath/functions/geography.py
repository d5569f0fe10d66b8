"""Places: distance, area and being inside, on a sphere as the peers reckon them."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.functions.numbers import round_half_up
from kiosk.forms.xpath.functions.registry import ANY_NUMBER, eager
from kiosk.forms.xpath.values import Value, to_string

_RADIUS_M = 6_378_100.0  # of the Earth, as JavaRosa has it
_CORNERS = 3  # fewer enclose nothing
_MOST_LATITUDE = 90.0
_MOST_LONGITUDE = 180.0


class Point(NamedTuple):
    """A place in radians."""

    latitude: float
    longitude: float


def parse_point(text: str) -> Point | None:
    """Read ``latitude longitude [altitude [accuracy]]`` in degrees; None when it is none."""
    parts = text.split()
    if len(parts) not in (2, 3, 4):
        return None
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return None
    if not all(math.isfinite(number) for number in numbers):
        return None
    if abs(numbers[0]) > _MOST_LATITUDE or abs(numbers[1]) > _MOST_LONGITUDE:
        return None
    return Point(math.radians(numbers[0]), math.radians(numbers[1]))


def _line(text: str) -> list[Point] | None:
    pieces = [piece for piece in text.split(";") if piece.strip()]
    points = [parse_point(piece) for piece in pieces]
    found = [point for point in points if point is not None]
    return found if len(found) == len(points) else None


def _points(value: Value) -> list[Point] | None:
    texts = [node.value for node in value] if isinstance(value, list) else [to_string(value)]
    points: list[Point] = []
    for text in texts:
        line = _line(text)
        if line is None:
            return None
        points.extend(line)
    return points


def _metres(one: Point, other: Point) -> float:
    latitude = math.sin((other.latitude - one.latitude) / 2)
    longitude = math.sin((other.longitude - one.longitude) / 2)
    chord = latitude**2 + math.cos(one.latitude) * math.cos(other.latitude) * longitude**2
    return 2 * _RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


@eager("distance", 1, ANY_NUMBER)
def _distance(_: Context, arguments: list[Value]) -> Value:
    """Metres along all points of all arguments."""
    points: list[Point] = []
    for argument in arguments:
        found = _points(argument)
        # of several arguments each is one place; only a single one may be a line
        single = len(arguments) == 1 or (isinstance(argument, list) and len(argument) > 1)
        if found is None or (len(found) > 1 and not single):
            raise EvaluationError(
                "The function “distance” received a value that is no place.",
                remedy="Give it answers of type geopoint, geotrace or geoshape.",
                code="form.place",
            )
        points.extend(found)
    return round_half_up(sum(_metres(one, other) for one, other in pairwise(points)), 2)


@eager("area", 1, 1)
def _area(_: Context, arguments: list[Value]) -> Value:
    """Square metres inside a line of places; zero when it is none."""
    points = _points(arguments[0]) or []
    if len(points) < _CORNERS:
        return 0.0
    if points[0] == points[-1]:
        points = points[:-1]
    total = 0.0
    for place, point in enumerate(points):
        before, after = points[place - 1], points[(place + 1) % len(points)]
        total += (after.longitude - before.longitude) * math.sin(point.latitude)
    return round_half_up(abs(total) * _RADIUS_M**2 / 2, 2)


@eager("geofence", 2, 2)
def _geofence(_: Context, arguments: list[Value]) -> Value:
    """Whether a place lies inside a closed line of places."""
    place = parse_point(to_string(arguments[0]))
    edges = _points(arguments[1]) or []
    if place is None or not edges or edges[0] != edges[-1]:
        return False
    inside = False
    previous = edges[-1]
    for corner in edges:
        if (corner.longitude > place.longitude) is not (previous.longitude > place.longitude):
            slope = (previous.latitude - corner.latitude) / (previous.longitude - corner.longitude)
            crossing = slope * (place.longitude - corner.longitude) + corner.latitude
            if place.latitude < crossing:
                inside = not inside
        previous = corner
    return inside
