"""The tree that expressions walk: one light node type for form data, lists and plain XML."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import tzinfo
from enum import IntEnum
from typing import Any, Protocol

XFORMS = "http://www.w3.org/2002/xforms"
_NAMED_FROM = 8  # children; with fewer, looking through them is as fast as a table


class NodeKind(IntEnum):
    """Kinds of node, numbered as in the DOM."""

    ELEMENT = 1
    ATTRIBUTE = 2
    TEXT = 3
    INSTRUCTION = 7
    COMMENT = 8
    ROOT = 9
    DOCTYPE = 10


class StoredRows(Protocol):
    """The children of a node that are kept elsewhere because they are too many."""

    def __len__(self) -> int:
        """How many there are."""

    def __iter__(self) -> Iterator[Node]:
        """All of them, a few in memory at a time."""

    def whole(self) -> list[Node]:
        """All of them, where that is possible."""

    def equal_to(self, column: str, wanted: Any, zone: tzinfo) -> list[Node] | None:
        """Those whose child `column` equals a value; None when only looking at each can tell."""

    def first(self, column: str, value: str) -> Node | None:
        """The first one whose child `column` is that text."""

    def find(
        self, label: str, value: str, text: str, limit: int, wanted: Callable[[], bool]
    ) -> list[Node]:
        """The ones that a text finds best; may run on another thread (`forms.finding`)."""

    def slice(self, start: int, count: int) -> list[Node]:
        """So many of them from a place that counts from 0."""


class Node:
    """A node of a document.

    `name` is the key that name tests compare: the local name, or ``{uri}local`` in a namespace
    that needs a prefix. `children` holds child elements; `content` all child nodes in order where
    they are not elements only, else None, and then `text` is the text of a leaf.
    """

    __slots__ = (
        "_named", "attributes", "children", "content", "indexes", "kind", "name", "namespace",
        "parent", "qname", "repeat", "rows", "text",
    )  # fmt: skip

    def __init__(
        self,
        kind: NodeKind,
        name: str = "",
        *,
        qname: str = "",
        namespace: str = "",
        parent: Node | None = None,
        text: str = "",
    ) -> None:
        self.kind = kind
        self.name = name
        self.qname = qname or name
        self.namespace = namespace
        self.parent = parent
        self.children: list[Node] = []
        self._named: dict[str, list[Node]] | None = None
        self.attributes: list[Node] = []
        self.content: list[Node] | None = None
        self.text = text
        # tables of a list that never changes, by column (kiosk.forms.xpath.index); None elsewhere
        self.indexes: dict[tuple[object, ...], dict[str | float, list[int]]] | None = None
        self.rows: StoredRows | None = None  # its children where they are not in memory
        self.repeat = False  # an instance of a repeat: paths show its position even when alone

    @property
    def value(self) -> str:
        """The string-value (XPath 1.0 §5)."""
        if self.content is not None:
            return "".join(_texts(self))
        if self.children:
            return "".join([child.value for child in self.children])
        return self.text

    @property
    def path(self) -> str:
        """Where the node is, such as ``/data/member[2]/name``; positions count from 1."""
        if self.kind is NodeKind.ROOT:
            return "/"
        steps: list[str] = []
        node: Node | None = self
        while node is not None and node.kind is not NodeKind.ROOT:
            steps.append(_step(node))
            node = node.parent
        return "/" + "/".join(reversed(steps))

    def named(self, name: str) -> list[Node]:
        """The child elements of that name key, in order; the list must not be changed."""
        if len(self.children) < _NAMED_FROM:
            return [child for child in self.children if child.name == name]
        if self._named is None:
            self._named = {}
            for child in self.children:
                self._named.setdefault(child.name, []).append(child)
        return self._named.get(name, [])

    def children_changed(self) -> None:
        """Take note that `children` is not what it was."""
        self._named = None

    def child_nodes(self) -> list[Node]:
        """All child nodes in document order, a leaf's text as a text node."""
        if self.content is not None:
            return self.content
        if self.children or not self.text or self.kind is not NodeKind.ELEMENT:
            return self.children
        return [Node(NodeKind.TEXT, parent=self, text=self.value)]

    def ancestors_and_self(self) -> Iterator[Node]:
        """The node, its parent and so on up to the root."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def position(self) -> int:
        """1-based position among the siblings of the same name."""
        return _index(_alike(self), self) + 1

    def order(self) -> tuple[int, ...]:
        """A key that sorts nodes of one document in document order."""
        key: list[int] = []
        node = self
        while node.parent is not None:
            key.append(node.rank(node.parent))
            node = node.parent
        key.append(id(node))
        return tuple(reversed(key))

    def rank(self, parent: Node) -> int:
        """The place among the nodes of its parent, from 0; attributes come before."""
        if self.kind is NodeKind.ATTRIBUTE:
            return -len(parent.attributes) + _index(parent.attributes, self)
        return _index(parent.child_nodes(), self)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.path}>"


def name_key(uri: str | None, local: str) -> str:
    """The key of a name: forms and unprefixed documents share one."""
    return f"{{{uri}}}{local}" if uri and uri != XFORMS else local


def in_document_order(nodes: list[Node]) -> list[Node]:
    """The nodes without repetition, in document order."""
    unique = list(dict.fromkeys(nodes))
    return sorted(unique, key=Node.order) if len(unique) > 1 else unique


def _index(nodes: list[Node], wanted: Node) -> int:
    # the text of a leaf is no node until somebody asks for it: then it is the only child
    return next((index for index, node in enumerate(nodes) if node is wanted), 0)


def _texts(node: Node) -> Iterator[str]:
    for child in node.content or ():
        if child.kind is NodeKind.TEXT:
            yield child.text
        elif child.kind is NodeKind.ELEMENT:
            yield child.value


def _alike(node: Node) -> list[Node]:
    """The siblings of the same kind and name, the node among them."""
    parent = node.parent
    if parent is None or node.kind is NodeKind.ATTRIBUTE:
        return [node]
    if node.kind is NodeKind.ELEMENT:
        return parent.named(node.name)
    return [
        sibling
        for sibling in parent.child_nodes()
        if sibling.kind is node.kind and sibling.name == node.name
    ]


def _step(node: Node) -> str:
    if node.kind is NodeKind.ATTRIBUTE:
        return f"@{node.qname}"
    label = {
        NodeKind.TEXT: "text()",
        NodeKind.COMMENT: "comment()",
        NodeKind.INSTRUCTION: f"processing-instruction('{node.name}')",
    }.get(node.kind, node.qname)
    if node.repeat or len(_alike(node)) > 1:
        return f"{label}[{node.position()}]"
    return label
