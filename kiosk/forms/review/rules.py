"""What the form check knows beyond the converter (forms.md §3 “Form check”)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from kiosk.forms.choices import FixedChoices, Itemset
from kiosk.forms.definition import Definition, OutputPart, Text
from kiosk.forms.form import Form
from kiosk.forms.intents import called
from kiosk.forms.itext import Entry
from kiosk.forms.review.finding import Finding, Place, Severity
from kiosk.forms.review.sheets import Workbook
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.syntax import Call, Literal, Path, Syntax, walk

_LINES = frozenset({"geotrace", "geoshape"})
_GROUP_CALLS = frozenset({"kiosk.id_card"})
_VALUE_CALLS = frozenset({"kiosk.scan"})
LONG_LIST = 20  # choices; more need a search

# our engine knows these for the sake of older forms; other engines may not
_OUTSIDE_STANDARD = frozenset({"geofence", "id", "lang", "local-name", "namespace-uri"})
# appearances of dates (XLSForm reference, "Appearances"); what is stored is Gregorian in all
_CALENDARS = frozenset(
    {"bikram-sambat", "buddhist", "coptic", "ethiopian", "islamic", "myanmar", "persian"}
)
_NUMBER_NAME = re.compile(
    r"(?:^|_)id\Z|(?:^|_)(?:id_?(?:no|num|number|card)|identity|passport|account|account_?(?:no|num|number)"
    r"|(?:bank_?)?card_?(?:no|num|number)|phone|mobile|tel|telephone|cellphone)"
    r"(?:_(?:no|num|number))?(?:_|$)",
    re.IGNORECASE,
)
_NUMBER_LABEL = re.compile(
    r"身份证|证件号|证号|卡号|账号|帐号|手机|电话|(?:identity|id|card|account) (?:no\b|number)"
    r"|(?:mobile|phone|passport)(?: no\b| number)",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"几|多少|数量|个数|张数|次数|how many|(?<![a-z])count|number of", re.IGNORECASE
)
_LIST_ID = re.compile(r"(?P<list>.+)-(?P<index>\d+)\Z")
_MISSING = "-"  # what pyxform writes for a translation that is not there


class Rules:
    """The rules over one form.

    Args:
        form: as loaded.
        workbook: the sheets it came from; None for XML.
    """

    def __init__(self, form: Form, workbook: Workbook | None) -> None:
        self._form = form
        self._workbook = workbook

    def findings(self) -> Iterator[Finding]:
        """All of them, rule by rule."""
        for warning in self._form.warnings:
            yield Finding(
                Severity.WARNING, warning.code, warning.message, warning.remedy, node=warning.place
            )
        for definition in self._form.model.root.walk():
            yield from self._of_field(definition)
        yield from self._translations()

    def _of_field(self, definition: Definition) -> Iterator[Finding]:
        yield from self._number_as_name(definition)
        for aspect, expression in _expressions(definition):
            yield from self._calls(definition, aspect, expression)
        yield from self._long_list(definition)
        yield from self._calendar(definition)
        yield from self._not_routed(definition)
        yield from self._not_for_terminals(definition)

    def _warning(
        self, code: str, message: str, remedy: str, definition: Definition, aspect: str
    ) -> Finding:
        place = self._place(definition, aspect)
        return Finding(Severity.WARNING, code, message, remedy, place, definition.path)

    def _place(self, definition: Definition, aspect: str) -> Place:
        if self._workbook is None:
            return Place()
        return self._workbook.place(definition.path, aspect)

    # -- the rules ------------------------------------------------------------------------

    def _number_as_name(self, definition: Definition) -> Iterator[Finding]:
        """An 18-digit number fits neither 32 bits nor a double; leading zeros are lost too."""
        if definition.bind.type not in ("int", "decimal") or definition.control is None:
            return
        name = definition.qname.rpartition(":")[2]
        labels = " ".join(self._labels(definition))
        if _QUANTITY.search(f"{name} {labels}"):
            return
        if _NUMBER_NAME.search(name) or _NUMBER_LABEL.search(labels):
            yield Finding(
                Severity.ERROR,
                "form.number_type",
                f"“{name}” names somebody or something and is typed {definition.bind.type}.",
                "Make it text with the appearance numbers: it is too long to count with.",
                self._place(definition, "type"),
                definition.path,
            )

    def _labels(self, definition: Definition) -> Iterator[str]:
        control = definition.control
        if control is not None and control.label is not None:
            yield from (part for part in control.label.parts if isinstance(part, str))
        for by_id in self._form.model.translations.entries.values():
            entry = by_id.get(f"{definition.path}:label", Entry({}))
            for text in entry.forms.values():
                yield from (part for part in text.parts if isinstance(part, str))

    def _calls(
        self, definition: Definition, aspect: str, expression: Expression
    ) -> Iterator[Finding]:
        syntax = list(walk(expression.syntax))
        # “contains no digit” is meant to look anywhere
        negated = [each.arguments[0] for each in syntax if _is_not(each)]
        for call in syntax:
            if not isinstance(call, Call):
                continue
            if call.name in _OUTSIDE_STANDARD:
                yield self._warning(
                    "form.function_outside",
                    f"The function “{call.name}” is outside the XLSForm standard.",
                    "Use a function of the standard: other programs do not know this one.",
                    definition,
                    aspect,
                )
            if call.name != "regex" or call in negated:
                continue
            pattern = call.arguments[1]
            if isinstance(pattern, Literal) and not is_anchored(pattern.value):
                yield self._warning(
                    "form.regex",
                    f"The pattern “{pattern.value}” matches anywhere in an answer.",
                    "Begin it with ^ and end it with $.",
                    definition,
                    aspect,
                )

    def _long_list(self, definition: Definition) -> Iterator[Finding]:
        control = definition.control
        if control is None or control.choices is None or control.kind == "rank":
            return
        count = self._count(control.choices)
        if count > LONG_LIST and not {"search", "autocomplete"} & set(control.appearances):
            yield Finding(
                Severity.HINT,
                "form.long_list",
                f"The list has {count} choices; the screen searches them by itself.",
                "Give the question the appearance autocomplete, so that other programs do too.",
                self._place(definition, "appearance"),
                definition.path,
            )

    def _calendar(self, definition: Definition) -> Iterator[Finding]:
        control = definition.control
        named = _CALENDARS & set(control.appearances) if control is not None else set()
        for calendar in sorted(named):
            yield self._warning(
                "form.calendar",
                f"The screen shows dates of the {calendar} calendar in the Gregorian one.",
                "Take the appearance out, or say in the hint which calendar is meant.",
                definition,
                "appearance",
            )

    def _count(self, choices: FixedChoices | Itemset) -> int:
        """How many choices there are without a filter; those of a filtered list cannot be known."""
        if isinstance(choices, FixedChoices):
            return len(choices.items)
        path = choices.nodeset.syntax
        if not isinstance(path, Path) or not isinstance(path.start, Call):
            return 0
        if any(step.predicates for step in path.steps) or not path.start.arguments:
            return 0
        name = path.start.arguments[0]
        if not isinstance(name, Literal):
            return 0
        root = self._form.model.instances[name.value].children
        if not root:
            return 0
        return len(root[0].rows if root[0].rows is not None else root[0].children)

    def _not_for_terminals(self, definition: Definition) -> Iterator[Finding]:
        """What other programs ask, and a terminal cannot."""
        control = definition.control
        if control is None:
            return
        if definition.bind.type in _LINES:
            yield self._warning(
                "form.place_line",
                "A line or an area cannot be walked along with a terminal.",
                "Ask for a geopoint, which is the terminal's own place, or for words.",
                definition,
                "type",
            )
        call = called(control.intent, control.appearances)
        known = _GROUP_CALLS if control.kind == "group" else _VALUE_CALLS
        if call and call not in known:
            yield self._warning(
                "form.device",
                f"Nothing at a terminal answers the call “{call}”.",
                f"Use one of: {', '.join(sorted(known))}; or take the call out.",
                definition,
                "appearance" if control.intent is None else "intent",
            )
        bind = definition.bind
        if "label" in control.appearances and control.choices is not None and bind.required:
            yield self._warning(
                "form.table_head",
                "An answer is required of a question that is only the head of a table.",
                "Take required out of it; the rows below it are asked.",
                definition,
                "required",
            )
        if "printer" in control.appearances and bind.required and not bind.calculate:
            yield self._warning(
                "form.printer",
                "An answer is required that nobody is asked for: it is only printed.",
                "Give it a calculation, or take required out.",
                definition,
                "required",
            )

    def _not_routed(self, definition: Definition) -> Iterator[Finding]:
        control = definition.control
        if control is None or not definition.is_leaf or definition.bind.departments:
            return
        readonly = definition.bind.readonly
        note = control.kind == "input" and readonly is not None and not definition.bind.calculate
        filled = any(definition.path.startswith(f"{group}/") for group in self._form.device_fill)
        if control.kind == "trigger" or (note and not filled):
            return
        yield self._warning(
            "form.routing",
            "No department is named that may see the answer.",
            "Name one in the column bind::kiosk:department of the question or its group.",
            definition,
            "department",
        )

    def _translations(self) -> Iterator[Finding]:
        translations = self._form.model.translations
        languages = translations.languages
        text_ids = dict.fromkeys(
            text_id for language in languages for text_id in translations.entries[language]
        )
        for text_id in text_ids:
            for language in languages:
                text = translations.entries[language].get(text_id, Entry({})).forms.get("")
                if text is not None and text.parts != (_MISSING,):
                    continue
                others = (
                    translations.entries[other].get(text_id, Entry({})).forms.get("")
                    for other in languages
                )
                if any(_says_something(other) for other in others):
                    yield from self._not_translated(text_id, language)

    def _not_translated(self, text_id: str, language: str) -> Iterator[Finding]:
        place = text_place(self._workbook, text_id, language)
        if place.sheet is not None and place.column is None:
            return  # the whole column is missing, which the converter has told
        yield Finding(
            Severity.WARNING,
            "form.translation",
            f"The text “{text_id}” is missing in {language}.",
            "Write it in that language too.",
            place,
            text_id,
        )


def _is_not(syntax: Syntax) -> TypeGuard[Call]:
    return isinstance(syntax, Call) and syntax.name == "not"


def is_anchored(pattern: str) -> bool:
    """Whether every alternative of a pattern begins with ``^`` and ends with ``$``."""
    depth, alternatives, start, place = 0, [], 0, 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "\\":
            place += 1
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "|" and depth <= 0:
            alternatives.append(pattern[start:place])
            start = place + 1
        place += 1
    alternatives.append(pattern[start:])
    return all(
        each.startswith("^") and re.search(r"(?<!\\)(?:\\\\)*\$\Z", each) for each in alternatives
    )


def _says_something(text: Text | None) -> bool:
    return text is not None and text.parts not in ((_MISSING,), ("",))


def text_place(workbook: Workbook | None, text_id: str, language: str) -> Place:
    """Where a text with this id was written."""
    if workbook is None:
        return Place()
    choice = _LIST_ID.match(text_id)
    if choice is not None:
        return workbook.choice(choice["list"], int(choice["index"]), language)
    path, _, aspect = text_id.partition(":")
    return workbook.place(path, aspect, language)


def _expressions(definition: Definition) -> Iterator[tuple[str, Expression]]:
    bind, control = definition.bind, definition.control
    written: list[tuple[str, Expression | None]] = [
        ("relevant", bind.relevant),
        ("required", bind.required),
        ("readonly", bind.readonly),
        ("calculate", bind.calculate),
        ("constraint", bind.constraint),
        ("repeat_count", definition.count),
    ]
    if control is not None:
        if isinstance(control.choices, Itemset):
            written.append(("choice_filter", control.choices.nodeset))
        for aspect, text in (("label", control.label), ("hint", control.hint)):
            parts = text.parts if text is not None else ()
            written += [(aspect, part.value) for part in parts if isinstance(part, OutputPart)]
    for aspect, expression in written:
        if expression is not None:
            yield aspect, expression
