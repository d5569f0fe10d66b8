"""`evaluate_xpath`: one expression over a plain XML document."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo

from kiosk.forms.errors import FormError
from kiosk.forms.markup import document_tree, parse_xml
from kiosk.forms.xpath.compiler import NO_NAMESPACES, compile_expression
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node, NodeKind
from kiosk.forms.xpath.values import Value, to_string

_STEP = re.compile(
    r"/(?P<name>(?:text|comment)\(\)|processing-instruction\((?:'[^']*')?\)|@?[^/\[\]()]+)"
    r"(?:\[(?P<position>\d+)\])?"
)
_HTML = "{http://www.w3.org/1999/xhtml}html"


def evaluate_xpath(
    expression: str,
    document: str | bytes,
    context: str = "/",
    *,
    namespaces: Mapping[str, str] | None = None,
    now: Callable[[], datetime] | datetime | None = None,
    tz: tzinfo = UTC,
    language: str | None = None,
) -> bool | float | str | list[Node]:
    """Evaluate an expression over an XML document.

    In an XForms document absolute paths begin at the instance that the context node is in.

    Args:
        expression: XPath with the functions of forms.
        document: XML.
        context: path of the context node, such as ``/data/member[2]/@id``.
        namespaces: prefix to namespace in the expression.
        now: the clock (a callable, or one aware moment).
        tz: time zone of dates and times without one.
        language: the itext language; without it the default one.

    Returns:
        bool, float, str, or a list of nodes with `.path` and `.value`; dates as text.

    Raises:
        FormError: wrong document, expression or context, or an evaluation without result.
    """
    tree = document_tree(parse_xml(document, place="the document", plain_doctype=True))
    origin = find_node(tree, context)
    scope = scope_of(tree, origin, now=now, zone=tz, language=language)
    compiled = compile_expression(expression, namespaces or NO_NAMESPACES, strict=False)
    return plain_result(compiled.evaluate(scope))


def scope_of(
    tree: Node,
    origin: Node,
    *,
    now: Callable[[], datetime] | datetime | None,
    zone: tzinfo,
    language: str | None,
) -> Scope:
    """The scope of an expression over a plain document."""
    if isinstance(now, datetime):
        moment = now
        clock: Callable[[], datetime] = lambda: moment  # noqa: E731 # one of two ways to a clock
    elif now is None:
        clock = lambda: datetime.now(zone)  # noqa: E731 # the other
    else:
        clock = now
    return Scope(
        origin=origin,
        root=_root(tree, origin),
        surroundings=_PlainDocument(tree, language),
        zone=zone,
        now=clock,
        random=random.Random(),  # noqa: S311 # shuffles and draws in forms, nothing secret
    )


def plain_result(value: Value) -> bool | float | str | list[Node]:
    """A value as callers get it: dates become text."""
    if isinstance(value, list):
        return list(value)  # the engine's own lists are shared
    return value if isinstance(value, (bool, float, str)) else to_string(value)


def find_node(tree: Node, path: str) -> Node:
    """The node at a path as `Node.path` writes it; ``*[3]`` is the third child element.

    Raises:
        FormError: no such path or node.
    """
    if path == "/":
        return tree
    node, place = tree, 0
    while place < len(path):
        match = _STEP.match(path, place)
        found = _child(node, match["name"], int(match["position"] or 1)) if match else None
        if match is None or found is None:
            raise FormError(
                f"There is no node “{path}”.",
                remedy="Write it as /root/name[2]/child or /root/child/@attribute.",
                code="form.path",
            )
        node, place = found, match.end()
    return node


def _child(node: Node, name: str, position: int) -> Node | None:
    if name.startswith("@"):
        alike = [each for each in node.attributes if name[1:] in (each.qname, each.name)]
    elif name == "*":
        alike = node.children
    elif name == "text()":
        alike = [each for each in node.child_nodes() if each.kind is NodeKind.TEXT]
    elif name == "comment()":
        alike = [each for each in node.child_nodes() if each.kind is NodeKind.COMMENT]
    elif name.startswith("processing-instruction("):
        target = name.partition("(")[2].strip("')")
        alike = [
            each
            for each in node.child_nodes()
            if each.kind is NodeKind.INSTRUCTION and target in ("", each.name)
        ]
    else:
        alike = node.named(name) or [each for each in node.children if each.qname == name]
    return alike[position - 1] if 1 <= position <= len(alike) else None


def _root(tree: Node, origin: Node) -> Node:
    if tree.children[0].name == _HTML:
        for node in origin.ancestors_and_self():
            if node.name == "instance":
                return node
    return tree


class _PlainDocument:
    """Instances, ids and texts of a plain document."""

    def __init__(self, tree: Node, language: str | None) -> None:
        self._tree = tree
        self._language = language

    def instance(self, name: str) -> Node | None:
        for node in _elements(self._tree):
            if node.name == "instance" and _attribute(node, "id") == name:
                return node
        return None

    def element_ids(self) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for node in _elements(self._tree):
            for attribute in node.attributes:
                if attribute.name in ("id", "{http://www.w3.org/XML/1998/namespace}id"):
                    found.setdefault(attribute.text, node)
        return found

    def text_of(self, text_id: str, scope: Scope) -> list[Node]:
        del scope  # plain documents have no <output>
        translations = [node for node in _elements(self._tree) if node.name == "translation"]
        chosen = [node for node in translations if _attribute(node, "lang") == self._language]
        default = [node for node in translations if _attribute(node, "default") is not None]
        for translation in (*chosen, *default, *translations)[:1]:
            for text in translation.children:
                if _attribute(text, "id") == text_id:
                    return text.children
        return []

    def choice_label(self, value: str, path: str, scope: Scope) -> str:
        del path, scope  # a plain document has no questions
        return value


def _elements(tree: Node) -> list[Node]:
    found: list[Node] = []
    pending = list(reversed(tree.children))
    while pending:
        node = pending.pop()
        found.append(node)
        pending.extend(reversed(node.children))
    return found


def _attribute(node: Node, name: str) -> str | None:
    for attribute in node.attributes:
        if attribute.name == name:
            return attribute.text
    return None
