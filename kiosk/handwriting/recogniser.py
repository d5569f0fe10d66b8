"""Which characters a drawing may be: those whose printed shape is most like it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kiosk.handwriting.characters import is_common
from kiosk.handwriting.shapes import Shapes, drawn, settled, shapes
from kiosk.handwriting.strokes import Stroke

RARE = 0.02
"""How much more like the drawing a rare character has to be than a usual one, from 0 to 1."""


class Recogniser:
    """Knows how a font draws every character.

    Args:
        characters: the characters it knows.
        learnt: their shapes, one a row (`kiosk.handwriting.learning`).
    """

    def __init__(self, characters: Sequence[str], learnt: Shapes) -> None:
        self._characters = tuple(characters)
        self._shapes = learnt
        self._handicap = np.array([0 if is_common(one) else RARE for one in characters], np.float32)

    def recognise(self, strokes: Sequence[Stroke], most: int = 8) -> list[str]:
        """The characters a drawing may be, the likeliest first.

        Args:
            strokes: what was drawn, in any order.
            most: how many are wanted.

        Returns:
            At most so many; none for an empty drawing.
        """
        strokes = [stroke for stroke in strokes if stroke]
        if not strokes:
            return []
        likeness = self._shapes @ shapes(settled(drawn(strokes))[None])[0] - self._handicap
        most = min(most, len(likeness))
        best = np.argpartition(-likeness, most - 1)[:most]
        return [self._characters[at] for at in best[np.argsort(-likeness[best])]]
