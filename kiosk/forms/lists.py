"""Secondary instances: lists within the form, and files that come with it (csv, xml, geojson)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from kiosk.forms.errors import FormError
from kiosk.forms.markup import list_tree, parse_xml
from kiosk.forms.stored_lists import STORED_FROM, delimiter_of, stored_list
from kiosk.forms.xpath.nodes import Node, NodeKind

Media: TypeAlias = Mapping[str, bytes | Path]

_LAST_SAVED = "jr://instance/last-saved"


def internal_list(element: etree._Element) -> Node:
    """An ``<instance id="…">`` with its content."""
    wrapper = Node(NodeKind.ELEMENT, "instance")
    for child in element.iterchildren(tag=etree.Element):
        wrapper.children.append(list_tree(child, wrapper))
    return wrapper


def external_list(
    source: str,
    name: str,
    media: Media,
    *,
    placeholder: bool = False,
    folder: Path | None = None,
) -> Node:
    """An ``<instance id="…" src="jr://file-csv/…">`` from the files given.

    Raises:
        FormError: the file is missing or cannot be read, or the source is not allowed.
    """
    place = f'<instance id="{name}" src="{source}">'
    if source.startswith(_LAST_SAVED):
        raise FormError(
            "The form asks for the last saved answers, which a public terminal never keeps.",
            place=place,
            remedy="Remove ${last-saved#…} from the form.",
            code="form.last_saved",
        )
    file_name = source.rpartition("/")[2]
    given = media.get(file_name)
    suffix = file_name.rpartition(".")[2].lower()
    is_csv = source.startswith("jr://file-csv/") or suffix == "csv"
    if is_csv and isinstance(given, Path) and _is_long(given):
        return stored_list(given, folder)
    data = _content(given)
    if data is None and placeholder:
        return _table()[0]
    if data is None:
        raise FormError(
            f"The file “{file_name}” is missing.",
            place=place,
            remedy="Attach it to the item.",
            code="form.media",
        )
    try:
        if is_csv:
            return _from_csv(data)
        if suffix == "geojson":
            return _from_geojson(data)
    except (UnicodeDecodeError, csv.Error, ValueError, KeyError, TypeError) as error:
        raise FormError(
            f"The file “{file_name}” cannot be read: {error}.",
            place=place,
            remedy="Save it again as UTF-8.",
            code="form.media",
        ) from error
    wrapper = Node(NodeKind.ELEMENT, "instance")
    wrapper.children.append(list_tree(parse_xml(data, place=file_name), wrapper))
    return wrapper


def _is_long(path: Path) -> bool:
    return path.is_file() and path.stat().st_size >= STORED_FROM


def _content(given: bytes | Path | None) -> bytes | None:
    if not isinstance(given, Path):
        return given
    return given.read_bytes() if given.is_file() else None


def _table() -> tuple[Node, Node]:
    wrapper = Node(NodeKind.ELEMENT, "instance")
    root = Node(NodeKind.ELEMENT, "root", parent=wrapper)
    root.indexes = {}
    wrapper.children.append(root)
    return wrapper, root


def _row(root: Node, cells: list[tuple[str, str]]) -> None:
    item = Node(NodeKind.ELEMENT, "item", parent=root)
    item.children = [Node(NodeKind.ELEMENT, name, parent=item, text=text) for name, text in cells]
    root.children.append(item)


def _from_csv(data: bytes) -> Node:
    text = data.decode("utf-8-sig")
    first_line = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(first_line))
    wrapper, root = _table()
    header = [column.strip() for column in next(rows, [])]
    for row in rows:
        if any(row):
            padded = [*row, *[""] * (len(header) - len(row))]
            _row(root, list(zip(header, padded, strict=False)))
    return wrapper


def _from_geojson(data: bytes) -> Node:
    content = json.loads(data)
    if content.get("type") != "FeatureCollection":
        raise ValueError("it is no FeatureCollection")
    wrapper, root = _table()
    for feature in content["features"]:
        cells = [("geometry", _geometry(feature["geometry"]))]
        if "id" in feature:
            cells.append(("id", str(feature["id"])))
        cells += [
            (str(name), "" if value is None else _json_text(value))
            for name, value in (feature.get("properties") or {}).items()
        ]
        _row(root, cells)
    return wrapper


def _json_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _geometry(geometry: Mapping[str, object]) -> str:
    coordinates = geometry["coordinates"]
    kind = geometry["type"]
    if kind == "Point":
        return _place(coordinates)
    if not isinstance(coordinates, list):
        raise ValueError("a geometry has no coordinates")  # noqa: TRY004 # bad data, not a bug
    line = coordinates[0] if kind == "Polygon" else coordinates
    return "; ".join(_place(each) for each in line)


def _place(pair: object) -> str:
    if not isinstance(pair, list) or len(pair) < 2:  # noqa: PLR2004 # longitude and latitude
        raise ValueError("a place has no longitude and latitude")
    return f"{pair[1]} {pair[0]} 0 0"
