"""The choices of a question: written out, or rows of a list that an expression picks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kiosk.forms.xpath.compiler import Expression

if TYPE_CHECKING:
    from kiosk.forms.definition import Text


class Choice(NamedTuple):
    """A choice as it is shown.

    Attributes:
        value: what is answered when it is chosen.
        label: its words; may be empty where the form has a picture only.
        image: file name of its picture, empty when it has none.
    """

    value: str
    label: str
    image: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a question offers now: how many choices there are, and the first of them."""

    count: int
    first: tuple[Choice, ...]


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
        text: the same as a text of the form, whose other forms are pictures.
    """

    nodeset: Expression
    value: Expression
    label: Expression | None
    text: Text | None = None


ChoiceList: TypeAlias = FixedChoices | Itemset
