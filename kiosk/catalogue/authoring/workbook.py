"""Reading and writing the spreadsheets of a catalogue, cell by cell."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

from kiosk.catalogue.authoring.sheets import COLUMNS, NO, YES, CellError, Cells, Field
from kiosk.errors import EnvironmentFault
from kiosk.forms.review.finding import Finding, Place, Severity
from kiosk.forms.xlsform import refuse_giants

_EXACT_DIGITS = 15
"""A spreadsheet program keeps no more of a number; what is longer has to be text."""
_WIDTHS = {"field": 20, "value": 34}
_USUAL_WIDTH = 44

Where = tuple[str | int, ...]
"""A place in what was read: sheet, place of the record if it is a table, field."""


@dataclass(slots=True)
class Sheets:
    """What a spreadsheet says.

    Args:
        fields: sheet → field → what it is; those with several rows are lists.
        tables: sheet → records in their order.
        places: where each of these stands.
        findings: everything that could not be read.
    """

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    places: dict[Where, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def tell(self, message: str, remedy: str, place: Place) -> None:
        """Add an error."""
        self.findings.append(Finding(Severity.ERROR, "catalogue.cell", message, remedy, place))


FieldSheets = Mapping[str, Mapping[str, Field]]


def read_sheets(path: Path, *, fields: FieldSheets, tables: FieldSheets) -> Sheets:
    """Read a spreadsheet.

    Args:
        path: of an xlsx file.
        fields: its lists of fields, by sheet.
        tables: its tables, by sheet.

    Raises:
        EnvironmentFault: ``catalogue.missing``, ``catalogue.unreadable``; ``form.sheet``, it is too
            large.
    """
    read = Sheets()
    if not path.is_file():
        raise EnvironmentFault(
            "catalogue.missing", f"{path} is missing.", "docs/authoring.md says what stands in it."
        )
    refuse_giants(path, path.name)
    try:
        with closing(load_workbook(path, read_only=True, data_only=True)) as workbook:
            for name in workbook.sheetnames:
                _sheet(read, name, workbook[name].iter_rows(values_only=True), fields, tables)
    except (
        OSError,
        ValueError,
        KeyError,
        InvalidFileException,
        zipfile.BadZipFile,
        ParseError,
    ) as error:
        raise EnvironmentFault(
            "catalogue.unreadable", f"{path} is no spreadsheet: {error}.", "Save it as xlsx."
        ) from error
    for name in fields:
        if name not in read.fields:
            read.tell(f"The sheet {name!r} is missing.", "Add it.", Place(name))
    return read


def _sheet(
    read: Sheets,
    name: str,
    rows: Iterator[Sequence[Any]],
    fields: FieldSheets,
    tables: FieldSheets,
) -> None:
    if name in fields:
        read.fields[name] = _fields(read, name, fields[name], rows)
    elif name in tables:
        read.tables[name] = _table(read, name, tables[name], rows)
    else:
        read.tell(
            f"There is no sheet {name!r} in such a file.",
            f"The sheets are {', '.join([*fields, *tables])}.",
            Place(name),
        )


def _fields(
    read: Sheets, sheet: str, known: Mapping[str, Field], rows: Iterator[Sequence[Any]]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, cells in _rows(read, sheet, rows, ("field", "value", *COLUMNS.values())):
        name = cells.pop("field", "")
        one, place = known.get(name), Place(sheet, number)
        if one is None:
            read.tell(f"There is no field {name!r}.", f"The fields are {', '.join(known)}.", place)
            continue
        given = _cells(cells, cells.get("value", ""))
        if not given.value and not given.words:
            read.places.setdefault((sheet, name), place)
            continue
        try:
            value = one.kind.read(given)
        except CellError as error:
            read.tell(f"{name}: {error}.", "", Place(sheet, number, "value"))
            continue
        if one.several:
            read.places[sheet, name, len(found.setdefault(name, []))] = place
            found[name].append(value)
        elif name in found:
            read.tell(f"{name} stands here a second time.", "Take one row out.", place)
        else:
            read.places[sheet, name] = place
            found[name] = value
    for name, one in known.items():
        if one.several:
            found.setdefault(name, [])
    return found


def _table(
    read: Sheets, sheet: str, known: Mapping[str, Field], rows: Iterator[Sequence[Any]]
) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for number, cells in _rows(read, sheet, rows, _headers(known)):
        record: dict[str, Any] = {}
        for name, one in known.items():
            kind = one.kind
            own = {column: cells.get(f"{name}::{header}", "") for column, header in COLUMNS.items()}
            given = (
                _cells(own, cells.get(name, ""), plain=True)
                if kind.worded
                else Cells(cells.get(name, ""))
            )
            place = Place(sheet, number, name)
            read.places[sheet, len(records), name] = place
            if not given.value and not given.words:
                continue
            try:
                record[name] = kind.read(given)
            except CellError as error:
                read.tell(f"{error}.", "", place)
        read.places[sheet, len(records)] = Place(sheet, number)
        records.append(record)
    return records


def _cells(cells: Mapping[str, str], value: str, *, plain: bool = False) -> Cells:
    headers = {language: language if plain else header for language, header in COLUMNS.items()}
    words = {language: cells[header] for language, header in headers.items() if cells.get(header)}
    return Cells(value, words)


def _headers(known: Mapping[str, Field]) -> tuple[str, ...]:
    headers: list[str] = []
    for name, one in known.items():
        if one.kind.valued:
            headers.append(name)
        if one.kind.worded:
            headers += [f"{name}::{header}" for header in COLUMNS.values()]
    return tuple(headers)


def _rows(
    read: Sheets, sheet: str, rows: Iterator[Sequence[Any]], known: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and cells of each row that says something, by the header of their column."""
    headers = [_text(cell) or "" for cell in next(rows, ())]
    for header in headers:
        if header and header not in known:
            read.tell(
                f"There is no column {header!r}.",
                f"The columns are {', '.join(known)}.",
                Place(sheet, 1, header),
            )
    for number, row in enumerate(rows, 2):
        cells: dict[str, str] = {}
        for header, cell in zip(headers, row, strict=False):
            text = _text(cell)
            if text is None:
                read.tell(
                    f"{cell!r} was kept as a number or a day, not as it was written.",
                    "Format the cell as text and write it again.",
                    Place(sheet, number, header),
                )
            elif text and header in known:
                cells[header] = text
        if cells:
            yield number, cells


def _text(cell: Any) -> str | None:
    """What somebody wrote; None where the spreadsheet program made something else of it."""
    if cell is None or isinstance(cell, str):
        return (cell or "").strip()
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, int | float):
        whole = float(cell).is_integer() and abs(cell) < 10**_EXACT_DIGITS
        return str(int(cell)) if whole else None
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return None


def write_sheets(
    path: Path,
    content: Sheets,
    *,
    fields: FieldSheets,
    tables: FieldSheets,
) -> None:
    """Write a spreadsheet; what `read_sheets` reads of it is `content` again.

    Args:
        path: where.
        content: its fields and tables.
        fields: its lists of fields, by sheet.
        tables: its tables, by sheet; those without records are left out.
    """
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, known in fields.items():
        rows = [["field", "value", *COLUMNS.values()]]
        for each, one in known.items():
            given = content.fields.get(name, {}).get(each)
            values = given if one.several else [given]
            for value in values or ():
                if value is not None:
                    cells = one.kind.write(value)
                    rows.append([each, cells.value, *_words(cells)])
        _write(workbook, name, rows)
    for name, known in tables.items():
        records = content.tables.get(name, [])
        if records:
            _write(workbook, name, [list(_headers(known)), *(_row(known, one) for one in records)])
    workbook.save(path)


def _row(known: Mapping[str, Field], record: Mapping[str, Any]) -> list[str]:
    row: list[str] = []
    for name, one in known.items():
        cells = one.kind.write(record[name]) if record.get(name) is not None else Cells()
        if one.kind.valued:
            row.append(cells.value)
        if one.kind.worded:
            row += _words(cells)
    return row


def _words(cells: Cells) -> list[str]:
    return [(cells.words or {}).get(language, "") for language in COLUMNS]


def _write(workbook: Workbook, name: str, rows: Sequence[Sequence[str]]) -> None:
    sheet = workbook.create_sheet(name)
    for row in rows:
        sheet.append([cell or None for cell in row])
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.number_format = "@"  # text: a long number must stay as it is written
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            if cell.row == 1:
                cell.font = Font(bold=True)
    for place, header in enumerate(rows[0]):
        letter = sheet.cell(1, place + 1).column_letter
        sheet.column_dimensions[letter].width = _WIDTHS.get(header, _USUAL_WIDTH)
    sheet.freeze_panes = "A2"
