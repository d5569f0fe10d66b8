"""From a spreadsheet to the JSON files that terminals load, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kiosk.catalogue.authoring.sheets import (
    FIELDS_OF_HOME,
    FIELDS_OF_ITEM,
    TABLES_OF_HOME,
    TABLES_OF_ITEM,
)
from kiosk.catalogue.authoring.workbook import Sheets, read_sheets, write_sheets
from kiosk.catalogue.guide import Guide
from kiosk.catalogue.loader import ConsentRecord, HomeRecord, adapter
from kiosk.catalogue.model import ItemFacts
from kiosk.forms.review.finding import Finding, Place, Severity

ITEM_SHEET, HOME_SHEET = "item.xlsx", "home.xlsx"
ITEM_FILE, GUIDE_FILE, CONSENTS_FILE, HOME_FILE = (
    "item.json",
    "guide.json",
    "consents.json",
    "home.json",
)
_RECORDS: Mapping[str, Any] = {
    ITEM_FILE: ItemFacts,
    GUIDE_FILE: Guide,
    CONSENTS_FILE: tuple[ConsentRecord, ...],
    HOME_FILE: HomeRecord,
}
_GUIDE_TABLES = ("materials", "next_steps", "faq")
_MADE_OF = {
    ITEM_FILE: ("item",),
    GUIDE_FILE: ("guide",),
    CONSENTS_FILE: (),
    HOME_FILE: ("home",),
}
"""File → the list of fields its own names stand in."""


@dataclass(frozen=True, slots=True)
class Documents:
    """What a spreadsheet becomes.

    Args:
        files: name of a file → its content; only those without a fault if `findings` has errors.
        findings: what is wrong, with sheet and row.
    """

    files: Mapping[str, bytes]
    findings: tuple[Finding, ...]


def item_documents(path: Path) -> Documents:
    """Read an ``item.xlsx``.

    Raises:
        EnvironmentFault: as `read_sheets`.
    """
    read = read_sheets(path, fields=FIELDS_OF_ITEM, tables=TABLES_OF_ITEM)
    item, guide = read.fields.get("item", {}), dict(read.fields.get("guide", {}))
    for name in _GUIDE_TABLES:
        if name != "faq" or read.tables.get(name):
            guide[name] = read.tables.get(name, [])
    parts = read.tables.get("parts", [])
    if parts:
        item["parts"] = {
            part.get("department", ""): {key: part[key] for key in part if key != "department"}
            for part in parts
        }
    approval = read.tables.get("approval", [])
    if approval:
        item["instant_approval"] = approval[0]
        for extra in range(1, len(approval)):
            read.tell("An item has one rule.", "Take this row out.", read.places["approval", extra])
    return _documents(
        read,
        {ITEM_FILE: item, GUIDE_FILE: guide, CONSENTS_FILE: read.tables.get("consents", [])},
        [part.get("department", "") for part in parts],
    )


def home_documents(path: Path) -> Documents:
    """Read a ``home.xlsx``.

    Raises:
        EnvironmentFault: as `read_sheets`.
    """
    read = read_sheets(path, fields=FIELDS_OF_HOME, tables=TABLES_OF_HOME)
    home = {
        "topics": read.tables.get("topics", []),
        **read.fields.get("home", {}),
        "bundles": read.tables.get("bundles", []),
    }
    return _documents(read, {HOME_FILE: home}, ())


def write_item(folder: Path) -> Path:
    """Write the ``item.xlsx`` of an item of which there are only the JSON files.

    Args:
        folder: the item's.

    Returns:
        The spreadsheet.
    """
    item = json.loads((folder / ITEM_FILE).read_text("utf-8"))
    guide = json.loads((folder / GUIDE_FILE).read_text("utf-8"))
    content = Sheets(fields={"item": item, "guide": guide})
    content.tables = {name: guide.get(name, []) for name in _GUIDE_TABLES}
    content.tables["consents"] = json.loads((folder / CONSENTS_FILE).read_text("utf-8"))
    content.tables["parts"] = [
        {"department": department, **part} for department, part in item.get("parts", {}).items()
    ]
    content.tables["approval"] = [item["instant_approval"]] if item.get("instant_approval") else []
    path = folder / ITEM_SHEET
    write_sheets(path, content, fields=FIELDS_OF_ITEM, tables=TABLES_OF_ITEM)
    return path


def write_home(folder: Path) -> Path:
    """Write the ``home.xlsx`` of a catalogue of which there is only ``home.json``."""
    home = json.loads((folder / HOME_FILE).read_text("utf-8"))
    content = Sheets(
        fields={"home": home}, tables={"topics": home["topics"], "bundles": home["bundles"]}
    )
    path = folder / HOME_SHEET
    write_sheets(path, content, fields=FIELDS_OF_HOME, tables=TABLES_OF_HOME)
    return path


def _documents(read: Sheets, documents: Mapping[str, Any], departments: Sequence[str]) -> Documents:
    findings = list(read.findings)
    files: dict[str, bytes] = {}
    for name, content in documents.items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        try:
            adapter(_RECORDS[name]).validate_json(text, strict=True)
        except ValidationError as error:
            told = error.errors(include_url=False, include_input=False)
            findings += [_finding(read, name, one, departments) for one in told]
        else:
            files[name] = f"{text}\n".encode()
    return Documents(files, tuple(findings))


def _finding(
    read: Sheets, file: str, error: Mapping[str, Any], departments: Sequence[str]
) -> Finding:
    path = tuple(error["loc"])
    where = _where(file, path, departments)
    place = next(
        (
            read.places[where[:length]]
            for length in range(len(where), 0, -1)
            if where[:length] in read.places
        ),
        Place(str(where[0]) if where else None),
    )
    field = ".".join(str(part) for part in path)
    missing = error["type"] == "missing"
    return Finding(
        Severity.ERROR,
        "catalogue.field",
        f"{field} is missing." if missing else f"{field}: {error['msg']}.",
        "docs/authoring.md says what the fields mean.",
        place,
    )


def _where(
    file: str, path: tuple[str | int, ...], departments: Sequence[str]
) -> tuple[str | int, ...]:
    """Where a value of a JSON file stands: sheet, place of the record, field."""
    if file == CONSENTS_FILE:
        return ("consents", *path)
    if not path:
        return _MADE_OF[file]
    first, *rest = path
    if file == ITEM_FILE and first == "instant_approval":
        return ("approval", 0, *rest)
    if file == ITEM_FILE and first == "parts":
        place = (
            [departments.index(str(rest[0])), *rest[1:]] if rest and rest[0] in departments else []
        )
        return ("parts", *place)
    if first in {*_GUIDE_TABLES, *TABLES_OF_HOME}:
        return path
    return (*_MADE_OF[file], *path)
