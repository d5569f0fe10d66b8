"""What a session tells about a node: value, relevance, texts, choices, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from kiosk.forms.choices import Offer
from kiosk.forms.definition import Definition
from kiosk.forms.errors import EvaluationError
from kiosk.forms.finding import Finder
from kiosk.forms.instance import InstanceNode
from kiosk.forms.intents import called
from kiosk.forms.limits import least, longest, most_rows

if TYPE_CHECKING:
    from kiosk.forms.session import Session

Violation: TypeAlias = Literal["required", "constraint"]


class _ControlState:
    """What a question, group and repeat have in common: their control and its texts."""

    def __init__(self, session: Session, definition: Definition, context: InstanceNode) -> None:
        self._session = session
        self._definition = definition
        self._context = context

    @property
    def type(self) -> str:
        """The bind type."""
        return self._definition.bind.type

    @property
    def control(self) -> str:
        """The kind of its control, "" when it is not in the body."""
        control = self._definition.control
        return control.kind if control is not None else ""

    @property
    def appearances(self) -> tuple[str, ...]:
        """The words of its appearance."""
        control = self._definition.control
        return control.appearances if control is not None else ()

    @property
    def attributes(self) -> dict[str, str]:
        """Further attributes of its control: start, end, step, mediatype, rows and others."""
        control = self._definition.control
        return dict(control.attributes) if control is not None else {}

    @property
    def device_call(self) -> str:
        """Name of the outside call that fills it, such as ``kiosk.scan``; "" without one."""
        control = self._definition.control
        return called(control.intent, control.appearances) if control is not None else ""

    @property
    def max_pixels(self) -> str:
        """Longer side of its picture as the form writes it; "" where it says nothing."""
        return self._definition.bind.max_pixels

    @property
    def label(self) -> str:
        """The label in the session's language."""
        control = self._definition.control
        return self._session.render(control.label, self._context) if control is not None else ""

    @property
    def hint(self) -> str:
        """The hint in the session's language."""
        control = self._definition.control
        return self._session.render(control.hint, self._context) if control is not None else ""

    @property
    def guidance(self) -> str:
        """The longer hint for who asks for it."""
        control = self._definition.control
        if control is None:
            return ""
        return self._session.other_forms(control.hint, self._context).get("guidance", "")

    @property
    def media(self) -> dict[str, str]:
        """Pictures and sounds of the label by form: image, big-image, audio, video."""
        control = self._definition.control
        if control is None:
            return {}
        return self._session.other_forms(control.label, self._context)


class NodeState(_ControlState):
    """The present state of a question, group or repeat instance; reads through to the session."""

    def __init__(self, session: Session, node: InstanceNode) -> None:
        super().__init__(session, node.definition, node)
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
    def is_note(self) -> bool:
        """Whether it only tells something: an input that is always read-only."""
        bind = self._definition.bind
        return (
            self.control == "input"
            and bind.calculate is None
            and bind.readonly is not None
            and bind.readonly.text.strip() in ("true()", "1")
        )

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """Value and label of each choice; those of a long list are read as they are looked at."""
        return self._session.options.of(self._node)

    def offer(self, limit: int) -> Offer:
        """How many choices there are now, and the first with their pictures, at most `limit`."""
        return self._session.options.offer(self._node, limit)

    def choice_label(self, value: str) -> str:
        """The label of one choice; "" when there is no such choice."""
        return self._session.options.label(self._node, value)

    def search(self, text: str, limit: int = 50) -> list[tuple[str, str]]:
        """The choices that words, pinyin, initials or a code find, the best first."""
        if not text.strip():
            return list(self.choices[:limit])
        finder = self.finder()
        while not finder.prepare():
            pass
        return [(choice.value, choice.label) for choice in finder.find(text, limit)]

    def finder(self) -> Finder:
        """What finds among the choices as they are now; `forms.finding` tells how it is used."""
        return self._session.options.finder(self._node, self._session.language)

    @property
    def longest(self) -> int:
        """Most characters the answer may have, 0 where the form does not say it plainly."""
        return longest(self._definition.bind.constraint)

    @property
    def least(self) -> float | None:
        """Smallest number the answer may be, None where the form does not say it plainly."""
        return least(self._definition.bind.constraint)

    @property
    def violation(self) -> Violation | None:
        """What fails about it; nothing while it is not relevant."""
        node = self._node
        if not node.relevant or not self._definition.is_leaf:
            return None
        if not node.text:
            return "required" if node.required else None
        constraint = self._definition.bind.constraint
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
        violation = self.violation
        if violation is None:
            return ""
        bind = self._definition.bind
        text = bind.required_message if violation == "required" else bind.constraint_message
        return self._session.render(text, self._node)


class RepeatState(_ControlState):
    """The present state of a repeat as a whole, such as ``/data/member``.

    It has no answer of its own, so nothing is ever wrong with it.
    """

    value = ""
    source = ""
    message = ""
    required = False
    longest = 0
    least: float | None = None
    is_note = False
    violation: Violation | None = None

    def __init__(self, session: Session, definition: Definition, parent: InstanceNode) -> None:
        super().__init__(session, definition, parent)
        self._instances = parent.children_of(definition)

    @property
    def path(self) -> str:
        """Without position."""
        return f"{self._context.path}/{self._definition.qname}"

    @property
    def count(self) -> int:
        """How many instances there are."""
        return len(self._instances)

    @property
    def most(self) -> int:
        """Most instances it may have, 0 where the form does not say it plainly."""
        return most_rows(self._definition)

    @property
    def relevant(self) -> bool:
        """Whether it is asked for: its first instance is, or the next one would be."""
        if self._instances:
            return self._instances[0].relevant
        return self._session.computation.would_be_relevant(self._definition, self._context)

    @property
    def readonly(self) -> bool:
        """Whether its fields cannot be changed."""
        return (self._instances or [self._context])[0].readonly

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """A repeat has no choices."""
        return []

    def offer(self, limit: int) -> Offer:
        """A repeat offers nothing."""
        del limit
        return Offer(0, ())

    def choice_label(self, value: str) -> str:
        """A repeat has no choices."""
        del value
        return ""
