"""Location paths as closures: steps, predicates, and the nearest repeat instance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath.context import Context, Scope
from kiosk.forms.xpath.index import Table, as_lookup
from kiosk.forms.xpath.nodes import Node, NodeKind, StoredRows, in_document_order, name_key
from kiosk.forms.xpath.syntax import Axis, Call, Chain, NodeType, Path, Step, Syntax, walk
from kiosk.forms.xpath.values import Value, to_boolean

Evaluator: TypeAlias = Callable[[Context], Value]
Selector: TypeAlias = Callable[[Node], list[Node]]
Rows: TypeAlias = list[Node] | StoredRows
Filter: TypeAlias = Callable[[Node, Rows, Scope], list[Node]]


class Compiles(Protocol):
    """What paths need of the compiler: expressions inside predicates, and prefixes."""

    namespaces: Mapping[str, str]

    def compile(self, syntax: Syntax) -> Evaluator:
        """The closure of a tree."""


@dataclass(frozen=True, slots=True)
class _CompiledStep:
    select: Selector
    filters: tuple[Filter, ...]
    single: bool  # from one node at most one, or children: no duplicates can arise
    plain: bool  # a named child without predicate, which may be a repeat
    rows: bool  # the children that are rows of a stored list


def compile_path(compiler: Compiles, path: Path) -> Evaluator:
    """The closure of a path; it returns a list of nodes in document order."""
    steps = [_compile_step(compiler, step) for step in path.steps]
    if path.start == "/":
        return _absolute(steps)
    if path.start is None:
        return lambda context: _walk([context.node], steps, context.scope)
    if isinstance(path.start, str):  # pragma: no cover # the grammar knows no other start
        raise TypeError(path.start)
    start = compiler.compile(path.start)
    filters = [_compile_filter(compiler, predicate, ()) for predicate in path.filters]

    def filtered(context: Context) -> Value:
        nodes = start(context)
        if not isinstance(nodes, list):
            raise EvaluationError(
                "A path or predicate follows something that is no node-set.",
                remedy="Use paths only after nodes, instance() or current().",
            )
        for each in filters:
            nodes = each(context.node, nodes, context.scope)
        return _walk(nodes, steps, context.scope)

    return filtered


def _absolute(steps: list[_CompiledStep]) -> Evaluator:
    def absolute(context: Context) -> Value:
        scope = context.scope
        lineage = scope.lineage
        if not lineage:
            return _walk([scope.root], steps, scope)
        nodes = [scope.root]
        last = len(steps) - 1
        for number, step in enumerate(steps):
            nodes = _walk(nodes, [step], scope)
            if step.plain and number < last:
                # a path through a repeat that the origin is in means the origin's own instance
                nearest = [node for node in nodes if node in lineage]
                nodes = nearest or nodes
        return nodes

    return absolute


def _walk(nodes: list[Node], steps: list[_CompiledStep], scope: Scope) -> list[Node]:
    for step in steps:
        if len(nodes) == 1:
            found = _selected(nodes[0], step, scope)
        else:
            found = []
            for node in nodes:
                found.extend(_selected(node, step, scope))
            if not step.single:
                found = in_document_order(found)
        nodes = found
    return nodes


def _selected(node: Node, step: _CompiledStep, scope: Scope) -> list[Node]:
    if node.rows is not None and step.rows:
        rows: Rows = node.rows
        for each in step.filters:
            rows = each(node, rows, scope)
        return rows if isinstance(rows, list) else rows.whole()
    found = step.select(node)
    for each in step.filters:
        found = each(node, found, scope)
    return found


def _compile_step(compiler: Compiles, step: Step) -> _CompiledStep:
    key = (step.axis, step.test, step.name)
    return _CompiledStep(
        select=_selector(compiler.namespaces, step),
        filters=tuple(
            _compile_filter(compiler, predicate, key if number == 0 else ())
            for number, predicate in enumerate(step.predicates)
        ),
        single=step.axis is not Axis.PARENT,
        plain=step.axis is Axis.CHILD and not step.predicates,
        rows=step.axis is Axis.CHILD and step.name in ("item", "*"),
    )


def _compile_filter(compiler: Compiles, predicate: Syntax, table_key: tuple[object, ...]) -> Filter:
    """A predicate as a filter; `table_key` names the rows where a table may answer it."""
    if table_key:
        conjuncts = _conjuncts(predicate)
        lookup = as_lookup(conjuncts[0])
        if lookup is not None and not any(_mentions_position(each) for each in conjuncts[1:]):
            column = _selector(compiler.namespaces, lookup.column)
            wanted = compiler.compile(lookup.wanted)
            rest = [_condition(compiler.compile(each)) for each in conjuncts[1:]]
            scan = _scan(compiler.compile(predicate))
            key = (*table_key, lookup.column)
            named = "@" * (lookup.column.axis is Axis.ATTRIBUTE) + lookup.column.name

            def by_table(parent: Node, nodes: Rows, scope: Scope) -> list[Node]:
                if (parent.indexes is None and isinstance(nodes, list)) or not nodes:
                    return scan(parent, nodes, scope)
                value = wanted(Context(parent, 1, len(nodes), scope))
                rows = (
                    Table(parent, nodes, key, column).equal_to(value, scope.zone)
                    if isinstance(nodes, list)
                    else nodes.equal_to(named, value, scope.zone)
                )
                if rows is None:
                    return scan(parent, nodes, scope)
                for each in rest:
                    rows = each(parent, rows, scope)
                return rows

            return by_table
    return _scan(compiler.compile(predicate))


def _conjuncts(predicate: Syntax) -> list[Syntax]:
    if isinstance(predicate, Chain) and predicate.rest[0][0] == "and":
        return [predicate.first, *(operand for _, operand in predicate.rest)]
    return [predicate]


def _mentions_position(syntax: Syntax) -> bool:
    return any(
        isinstance(each, Call) and each.name in ("position", "last") for each in walk(syntax)
    )


def _scan(evaluator: Evaluator) -> Filter:
    def scan(_: Node, nodes: Rows, scope: Scope) -> list[Node]:
        context = Context(scope.origin, 0, len(nodes), scope)
        kept: list[Node] = []
        for position, node in enumerate(nodes, 1):
            context.node = node
            context.position = position
            result = evaluator(context)
            if isinstance(result, float):
                if result == position:
                    kept.append(node)
            elif to_boolean(result):
                kept.append(node)
        return kept

    return scan


def _condition(evaluator: Evaluator) -> Filter:
    """A part of a conjunction: a number in it is a truth value, not a position."""
    return _scan(lambda context: to_boolean(evaluator(context)))


def _selector(namespaces: Mapping[str, str], step: Step) -> Selector:
    matches = _test(namespaces, step)
    if step.axis is Axis.CHILD:
        if step.test is NodeType.NAMED:
            if ":" not in step.name and step.name != "*":
                name = step.name
                return lambda node: node.named(name)
            return lambda node: [child for child in node.children if matches(child)]
        return lambda node: [child for child in node.child_nodes() if matches(child)]
    if step.axis is Axis.ATTRIBUTE:
        return lambda node: [attribute for attribute in node.attributes if matches(attribute)]
    if step.axis is Axis.PARENT:
        return lambda node: (
            [node.parent] if node.parent is not None and matches(node.parent) else []
        )
    return lambda node: [node] if matches(node) else []


def _test(namespaces: Mapping[str, str], step: Step) -> Callable[[Node], bool]:  # noqa: PLR0911 # per test
    if step.test is NodeType.ANY:
        return lambda _: True
    if step.test is not NodeType.NAMED:
        kind = {
            NodeType.TEXT: NodeKind.TEXT,
            NodeType.COMMENT: NodeKind.COMMENT,
            NodeType.INSTRUCTION: NodeKind.INSTRUCTION,
        }[step.test]
        target = step.name
        return lambda node: node.kind is kind and (not target or node.name == target)
    principal = NodeKind.ATTRIBUTE if step.axis is Axis.ATTRIBUTE else NodeKind.ELEMENT
    if step.name == "*":
        return lambda node: node.kind is principal
    prefix, colon, local = step.name.partition(":")
    if not colon:
        return lambda node: node.name == prefix and node.kind is principal
    uri = namespaces.get(prefix)
    if local == "*":
        return lambda node: (
            node.kind is principal
            and (node.namespace == uri if uri else node.qname.startswith(f"{prefix}:"))
        )
    if uri is None:  # an undeclared prefix: compare names as they are written
        qname = step.name
        return lambda node: node.qname == qname and node.kind is principal
    key = name_key(uri, local)
    return lambda node: node.name == key and node.kind is principal
