"""The definitions of a form's nodes, made from its primary instance."""

from __future__ import annotations

from lxml import etree

from kiosk.forms.definition import Definition
from kiosk.forms.xpath.nodes import XFORMS, Node, NodeKind

JAVAROSA = "http://openrosa.org/javarosa"
XHTML = "http://www.w3.org/1999/xhtml"


def define(template: Node, parent: Definition | None, repeats: set[str]) -> Definition:
    """The definition of an element and all below; `repeats` are the paths of repeats."""
    path = f"{parent.path if parent else ''}/{template.qname}"
    definition = Definition(
        path=path,
        name=template.name,
        qname=template.qname,
        namespace=template.namespace,
        parent=parent,
        template=template,
        is_repeat=path in repeats,
    )
    outer = parent.repeats if parent else ()
    definition.repeats = (*outer, definition) if definition.is_repeat else outer
    for attribute in template.attributes:
        if attribute.namespace == JAVAROSA:
            continue
        definition.attributes.append(
            Definition(
                path=f"{path}/@{attribute.qname}",
                name=attribute.name,
                qname=attribute.qname,
                namespace=attribute.namespace,
                parent=definition,
                template=attribute,
                is_attribute=True,
                repeats=definition.repeats,
            )
        )
    seen: dict[str, Node] = {}
    for child in template.children:
        if child.name not in seen or is_template(child):
            seen[child.name] = child
    for order, child in enumerate(seen.values()):
        child_definition = define(child, definition, repeats)
        if child_definition.is_repeat:
            child_definition.initial = tuple(
                each
                for each in template.children
                if each.name == child.name and not is_template(each)
            )
        child_definition.order = order
        definition.children.append(child_definition)
    return definition


def is_template(node: Node) -> bool:
    """Whether an element of the form's instance is a repeat's template and no instance."""
    return any(
        each.namespace == JAVAROSA and each.name.endswith("}template") for each in node.attributes
    )


def added(parent: Definition, name: str, prefix: str, uri: str) -> Definition:
    """A node that the form does not write out, put at the end of its parent."""
    qname = f"{prefix}:{name}" if prefix else name
    key = f"{{{uri}}}{name}" if uri else name
    template = Node(NodeKind.ELEMENT, key, qname=qname, namespace=uri, parent=parent.template)
    parent.template.children.append(template)
    parent.template.children_changed()
    definition = define(template, parent, set())
    definition.order = len(parent.children)
    parent.children.append(definition)
    return definition


def own_namespace(root: etree._Element) -> str:
    """The default namespace of the data when the form gives it one of its own."""
    uri = str(root.nsmap.get(None) or "")
    return "" if uri in (XFORMS, XHTML) else uri


def clean_path(written: str) -> str:
    """A path without the spaces that pyxform puts around it."""
    return "/".join(part.strip() for part in written.strip().split("/")).rstrip("/")
