"""Making the files that terminals load from the spreadsheets that people edit.

    home.xlsx        →  home.json
    602/item.xlsx    →  602/item.json, 602/guide.json, 602/consents.json
    602/form.xlsx    →  602/form.xml

Both are kept, and a test holds them together: a terminal needs no spreadsheet reader, and what it
loads can be compared line by line. The same spreadsheet gives the same bytes everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from kiosk.catalogue.agreement import require_agreement
from kiosk.catalogue.authoring.documents import (
    HOME_SHEET,
    ITEM_SHEET,
    Documents,
    home_documents,
    item_documents,
)
from kiosk.catalogue.loader import load_facts, read_facts
from kiosk.catalogue.model import ItemFacts
from kiosk.errors import EnvironmentFault
from kiosk.forms.form import load_form
from kiosk.forms.xlsform import convert

FORM_SHEET, FORM_FILE = "form.xlsx", "form.xml"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_XFORMS = "{http://www.w3.org/2002/xforms}"


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One file as built now.

    Args:
        target: where it belongs.
        content: its bytes, the same for the same spreadsheet.
    """

    target: Path
    content: bytes

    @property
    def current(self) -> bool:
        """Whether `target` holds exactly these bytes already."""
        return self.target.is_file() and self.target.read_bytes() == self.content


def built_files(folder: Path) -> Iterator[BuiltFile]:
    """Convert every spreadsheet of a catalogue, in the order of the items.

    Args:
        folder: the catalogue's.

    Raises:
        EnvironmentFault: there is no such folder; a spreadsheet is wrong, its id or version is not
            the item's, or it does not ask what the item's parts and rule speak of.
    """
    require_folder(folder)
    if (folder / HOME_SHEET).is_file():
        yield from _documents(folder / HOME_SHEET, home_documents(folder / HOME_SHEET))
    for item in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
        facts = None
        if (item / ITEM_SHEET).is_file():
            for file in _documents(item / ITEM_SHEET, item_documents(item / ITEM_SHEET)):
                if file.target.name == "item.json":
                    facts = read_facts(file.content, str(item / ITEM_SHEET))
                yield file
        if (item / FORM_SHEET).is_file():
            xml = convert(item / FORM_SHEET).encode()
            require_same_form(item, xml, facts or load_facts(item))
            yield BuiltFile(item / FORM_FILE, xml)


def require_folder(folder: Path) -> None:
    """Refuse what is no folder.

    Raises:
        EnvironmentFault: ``catalogue.missing``.
    """
    if not folder.is_dir():
        raise EnvironmentFault(
            "catalogue.missing", f"There is no folder {folder}.", "Give that of a catalogue."
        )


def require_same_form(item: Path, xml: bytes, facts: ItemFacts) -> None:
    """Check that an item's facts and its form speak of each other.

    Args:
        item: folder of the item.
        xml: its form.
        facts: of the item.

    Raises:
        EnvironmentFault: ``catalogue.field``, they name different forms; ``catalogue.parts``,
            ``catalogue.rule``.
    """
    root = etree.fromstring(xml, _PARSER).find(f".//{_XFORMS}instance/*")
    found = (None, None) if root is None else (root.get("id"), root.get("version"))
    if found != (facts.form_id, facts.form_version):
        raise EnvironmentFault(
            "catalogue.field",
            f"{item / FORM_SHEET}: sheet settings says form_id {found[0]!r}, version "
            f"{found[1]!r}; the item says {facts.form_id!r}, {facts.form_version!r}.",
            "Write the same into both; raise both versions whenever the form changes.",
        )
    if facts.parts or facts.instant_approval is not None:
        require_agreement(facts, load_form(xml, placeholders=True), item / "item.json")


def _documents(sheet: Path, documents: Documents) -> Iterator[BuiltFile]:
    """The files of a spreadsheet.

    Raises:
        EnvironmentFault: ``catalogue.field``, the first thing that is wrong with it.
    """
    if documents.findings:
        first = documents.findings[0]
        raise EnvironmentFault(first.code, f"{sheet}, {first.place}: {first.message}", first.remedy)
    for name, content in documents.files.items():
        yield BuiltFile(sheet.with_name(name), content)
