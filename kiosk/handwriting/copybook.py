"""The file that keeps what was learnt of a font, so that it is learnt only once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kiosk.errors import EnvironmentFault
from kiosk.handwriting.learning import no_font
from kiosk.handwriting.shapes import SIZE, Shapes

DIGEST = 32
"""Bytes of a SHA-256, with which the file begins."""
PROGRAM = ("learning.py", "shapes.py")
"""What makes shapes of characters."""


class Copybook:
    """What was learnt of a font as it is now: the shapes of characters after a digest.

    The digest is over the shapes and over all they come from: which file the font is, how large and
    how old; the characters; the program that makes shapes. So another font, another program, a
    write that was cut off and a rotten block all look alike: as a copybook that is not there.

    Args:
        font: the font.
        characters: what was learnt of it, in the order of the shapes.
        file: where it is kept; its folder must exist.

    Raises:
        EnvironmentFault: ``handwriting.no_font`` when the font is not there.
    """

    def __init__(self, font: Path, characters: Sequence[str], file: Path) -> None:
        try:
            state = font.stat()
        except OSError as error:
            raise no_font(font, error) from error
        text = f"{font}\n{state.st_size}\n{state.st_mtime_ns}\n{''.join(characters)}\n"
        self._origin = hashlib.sha256(text.encode())
        for name in PROGRAM:
            self._origin.update(Path(__file__).with_name(name).read_bytes())
        self._rows = len(characters)
        self._file = file

    def read(self) -> Shapes | None:
        """The shapes of the characters; None where they have to be learnt first."""
        try:
            content = self._file.read_bytes()
        except OSError:
            return None
        if content[:DIGEST] != self._digest(memoryview(content)[DIGEST:]):
            return None
        return np.frombuffer(content, np.float32, offset=DIGEST).reshape(self._rows, SIZE)

    def keep(self, learnt: Shapes) -> None:
        """Write them down, whole or not at all.

        Raises:
            EnvironmentFault: ``handwriting.not_kept``.
        """
        beside = self._file.with_name(f"{self._file.name}.new")
        content = np.ascontiguousarray(learnt).data.cast("B")
        try:
            with beside.open("wb") as file:
                file.write(self._digest(content))
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._file)
        except OSError as error:
            raise EnvironmentFault(
                "handwriting.not_kept",
                f"The shapes of written characters cannot be kept in {self._file}: "
                f"{error.strerror}.",
                "They are learnt anew at every start until the folder can be written to.",
            ) from error

    def _digest(self, content: memoryview) -> bytes:
        digest = self._origin.copy()
        digest.update(content)
        return digest.digest()
