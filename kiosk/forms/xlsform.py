"""XLSForm spreadsheets to XForms XML, by pyxform.

Only authoring, checks and tests import this; the terminal gets converted forms.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert as pyxform_convert

from kiosk.forms.errors import FormError

MAX_SHEET_SIZE = 20 * 1024 * 1024  # bytes of a file; the longest form known has 1 MiB
MAX_UNPACKED_SIZE = 200 * 1024 * 1024  # bytes of a workbook's parts


def refuse_giants(source: Path | bytes, name: str) -> None:
    """Refuse what would fill the memory before anybody sees a row.

    Raises:
        FormError: the file, or what it unpacks to, is too large.
    """
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    unpacked = 0
    if size <= MAX_SHEET_SIZE:
        opened = source if isinstance(source, Path) else io.BytesIO(source)
        try:
            with zipfile.ZipFile(opened) as archive:
                unpacked = sum(part.file_size for part in archive.infolist())
        except zipfile.BadZipFile:
            return  # a csv or md file, or a damaged one, which is told when it is read
    if size > MAX_SHEET_SIZE or unpacked > MAX_UNPACKED_SIZE:
        raise FormError(
            f"The spreadsheet is too large ({max(size, unpacked)} bytes).",
            place=name,
            remedy="Move long lists into csv files.",
            code="form.sheet",
        )


def convert(source: Path | bytes) -> str:
    """Convert a spreadsheet.

    Args:
        source: path of an xlsx, csv or md file, or the bytes of an xlsx file.

    Returns:
        XForms XML.

    Raises:
        FormError: pyxform refuses the sheet; its words name sheet, row and column.
    """
    return convert_with_warnings(source)[0]


def convert_with_warnings(source: Path | bytes) -> tuple[str, tuple[str, ...]]:
    """Convert a spreadsheet; also returns what pyxform warns of.

    Raises:
        FormError: see `convert`.
    """
    name = source.name if isinstance(source, Path) else "the spreadsheet"
    refuse_giants(source, name)
    warnings: list[str] = []
    try:
        result = pyxform_convert(
            xlsform=str(source) if isinstance(source, Path) else io.BytesIO(source),
            warnings=warnings,
            validate=False,
            file_type=None if isinstance(source, Path) else ".xlsx",
        )
    except PyXFormError as error:
        raise FormError(
            f"The spreadsheet cannot be converted: {error}",
            place=name,
            remedy="Correct the named row and convert again.",
            code="form.sheet",
        ) from error
    except Exception as error:
        # pyxform and what it reads with let any error of a damaged file through
        raise FormError(
            f"The spreadsheet cannot be read ({type(error).__name__}: {error}).",
            place=name,
            remedy="Save it again as xlsx.",
            code="form.sheet",
        ) from error
    return str(result.xform), tuple(warnings)
