"""Node-sets: counting, names, lists, repeats and shuffling."""

from __future__ import annotations

import hashlib
import math

from kiosk.forms.errors import EvaluationError
from kiosk.forms.xpath.context import Context
from kiosk.forms.xpath.functions.registry import Evaluator, eager, lazy, nodes_of
from kiosk.forms.xpath.nodes import Node, in_document_order
from kiosk.forms.xpath.values import Value, to_number, to_string

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PARK_MILLER = 2_147_483_647


@eager("count", 1, 1)
def _count(_: Context, arguments: list[Value]) -> Value:
    return float(len(nodes_of("count", arguments[0])))


@eager("count-non-empty", 1, 1)
def _count_non_empty(_: Context, arguments: list[Value]) -> Value:
    return float(sum(1 for node in nodes_of("count-non-empty", arguments[0]) if node.value))


@eager("last", 0, 0)
def _last(context: Context, _: list[Value]) -> Value:
    return float(context.size)


@eager("position", 0, 1)
def _position(context: Context, arguments: list[Value]) -> Value:
    if not arguments:
        return float(context.position)
    nodes = nodes_of("position", arguments[0])
    return float(nodes[0].position()) if nodes else math.nan


def _named(name: str, context: Context, arguments: list[Value]) -> Node | None:
    if not arguments:
        return context.node
    nodes = nodes_of(name, arguments[0])
    return nodes[0] if nodes else None


@eager("name", 0, 1)
def _name(context: Context, arguments: list[Value]) -> Value:
    node = _named("name", context, arguments)
    return node.qname if node is not None else ""


@eager("local-name", 0, 1)
def _local_name(context: Context, arguments: list[Value]) -> Value:
    node = _named("local-name", context, arguments)
    return node.qname.rpartition(":")[2] if node is not None else ""


@eager("namespace-uri", 0, 1)
def _namespace_uri(context: Context, arguments: list[Value]) -> Value:
    node = _named("namespace-uri", context, arguments)
    return node.namespace if node is not None else ""


@eager("lang", 1, 1)
def _lang(context: Context, arguments: list[Value]) -> Value:
    wanted = to_string(arguments[0]).lower()
    for node in context.node.ancestors_and_self():
        for attribute in node.attributes:
            if attribute.name == _XML_LANG:
                language = attribute.text.lower()
                return language == wanted or language.startswith(f"{wanted}-")
    return False


@eager("id", 1, 1)
def _id(context: Context, arguments: list[Value]) -> Value:
    value = arguments[0]
    texts = [node.value for node in value] if isinstance(value, list) else [to_string(value)]
    by_id = context.scope.surroundings.element_ids()
    found = [by_id[each] for text in texts for each in text.split() if each in by_id]
    return in_document_order(found)


@eager("current", 0, 0)
def _current(context: Context, _: list[Value]) -> Value:
    return [context.scope.origin]


@eager("instance", 1, 1)
def _instance(context: Context, arguments: list[Value]) -> Value:
    name = to_string(arguments[0])
    found = context.scope.surroundings.instance(name)
    if found is None:
        raise EvaluationError(
            f"The instance “{name}” is not part of the form.",
            remedy="Correct its name or add it.",
            code="form.instance",
        )
    return [found]


@lazy("indexed-repeat", 3, 31)
def _indexed_repeat(arguments: list[Evaluator]) -> Evaluator:
    """The target within the n-th instance of each given repeat, from the outside in."""
    target, *pairs = arguments
    groups, indexes = pairs[0::2], pairs[1::2]

    def indexed_repeat(context: Context) -> Value:
        if len(groups) != len(indexes):
            raise EvaluationError(
                "The function “indexed-repeat” takes pairs of repeat and position.",
                remedy="Add the missing position.",
                code="form.function",
            )
        scope = context.scope
        free = Context(context.node, context.position, context.size, scope.unbound())
        nodes = nodes_of("indexed-repeat", target(free))
        chosen: Node | None = None
        pairs = [
            (nodes_of("indexed-repeat", group(free)), index)
            for group, index in zip(groups, indexes, strict=True)
        ]
        # from the outside in, in whatever order they are written
        for instances, index in sorted(pairs, key=lambda pair: _depth(pair[0])):
            if chosen is not None:
                outer = chosen
                instances = [node for node in instances if _within(node, outer)]  # noqa: PLW2901 # narrowed
            wanted = to_number(index(context), scope.zone)
            if math.isnan(wanted) or not 1 <= wanted <= len(instances):
                return []
            chosen = instances[int(wanted) - 1]
        if chosen is None:  # pragma: no cover # the registry asks for one pair at least
            return []
        return [node for node in nodes if _within(node, chosen)]

    return indexed_repeat


def _depth(nodes: list[Node]) -> int:
    return sum(1 for _ in nodes[0].ancestors_and_self()) if nodes else 0


def _within(node: Node, ancestor: Node) -> bool:
    return any(each is ancestor for each in node.ancestors_and_self())


@eager("randomize", 1, 2)
def _randomize(context: Context, arguments: list[Value]) -> Value:
    """Shuffle a node-set; with a seed always into the same order (ODK XForms, Park–Miller)."""
    nodes = list(nodes_of("randomize", arguments[0]))
    if len(arguments) > 1:
        return _shuffled(nodes, _seed(arguments[1], context))
    context.scope.random.shuffle(nodes)
    return nodes


def _seed(value: Value, context: Context) -> int:
    """The whole number of a seed; of a text that is none the first 64 bits of its SHA-256."""
    number = to_number(value, context.scope.zone)
    if math.isfinite(number):
        return int(number)
    text = to_string(value)
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True) if text else 0


def _shuffled(nodes: list[Node], seed: int) -> list[Node]:
    """Fisher–Yates from the inside out, drawing with Park and Miller's generator."""
    state = abs(seed) % _PARK_MILLER * (1 if seed > 0 else -1)
    if state <= 0:
        state += _PARK_MILLER - 1
    shuffled: list[Node] = []
    for place, node in enumerate(nodes):
        state = state * 16807 % _PARK_MILLER
        other = int((state - 1) / (_PARK_MILLER - 1) * (place + 1))
        shuffled.append(node)
        shuffled[place], shuffled[other] = shuffled[other], node
    return shuffled
