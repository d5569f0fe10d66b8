"""A form made of plain objects, for tests of the session and of the screen.

It knows required, a pattern as constraint, relevance by another answer, choices, read-only
fields, device fill and repeats; what real forms mean is the business of `kiosk.forms`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.forms.body import Element, Group, Intent, Question, Repeat, RepeatInstance


@dataclass(frozen=True)
class Ask:
    """One question of the fake form.

    Args:
        name: last part of its ref.
        label: question.
        control: XForms control.
        type: bind type.
        required: whether it must be answered.
        pattern: regular expression the whole value has to match; empty for any.
        message: the form's sentence about a violation.
        when: (name, value) of the sibling answer that makes it relevant.
        choices: (value, label).
        readonly: a note, or a field for devices.
    """

    name: str
    label: str
    control: str = "input"
    type: str = "string"
    required: bool = False
    pattern: str = ""
    message: str = ""
    when: tuple[str, str] | None = None
    choices: tuple[tuple[str, str], ...] = ()
    readonly: bool = False
    appearances: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A group (`many` False) or a repeat of questions."""

    name: str
    label: str
    asks: tuple[Ask, ...]
    many: bool = False
    card: bool = False


@dataclass(frozen=True)
class FakeForm:
    """A form of questions, groups and repeats."""

    parts: tuple[Ask | Part, ...]
    id: str = "fake"
    version: str = "1"
    title: str = "Fake"
    languages: tuple[str, ...] = ("中文 (zh_CN)", "English (en)")

    @property
    def device_fill(self) -> Mapping[str, Intent]:
        """Groups the card fills."""
        return {
            f"/data/{part.name}": Intent("kiosk.id_card", {})
            for part in self.parts
            if isinstance(part, Part) and part.card
        }

    @property
    def routing(self) -> Mapping[str, tuple[str, ...]]:
        """Everything goes to one department."""
        return {f"/data/{part.name}": ("civil_affairs",) for part in self.parts}

    def open(self) -> FakeSession:
        """A fresh session."""
        return FakeSession(self)


class FakeNode:
    """One node, seen through its session."""

    def __init__(self, session: FakeSession, path: str, ask: Ask) -> None:
        self.path = path
        self._session = session
        self._ask = ask
        self.label = ask.label
        self.hint = ""
        self.required = ask.required
        self.type = ask.type
        self.choices = ask.choices
        self.appearances = ask.appearances

    @property
    def value(self) -> str:
        """The answer."""
        return self._session.values.get(self.path, "")

    @property
    def source(self) -> str | None:
        """Who filled it."""
        return self._session.sources.get(self.path)

    @property
    def readonly(self) -> bool:
        """Whether nobody may change it by hand."""
        return self._ask.readonly or self.source is not None

    @property
    def relevant(self) -> bool:
        """Whether it is asked now."""
        if self._ask.when is None:
            return True
        name, value = self._ask.when
        return self._session.values.get(f"{self.path.rpartition('/')[0]}/{name}", "") == value

    @property
    def violation(self) -> str | None:
        """What is wrong with the answer."""
        if not self.relevant:
            return None
        if not self.value:
            return "required" if self.required else None
        matches = not self._ask.pattern or re.fullmatch(self._ask.pattern, self.value)
        return None if matches else "constraint"

    @property
    def message(self) -> str | None:
        """The form's sentence about it."""
        return self._ask.message if self.violation else None


@dataclass
class FakeSession:
    """One filling-in of the fake form."""

    form: FakeForm
    values: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    language: str | None = None

    @property
    def body(self) -> Sequence[Element]:
        """Elements with concrete refs."""
        return tuple(self._element(part) for part in self.form.parts)

    def __getitem__(self, ref: str, /) -> FakeNode:
        return FakeNode(self, ref, self._asks()[ref])

    def set(self, ref: str, value: str, /) -> None:
        """Answer a question."""
        node = self[ref]
        if node.readonly:
            raise ValueError(f"{ref} is read-only")
        self.values[ref] = value

    def fill(self, ref: str, values: Mapping[str, str], /, source: str) -> None:
        """Fill a group from a device."""
        for name, value in values.items():
            self.values[f"{ref}/{name}"] = value
            self.sources[f"{ref}/{name}"] = source

    def add_repeat(self, ref: str, /) -> None:
        """Add a row."""
        self.rows[ref] = self.rows.get(ref, 0) + 1

    def remove_repeat(self, ref: str, /) -> None:
        """Remove a row; those behind it move up."""
        base, _, place = ref.rstrip("]").rpartition("[")
        removed, last = int(place), self.rows[base]
        for row in range(removed, last + 1):
            for path in [path for path in self.values if path.startswith(f"{base}[{row}]/")]:
                value = self.values.pop(path)
                if row > removed:
                    name = path.rpartition("/")[2]
                    self.values[f"{base}[{row - 1}]/{name}"] = value
        self.rows[base] = last - 1

    def violations(self) -> list[FakeNode]:
        """Relevant nodes that fail."""
        return [node for ref in self._asks() if (node := self[ref]).violation]

    def to_xml(self) -> str:
        """The relevant answers as XML."""
        fields = "".join(
            f"<{ref.rpartition('/')[2]}>{self[ref].value}</{ref.rpartition('/')[2]}>"
            for ref in self._asks()
            if self[ref].relevant
        )
        return f"<data>{fields}</data>"

    def to_json(self) -> dict[str, Any]:
        """The relevant answers."""
        return {ref: self[ref].value for ref in self._asks() if self[ref].relevant}

    def _asks(self) -> dict[str, Ask]:
        return dict(self._walk())

    def _walk(self) -> Iterator[tuple[str, Ask]]:
        for part in self.form.parts:
            ref = f"/data/{part.name}"
            if isinstance(part, Ask):
                yield ref, part
            elif part.many:
                for row in range(1, self.rows.get(ref, 0) + 1):
                    yield from ((f"{ref}[{row}]/{ask.name}", ask) for ask in part.asks)
            else:
                yield from ((f"{ref}/{ask.name}", ask) for ask in part.asks)

    def _element(self, part: Ask | Part) -> Element:
        ref = f"/data/{part.name}"
        if isinstance(part, Ask):
            return Question(ref, part.control, part.type, part.appearances)
        if not part.many:
            return Group(
                ref, part.label, ("field-list",), self._children(ref, part), field_list=True
            )
        rows = range(1, self.rows.get(ref, 0) + 1)
        instances = tuple(
            RepeatInstance(f"{ref}[{row}]", self._children(f"{ref}[{row}]", part)) for row in rows
        )
        return Repeat(ref, part.label, len(instances), instances, can_add=True, can_remove=True)

    def _children(self, ref: str, part: Part) -> tuple[Question, ...]:
        return tuple(
            Question(f"{ref}/{ask.name}", ask.control, ask.type, ask.appearances)
            for ask in part.asks
        )
