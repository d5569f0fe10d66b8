"""How a form's body is cut into pages: one question or one field-list group a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.forms import Element, Group, Question, Repeat, RepeatInstance

LabelOf = Callable[[str], str]
"""The label of the question with this ref."""

_GENERATED_LABEL = "generated_table_list_label_"
"""How pyxform names the note to which it moves the label of a ``table-list`` group."""


@dataclass(frozen=True, slots=True)
class Section:
    """A group within a page: a heading over some of its questions.

    Args:
        ref: of the group; may be empty.
        label: its words.
        members: refs of the questions and repeats in it, however deep.
    """

    ref: str
    label: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page of questions.

    Args:
        ref: of the question, field-list group, repeat or row the page is made of.
        heading: the group's own label; empty where the only question's label is the heading.
        section: label of the group around the page, empty at the top.
        elements: questions and repeats on it, in order.
        sections: groups within the page, outermost first.
        titled: what tells the page's hint and pictures; empty where its only question does.
    """

    ref: str
    heading: str
    section: str
    elements: tuple[Question | Repeat, ...]
    sections: tuple[Section, ...] = ()
    titled: str = ""


def plan(body: Sequence[Element], label_of: LabelOf, section: str = "") -> Iterator[PagePlan]:
    """Cut a body into pages, in document order; relevance is not judged here."""
    for element in body:
        if isinstance(element, Repeat):
            if is_asked(element):
                yield PagePlan(element.ref, element.label, section, (element,))
        elif isinstance(element, Question):
            if is_asked(element):
                yield PagePlan(element.ref, "", section, (element,))
        elif element.field_list:
            page = _field_list(element, label_of, section)
            if any(is_asked(each) for each in page.elements):
                yield page
        else:
            yield from plan(element.children, label_of, element.label or section)


def _field_list(group: Group, label_of: LabelOf, section: str) -> PagePlan:
    """The page of a field-list group."""
    fields = tuple(flatten(group.children))
    heading, titled = group.label, group.ref
    if not heading and fields and is_title(fields[0]):
        heading, titled = label_of(fields[0].ref), fields[0].ref
        fields = fields[1:]
    ref = group.ref or (fields[0].ref if fields else "")
    sections = tuple(sections_in(group.children))
    return PagePlan(ref, heading, heading or section, fields, sections, titled)


def plan_row(row: RepeatInstance, heading: str) -> PagePlan:
    """The page on which one row of a repeat is filled in."""
    fields, sections = tuple(flatten(row.children)), tuple(sections_in(row.children))
    return PagePlan(row.ref, heading, heading, fields, sections)


def is_head(element: Element) -> bool:
    """Whether a question only names the columns of the list below it (appearance ``label``)."""
    return (
        isinstance(element, Question)
        and element.control in {"select", "select1"}
        and "label" in element.appearances
    )


def is_title(element: Element) -> bool:
    """Whether a note is the label of a ``table-list`` group."""
    return element.ref.rpartition("/")[2].startswith(_GENERATED_LABEL)


def is_asked(element: Element) -> bool:
    """Whether an element leaves the person anything to see or do."""
    if isinstance(element, Repeat):
        return element.can_add or bool(element.instances)
    return not (is_head(element) or is_printed(element))


def is_printed(element: Element) -> bool:
    """Whether a question is not asked but printed on the receipt (appearance ``printer``)."""
    return isinstance(element, Question) and "printer" in element.appearances


def flatten(children: Iterable[Element]) -> Iterator[Question | Repeat]:
    """The questions and repeats below, without the groups around them and what is printed."""
    for element in children:
        if is_printed(element):
            continue
        if isinstance(element, Repeat | Question):
            yield element
        else:
            yield from flatten(element.children)


def sections_in(children: Iterable[Element]) -> Iterator[Section]:
    """The groups below, however deep, outermost first."""
    for element in children:
        if isinstance(element, Group):
            members = tuple(each.ref for each in flatten(element.children))
            yield Section(element.ref, element.label, members)
            yield from sections_in(element.children)


def questions_in(elements: Iterable[Element]) -> Iterator[Question]:
    """Every question below, those in the rows of repeats too."""
    for element in flatten(elements):
        if isinstance(element, Question):
            yield element
        else:
            for row in element.instances:
                yield from questions_in(row.children)


def find_row(body: Iterable[Element], ref: str) -> tuple[Repeat, int] | None:
    """The repeat and index of the row with this ref, however deep."""
    for element in body:
        if isinstance(element, Repeat):
            for index, row in enumerate(element.instances):
                if row.ref == ref:
                    return element, index
                found = find_row(row.children, ref)
                if found is not None:
                    return found
        elif isinstance(element, Group):
            found = find_row(element.children, ref)
            if found is not None:
                return found
    return None


def path_to(body: Iterable[Element], ref: str) -> tuple[str, ...]:
    """Refs of the rows one has to open, outermost first, to reach the question `ref`."""
    for element in body:
        if isinstance(element, Repeat):
            for row in element.instances:
                if ref == row.ref or ref.startswith(f"{row.ref}/"):
                    return (row.ref, *path_to(row.children, ref))
        elif isinstance(element, Group):
            inner = path_to(element.children, ref)
            if inner:
                return inner
    return ()
