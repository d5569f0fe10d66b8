"""How a form's body is cut into pages: one question or one field-list group a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kiosk.forms import Element, Group, Question, Repeat, RepeatInstance


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page of questions.

    Args:
        ref: of the question, field-list group, repeat or row the page is made of.
        heading: the group's own label; empty where the only question's label is the heading.
        section: label of the group around the page, empty at the top.
        elements: questions and repeats on it, in order.
    """

    ref: str
    heading: str
    section: str
    elements: tuple[Question | Repeat, ...]


def plan(body: Sequence[Element], section: str = "") -> Iterator[PagePlan]:
    """Cut a body into pages, in document order; relevance is not judged here."""
    for element in body:
        if isinstance(element, Repeat):
            yield PagePlan(element.ref, element.label, section, (element,))
        elif isinstance(element, Question):
            yield PagePlan(element.ref, "", section, (element,))
        elif element.field_list:
            fields = tuple(flatten(element.children))
            ref = element.ref or (fields[0].ref if fields else "")
            yield PagePlan(ref, element.label, element.label or section, fields)
        else:
            yield from plan(element.children, element.label or section)


def plan_row(row: RepeatInstance, heading: str) -> PagePlan:
    """The page on which one row of a repeat is filled in."""
    return PagePlan(row.ref, heading, heading, tuple(flatten(row.children)))


def flatten(children: Iterable[Element]) -> Iterator[Question | Repeat]:
    """The questions and repeats below, without the groups around them."""
    for element in children:
        if isinstance(element, Repeat | Question):
            yield element
        else:
            yield from flatten(element.children)


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
