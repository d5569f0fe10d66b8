"""What a finger has drawn on the pad: strokes of points, as many as a character can want."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Point = tuple[float, float]
Stroke = Sequence[Point]

STROKES_AT_MOST = 48
"""No character that is known here has as many."""
POINTS_AT_MOST = 256
"""In one stroke; a finger that rests on the glass goes on telling."""


@dataclass(slots=True)
class Strokes:
    """Strokes in the order they were drawn; what is over the limits is left out.

    Coordinates are those of the pad, x to the right and y down; only their proportions count.
    """

    drawn: list[list[Point]] = field(default_factory=list)
    _open: bool = False

    def __bool__(self) -> bool:
        return bool(self.drawn)

    def begin(self) -> None:
        """The finger comes down."""
        self._open = len(self.drawn) < STROKES_AT_MOST
        if self._open:
            self.drawn.append([])

    def add(self, x: float, y: float) -> None:
        """The finger is here now."""
        if self._open and len(self.drawn[-1]) < POINTS_AT_MOST:
            self.drawn[-1].append((x, y))

    def end(self) -> None:
        """The finger is lifted."""
        self._open = False
        if self.drawn and not self.drawn[-1]:
            self.drawn.pop()

    def undo(self) -> None:
        """The last stroke was not meant."""
        self._open = False
        if self.drawn:
            self.drawn.pop()

    def clear(self) -> None:
        """Begin again."""
        self._open = False
        self.drawn.clear()

    def copy(self) -> tuple[tuple[Point, ...], ...]:
        """As they are now, for another thread."""
        return tuple(tuple(stroke) for stroke in self.drawn if stroke)
