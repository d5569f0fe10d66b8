"""How a form's body is cut into pages: one question or one field-list group a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeGuard


class Question(Protocol):
    """A control that asks for one value."""

    @property
    def ref(self) -> str: ...
    @property
    def control(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def appearances(self) -> Sequence[str]: ...


class Group(Protocol):
    """Elements under one heading."""

    @property
    def ref(self) -> str: ...
    @property
    def label(self) -> str | None: ...
    @property
    def children(self) -> Sequence[object]: ...
    @property
    def field_list(self) -> bool: ...


class RepeatInstance(Protocol):
    """One row of a repeat."""

    @property
    def ref(self) -> str: ...
    @property
    def children(self) -> Sequence[object]: ...


class Repeat(Protocol):
    """Rows of the same questions."""

    @property
    def ref(self) -> str: ...
    @property
    def label(self) -> str | None: ...
    @property
    def instances(self) -> Sequence[RepeatInstance]: ...
    @property
    def can_add(self) -> bool: ...
    @property
    def can_remove(self) -> bool: ...


def is_repeat(element: object) -> TypeGuard[Repeat]:
    """Whether a body element is a repeat; only repeats have instances."""
    return hasattr(element, "instances")


def is_group(element: object) -> TypeGuard[Group]:
    """Whether a body element is a group; groups and rows have children."""
    return hasattr(element, "children")


def is_question(element: object) -> TypeGuard[Question]:
    """Whether a body element asks for one value."""
    return hasattr(element, "control")


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


def plan(body: Sequence[object], section: str = "") -> Iterator[PagePlan]:
    """Cut a body into pages, in document order; relevance is not judged here."""
    for element in body:
        if is_repeat(element):
            yield PagePlan(element.ref, element.label or "", section, (element,))
        elif is_question(element):
            yield PagePlan(element.ref, "", section, (element,))
        elif is_group(element):
            label = element.label or ""
            if element.field_list:
                fields = tuple(flatten(element.children))
                yield PagePlan(element.ref, label, label or section, fields)
            else:
                yield from plan(element.children, label or section)


def plan_row(row: RepeatInstance, heading: str) -> PagePlan:
    """The page on which one row of a repeat is filled in."""
    return PagePlan(row.ref, heading, heading, tuple(flatten(row.children)))


def flatten(children: Iterable[object]) -> Iterator[Question | Repeat]:
    """The questions and repeats below, without the groups around them."""
    for element in children:
        if is_repeat(element) or is_question(element):
            yield element
        elif is_group(element):
            yield from flatten(element.children)


def find_row(body: Iterable[object], ref: str) -> tuple[Repeat, int] | None:
    """The repeat and index of the row with this ref, however deep."""
    for element in body:
        if is_repeat(element):
            for index, row in enumerate(element.instances):
                if row.ref == ref:
                    return element, index
                found = find_row(row.children, ref)
                if found is not None:
                    return found
        elif is_group(element):
            found = find_row(element.children, ref)
            if found is not None:
                return found
    return None


def path_to(body: Iterable[object], ref: str) -> tuple[str, ...]:
    """Refs of the rows one has to open, outermost first, to reach the question `ref`."""
    for element in body:
        if is_repeat(element):
            for row in element.instances:
                if ref == row.ref or ref.startswith(f"{row.ref}/"):
                    return (row.ref, *path_to(row.children, ref))
        elif is_group(element):
            inner = path_to(element.children, ref)
            if inner:
                return inner
    return ()
