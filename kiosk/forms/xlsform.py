"""XLSForm spreadsheets to XForms XML, by pyxform.

Only authoring, checks and tests import this; the terminal gets converted forms.
"""

from __future__ import annotations

import io
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert as pyxform_convert

from kiosk.forms.errors import FormError


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
    return str(result.xform), tuple(warnings)
