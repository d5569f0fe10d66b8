"""The body as it stands in a session: questions, groups and repeats with concrete references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.forms.body import BodyElement, Element, Group, Question, Repeat, RepeatInstance
from kiosk.forms.instance import InstanceNode, nodes_under

if TYPE_CHECKING:
    from kiosk.forms.session import Session


def lay_out(session: Session) -> tuple[Element, ...]:
    """What the form asks now; elements that are not relevant are left out."""
    return _elements(session, session.form.model.body, session.root)


def _elements(
    session: Session, elements: tuple[BodyElement, ...], context: InstanceNode
) -> tuple[Element, ...]:
    found: list[Element] = []
    for element in elements:
        control = element.control
        if control.kind == "group":
            group = _group(session, element, context)
            if group is not None:
                found.append(group)
        elif control.kind == "repeat":
            repeat = _repeat(session, element, context, "")
            if repeat is not None:
                found.append(repeat)
        else:
            node = _node_at(session, control.ref, context)
            if node is not None and node.relevant:
                found.append(
                    Question(
                        node.path, control.kind, node.definition.bind.type, control.appearances
                    )
                )
    return tuple(found)


def _group(session: Session, element: BodyElement, context: InstanceNode) -> Element | None:
    control = element.control
    label = session.render(control.label, context)
    if len(element.children) == 1:
        only = element.children[0]
        if only.control.kind == "repeat" and only.control.ref == control.ref:
            return _repeat(session, only, context, label)
    node = _node_at(session, control.ref, context) if control.ref else None
    if control.ref and node is None:
        return None
    inner = node if node is not None else context
    if not inner.relevant:
        return None
    children = _elements(session, element.children, inner)
    return Group(
        ref=node.path if node is not None else "",
        label=session.render(control.label, inner),
        appearances=control.appearances,
        children=children,
        field_list="field-list" in control.appearances,
    )


def _repeat(
    session: Session, element: BodyElement, context: InstanceNode, label: str
) -> Repeat | None:
    definition = session.form.model.by_path[element.control.ref]
    parent = _node_at(session, definition.path.rpartition("/")[0], context)
    if parent is None or not parent.relevant:
        return None
    instances = parent.children_of(definition)
    if not instances and not session.computation.would_be_relevant(definition, parent):
        return None
    if instances and not any(each.relevant for each in instances):
        return None
    return Repeat(
        ref=f"{parent.path}/{definition.qname}",
        label=label or session.render(element.control.label, parent),
        count=len(instances),
        instances=tuple(
            RepeatInstance(each.path, _elements(session, element.children, each))
            for each in instances
            if each.relevant
        ),
        can_add=not definition.fixed,
        can_remove=not definition.fixed and bool(instances),
    )


def _node_at(session: Session, path: str, context: InstanceNode) -> InstanceNode | None:
    """The node of a definition that belongs to the context: within the same repeat instances."""
    definition = session.form.model.by_path[path]
    start: InstanceNode | None = context
    while start is not None:
        found = nodes_under(start, definition)
        if found:
            return found[0]
        start = start.parent if isinstance(start.parent, InstanceNode) else None
    return None
