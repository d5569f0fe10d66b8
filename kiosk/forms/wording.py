"""Reading the texts of a form: labels, hints, messages, itext entries and what they output."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from kiosk.forms.definition import ItextPart, OutputPart, Text
from kiosk.forms.errors import FormError
from kiosk.forms.itext import Entry, Translations
from kiosk.forms.xpath.compiler import Expression, compile_expression
from kiosk.forms.xpath.nodes import XFORMS
from kiosk.forms.xpath.syntax import Call

_APART = frozenset({"image", "big-image", "audio", "video", "guidance"})
_NO_BREAK_SPACE = "\u00a0"
_ITEXT_MESSAGE = re.compile(r"jr:itext\(.*\)\Z", re.DOTALL)
_LEADING_SPACE = re.compile(r" (?:\S|\Z)")
_TRAILING_SPACE = re.compile(r"(?:\A|\S) \Z")


def tag(name: str) -> str:
    """An element name of the XForms namespace as lxml writes it."""
    return f"{{{XFORMS}}}{name}"


def compile_written(
    written: str | None, namespaces: Mapping[str, str], place: str
) -> Expression | None:
    """The expression of an attribute; None when it is absent or blank.

    Raises:
        FormError: it is wrong; with the place.
    """
    if written is None or not written.strip():
        return None
    try:
        return compile_expression(written, namespaces)
    except FormError as error:
        raise error.at(place) from None


class TextReader:
    """Reads texts; expressions in them are compiled with the form's prefixes."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._namespaces = namespaces

    def element(self, element: etree._Element | None) -> Text | None:
        """The text of a ``<label>``, ``<hint>`` or ``<value>``; None when there is none."""
        return self._written(element) if element is not None else None

    def _written(self, element: etree._Element) -> Text:
        reference = element.get("ref")
        if reference:
            return self.reference(reference)
        parts: list[str | OutputPart | ItextPart] = []
        self._collect(element, parts)
        return Text(tuple(_tidied(parts))) if parts else Text(("",))

    def message(self, written: str | None) -> Text | None:
        """A ``jr:constraintMsg``: a plain sentence or ``jr:itext('id')``."""
        if not written:
            return None
        if _ITEXT_MESSAGE.match(written.strip()):
            return self.reference(written.strip())
        return Text((written,))

    def reference(self, written: str) -> Text:
        """A ``ref``: an itext entry, or the value of an expression."""
        expression = compile_expression(written, self._namespaces)
        call = expression.syntax
        if isinstance(call, Call) and call.name == "jr:itext" and len(call.arguments) == 1:
            inner = written[written.index("(") + 1 : written.rindex(")")]
            return Text((ItextPart(compile_expression(inner, self._namespaces)),))
        return Text((OutputPart(expression),))

    def translations(self, itext: etree._Element | None) -> Translations:
        """All of ``<itext>``."""
        found = Translations()
        if itext is None:
            return found
        languages: list[str] = []
        for translation in itext.iterchildren(tag("translation")):
            language = str(translation.get("lang", ""))
            languages.append(language)
            if translation.get("default") is not None:
                found.default = language
            found.entries[language] = {
                str(text.get("id", "")): self._entry(text)
                for text in translation.iterchildren(tag("text"))
            }
        found.languages = tuple(languages)
        if found.default is None and languages:
            found.default = languages[0]
        return found

    def _entry(self, text: etree._Element) -> Entry:
        forms: dict[str, Text] = {}
        written: list[str | OutputPart | ItextPart] = []
        for value in text.iterchildren(tag("value")):
            read = self._written(value)
            form = str(value.get("form", ""))
            if form in _APART:
                forms.setdefault(form, read)
            else:
                written.extend(read.parts)  # long and short forms together are the text
        if written:
            forms[""] = Text(tuple(written))
        return Entry(forms)

    def _collect(self, element: etree._Element, parts: list[str | OutputPart | ItextPart]) -> None:
        if element.text:
            parts.append(str(element.text))
        for child in element:
            if child.tag == tag("output"):
                written = child.get("value") or child.get("ref") or "''"
                parts.append(OutputPart(compile_expression(str(written), self._namespaces)))
            elif isinstance(child.tag, str):
                self._collect(child, parts)  # inline markup: its text counts
            if child.tail:
                parts.append(str(child.tail))


def _tidied(
    parts: list[str | OutputPart | ItextPart],
) -> list[str | OutputPart | ItextPart]:
    """Take away the one space that pyxform puts around a text; keep a lone one between outputs."""
    tidied: list[str | OutputPart | ItextPart] = []
    last = len(parts) - 1
    for number, part in enumerate(parts):
        piece = part
        if isinstance(piece, str):
            if piece == " " and 0 < number < last:
                piece = _NO_BREAK_SPACE
            if number == 0 and _LEADING_SPACE.match(piece):
                piece = piece[1:]
            if number == last and _TRAILING_SPACE.search(piece):
                piece = piece[:-1]
        tidied.append(piece)
    return tidied
