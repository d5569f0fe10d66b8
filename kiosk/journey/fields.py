"""What a page shows of each question: kind, texts, value, error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from enum import StrEnum

from kiosk.forms import Choice, NodeState, Question, RepeatState
from kiosk.journey import spelling
from kiosk.journey.enclosures import JPEG, PDF, Shown
from kiosk.journey.markdown import worded
from kiosk.journey.ports import Drawing, Strokes
from kiosk.journey.scale import read_scale


class Kind(StrEnum):
    """How a field is filled in; the screen has one control for each."""

    TEXT = "text"
    NUMBER = "number"
    DIGITS = "digits"
    RANGE = "range"
    DATE = "date"
    TIME = "time"
    DATE_TIME = "date_time"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    RANK = "rank"
    NOTE = "note"
    ACKNOWLEDGE = "acknowledge"
    SIGNATURE = "signature"
    DRAWING = "drawing"
    IMAGE = "image"
    AUDIO = "audio"
    FILE = "file"
    CODE = "code"
    PLACE = "place"
    REPEAT = "repeat"
    TABLE = "table"
    SECTION = "section"


CHOSEN = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.RANK})
"""Kinds whose answer is one or several of the form's choices."""
OFFERED_AT_ONCE = 60
"""Most choices a page holds of one question; the others are found by searching."""
DRAWN = frozenset({Kind.SIGNATURE, Kind.DRAWING})
"""Kinds whose answer is what a finger draws on the glass."""
ENCLOSED = DRAWN | {Kind.IMAGE, Kind.AUDIO, Kind.FILE}
"""Kinds whose answer is the name of an enclosed file."""


SCAN_CALL = "kiosk.scan"
"""Name of the outside call that the code reader answers (docs/authoring.md)."""
FROM_CODE = "code"
"""Source of an answer that was scanned."""
ACKNOWLEDGED = "OK"
"""What XForms triggers store when they are acknowledged (ODK XForms, trigger)."""

_BY_CONTROL = {
    "select1": Kind.SELECT_ONE,
    "select": Kind.SELECT_MULTIPLE,
    "trigger": Kind.ACKNOWLEDGE,
    "range": Kind.RANGE,
    "rank": Kind.RANK,
}
_BY_TYPE = {
    "int": Kind.NUMBER,
    "decimal": Kind.NUMBER,
    "date": Kind.DATE,
    "time": Kind.TIME,
    "dateTime": Kind.DATE_TIME,
    "barcode": Kind.CODE,
    "geopoint": Kind.PLACE,
}
_TAKES_JPEG = {"*/*", "image/*", JPEG, "image/jpg", ".jpg", ".jpeg"}
_TAKES_PDF = {"*/*", "application/*", PDF, ".pdf"}
_BY_MEDIA = {"image": Kind.IMAGE, "audio": Kind.AUDIO}
WRITTEN = frozenset({Kind.TEXT, Kind.DIGITS})
"""Kinds whose answer is written by hand."""
Node = NodeState | RepeatState

_LIST_COMMA = {"zh": "、"}
_GROUPED_ITS_WAY = {"citizen_number", "thousands-sep"}
_RANK_COMMA = {"zh": "；"}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known that is shown, not asked."""

    ref: str
    label: str
    value: str = field(repr=False)
    kind: Kind


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeat, as a card.

    Args:
        ref: of the row.
        title: what it is called.
        lines: what was filled in.
        error: what has to be mended in it, empty while there is nothing to say.
    """

    ref: str
    title: str
    lines: tuple[Fact, ...]
    error: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a page.

    Args:
        ref: concrete reference in the instance.
        kind: which control fills it.
        label: question.
        hint: help below it.
        value: the XForms string.
        display: the value in words.
        required: whether it must be answered now.
        read_only: whether only a device may fill it.
        error: the form's sentence, or ``answer.required`` / ``answer.constraint`` where the form
            has none; empty while there is nothing to say.
        choices: the first choices, all where the list is not longer than `OFFERED_AT_ONCE`.
        choice_count: how many there are.
        chosen: the choices that are the answer.
        appearances: of the control.
        settings: further attributes of the control: start, end, step, rows, mediatype …
        guidance: the longer hint for who asks for it.
        media: pictures and sounds of the label by form: image, big-image, audio, video.
        rows: of a repeat.
        questions: of a table: one question a row, all with the choices of the table.
        can_add: whether a repeat may grow.
        can_remove: whether rows may be taken away.
        strokes: what is drawn on it.
        longest: most characters it takes, 0 where the form does not say.
        enclosed: the file it was answered with.
        drawing: what is drawn on it in colours.
        ground: file name of the form's picture that is drawn on; empty where there is none.
        photographed_as: media type its photographs are handed in as; empty where it takes none.
    """

    ref: str
    kind: Kind
    label: str
    hint: str
    value: str = field(repr=False)
    display: str = field(repr=False)
    required: bool = False
    read_only: bool = False
    error: str = ""
    choices: tuple[Choice, ...] = ()
    choice_count: int = 0
    chosen: tuple[Choice, ...] = ()
    appearances: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)
    guidance: str = ""
    media: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    questions: tuple[Field, ...] = ()
    can_add: bool = False
    can_remove: bool = False
    strokes: Strokes = field(default=(), repr=False)
    longest: int = 0
    enclosed: Shown = field(default_factory=Shown)
    drawing: Drawing = field(default_factory=Drawing)
    ground: str = ""
    photographed_as: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the check page.

    Args:
        section: heading it stands under.
        label: the question.
        value: the answer in words.
        ref: where it is.
        changeable: whether the person may change it.
        source: ``card`` for facts the card brought, ``code`` for what was scanned, else
            ``person``.
        kind: which control filled it.
        enclosed: the file it names.
    """

    section: str
    label: str
    value: str = field(repr=False)
    ref: str
    changeable: bool
    source: str
    kind: Kind
    enclosed: Shown = field(default_factory=Shown)


def kind_of(question: Question, node: Node) -> Kind:
    """Which control fills a question."""
    if question.control == "upload":
        return _upload(question.appearances, node.attributes.get("mediatype", ""))
    if question.control == "range" and read_scale(node.attributes, question.type) is None:
        return Kind.NUMBER
    if question.control in _BY_CONTROL:
        return _BY_CONTROL[question.control]
    return _kind_of_input(question, node)


def _kind_of_input(question: Question, node: Node) -> Kind:
    if node.device_call == SCAN_CALL:
        return Kind.CODE
    if node.readonly and not (node.value or node.required):
        return Kind.NOTE
    if question.type in _BY_TYPE:
        return _BY_TYPE[question.type]
    return Kind.DIGITS if "numbers" in question.appearances else Kind.TEXT


def _upload(appearances: Sequence[str], media_type: str) -> Kind:
    if "signature" in appearances:
        return Kind.SIGNATURE
    if {"draw", "annotate"} & set(appearances):
        return Kind.DRAWING
    return _BY_MEDIA.get(media_type.partition("/")[0], Kind.FILE)


def photographed_as(kind: Kind, attributes: Mapping[str, str]) -> str:
    """Media type that photographs answer an upload as: JPEG, PDF for papers, "" for neither.

    Args:
        kind: of its control.
        attributes: of its control: ``accept`` and ``mediatype`` say what it takes, as in HTML.
    """
    if kind is Kind.DRAWING:
        return JPEG
    written = attributes.get("accept") or attributes.get("mediatype") or "*/*"
    taken = {part.strip().lower() for part in written.split(",")}
    as_picture = JPEG if taken & _TAKES_JPEG else ""
    if kind is Kind.IMAGE:
        return as_picture
    if kind is Kind.FILE:
        return PDF if taken & _TAKES_PDF else as_picture
    return ""


def in_words(node: Node, kind: Kind, language: str, zone: tzinfo) -> str:
    """A value as it is read: labels instead of codes, local times.

    Dates and times stay ISO 8601, as far as they were asked for, and digits stay ungrouped, unless
    an appearance says how: the screen writes them as its language does. A rating is ``4/5``.
    """
    if not node.value:
        return ""
    if kind in CHOSEN:
        return _labels(node, kind, language)
    return _spelt(node, kind, zone) or node.value


def _spelt(node: Node, kind: Kind, zone: tzinfo) -> str:
    words, appearances = node.value, node.appearances
    if kind in WRITTEN and "masked" in appearances:
        return spelling.MASK
    match kind:
        case Kind.DIGITS if _GROUPED_ITS_WAY & set(appearances):
            words = spelling.grouped(words, appearances)
        case Kind.NUMBER:
            number = spelling.entered_number(words)
            words = spelling.with_thousands(number) if "thousands-sep" in appearances else number
        case Kind.RANGE:
            words = _place_on_scale(node)
        case Kind.DATE:
            words = spelling.part_of_date(words, appearances)
        case Kind.TIME:
            words = spelling.entered_time(words, zone)
        case Kind.DATE_TIME:
            words = spelling.entered_moment(words, zone)
    return words


def _labels(node: Node, kind: Kind, language: str) -> str:
    """The chosen in words; an order with its places."""
    labels = [choice.label for choice in chosen(node, kind)]
    if kind is not Kind.RANK:
        return _LIST_COMMA.get(language[:2], ", ").join(labels)
    places = (f"{place}. {label}" for place, label in enumerate(labels, start=1))
    return _RANK_COMMA.get(language[:2], "; ").join(places)


def _place_on_scale(node: Node) -> str:
    scale = read_scale(node.attributes, node.type)
    index = scale.index_of(node.value) if scale is not None else -1
    if scale is None or index < 0:
        return node.value
    return f"{index + 1}/{scale.count}" if "rating" in node.appearances else scale.at(index)


def entered(node: Node, kind: Kind, zone: tzinfo) -> str:
    """A value as its control takes it: local times without offset, numbers without idle zeros."""
    match kind:
        case Kind.NUMBER:
            return spelling.entered_number(node.value)
        case Kind.TIME:
            return spelling.entered_time(node.value, zone)
        case Kind.DATE_TIME:
            return spelling.entered_moment(node.value, zone)
    return node.value


def chosen(node: Node, kind: Kind) -> tuple[Choice, ...]:
    """The choices that are the answer; a value without words stands for itself."""
    values = [node.value] if kind is Kind.SELECT_ONE else node.value.split()
    return tuple(
        Choice(value, worded(node.choice_label(value)) or value) for value in values if value
    )


def is_known(node: Node, kind: Kind) -> bool:
    """Whether a value is there that the person cannot change: shown, not asked.

    What was scanned can be scanned again.
    """
    scanned = kind is Kind.CODE and (node.source == FROM_CODE or node.device_call == SCAN_CALL)
    return node.readonly and bool(node.value) and kind is not Kind.NOTE and not scanned


def error_of(node: Node) -> str:
    """The form's own sentence about a violation, or a code where it has none."""
    if not node.violation:
        return "answer.required" if is_partial_ranking(node) else ""
    return worded(node.message) or f"answer.{node.violation}"


def is_partial_ranking(node: Node) -> bool:
    """Whether an order lacks choices that came, or names some that went, since it was given."""
    if node.control != "rank" or not node.value:
        return False
    return sorted(node.value.split()) != sorted(value for value, _ in node.choices)
