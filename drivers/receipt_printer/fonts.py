"""Find an installed font for characters the printer does not have."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

from kiosk.errors import EnvironmentFault

PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face in a font file."""

    path: Path
    index: int


@lru_cache(maxsize=256)
def find_font(characters: str = "") -> FontFile:
    """Ask fontconfig for a Chinese font that has all of `characters`, or as many as there is one.

    Of fixed width: paper is divided into cells, and a wide M would be cut off by its own.

    Raises `EnvironmentFault` ``print.no_font`` when fontconfig or every font is missing.
    """
    numbers = " ".join(f"{ord(character):x}" for character in characters)
    covering = f":charset={numbers}" if characters else ""
    try:
        answer = subprocess.run(
            ["fc-match", "--format", "%{file}\n%{index}", f"mono:lang=zh-cn{covering}"],
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise EnvironmentFault(
            "print.no_font",
            f"The program fc-match could not be asked for a Chinese font: {error}.",
            "Install the Debian packages fontconfig and fonts-noto-cjk.",
        ) from error
    path, _, index = answer.partition("\n")
    if not path or not Path(path).is_file():
        raise EnvironmentFault(
            "print.no_font",
            "No font is installed.",
            "Install the Debian package fonts-noto-cjk.",
        )
    return FontFile(Path(path), int(index or 0) & 0xFFFF)


@lru_cache(maxsize=64)
def load_font(file: FontFile, dots: int) -> ImageFont.FreeTypeFont:
    """Open a face at a height of `dots`."""
    try:
        return ImageFont.truetype(str(file.path), dots, index=file.index)
    except OSError as error:
        raise EnvironmentFault(
            "print.no_font",
            f"The font {file.path} cannot be read: {error}.",
            "Reinstall the Debian package it belongs to.",
        ) from error


@lru_cache(maxsize=4096)
def face_for(character: str, dots: int) -> ImageFont.FreeTypeFont | None:
    """The face to draw one character with, or None when no installed font has it."""
    for file in (find_font(), find_font(character)):
        face = load_font(file, dots)
        if _has(face, character):
            return face
    return None


@lru_cache(maxsize=256)
def face_for_run(run: str, dots: int) -> ImageFont.FreeTypeFont | None:
    """One face that has every letter of a run, for letters that join; None when there is none."""
    letters = "".join(dict.fromkeys(character for character in run if not character.isspace()))
    for file in (find_font(), find_font(letters)):
        face = load_font(file, dots)
        if all(_has(face, each) for each in letters):
            return face
    return None


def _has(face: ImageFont.FreeTypeFont, character: str) -> bool:
    """Whether the face draws something of its own: the mark for «missing» looks otherwise."""
    missing = bytes(face.getmask("\U0010fffe"))
    return character.isspace() or bytes(face.getmask(character)) != missing
