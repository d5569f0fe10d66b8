"""What a session asks of forms and others; the smallest words it needs.

`kiosk.forms` satisfies these by shape. Naming only what is used keeps the
session testable with a form made of plain objects and keeps XML out of the first frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Protocol

from kiosk.cases.submission import Place, Point
from kiosk.clock import Clock
from kiosk.identity.card import CardKind

if TYPE_CHECKING:  # brings the search index with it
    from kiosk.catalogue.catalogue import Catalogue
    from kiosk.catalogue.model import ServiceItem
    from kiosk.forms.body import Element

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""The one civil time of the country, without daylight saving since 1991; dates on cards and
answers are days of this zone."""

Strokes = tuple[tuple[Point, ...], ...]


class Node(Protocol):
    """One node of a form session."""

    @property
    def value(self) -> str: ...
    @property
    def relevant(self) -> bool: ...
    @property
    def required(self) -> bool: ...
    @property
    def readonly(self) -> bool: ...
    @property
    def label(self) -> str | None: ...
    @property
    def hint(self) -> str | None: ...
    @property
    def choices(self) -> Sequence[tuple[str, str]]: ...
    @property
    def violation(self) -> str | None: ...
    @property
    def message(self) -> str | None: ...
    @property
    def source(self) -> str | None: ...


class Violation(Protocol):
    """A node that fails; only where it stands is asked."""

    @property
    def path(self) -> str: ...


class Intent(Protocol):
    """An outside call that fills a group (``body::intent``)."""

    @property
    def name(self) -> str: ...


class Form(Protocol):
    """A loaded form."""

    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def languages(self) -> Sequence[str]: ...
    @property
    def device_fill(self) -> Mapping[str, Intent]: ...
    @property
    def routing(self) -> Mapping[str, Sequence[str]]: ...


class FormSession(Protocol):
    """One filling-in of a form (forms.md §1)."""

    language: str | None

    @property
    def body(self) -> Sequence[Element]: ...
    def __getitem__(self, ref: str, /) -> Node: ...
    def set(self, ref: str, value: str, /) -> None: ...
    def fill(self, ref: str, values: Mapping[str, str], /, source: str) -> None: ...
    def add_repeat(self, ref: str, /) -> object: ...
    def remove_repeat(self, ref: str, /) -> object: ...
    def violations(self) -> Sequence[Violation]: ...
    def to_xml(self) -> str: ...
    def to_json(self) -> Mapping[str, object]: ...


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form and a fresh session of it."""

    form: Form
    session: FormSession = field(repr=False)


def accepts_every_card(_item: ServiceItem, _kind: CardKind) -> bool:
    """What holds for an item that says nothing about cards."""
    return True


@dataclass(frozen=True, slots=True)
class Ports:
    """What a session is built on.

    Args:
        clock: time.
        catalogue: what the terminal offers.
        open_form: a fresh form session for an item in a language (``zh_CN``, ``en``).
        accepts: whether an item accepts a kind of card.
        draw_signature: strokes → PNG.
        receipt_number: text of a code → deposit number, None when the code is not ours.
        place: where the terminal stands.
        language: what the screen speaks when a session begins.
    """

    clock: Clock
    catalogue: Catalogue
    open_form: Callable[[ServiceItem, str], OpenForm]
    draw_signature: Callable[[Strokes], bytes]
    receipt_number: Callable[[str], str | None]
    place: Place
    accepts: Callable[[ServiceItem, CardKind], bool] = accepts_every_card
    language: str = "zh_CN"
