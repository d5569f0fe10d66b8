"""The choices of a question: written out, or rows of a list that an expression picks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kiosk.forms.xpath.compiler import Expression

if TYPE_CHECKING:
    from kiosk.forms.definition import Text


@dataclass(frozen=True, slots=True)
class FixedChoice:
    """An ``<item>``."""

    value: str
    label: Text | None


@dataclass(frozen=True, slots=True)
class FixedChoices:
    """All ``<item>`` elements of a question."""

    items: tuple[FixedChoice, ...]


@dataclass(frozen=True, slots=True)
class Itemset:
    """An ``<itemset>``: rows, and where in a row value and label stand.

    Args:
        nodeset: picks the rows, in the context of the question.
        value: path from a row to its value.
        label: path, or ``jr:itext(path)``, from a row to its label; None shows the value.
    """

    nodeset: Expression
    value: Expression
    label: Expression | None


ChoiceList: TypeAlias = FixedChoices | Itemset
