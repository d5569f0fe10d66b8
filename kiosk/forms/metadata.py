"""Values a form does not ask for: preloads and the identity of the submission."""

from __future__ import annotations

import random as random_module
import uuid
from collections.abc import Callable, Mapping

from kiosk.forms.definition import Definition
from kiosk.forms.instance import InstanceNode
from kiosk.forms.xpath import dates
from kiosk.forms.xpath.context import Scope
from kiosk.forms.xpath.nodes import Node, NodeKind


def preload_values(
    root: InstanceNode,
    scope_of: Callable[[Node], Scope],
    given: Mapping[str, str],
    random: random_module.Random,
) -> None:
    """Fill what ``jr:preload`` names (ODK XForms §preload attributes)."""
    scope = scope_of(root)
    moment = scope.now().astimezone(scope.zone)
    for node in root.walk():
        bind = node.definition.bind
        if not bind.preload:
            continue
        name = f"{bind.preload}:{bind.preload_parameters}"
        if bind.preload == "uid":
            node.stored = new_identity(random)
        elif name == "timestamp:start":
            node.stored = dates.write(moment)
        elif name == "date:today":
            node.stored = dates.write(moment.date())
        elif bind.preload == "property":
            node.stored = given.get(bind.preload_parameters, node.stored)


def end_values(
    root: InstanceNode,
    scope_of: Callable[[Node], Scope],
    write: Callable[[InstanceNode, str], None],
) -> None:
    """Fill what asks for the moment of the end."""
    scope = scope_of(root)
    for node in root.walk():
        bind = node.definition.bind
        if bind.preload == "timestamp" and bind.preload_parameters == "end":
            write(node, dates.write(scope.now().astimezone(scope.zone)))


def new_identity(random: random_module.Random) -> str:
    """``uuid:`` and a random UUID (OpenRosa metadata)."""
    return f"uuid:{uuid.UUID(int=random.getrandbits(128), version=4)}"


def renew_identity(root: InstanceNode, random: random_module.Random) -> None:
    """A new version of a submission: a new instanceID, the old one as deprecatedID."""
    meta = _child(root, "meta")
    node = _child(meta, "instanceID")
    if node.stored:
        _deprecated(meta, node).stored = node.stored
    if node.definition.bind.preload == "uid":
        node.stored = new_identity(random)


def _child(parent: InstanceNode, name: str) -> InstanceNode:
    """The child of that name, whatever its prefix; every form has meta/instanceID (`reader`)."""
    return next(
        node for node in parent.instance_children() if node.qname.rpartition(":")[2] == name
    )


def _deprecated(meta: InstanceNode, identity: InstanceNode) -> InstanceNode:
    """The deprecatedID beside an instanceID; made where the form has none."""
    prefix, colon, _ = identity.qname.rpartition(":")
    qname = f"{prefix}{colon}deprecatedID"
    for node in meta.instance_children():
        if node.qname == qname:
            return node
    name = identity.name.removesuffix("instanceID") + "deprecatedID"
    template = Node(NodeKind.ELEMENT, name, qname=qname, namespace=identity.namespace)
    definition = Definition(
        path=f"{meta.definition.path}/{qname}",
        name=name,
        qname=qname,
        namespace=identity.namespace,
        parent=meta.definition,
        template=template,
        order=len(meta.definition.children),
    )
    node = InstanceNode(NodeKind.ELEMENT, definition, meta)
    meta.children.append(node)
    meta.children_changed()
    return node
