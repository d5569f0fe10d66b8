"""Comparing what came with what the form makes of it: no answer may be another than it says.

Opening answers with their form computes everything once more, and empties what a question cannot
hold. Whatever is another after that was not written by a terminal that keeps to the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

from pydantic import JsonValue

from kiosk.forms import Form, Session
from kiosk.forms.datatypes import cast
from kiosk.forms.definition import Definition, Event
from kiosk.forms.dependencies import calls
from kiosk.forms.graph import Aspect, Vertex
from kiosk.forms.instance import InstanceNode
from kiosk.forms.markup import list_tree, parse_xml
from kiosk.forms.xpath.compiler import Expression
from kiosk.forms.xpath.nodes import Node, NodeKind
from sync.platform.form_checks.words import Code, Doubt

_OF_THE_MOMENT = frozenset({"now", "random", "uuid", "randomize"})
"""Functions after which a value is another each time, though nobody changed it."""
_CHOSEN = frozenset({"select1", "select", "rank"})
_NOTHING = Node(NodeKind.ELEMENT)
_known: WeakKeyDictionary[Form, frozenset[Definition]] = WeakKeyDictionary()


def given_in(form: Form, instance: str) -> Node:
    """The answers as they came.

    Raises:
        FormError: they are no XML.
    """
    element = parse_xml(instance, place="the instance")
    return list_tree(element, None, form.model.default_namespace)


class Comparison:
    """Compares the answers of a session with those it was opened with.

    Values that depend on the very moment or on chance are passed over: they are others each time.
    So is what an instance says about itself.

    Args:
        session: opened with answers that came.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        root = session.form.model.root
        about_itself = frozenset(one for one in root.children if _is_meta(one))
        self._passed_over = about_itself | _of_the_moment(session.form) | _written_at_load(session)

    def with_xml(self, given: Node) -> Iterator[Doubt]:
        """What is another than in the form's XML."""
        return self._below(self._session.root, given)

    def with_json(self, given: Mapping[str, JsonValue]) -> Iterator[Doubt]:
        """What is another than in the typed answers."""
        root = self._session.form.model.root
        return self._typed(root, root.path, self._session.to_json(), given)

    def _below(self, node: InstanceNode, given: Node) -> Iterator[Doubt]:
        children = node.definition.children
        for child in children:
            if child in self._passed_over:
                continue
            nodes, came = node.children_of(child), given.named(child.name)
            shown = [one for one in nodes if one.relevant]
            if child.is_repeat and len(came) != len(shown) and (shown or len(came) != len(nodes)):
                yield Doubt(Code.ROWS, f"{node.path}/{child.qname}")
            for place, one in enumerate(nodes):
                source = came[place] if place < len(came) else _NOTHING
                if child.is_leaf:
                    yield from _leaf(one, source.text)
                yield from self._below(one, source)
        names = {child.name for child in children}
        if any(one.name not in names and not _is_meta(one) for one in given.children):
            yield Doubt(Code.UNKNOWN, node.path)

    def _typed(
        self, definition: Definition, path: str, expected: Mapping[str, object], given: object
    ) -> Iterator[Doubt]:
        if not isinstance(given, Mapping):
            yield Doubt(Code.DIFFERS, path)
            return
        children = {_local(child): child for child in definition.children}
        for name, child in children.items():
            ours, theirs = expected.get(name, ...), given.get(name, ...)
            below = f"{path}/{child.qname}"
            if child in self._passed_over or ours == theirs:
                continue
            if isinstance(ours, Mapping):
                yield from self._typed(child, below, ours, theirs)
            elif child.is_repeat and isinstance(ours, list) and isinstance(theirs, list):
                if len(ours) != len(theirs):
                    yield Doubt(Code.ROWS, below)
                for number, rows in enumerate(zip(ours, theirs, strict=False), 1):
                    yield from self._typed(child, f"{below}[{number}]", *rows)
            else:
                yield Doubt(Code.DIFFERS, below)
        if not given.keys() <= children.keys():
            yield Doubt(Code.UNKNOWN, path)


def _leaf(node: InstanceNode, given: str) -> Iterator[Doubt]:
    definition = node.definition
    kind = definition.control.kind if definition.control is not None else ""
    if not node.relevant:
        if given.strip():
            yield Doubt(Code.NOT_ASKED, node.path)
    elif not _same(node, given, chosen=kind in _CHOSEN):
        if definition.bind.calculate is not None:
            yield Doubt(Code.CALCULATED, node.path)
        else:
            yield Doubt(Code.CHOICE if kind in _CHOSEN else Code.TYPE, node.path)
    elif kind == "range" and not _is_within(node):
        yield Doubt(Code.CONSTRAINT, node.path)


def _same(node: InstanceNode, given: str, *, chosen: bool) -> bool:
    """Whether an answer was kept, maybe written otherwise."""
    if node.text in (given, given.strip()) or (chosen and node.text.split() == given.split()):
        return True
    return node.text != "" and node.text == cast(given, node.definition.bind.type)


def _is_within(node: InstanceNode) -> bool:
    attributes = node.definition.control.attributes if node.definition.control is not None else {}
    try:
        ends = sorted((float(attributes["start"]), float(attributes["end"])))
        return not node.text or ends[0] <= float(node.text) <= ends[1]
    except (KeyError, ValueError):  # a range without ends
        return True


def _is_meta(one: Node | Definition) -> bool:
    """Whether it tells of the instance, not of the applicant; clients write it as they like."""
    return one.qname.rpartition(":")[2] == "meta"


def _local(definition: Definition) -> str:
    return definition.qname.rpartition(":")[2]


def _of_the_moment(form: Form) -> frozenset[Definition]:
    """What depends on the very moment or on chance, directly or through others."""
    found = _known.get(form)
    if found is None:
        reached: set[Vertex] = set()
        waiting = [
            Vertex(one, aspect)
            for one in form.model.root.walk()
            for aspect, expression in (
                (Aspect.VALUE, one.bind.calculate),
                (Aspect.RELEVANT, one.bind.relevant),
                (Aspect.COUNT, one.count),
            )
            if _changes_by_itself(expression)
        ]
        while waiting:
            vertex = waiting.pop()
            if vertex not in reached:
                reached.add(vertex)
                waiting += [edge.target for edge in form.graph.edges.get(vertex, ())]
        ours = (Aspect.VALUE, Aspect.RELEVANT, Aspect.COUNT)
        found = frozenset(one.definition for one in reached if one.aspect in ours)
        _known[form] = found
    return found


def _changes_by_itself(expression: Expression | None) -> bool:
    return expression is not None and any(call.name in _OF_THE_MOMENT for call in calls(expression))


def _written_at_load(session: Session) -> frozenset[Definition]:
    """What the form writes anew whenever it is opened."""
    found: set[Definition] = set()
    for action in session.form.model.load_actions:
        if Event.LOAD in action.events:
            targets = action.ref.evaluate(session.scope_of(session.root))
            nodes = targets if isinstance(targets, list) else []
            found |= {one.definition for one in nodes if isinstance(one, InstanceNode)}
    return frozenset(found)
