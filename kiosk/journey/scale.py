"""The numbers a range question offers, counted exactly.

Steps of 0.1 do not add up in binary, so numbers are whole multiples of a decimal unit: with two
decimal places 0.25 is 25.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

LONGEST = 10_000
"""More numbers than that are no scale: such a question is asked for by digits."""
_MOST_PLACES = 9
_MOST_DIGITS = 15
"""What a double, the number of the screen's language, holds exactly."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers from the first to the last, which may be the smaller one.

    Args:
        first: in units of the last decimal place.
        step: from one number to the next, negative where the range descends.
        places: decimal places.
        count: how many numbers there are, at least one.
    """

    first: int
    step: int
    places: int
    count: int

    def at(self, index: int) -> str:
        """A number as it is written, counted from 0."""
        return f"{Decimal(self.first + index * self.step).scaleb(-self.places):f}"

    def index_of(self, value: str) -> int:
        """Place of a number, the nearest one where it lies between two; -1 for what is none."""
        number = _decimal(value)
        if number is None:
            return -1
        steps = (number.scaleb(self.places) - self.first) / self.step
        index = int(steps.to_integral_value())
        return index if 0 <= index < self.count else -1

    def settings(self) -> dict[str, str]:
        """What the screen needs to count along."""
        return {
            "first": str(self.first),
            "by": str(self.step),
            "places": str(self.places),
            "count": str(self.count),
        }


def read_scale(attributes: Mapping[str, str], type_: str) -> Scale | None:
    """The scale that ``start``, ``end`` and ``step`` describe; None where they describe none.

    A step too large for the way between start and end leaves start alone. The sign of the step
    says nothing: start and end do.

    Args:
        attributes: of the control.
        type_: bind type; an ``int`` has no decimal places.
    """
    start, end = _decimal(attributes.get("start", "")), _decimal(attributes.get("end", ""))
    step = _decimal(attributes.get("step", "1"))
    if start is None or end is None or not step:
        return None
    places = max(_places(start), _places(end), _places(step))
    if places > (0 if type_ == "int" else _MOST_PLACES):
        return None
    first, last, by = (int(number.scaleb(places)) for number in (start, end, abs(step)))
    count = abs(last - first) // by + 1
    if count > LONGEST or max(abs(first), abs(last), by) >= 10**_MOST_DIGITS:
        return None
    return Scale(first, by if last >= first else -by, places, count)


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= _MOST_DIGITS else None


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return max(0, -int(exponent))
