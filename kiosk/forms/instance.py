"""The instance of a session: nodes with their state, made from the form's definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from kiosk.forms.definition import Definition
from kiosk.forms.errors import FormError
from kiosk.forms.structure import is_template
from kiosk.forms.xpath.nodes import Node, NodeKind

MAX_INSTANCES = 1_000  # of one repeat; a citizen's form never has so many
MAX_ALL_INSTANCES = 5_000  # of all repeats together, those within each other among them
_NO_ANSWERS = Node(NodeKind.ELEMENT)


class InstanceNode(Node):
    """A node of the instance.

    `text` is the answer as its type writes it, `stored` the same before choices filter it.
    `relevant` and `readonly` include what is inherited.
    """

    __slots__ = (
        "attached", "definition", "own_readonly", "own_relevant", "readonly", "relevant",
        "required", "source", "stored",
    )  # fmt: skip

    def __init__(
        self, kind: NodeKind, definition: Definition, parent: Node | None, text: str = ""
    ) -> None:
        super().__init__(
            kind,
            definition.name,
            qname=definition.qname,
            namespace=definition.namespace,
            parent=parent,
            text=text,
        )
        self.definition = definition
        self.stored = text
        self.relevant = True
        self.own_relevant = True
        self.readonly = False
        self.own_readonly = False
        self.required = False
        self.source = ""
        self.attached = True  # false once its repeat instance is removed
        self.repeat = definition.is_repeat

    @property
    def value(self) -> str:
        """The string-value; a node that is not relevant has none."""
        if not self.relevant:
            return ""
        return super().value

    def walk(self) -> Iterator[InstanceNode]:
        """The node, its attributes and everything below, in document order."""
        yield self
        yield from cast("list[InstanceNode]", self.attributes)
        for child in self.instance_children():
            yield from child.walk()

    def instance_children(self) -> list[InstanceNode]:
        """The child nodes; all nodes of an instance are instance nodes."""
        return list(cast("list[InstanceNode]", self.children))

    def children_of(self, definition: Definition) -> list[InstanceNode]:
        """The child nodes of that definition, in order."""
        return [
            child
            for child in cast("list[InstanceNode]", self.named(definition.name))
            if child.definition is definition
        ]

    def ancestor(self, definition: Definition) -> InstanceNode:
        """The nearest node around it, or itself, of that definition, which it lies within."""
        node = self
        while node.definition is not definition:
            node = cast("InstanceNode", node.parent)
        return node


def new_document(root: Definition, source: Node | None = None) -> tuple[Node, InstanceNode]:
    """A document and its root element, from the form's own instance or from answers given."""
    document = Node(NodeKind.ROOT)
    element = _build(root, root.template, document, source, fresh=False)
    document.children = [element]
    return document, element


def new_instance(
    definition: Definition, parent: InstanceNode, *, as_defined: bool = False
) -> InstanceNode:
    """A new instance of a repeat from its template, put after the last one.

    `as_defined` takes the instances that the form writes out before the template.

    Raises:
        FormError: there are too many already.
    """
    present = parent.children_of(definition)
    if len(present) >= MAX_INSTANCES:
        raise FormError(
            f"{definition.path} has {len(present)} instances, more are not possible.",
            place=definition.path,
            remedy="Check jr:count.",
            code="form.repeat",
        )
    written = definition.initial[len(present) :] if as_defined else ()
    template = written[0] if written else definition.template
    node = _build(definition, template, parent, None, fresh=True)
    if present:
        place = _index(parent, present[-1]) + 1
    else:
        place = sum(
            1 for child in parent.instance_children() if child.definition.order < definition.order
        )
    parent.children.insert(place, node)
    parent.children_changed()
    return node


def nodes_under(start: InstanceNode, target: Definition) -> list[InstanceNode]:
    """All nodes of `target` at or below `start`."""
    if start.definition is target:
        return [start]
    steps: list[Definition] = []
    definition: Definition | None = target
    while definition is not None and definition is not start.definition:
        steps.append(definition)
        definition = definition.parent
    if definition is None:
        return []
    nodes = [start]
    for step in reversed(steps):
        if step.is_attribute:
            nodes = [
                each
                for node in nodes
                for each in cast("list[InstanceNode]", node.attributes)
                if each.definition is step
            ]
        else:
            nodes = [each for node in nodes for each in node.children_of(step)]
    return nodes


def _index(parent: InstanceNode, node: InstanceNode) -> int:
    return next(place for place, child in enumerate(parent.children) if child is node)


def _build(
    definition: Definition, template: Node, parent: Node, source: Node | None, *, fresh: bool
) -> InstanceNode:
    """A node as the form defines it.

    `template` is the form's element to copy; `source`, where given, the element with the answers.
    Within a `fresh` repeat instance, inner repeats begin as in the template.
    """
    text = template.text if source is None else source.text
    node = InstanceNode(NodeKind.ELEMENT, definition, parent, "" if template.children else text)
    for attribute in definition.attributes:
        given = _attribute(source, attribute.name)
        value = given if given is not None else (_attribute(template, attribute.name) or "")
        node.attributes.append(InstanceNode(NodeKind.ATTRIBUTE, attribute, node, value))
    for child in definition.children:
        node.children.extend(_children(child, template, node, source, fresh=fresh))
    return node


def _children(
    child: Definition, template: Node, node: InstanceNode, source: Node | None, *, fresh: bool
) -> Iterator[InstanceNode]:
    written = template.named(child.name)
    if not child.is_repeat:
        answers = _named(source, child.name)
        for number, each in enumerate(written or [child.template]):
            answer = answers[number] if number < len(answers) else _missing(child, source)
            yield _build(child, each, node, answer, fresh=fresh)
        return
    instances = [each for each in written if not is_template(each)]
    counted_by_form = child.fixed and child.count is None
    if not instances and counted_by_form:
        instances = [child.template]  # who may not add must find one
    if source is None:
        for each in instances:
            yield _build(child, each, node, None, fresh=fresh)
        return
    answers = _named(source, child.name)[: len(instances) if counted_by_form else MAX_INSTANCES]
    for answer in answers:
        yield _build(child, child.template, node, answer, fresh=False)
    if counted_by_form:
        for _ in instances[len(answers) :]:
            yield _build(child, child.template, node, _missing(child, source), fresh=False)


def _missing(child: Definition, source: Node | None) -> Node | None:
    """What stands for answers that are not there: the form's own values, or none in a repeat.

    The first instance of a repeat is the pattern of all where the form writes no template; its
    values are its own and not those of the others (as in the peers).
    """
    if source is None or not child.repeats or is_template(child.repeats[-1].template):
        return None
    return _NO_ANSWERS


def _named(source: Node | None, name: str) -> list[Node]:
    return source.named(name) if source is not None else []


def _attribute(node: Node | None, name: str) -> str | None:
    if node is None:
        return None
    for attribute in node.attributes:
        if attribute.name == name:
            return attribute.text
    return None
