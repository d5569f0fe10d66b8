"""The definition of a form: its nodes, what binds them, what asks for them. It never changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from kiosk.forms.body import Control
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.nodes import Node


@dataclass(frozen=True, slots=True)
class OutputPart:
    """An ``<output value="…"/>`` within a text."""

    value: Expression


@dataclass(frozen=True, slots=True)
class ItextPart:
    """A reference to an itext entry; `text_id` is an expression."""

    text_id: Expression


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the form: literal pieces, outputs and itext references."""

    parts: tuple[str | OutputPart | ItextPart, ...]

    def expressions(self) -> Iterator[Expression]:
        """The expressions within."""
        for part in self.parts:
            if isinstance(part, OutputPart):
                yield part.value
            elif isinstance(part, ItextPart):
                yield part.text_id


@dataclass(frozen=True, slots=True)
class Bind:
    """The properties of a node; an expression that is None is the default (relevant, writable)."""

    type: str = "string"
    relevant: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    calculate: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    required_message: Text | None = None
    preload: str = ""
    preload_parameters: str = ""
    departments: tuple[str, ...] = ()
    max_pixels: str = ""
    place: str = ""


class Event(Enum):
    """When an action is taken."""

    FIRST_LOAD = "odk-instance-first-load"
    LOAD = "odk-instance-load"
    NEW_REPEAT = "odk-new-repeat"
    VALUE_CHANGED = "xforms-value-changed"


@dataclass(frozen=True, slots=True)
class SetValue:
    """An action: on `events`, write `value` (or the literal `text`) at `ref`.

    `trigger` is the path of the question or repeat the action is nested in.
    """

    events: frozenset[Event]
    ref: Expression
    value: Expression | None
    text: str
    trigger: str
    place: str


_DEFAULT_BIND = Bind()


@dataclass(eq=False, slots=True)
class Definition:
    """One node of the primary instance as the form defines it.

    Args:
        path: from the root with written names, without positions.
        name: the key of its name, `qname` as written, `namespace` its URI.
        parent: the definition around it, None for the root element.
        template: the node of the form's own instance to copy; for a repeat its template.
        repeats: the repeats it lies within, from the outside in; a repeat counts itself.
    """

    path: str
    name: str
    qname: str
    namespace: str
    parent: Definition | None
    template: Node
    is_attribute: bool = False
    is_repeat: bool = False
    order: int = 0
    bind: Bind = field(default_factory=lambda: _DEFAULT_BIND)
    control: Control | None = None
    children: list[Definition] = field(default_factory=list)
    attributes: list[Definition] = field(default_factory=list)
    repeats: tuple[Definition, ...] = ()
    initial: tuple[Node, ...] = ()  # of a repeat: the instances written out beside the template
    count: Expression | None = None
    fixed: bool = False  # jr:noAddRemove or jr:count: the citizen neither adds nor removes
    changed_actions: list[SetValue] = field(default_factory=list)
    new_repeat_actions: list[SetValue] = field(default_factory=list)

    def walk(self) -> Iterator[Definition]:
        """The definition, its attributes and everything below, in document order."""
        yield self
        yield from self.attributes
        for child in self.children:
            yield from child.walk()

    @property
    def is_leaf(self) -> bool:
        """Whether it holds an answer rather than other nodes."""
        return not self.children and not self.is_repeat

    def __repr__(self) -> str:
        return f"<Definition {self.path}>"
