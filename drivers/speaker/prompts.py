"""Sentences recorded by a person, for a site that wants a voice of its own.

A folder with the recordings and ``prompts.csv`` beside them, UTF-8, with the columns ``file``,
``language`` (as the screen names it) and ``text``, the very words of the screen.
"""

from __future__ import annotations

import csv
from pathlib import Path

from drivers.api import DeviceFault

LIST = "prompts.csv"
COLUMNS = {"file", "language", "text"}


class Prompts:
    """The recorded sentences of a folder.

    Args:
        folder: where they are; None for none.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._files: dict[tuple[str, str], Path] = {}

    def load(self) -> None:
        """Read the list.

        Raises:
            DeviceFault: ``sound.no_prompts`` for a list or a file that is not there.
        """
        if self._folder is None:
            return
        try:
            with (self._folder / LIST).open(encoding="utf-8-sig", newline="") as lines:
                rows = list(csv.DictReader(lines))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise self._wrong(f"{LIST} cannot be read ({type(error).__name__})") from error
        if rows and not rows[0].keys() >= COLUMNS:
            raise self._wrong(f"{LIST} needs the columns file, language and text")
        files = {
            (row["language"], _plain(row["text"])): self._folder / Path(row["file"] or "").name
            for row in rows
        }
        missing = sorted({path.name for path in files.values() if not path.is_file()})
        if missing:
            raise self._wrong(f"{missing[0]!r} of {LIST} is not there")
        self._files = files

    def find(self, text: str, language: str) -> bytes | None:
        """The recording of a sentence; None when nobody has recorded it.

        Raises:
            DeviceFault: ``sound.no_prompts`` when the file has gone.
        """
        path = self._files.get((language, _plain(text)))
        try:
            return None if path is None else path.read_bytes()
        except OSError as error:
            raise self._wrong(f"{path} cannot be read: {error.strerror}") from error

    def _wrong(self, what: str) -> DeviceFault:
        return DeviceFault(
            "sound.no_prompts",
            f"The recorded sentences in {self._folder} cannot be used: {what}.",
            "Mend the folder, or take the option prompts out of the device's address.",
        )


def _plain(text: str) -> str:
    """A sentence without what is not heard."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())
