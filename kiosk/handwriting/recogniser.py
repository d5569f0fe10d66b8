"""Which characters a drawing may be: those whose printed shape is most like it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kiosk.errors import EnvironmentFault
from kiosk.handwriting.characters import characters, is_common
from kiosk.handwriting.shapes import SIDE, SIZE, Pictures, Shapes, drawn, settled, shapes
from kiosk.handwriting.strokes import Stroke

LETTER = SIDE * 3 // 2
"""Size in pixels at which the font draws a character."""
AT_ONCE = 64
"""Characters a step of `learn` takes: a few hundredths of a second."""
RARE = 0.02
"""How much more like the drawing a rare character has to be than a usual one, from 0 to 1."""


class Recogniser:
    """Knows how a font draws every character.

    Args:
        font: a TrueType file in the hand of schoolbooks (楷体), such as LXGW WenKai.
        to_learn: the characters it is to know; all there are (`characters`) when None.
    """

    def __init__(self, font: Path, to_learn: Sequence[str] | None = None) -> None:
        self._font = font
        self._to_learn = to_learn
        self._characters: tuple[str, ...] = ()
        self._shapes: Shapes = np.empty((0, SIZE), np.float32)
        self._handicap: Shapes = np.empty(0, np.float32)

    @property
    def ready(self) -> bool:
        """Whether it has learnt the characters."""
        return bool(self._characters)

    def learn(self) -> Iterator[None]:
        """Look at every character of the font, in steps; a second or two of work.

        Raises:
            EnvironmentFault: ``handwriting.no_font`` when the font cannot be read.
        """
        try:
            font = ImageFont.truetype(str(self._font), LETTER, layout_engine=ImageFont.Layout.BASIC)
        except OSError as error:
            raise EnvironmentFault(
                "handwriting.no_font",
                f"The font {self._font} that written characters are compared with "
                f"cannot be read: {error}.",
                "Install the Debian package fonts-lxgw-wenkai.",
            ) from error
        known = characters() if self._to_learn is None else tuple(self._to_learn)
        learnt = np.empty((len(known), SIZE), np.float32)
        for at in range(0, len(known), AT_ONCE):
            some = known[at : at + AT_ONCE]
            learnt[at : at + len(some)] = shapes(np.stack([_printed(font, one) for one in some]))
            yield
        self._shapes = learnt
        self._handicap = np.array([0 if is_common(one) else RARE for one in known], np.float32)
        self._characters = known

    def recognise(self, strokes: Sequence[Stroke], most: int = 8) -> list[str]:
        """The characters a drawing may be, the likeliest first.

        Args:
            strokes: what was drawn, in any order.
            most: how many are wanted.

        Returns:
            At most so many; none for an empty drawing, or before `learn` has ended.
        """
        strokes = [stroke for stroke in strokes if stroke]
        if not strokes or not self._characters:
            return []
        likeness = self._shapes @ shapes(settled(drawn(strokes))[None])[0] - self._handicap
        most = min(most, len(likeness))
        best = np.argpartition(-likeness, most - 1)[:most]
        return [self._characters[at] for at in best[np.argsort(-likeness[best])]]


def _printed(font: ImageFont.FreeTypeFont, character: str) -> Pictures:
    picture = Image.new("L", (2 * SIDE, 2 * SIDE))
    ImageDraw.Draw(picture).text((SIDE // 8, 0), character, font=font, fill=255)
    return settled(picture)
