"""The fonts a PDF embeds, and which of them draws which character.

One font holds no more than 65,535 glyphs, GB 18030-2022 names 87,887 ideographs: a chain of
fonts is asked in order. They are installed with Debian packages, never shipped with us, and must
be TrueType (glyf) outlines, because the PDF engine embeds nothing else.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from kiosk.documents.text_layer import EmbeddedFont
from kiosk.errors import EnvironmentFault


@dataclass(frozen=True, slots=True)
class FontChoice:
    """A font of the chain.

    Args:
        files: names of its file; releases of a package differ, the first one found is taken.
        package: Debian package that installs it.
    """

    files: tuple[str, ...]
    package: str


REGULAR = FontChoice(("LXGWWenKai-Regular.ttf",), "fonts-lxgw-wenkai")
BOLD = FontChoice(("LXGWWenKai-Bold.ttf", "LXGWWenKai-Medium.ttf"), "fonts-lxgw-wenkai")
RARE = (
    FontChoice(("HanaMinA.ttf",), "fonts-hanazono"),
    FontChoice(("HanaMinB.ttf",), "fonts-hanazono"),
)


def font_folders() -> tuple[Path, ...]:
    """Where fontconfig looks by default: the user's fonts, then the system's (XDG)."""
    data_home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    data_dirs = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return tuple(
        Path(folder, "fonts").expanduser() for folder in (data_home, *data_dirs.split(":"))
    )


def find_font(choice: FontChoice, folders: Iterable[Path]) -> Path:
    """The file of a font.

    Raises:
        EnvironmentFault: ``documents.font_missing``, naming the package to install.
    """
    searched = tuple(folders)
    for folder in searched:
        for name in choice.files:
            found = next(iter(sorted(folder.rglob(name))), None)
            if found is not None:
                return found
    raise EnvironmentFault(
        "documents.font_missing",
        f"The font file {choice.files[0]} was not found below "
        f"{', '.join(str(folder) for folder in searched)}.",
        f"Install the Debian package {choice.package}.",
    )


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring characters that one font draws; `font` is None where no font has them."""

    font: EmbeddedFont | None
    text: str


class FontChain:
    """Fonts in the order they are asked; each is opened when the ones before it lack a character.

    Args:
        site_font: a TrueType file a site wants to come first, for regular and bold.
        folders: where to look for the others; the usual places unless told.

    Asking for a character raises an `EnvironmentFault` ``documents.font_missing`` or
    ``documents.font_unusable`` where a font of the chain is not there or cannot be embedded.
    """

    def __init__(
        self, *, site_font: Path | None = None, folders: Sequence[Path] | None = None
    ) -> None:
        self._site_font = site_font
        self._folders = tuple(folders) if folders is not None else font_folders()
        self._opened: dict[FontChoice, EmbeddedFont] = {}
        self._drawn_by: dict[tuple[str, bool], EmbeddedFont | None] = {}

    def _chain(self, *, bold: bool) -> Iterator[EmbeddedFont]:
        if self._site_font is not None:
            yield open_font(self._site_font)
        for choice in (*((BOLD,) if bold else ()), REGULAR, *RARE):
            if choice not in self._opened:
                self._opened[choice] = open_font(find_font(choice, self._folders))
            yield self._opened[choice]

    @property
    def first(self) -> EmbeddedFont:
        """The font that draws what every font has."""
        return next(self._chain(bold=False))

    def font_for(self, character: str, *, bold: bool = False) -> EmbeddedFont | None:
        """The first font of the chain that has the character, None where none has."""
        key = (character, bold)
        if key not in self._drawn_by:
            fonts = self._chain(bold=bold)
            self._drawn_by[key] = next((font for font in fonts if font.has(character)), None)
        return self._drawn_by[key]

    def runs(self, text: str, *, bold: bool = False) -> list[Run]:
        """Cut a line into pieces of one font each; a missing character is a piece of its own."""
        pairs = [(character, self.font_for(character, bold=bold)) for character in text]
        runs: list[Run] = []
        for font, piece in groupby(pairs, key=lambda pair: pair[1]):
            characters = [character for character, _ in piece]
            runs += [Run(font, "".join(characters))] if font else map(_missing_run, characters)
        return runs

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Width of a line in points at `size` points; a missing character is one em wide."""
        return sum(
            size if run.font is None else run.font.stringWidth(run.text, size)
            for run in self.runs(text, bold=bold)
        )

    def missing(self, text: str) -> tuple[str, ...]:
        """Characters of `text` that no font has, each once, in order: a person has to look."""
        once = dict.fromkeys(character for line in printable_lines(text) for character in line)
        return tuple(character for character in once if self.font_for(character) is None)


def _missing_run(character: str) -> Run:
    return Run(None, character)


@lru_cache(maxsize=16)
def open_font(file: Path) -> EmbeddedFont:
    """Open a font file and make it known to the PDF engine; the same file is opened once.

    Raises:
        EnvironmentFault: ``documents.font_unusable``.
    """
    try:
        font = EmbeddedFont(f"{file.stem}-{len(pdfmetrics.getRegisteredFontNames())}", str(file))
    except (TTFError, OSError) as error:
        raise EnvironmentFault(
            "documents.font_unusable",
            f"The font {file} cannot be embedded into a PDF: {error}.",
            "Choose a font with TrueType (glyf) outlines; fonts-noto-cjk has none.",
        ) from error
    pdfmetrics.registerFont(font)
    return font


def printable_lines(text: str) -> list[str]:
    """Lines of a text as they are drawn.

    Control and format characters and variation selectors have no picture of their own and go;
    everything else stays as it is, code point by code point: a name is never normalised.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return ["".join(map(_whole, filter(_has_a_picture, line))) for line in unified.split("\n")]


def _has_a_picture(character: str) -> bool:
    if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}:
        return False
    return not ("\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef")


def _whole(character: str) -> str:
    return "\N{REPLACEMENT CHARACTER}" if unicodedata.category(character) == "Cs" else character
