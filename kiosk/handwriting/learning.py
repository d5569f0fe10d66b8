"""How a font writes characters: learnt here, in a process of its own (`kiosk.handwriting.pupil`).

Run as a program it reads characters from its standard input and writes their shapes to its standard
output, row by row, as 32-bit floats of this machine. Whoever reads them may go away at any time:
the next row then ends it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kiosk.errors import EnvironmentFault
from kiosk.handwriting.shapes import SIDE, Pictures, Shapes, settled, shapes

LETTER = SIDE * 3 // 2
"""Size in pixels at which the font draws a character."""
AT_ONCE = 64
"""Characters that are learnt in one step: a few hundredths of a second."""


def open_font(font: Path) -> ImageFont.FreeTypeFont:
    """A font, ready to draw.

    Raises:
        EnvironmentFault: ``handwriting.no_font`` when it cannot be read.
    """
    try:
        return ImageFont.truetype(str(font), LETTER, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        raise no_font(font, error) from error


def no_font(font: Path, error: OSError) -> EnvironmentFault:
    """What is to be said when a font cannot be read."""
    return EnvironmentFault(
        "handwriting.no_font",
        f"The font {font} that written characters are compared with cannot be read: {error}.",
        "Install the Debian package fonts-lxgw-wenkai.",
    )


def learn(font: ImageFont.FreeTypeFont, characters: Sequence[str]) -> Iterator[Shapes]:
    """The shapes of characters in their order, some rows at a time."""
    for at in range(0, len(characters), AT_ONCE):
        yield shapes(np.stack([_printed(font, one) for one in characters[at : at + AT_ONCE]]))


def main() -> None:
    """Learn what comes in; the only argument is the font."""
    for number in (signal.SIGPIPE, signal.SIGINT):  # nobody wants it any more: no traceback
        signal.signal(number, signal.SIG_DFL)
    characters = sys.stdin.buffer.read().decode()
    for rows in learn(open_font(Path(sys.argv[1])), characters):
        sys.stdout.buffer.write(rows.tobytes())
        sys.stdout.buffer.flush()


def _printed(font: ImageFont.FreeTypeFont, character: str) -> Pictures:
    picture = Image.new("L", (2 * SIDE, 2 * SIDE))
    ImageDraw.Draw(picture).text((SIDE // 8, 0), character, font=font, fill=255)
    return settled(picture)


if __name__ == "__main__":
    main()
