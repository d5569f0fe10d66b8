"""Markdown in the texts of a form (XLSForm reference, “Styling prompts”) as words and as rich text.

Rich text holds only what is listed here, every other character is escaped: ``<b>``, ``<u>``,
``<br>`` and ``<font color>`` (what Qt calls `Text.StyledText`). Nothing in it can be opened or
fetched. Emphasis is underlined: Hanzi have no italics, and slanted ones are hard to read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, MutableMapping
from typing import Any, Self

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token

from kiosk.journey.colours import legible

_MARKUP = re.compile(r"[*_<&\\\[]|^ {0,3}(?:#|[-+] )", re.MULTILINE)
_SPECIAL = re.compile(r"([\\*_<&\[\]#+\-.)!`])")
_WIDE = re.compile("[“”‘’…—\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_COLOUR = re.compile(r"""<span\s[^>]*?\bcolor\s*:\s*(#?\w+)""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(\w+)")
_RULES = (
    "heading", "list", "newline", "escape", "entity", "emphasis", "link", "image", "html_inline",
    "balance_pairs", "fragments_join",
)  # fmt: skip
_BULLET = "•"


class Wording(str):
    """The plain words of a text with markup; `rich` shows it, empty where there is no need."""

    __slots__ = ("rich",)
    rich: str

    def __new__(cls, words: str, rich: str) -> Self:
        """Words that are read out, and the same as safe rich text."""
        made = super().__new__(cls, words)
        made.rich = rich
        return made


def worded(text: str) -> str:
    """A text of a form without its markup; a text that holds none is handed on as it is."""
    if isinstance(text, Wording) or not _MARKUP.search(text):
        return text
    writer = _Writer()
    writer.blocks(_PARSER.parse(text))
    words, rich = writer.written()
    return Wording(words, "" if rich == _escaped(words) else rich)


def rich_of(text: str) -> str:
    """The rich text of what `worded` gave; empty where the plain words are all there is."""
    return text.rich if isinstance(text, Wording) else ""


def quoted(text: str) -> str:
    """Words, such as an answer inside a label, so that `worded` gives them back as they are."""
    return _SPECIAL.sub(r"\\\1", text)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


class _State(StateInline):
    """Emphasis beside Hanzi, which stand without spaces: CommonMark only knows spaced words."""

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: FBT001, N803 -- theirs
        scanned = super().scanDelims(start, canSplitWord)
        before = self.src[max(0, start - 1) : start]
        after = self.src[start + scanned.length :][:1]
        if not (_WIDE.match(before) or _WIDE.match(after)):
            return scanned
        return Scanned(bool(after.strip()), bool(before.strip()), scanned.length)


class _Inline(ParserInline):
    def parse(
        self, src: str, md: MarkdownIt, env: MutableMapping[str, Any], tokens: list[Token]
    ) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _Markdown(MarkdownIt):
    """Addresses are shown as they are written; none is ever opened."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002 -- theirs
        return True

    def normalizeLink(self, url: str) -> str:
        return url


def _parser() -> MarkdownIt:
    parser = _Markdown("zero")
    parser.inline = _Inline()
    parser.configure("zero").enable(list(_RULES))
    parser.options["html"] = True
    return parser


_PARSER = _parser()


class _Writer:
    """Writes the words and the rich text side by side."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._rich: list[str] = []
        self._open: list[str] = []  # closing tags of spans, innermost last
        self._counts: list[int] = []  # next number of each list around, 0 for bullets
        self._fresh = True  # nothing stands on the line yet
        self._inline: dict[str, Callable[[Token], None]] = {
            "text": lambda token: self._say(token.content),
            "softbreak": lambda _: self._say("\n"),
            "hardbreak": lambda _: self._say("\n"),
            "image": lambda token: self._say(token.content),
            "html_inline": lambda token: self._html(token.content),
            "strong_open": lambda _: self._mark("<b>"),
            "strong_close": lambda _: self._mark("</b>"),
            "em_open": lambda _: self._mark("<u>"),
            "em_close": lambda _: self._mark("</u>"),
        }

    def written(self) -> tuple[str, str]:
        """Words, rich text."""
        return "".join(self._words), "".join(self._rich)

    def blocks(self, tokens: list[Token]) -> None:
        """Headings, paragraphs and lists, each on lines of its own."""
        for token in tokens:
            match token.type:
                case "bullet_list_open":
                    self._counts.append(0)
                case "ordered_list_open":
                    self._counts.append(int(token.attrs.get("start", 1)))
                case "bullet_list_close" | "ordered_list_close":
                    self._counts.pop()
                case "list_item_open":
                    self._item()
                case "paragraph_open" | "heading_open":
                    self._line(apart=not self._counts)
                    self._mark("<b>" * (token.type == "heading_open"))
                case "heading_close":
                    self._mark("</b>")
                case "inline":
                    self._phrases(token.children or [])
                    self._fresh = False
                    self._mark("".join(reversed(self._open)))
                    self._open.clear()

    def _phrases(self, tokens: list[Token]) -> None:
        started: list[tuple[int, str]] = []
        for token in tokens:
            if token.type == "link_open":
                started.append((len(self._words), str(token.attrs.get("href", ""))))
            elif token.type == "link_close":
                at, address = started.pop()
                if "".join(self._words[at:]) != address:
                    self._say(f" ({address})")
            elif token.type in self._inline:
                self._inline[token.type](token)

    def _item(self) -> None:
        self._line(apart=False)
        number = self._counts[-1]
        self._say("\u00a0\u00a0" * (len(self._counts) - 1))
        self._say(f"{number}. " if number else f"{_BULLET} ")
        self._counts[-1] = number + bool(number)
        self._fresh = True

    def _line(self, *, apart: bool) -> None:
        """Begin a line, after an empty one where paragraphs are apart."""
        if not self._fresh:
            self._say("\n\n" if apart else "\n")
        self._fresh = True

    def _html(self, written: str) -> None:
        """A colour and a line break are kept; every other tag goes, its words stay."""
        tag = _TAG.match(written)
        if tag is None:
            return
        closing, name = tag[1], tag[2].lower()
        if name == "br":
            self._say("\n")
        elif name == "span" and not closing:
            found = _COLOUR.match(written)
            colour = legible(found[1]) if found is not None else ""
            self._mark(f'<font color="{colour}">' * bool(colour))
            self._open.append("</font>" * bool(colour))
        elif name == "span" and self._open:
            self._mark(self._open.pop())

    def _say(self, text: str) -> None:
        self._words.append(text)
        self._rich.append(_escaped(text))

    def _mark(self, tags: str) -> None:
        self._rich.append(tags)
