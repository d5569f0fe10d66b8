"""The dependency graph: which property of which definition depends on which other.

Built and ordered once at load; a cycle in it is a load error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple, Protocol

from kiosk.forms.choices import Itemset
from kiosk.forms.definition import Definition
from kiosk.forms.dependencies import Reference, references
from kiosk.forms.errors import FormError
from kiosk.forms.xpath.compiler import Expression


class Aspect(Enum):
    """A property of a node that others may depend on."""

    COUNT = "count"  # how many instances a repeat has
    RELEVANT = "relevant"
    READONLY = "readonly"
    REQUIRED = "required"
    VALUE = "value"


class Vertex(NamedTuple):
    """A property of all nodes of one definition."""

    definition: Definition
    aspect: Aspect


@dataclass(frozen=True, slots=True)
class Edge:
    """`target` depends on the vertex it is listed under, within `shared` common repeats."""

    target: Vertex
    shared: int


@dataclass(slots=True)
class Graph:
    """Edges by source, and the order in which vertices are computed."""

    edges: dict[Vertex, tuple[Edge, ...]] = field(default_factory=dict)
    order: dict[Vertex, int] = field(default_factory=dict)
    vertices: tuple[Vertex, ...] = ()


class _Depend(Protocol):
    """The signature of the function that adds an edge."""

    def __call__(self, target: Vertex, source: Vertex, shared: int, *, soft: bool = False) -> None:
        """Let `target` depend on `source`."""


def build(root: Definition) -> Graph:
    """The graph of a form.

    Raises:
        FormError: a cycle.
    """
    edges: dict[Vertex, dict[Edge, None]] = {}
    # what must come first, and what had better. References to another's relevance are of the
    # second kind: two questions may decide each other's relevance by their values, and it settles
    before: dict[Vertex, set[Vertex]] = {}
    preferred: dict[Vertex, set[Vertex]] = {}

    def depend(target: Vertex, source: Vertex, shared: int, *, soft: bool = False) -> None:
        edges.setdefault(source, {})[Edge(target, shared)] = None
        before.setdefault(target, set())
        before.setdefault(source, set())
        if source != target:
            (preferred if soft else before).setdefault(target, set()).add(source)

    for definition in root.walk():
        for aspect in Aspect:
            if aspect is not Aspect.COUNT or definition.is_repeat:
                before.setdefault(Vertex(definition, aspect), set())
        _structure(definition, depend, preferred)
        for aspect, expression in _expressions(definition):
            target = Vertex(definition, aspect)
            for reference in references(expression, definition, root):
                _refer(target, reference, depend)
    return _ordered(edges, before, preferred)


def _expressions(definition: Definition) -> Iterator[tuple[Aspect, Expression]]:
    bind = definition.bind
    for aspect, expression in (
        (Aspect.RELEVANT, bind.relevant),
        (Aspect.READONLY, bind.readonly),
        (Aspect.REQUIRED, bind.required),
        (Aspect.VALUE, bind.calculate),
        (Aspect.COUNT, definition.count),
    ):
        if expression is not None:
            yield aspect, expression
    control = definition.control
    if control is not None and isinstance(control.choices, Itemset):
        yield Aspect.VALUE, control.choices.nodeset


def _structure(
    definition: Definition, depend: _Depend, preferred: dict[Vertex, set[Vertex]]
) -> None:
    """What follows from where a node stands."""
    relevant = Vertex(definition, Aspect.RELEVANT)
    parent = definition.parent
    if parent is not None:
        shared = len(parent.repeats)
        depend(relevant, Vertex(parent, Aspect.RELEVANT), shared)
        readonly = Vertex(definition, Aspect.READONLY)
        depend(readonly, Vertex(parent, Aspect.READONLY), shared)
    if definition.is_leaf:
        # only a calculation waits for relevance: an answer is there before
        answered = definition.bind.calculate is None
        depend(Vertex(definition, Aspect.VALUE), relevant, len(definition.repeats), soft=answered)
    # instances are made before anything in them is computed
    for repeat in definition.repeats:
        for aspect in (Aspect.RELEVANT, Aspect.READONLY, Aspect.REQUIRED, Aspect.VALUE):
            preferred.setdefault(Vertex(definition, aspect), set()).add(
                Vertex(repeat, Aspect.COUNT)
            )
    if definition.is_repeat and len(definition.repeats) > 1:
        outer = definition.repeats[-2]
        preferred.setdefault(Vertex(definition, Aspect.COUNT), set()).add(
            Vertex(outer, Aspect.COUNT)
        )


def _refer(target: Vertex, reference: Reference, depend: _Depend) -> None:
    definition, shared = reference.definition, reference.shared
    itself = definition is target.definition
    if definition.is_leaf:
        value = Vertex(definition, Aspect.VALUE)
        # another instance's value of the same field: settles from the first instance on
        other_instance = itself and shared < len(definition.repeats)
        if itself and not other_instance and value == target:
            raise FormError(
                f"{definition.path} is calculated from itself.",
                place=definition.bind.place,
                remedy="Use once(…), or refer to another field.",
                code="form.cycle",
            )
        depend(target, value, shared, soft=other_instance)
    if not itself or shared < len(definition.repeats):
        depend(target, Vertex(definition, Aspect.RELEVANT), shared, soft=True)
    for depth, repeat in enumerate(definition.repeats):
        if depth >= shared or repeat is definition:
            # a repeat that counts itself (“one more while the last says yes”) settles or is stopped
            depend(target, Vertex(repeat, Aspect.COUNT), min(shared, depth), soft=True)


def _ordered(
    edges: dict[Vertex, dict[Edge, None]],
    before: dict[Vertex, set[Vertex]],
    preferred: dict[Vertex, set[Vertex]],
) -> Graph:
    whole = {vertex: first | preferred.get(vertex, set()) for vertex, first in before.items()}
    try:
        order = tuple(TopologicalSorter(whole).static_order())
    except CycleError:
        order = _necessary_order(before)
    return Graph(
        edges={source: tuple(targets) for source, targets in edges.items()},
        order={vertex: number for number, vertex in enumerate(order)},
        vertices=order,
    )


def _necessary_order(before: dict[Vertex, set[Vertex]]) -> tuple[Vertex, ...]:
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError as error:
        cycle: list[Vertex] = error.args[1]
        names = " → ".join(f"{each.definition.path} ({each.aspect.value})" for each in cycle)
        raise FormError(
            f"The fields depend on each other in a circle: {names}.",
            place=cycle[0].definition.bind.place,
            remedy="Break the circle: let one of them not refer to the others.",
            code="form.cycle",
        ) from error
