"""What the body of a form asks, as defined and as it stands in a session.

`Question`, `Group` and `Repeat` are the contract with the screen: concrete references, re-read
after every change. `Control` and the `Body…` definitions are what the form says once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from kiosk.forms.choices import ChoiceList
    from kiosk.forms.definition import Text


@dataclass(frozen=True, slots=True)
class Intent:
    """A call outside that fills the fields of a group.

    Args:
        name: what to call, such as ``kiosk.id_card``.
        parameters: field or parameter name to expression, as written.
    """

    name: str
    parameters: dict[str, str]


@dataclass(frozen=True, slots=True)
class Control:
    """A form control: what kind it is, how it looks, what it says.

    Args:
        kind: input select select1 trigger upload rank range group repeat.
        ref: path of the definition it is bound to.
        attributes: further attributes such as start, end, step, mediatype, rows.
    """

    kind: str
    ref: str
    appearances: tuple[str, ...] = ()
    label: Text | None = None
    hint: Text | None = None
    guidance: Text | None = None
    choices: ChoiceList | None = None
    intent: Intent | None = None
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BodyElement:
    """A control with what it contains, in the order of the form's body."""

    control: Control
    children: tuple[BodyElement, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question on the screen; its texts and state come from ``session[ref]``.

    `control` is one of input select select1 trigger upload rank range, `type` the bind type.
    """

    ref: str
    control: str
    type: str
    appearances: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group; with `field_list` its children stand on one page. `ref` may be empty."""

    ref: str
    label: str
    appearances: tuple[str, ...]
    children: tuple[Element, ...]
    field_list: bool


@dataclass(frozen=True, slots=True)
class RepeatInstance:
    """One instance of a repeat, such as ``/data/member[2]``."""

    ref: str
    children: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A repeat with its present instances; `ref` is without position, such as ``/data/member``."""

    ref: str
    label: str
    count: int
    instances: tuple[RepeatInstance, ...]
    can_add: bool
    can_remove: bool


Element: TypeAlias = Question | Group | Repeat
