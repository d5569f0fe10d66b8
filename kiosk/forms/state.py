"""What a session tells about a node: value, relevance, texts, choices, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from kiosk.forms.definition import Definition
from kiosk.forms.errors import EvaluationError
from kiosk.forms.instance import InstanceNode

if TYPE_CHECKING:
    from kiosk.forms.session import Session


class NodeState:
    """The present state of a question, group or repeat instance; reads through to the session."""

    def __init__(self, session: Session, node: InstanceNode) -> None:
        self._session = session
        self._node = node

    @property
    def path(self) -> str:
        """Such as ``/data/member[2]/name``."""
        return self._node.path

    @property
    def value(self) -> str:
        """The answer; "" when there is none or the node is not relevant."""
        if self.control == "upload":
            return self._node.text  # a file stays with its question until it is taken away
        return self._node.value

    @property
    def relevant(self) -> bool:
        """Whether it is asked for, with everything around it."""
        return self._node.relevant

    @property
    def required(self) -> bool:
        """Whether an answer is needed."""
        return self._node.required

    @property
    def readonly(self) -> bool:
        """Whether the citizen cannot change it."""
        return self._node.readonly

    @property
    def source(self) -> str:
        """What filled it, such as ``card``; "" for the citizen."""
        return self._node.source

    @property
    def type(self) -> str:
        """The bind type."""
        return self._node.definition.bind.type

    @property
    def appearances(self) -> tuple[str, ...]:
        """The words of its appearance."""
        control = self._node.definition.control
        return control.appearances if control is not None else ()

    @property
    def attributes(self) -> dict[str, str]:
        """Further attributes of its control: start, end, step, mediatype, rows and others."""
        control = self._node.definition.control
        return dict(control.attributes) if control is not None else {}

    @property
    def control(self) -> str:
        """The kind of its control, "" when it is not in the body."""
        control = self._node.definition.control
        return control.kind if control is not None else ""

    @property
    def label(self) -> str:
        """The label in the session's language."""
        control = self._node.definition.control
        return self._session.render(control.label, self._node) if control is not None else ""

    @property
    def hint(self) -> str:
        """The hint in the session's language."""
        control = self._node.definition.control
        return self._session.render(control.hint, self._node) if control is not None else ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Value and label of each choice."""
        return self._session.options.of(self._node)

    @property
    def violation(self) -> Literal["required", "constraint"] | None:
        """What fails about it; nothing while it is not relevant."""
        node = self._node
        if not node.relevant or not node.definition.is_leaf:
            return None
        if not node.text:
            return "required" if node.required else None
        constraint = node.definition.bind.constraint
        if constraint is None:
            return None
        try:
            met = constraint.truth_in(self._session.scope_of(node))
        except EvaluationError:
            met = False  # a constraint without result is not met (forms.md §3)
        return None if met else "constraint"

    @property
    def message(self) -> str:
        """The form's words about the violation; "" when it has none or nothing is wrong."""
        bind = self._node.definition.bind
        text = {
            "required": bind.required_message,
            "constraint": bind.constraint_message,
            None: None,
        }[self.violation]
        return self._session.render(text, self._node)


class RepeatState:
    """The present state of a repeat as a whole, such as ``/data/member``."""

    def __init__(self, session: Session, definition: Definition, parent: InstanceNode) -> None:
        self._session = session
        self._definition = definition
        self._parent = parent

    @property
    def path(self) -> str:
        """Without position."""
        return f"{self._parent.path}/{self._definition.qname}"

    @property
    def count(self) -> int:
        """How many instances there are."""
        return len(self._parent.children_of(self._definition))

    @property
    def relevant(self) -> bool:
        """Whether it is asked for: its first instance is, or what is around it."""
        instances = self._parent.children_of(self._definition)
        return instances[0].relevant if instances else self._parent.relevant

    @property
    def readonly(self) -> bool:
        """Whether its fields can be changed."""
        instances = self._parent.children_of(self._definition)
        return instances[0].readonly if instances else self._parent.readonly

    @property
    def required(self) -> bool:
        """A repeat itself is never required."""
        return False

    @property
    def value(self) -> str:
        """A repeat has no answer of its own."""
        return ""

    @property
    def source(self) -> str:
        """A repeat is filled by nothing."""
        return ""

    @property
    def type(self) -> str:
        """The bind type."""
        return self._definition.bind.type

    @property
    def appearances(self) -> tuple[str, ...]:
        """The words of its appearance."""
        control = self._definition.control
        return control.appearances if control is not None else ()

    @property
    def attributes(self) -> dict[str, str]:
        """Further attributes of its control."""
        control = self._definition.control
        return dict(control.attributes) if control is not None else {}

    @property
    def control(self) -> str:
        """Always ``repeat``."""
        return "repeat"

    @property
    def label(self) -> str:
        """The label in the session's language."""
        control = self._definition.control
        return self._session.render(control.label, self._parent) if control is not None else ""

    @property
    def hint(self) -> str:
        """A repeat has no hint."""
        return ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """A repeat has no choices."""
        return []

    @property
    def violation(self) -> Literal["required", "constraint"] | None:
        """A repeat as a whole is never wrong."""
        return None

    @property
    def message(self) -> str:
        """See `violation`."""
        return ""
