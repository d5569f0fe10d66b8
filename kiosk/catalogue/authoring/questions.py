"""The questions of a form as one line each, to compare two versions of it."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from kiosk.forms.markup import parse_xml

_X = "{http://www.w3.org/2002/xforms}"
_CONTROLS = frozenset(
    f"{_X}{name}" for name in ("input", "select", "select1", "upload", "trigger", "range", "rank")
) | {"{http://www.opendatakit.org/xforms}rank"}
_RULES = ("relevant", "required", "constraint", "calculate", "readonly")


def questions(xml: bytes) -> dict[str, str]:
    """Path of each question → how it is asked: its words, type, choices and rules.

    Words are those of the first language. What nobody is asked (a calculation) stands there by
    its rules alone.

    Args:
        xml: the form as XForms.

    Raises:
        FormError: it is no XML.
    """
    tree = parse_xml(xml, place="form")
    texts, lists = _texts(tree), _lists(tree)
    asked: dict[str, str] = {}
    for control in tree.iter():
        if control.tag in _CONTROLS and control.get("ref"):
            words = [_label(control, texts), *_choices(control, texts, lists)]
            asked[control.get("ref", "")] = " / ".join(word for word in words if word)
    found: dict[str, str] = {}
    for bind in tree.iter(f"{_X}bind"):
        ref = bind.get("nodeset", "")
        rules = [
            f"{name}={bind.get(name)}" for name in _RULES if bind.get(name) not in {None, "false()"}
        ]
        if ref in asked or rules:
            said = [asked.get(ref, ""), bind.get("type", "string"), *rules]
            found[ref] = "; ".join(part for part in said if part)
    return found


def _texts(tree: etree._Element) -> dict[str, str]:
    first = next(iter(tree.iter(f"{_X}translation")), None)
    if first is None:
        return {}
    return {
        text.get("id", ""): " ".join(
            _plain(value) for value in text.iter(f"{_X}value") if value.get("form") is None
        )
        for text in first.iter(f"{_X}text")
    }


def _lists(tree: etree._Element) -> dict[str, list[tuple[str, str]]]:
    """Choice lists within the form: id → value and id of the words."""
    found: dict[str, list[tuple[str, str]]] = {}
    for instance in tree.iter(f"{_X}instance"):
        items = [
            (_child(item, "name"), _child(item, "itextId") or _child(item, "label"))
            for item in instance.iter(f"{_X}item")
        ]
        if items and instance.get("id"):
            found[instance.get("id", "")] = items
    return found


def _child(item: etree._Element, name: str) -> str:
    return next((_plain(one) for one in item.iter(f"{_X}{name}")), "")


def _label(element: etree._Element, texts: Mapping[str, str]) -> str:
    label = element.find(f"{_X}label")
    if label is None:
        return ""
    ref = label.get("ref", "")
    if ref.startswith("jr:itext('"):
        return texts.get(ref.removeprefix("jr:itext('").removesuffix("')"), "")
    return _plain(label)


def _choices(
    control: etree._Element,
    texts: Mapping[str, str],
    lists: Mapping[str, list[tuple[str, str]]],
) -> list[str]:
    chosen = control.find(f"{_X}itemset")
    if chosen is None:
        return []
    nodeset = chosen.get("nodeset", "")
    for name, items in lists.items():
        if f"instance('{name}')" in nodeset:
            return [f"{value} {texts.get(words, words)}" for value, words in items]
    return [nodeset]


def _plain(element: etree._Element) -> str:
    """Words with the answers they quote as ``${path}``."""
    parts = [element.text or ""]
    for inner in element:
        parts += [f"${{{inner.get('value', '').strip()}}}", inner.tail or ""]
    return " ".join("".join(parts).split())
