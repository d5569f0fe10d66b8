"""Reading XML that may be hostile: no entities, no network, no DOCTYPE, no giants."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from kiosk.forms.errors import FormError
from kiosk.forms.xpath.nodes import Node, NodeKind, name_key

MAX_XML_SIZE = 5 * 1024 * 1024  # bytes; the longest item form known has 0.3 MiB
MAX_ELEMENTS = 250_000  # a list of 50,000 rows with four columns
# texts, CDATA sections apart, elements, comments and instructions in order
_CHILD_NODES = etree.XPath("node()", smart_strings=False)
_INDEXED_FROM = 16  # children; below, a scan is as fast as a table


def parse_xml(source: str | bytes, *, place: str, plain_doctype: bool = False) -> etree._Element:
    """Parse XML without entities, DTD or network.

    Args:
        source: the document.
        place: what it is, for errors.
        plain_doctype: accept a DOCTYPE that names a root and nothing else.

    Raises:
        FormError: not well-formed, too large, or with a DOCTYPE.
    """
    data = source.encode() if isinstance(source, str) else source
    if len(data) > MAX_XML_SIZE:
        raise FormError(
            f"The XML has {len(data)} bytes, more than {MAX_XML_SIZE}.",
            place=place,
            remedy="Move long lists into attached files.",
            code="form.xml",
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        strip_cdata=False,
        # a text declares its own encoding only while it is bytes
        encoding="utf-8" if isinstance(source, str) else None,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FormError(
            f"The XML is not well-formed: {error.msg}.",
            place=f"{place}, line {error.lineno}",
            remedy="Convert the spreadsheet again or mend the XML.",
            code="form.xml",
        ) from error
    elements = int(cast("float", root.xpath("count(//*)")))
    if elements > MAX_ELEMENTS:
        raise FormError(
            f"The XML has {elements} elements, more than {MAX_ELEMENTS}.",
            place=place,
            remedy="Move long lists into attached files.",
            code="form.xml",
        )
    info: Any = root.getroottree().docinfo
    doctype = info.internalDTD
    if doctype is not None and not (plain_doctype and _is_plain(doctype)):
        raise FormError(
            "The XML has a DOCTYPE.",
            place=place,
            remedy="Remove the <!DOCTYPE …> declaration.",
            code="form.xml",
        )
    return root


def _is_plain(doctype: Any) -> bool:
    return not doctype.system_url and not list(doctype.iterentities())


def qualified(element: etree._Element, neutral: str = "") -> tuple[str, str, str]:
    """Name key, written name and namespace of an element; `neutral` is a default namespace."""
    name = etree.QName(element)
    uri = name.namespace or ""
    qname = f"{element.prefix}:{name.localname}" if element.prefix else name.localname
    return name_key("" if uri == neutral else uri, name.localname), qname, uri


def attribute_nodes(element: etree._Element, owner: Node) -> list[Node]:
    """The attributes of an element as nodes."""
    nodes: list[Node] = []
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix}
    for key, value in element.attrib.items():
        name = etree.QName(str(key))
        uri = name.namespace or ""
        prefix = "xml" if uri.endswith("/XML/1998/namespace") else prefixes.get(uri, "")
        qname = f"{prefix}:{name.localname}" if prefix else name.localname
        full = f"{{{uri}}}{name.localname}" if uri else name.localname
        nodes.append(
            Node(
                NodeKind.ATTRIBUTE,
                full,
                qname=qname,
                namespace=uri,
                parent=owner,
                text=str(value),
            )
        )
    return nodes


def list_tree(element: etree._Element, parent: Node | None, neutral: str = "") -> Node:
    """An element as nodes for lists and data: elements, attributes and the text of leaves."""
    key, qname, uri = qualified(element, neutral)
    node = Node(NodeKind.ELEMENT, key, qname=qname, namespace=uri, parent=parent)
    node.attributes = attribute_nodes(element, node)
    for child in element.iterchildren(tag=etree.Element):
        node.children.append(list_tree(child, node, neutral))
    if not node.children:
        node.text = "".join(_own_texts(element))
    elif len(node.children) >= _INDEXED_FROM:
        node.indexes = {}
    return node


def document_tree(root: etree._Element) -> Node:
    """A whole document with every text, comment and instruction."""
    document = Node(NodeKind.ROOT)
    before = [*reversed(list(root.itersiblings(preceding=True)))]
    document.content = [_misc(each, document) for each in before]
    info: Any = root.getroottree().docinfo
    if info.doctype:
        document.content.insert(0, Node(NodeKind.DOCTYPE, parent=document))
    element = _full_tree(root, document)
    document.children = [element]
    document.content.append(element)
    document.content.extend(_misc(each, document) for each in root.itersiblings())
    return document


def _full_tree(element: etree._Element, parent: Node) -> Node:
    key, qname, uri = qualified(element)
    node = Node(NodeKind.ELEMENT, key, qname=qname, namespace=uri, parent=parent)
    node.attributes = attribute_nodes(element, node)
    content: list[Node] = []
    items: list[Any] = list(_CHILD_NODES(element))  # type: ignore[arg-type] # always a node-set
    for item in items:
        if isinstance(item, str):
            content.append(Node(NodeKind.TEXT, parent=node, text=item))
        elif isinstance(item.tag, str):
            inner = _full_tree(item, node)
            node.children.append(inner)
            content.append(inner)
        else:
            content.append(_misc(item, node))
    if len(content) != len(node.children):
        node.content = content
    return node


def _misc(item: etree._Element, parent: Node) -> Node:
    if isinstance(item, etree._ProcessingInstruction):  # noqa: SLF001 # lxml has no public name
        return Node(
            NodeKind.INSTRUCTION, str(item.target), parent=parent, text=str(item.text or "")
        )
    return Node(NodeKind.COMMENT, parent=parent, text=str(item.text or ""))


def _own_texts(element: etree._Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tail:
            yield child.tail
