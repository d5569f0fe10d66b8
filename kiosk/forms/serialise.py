"""Writing the answers: the submission's XML and typed JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape, quoteattr

from kiosk.forms import datatypes
from kiosk.forms.instance import InstanceNode

_IN_ATTRIBUTE = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_MULTIPLE = frozenset({"select", "rank"})


def to_xml(root: InstanceNode, namespaces: Mapping[str, str], default_namespace: str) -> str:
    """The submission instance; nodes that are not relevant are left out.

    Args:
        root: the root element.
        namespaces: prefix to namespace as the form declares them; those used are written.
        default_namespace: the root's own namespace without prefix.
    """
    used = {qname.partition(":")[0] for qname in _names(root) if ":" in qname} - {"xml"}
    declared = [
        f" xmlns:{prefix}={quoteattr(namespaces[prefix])}"
        for prefix in sorted(used)
        if prefix in namespaces
    ]
    if default_namespace and root.namespace == default_namespace:
        declared.insert(0, f" xmlns={quoteattr(default_namespace)}")
    out: list[str] = []
    _write(root, "".join(declared), out)
    return "".join(out)


def _names(node: InstanceNode) -> Iterator[str]:
    for each in node.walk():
        if each.relevant:
            yield each.qname


def _write(node: InstanceNode, declarations: str, out: list[str]) -> None:
    attributes = "".join(
        f" {each.qname}={quoteattr(each.text, _IN_ATTRIBUTE)}"
        for each in node.attributes
        if each.text or not node.repeat
    )
    out.append(f"<{node.qname}{declarations}{attributes}")
    inner: list[str] = [escape(node.text, {"\r": "&#13;"})] if node.text else []
    for child in node.instance_children():
        if child.relevant:
            _write(child, "", inner)
    if inner:
        out.append(">")
        out.extend(inner)
        out.append(f"</{node.qname}>")
    else:
        out.append("/>")


def to_json(node: InstanceNode) -> dict[str, object]:
    """The answers below a node: groups as objects, repeats as lists, leaves by their type.

    Keys are local names. What is not relevant is left out; an empty answer is None.
    """
    result: dict[str, object] = {}
    for child in node.definition.children:
        name = child.qname.rpartition(":")[2]
        nodes = [each for each in node.children_of(child) if each.relevant]
        if child.is_repeat:
            result[name] = [to_json(each) for each in nodes]
        elif nodes:
            result[name] = to_json(nodes[0]) if child.children else _leaf(nodes[0])
    return result


def _leaf(node: InstanceNode) -> object:
    control = node.definition.control
    if control is not None and control.kind in _MULTIPLE:
        return node.text.split()
    return datatypes.to_typed(node.text, node.definition.bind.type)
