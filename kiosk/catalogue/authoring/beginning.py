"""A new service item: a folder with something in every place, to be written over."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from openpyxl import load_workbook

from kiosk.catalogue.authoring.building import FORM_SHEET, require_folder
from kiosk.catalogue.authoring.documents import ITEM_SHEET
from kiosk.errors import EnvironmentFault

_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,15}")
_TEMPLATE = "template"


def begin_item(catalogue: Path, item_id: str, *, name: str = "", topic: str = "") -> Path:
    """Make the folder of a new item.

    Args:
        catalogue: folder of the catalogue.
        item_id: its number; letters, digits and dashes.
        name: what it is called, in Chinese; else as in the template.
        topic: id of a topic it stands under; else as in the template.

    Returns:
        The folder.

    Raises:
        EnvironmentFault: ``catalogue.field``, no such number; ``catalogue.exists``;
            ``catalogue.missing``, there is no such catalogue.
    """
    if not _ID.fullmatch(item_id):
        raise EnvironmentFault(
            "catalogue.field", f"{item_id!r} is no number of an item.", "Use letters and digits."
        )
    require_folder(catalogue)
    folder = catalogue / item_id
    try:
        folder.mkdir()
    except FileExistsError:
        raise EnvironmentFault(
            "catalogue.exists", f"There is something at {folder}.", "Choose another number."
        ) from None
    for file in resources.files(__package__).joinpath(_TEMPLATE).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    changes = {"id": item_id, "form_id": f"bianmin-{item_id.lower()}", "topics": topic}
    _write_item(folder / ITEM_SHEET, changes, item_id, name)
    _write_form(folder / FORM_SHEET, changes["form_id"], item_id, name)
    return folder


def _write_item(path: Path, changes: dict[str, str], item_id: str, name: str) -> None:
    workbook = load_workbook(path)
    for row in workbook["item"].iter_rows(min_row=2):
        field, value, chinese = row[0].value, row[1], row[2]
        if changes.get(field):
            value.value = changes[field]
        if name and field in {"name", "short_name"}:
            chinese.value = name
    for row in workbook["consents"].iter_rows(min_row=2):
        row[0].value = str(row[0].value).replace("000", item_id)
    workbook.save(path)


def _write_form(path: Path, form_id: str, item_id: str, name: str) -> None:
    workbook = load_workbook(path)
    settings = workbook["settings"]
    headers = [cell.value for cell in settings[1]]
    settings.cell(2, headers.index("form_id") + 1).value = form_id
    instance = settings.cell(2, headers.index("instance_name") + 1)
    instance.value = str(instance.value).replace("000", item_id)
    if name:
        settings.cell(2, headers.index("form_title") + 1).value = name
    workbook.save(path)
