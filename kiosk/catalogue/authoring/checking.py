"""Everything that is wrong with a catalogue, with file, sheet and row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.catalogue.authoring.building import (
    FORM_FILE,
    FORM_SHEET,
    require_folder,
    require_same_form,
)
from kiosk.catalogue.authoring.documents import (
    HOME_FILE,
    HOME_SHEET,
    ITEM_FILE,
    ITEM_SHEET,
    Documents,
    home_documents,
    item_documents,
)
from kiosk.catalogue.guide import Guide, Substitute
from kiosk.catalogue.loader import (
    dangling,
    load_consents,
    load_facts,
    load_guide,
    load_home,
)
from kiosk.catalogue.model import ConsentKind, ConsentText, ItemFacts
from kiosk.errors import EnvironmentFault
from kiosk.forms.form import load_form
from kiosk.forms.review import review
from kiosk.forms.review.finding import Finding, Place, Severity
from kiosk.forms.xlsform import convert

BUILD = "Build the catalogue: kiosk catalogue build."


@dataclass(frozen=True, slots=True)
class Told:
    """A finding and its file.

    Args:
        file: relative to the catalogue's folder.
        finding: what there is to say.
    """

    file: str
    finding: Finding

    def __str__(self) -> str:
        return f"{self.file}: {self.finding}"

    def as_json(self) -> dict[str, object]:
        """It as a JSON object."""
        return {"file": self.file, **self.finding.as_json()}


@dataclass(frozen=True, slots=True)
class _Item:
    folder: Path
    facts: ItemFacts


def check(folder: Path) -> tuple[Told, ...]:
    """Check a catalogue.

    Args:
        folder: with a folder for each item, and ``home.json``.

    Raises:
        EnvironmentFault: ``catalogue.missing``, there is no such folder.
    """
    require_folder(folder)
    return tuple(_findings(folder))


def _findings(folder: Path) -> Iterator[Told]:
    if (folder / HOME_SHEET).is_file():
        yield from _of_sheet(folder, folder / HOME_SHEET, home_documents)
    items: list[_Item] = []
    for path in sorted(entry for entry in folder.iterdir() if entry.is_dir()):
        if (path / ITEM_SHEET).is_file():
            yield from _of_sheet(folder, path / ITEM_SHEET, item_documents)
        if (path / ITEM_FILE).is_file():
            try:
                facts, guide = load_facts(path), load_guide(path)
                consents = load_consents(path)
            except EnvironmentFault as fault:
                yield _fault(folder, path / ITEM_FILE, fault)
                continue
            items.append(_Item(path, facts))
            for finding in _of_guide(facts, guide, consents):
                yield Told(_name(folder, path / _written(path, ITEM_SHEET, ITEM_FILE)), finding)
            yield from _of_form(folder, items[-1])
    yield from _of_home(folder, items)
    yield from _twice(folder, items)


def _of_sheet(folder: Path, sheet: Path, read: Callable[[Path], Documents]) -> Iterator[Told]:
    """What stands in a spreadsheet, and whether the files made of it are current."""
    try:
        documents = read(sheet)
    except EnvironmentFault as fault:
        yield _fault(folder, sheet, fault)
        return
    for finding in documents.findings:
        yield Told(_name(folder, sheet), finding)
    for name, content in documents.files.items():
        target = sheet.with_name(name)
        if not target.is_file() or target.read_bytes() != content:
            yield _stale(folder, target, sheet.name)


def _of_guide(
    facts: ItemFacts, guide: Guide, consents: tuple[ConsentText, ...]
) -> Iterator[Finding]:
    """Where the guide contradicts itself, or the item."""
    required = sum(one.required for one in guide.materials)
    if not required <= guide.materials_after <= len(guide.materials):
        yield _warning(
            "catalogue.figures",
            f"materials_after says {guide.materials_after}, but {required} to "
            f"{len(guide.materials)} materials are listed.",
            "People compare the two.",
            Place("guide"),
        )
    if guide.steps_after != len(guide.steps):
        yield _warning(
            "catalogue.figures",
            f"steps_after says {guide.steps_after}, but {len(guide.steps)} steps are listed.",
            "People compare the two.",
            Place("guide"),
        )
    kinds = {one.kind for one in consents}
    promised = any(Substitute.COMMITMENT in one.substitutes for one in guide.materials)
    if promised and ConsentKind.COMMITMENT not in kinds:
        yield _warning(
            "catalogue.commitment",
            "A commitment is taken instead of a material, but there is no text to agree to.",
            "Add one of the kind commitment to the sheet consents.",
            Place("materials"),
        )
    if ConsentKind.PRIVACY not in kinds:
        yield _warning(
            "catalogue.privacy",
            "Nobody is told how personal information is used.",
            "Add a text of the kind privacy to the sheet consents.",
            Place("consents"),
        )
    if facts.handling == "instant" and facts.parts:
        yield _warning(
            "catalogue.handling",
            "Departments decide about a bundle, so it is not decided at once.",
            "Write committed.",
            Place("item"),
        )


def _of_form(folder: Path, item: _Item) -> Iterator[Told]:
    sheet, built = item.folder / FORM_SHEET, item.folder / FORM_FILE
    written = sheet if sheet.is_file() else built
    try:
        findings = review(written)
    except EnvironmentFault as fault:
        yield _fault(folder, written, fault)
        return
    for finding in findings:
        yield Told(_name(folder, written), finding)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return
    try:
        xml = convert(sheet).encode() if sheet.is_file() else built.read_bytes()
        if not built.is_file() or built.read_bytes() != xml:
            yield _stale(folder, built, sheet.name)
        require_same_form(item.folder, xml, item.facts)
    except EnvironmentFault as fault:
        yield _fault(folder, written, fault)
        return
    yield from _of_route(folder, item, xml)


def _of_route(folder: Path, item: _Item, xml: bytes) -> Iterator[Told]:
    """Departments that handle the item and would see nothing of it."""
    form = load_form(xml, placeholders=True)
    seen = {one for departments in form.routing.values() for one in departments}
    for department in item.facts.route:
        if department not in seen:
            yield Told(
                _name(folder, item.folder / _written(item.folder, ITEM_SHEET, ITEM_FILE)),
                _warning(
                    "catalogue.route",
                    f"{department} handles the item and would see no answer of it.",
                    "Name it in the form's column bind::kiosk:department, or take it out of route.",
                    Place("item"),
                ),
            )


def _of_home(folder: Path, items: list[_Item]) -> Iterator[Told]:
    try:
        home = load_home(folder)
    except EnvironmentFault as fault:
        yield _fault(folder, folder / HOME_FILE, fault)
        return
    topics = {item.facts.id: item.facts.topics for item in items}
    yield from (_fault(folder, folder / HOME_FILE, lost) for lost in dangling(folder, home, topics))


def _twice(folder: Path, items: list[_Item]) -> Iterator[Told]:
    """Numbers that have to be an item's own."""
    for field in ("item_code", "form_id"):
        found: dict[str, list[_Item]] = defaultdict(list)
        for item in items:
            found[getattr(item.facts, field)].append(item)
        for number, those in found.items():
            for item in those[1:]:
                yield Told(
                    _name(folder, item.folder / _written(item.folder, ITEM_SHEET, ITEM_FILE)),
                    Finding(
                        Severity.ERROR,
                        "catalogue.twice",
                        f"{field} {number!r} is that of item {those[0].facts.id}, too.",
                        "Give each item its own.",
                        Place("item"),
                    ),
                )


def _written(folder: Path, sheet: str, file: str) -> str:
    return sheet if (folder / sheet).is_file() else file


def _name(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _stale(folder: Path, target: Path, source: str) -> Told:
    return Told(
        _name(folder, target),
        Finding(Severity.ERROR, "catalogue.stale", f"It is not what {source} says.", BUILD),
    )


def _fault(folder: Path, path: Path, fault: EnvironmentFault) -> Told:
    message = str(fault.message).replace(f"{folder}/", "")
    return Told(_name(folder, path), Finding(Severity.ERROR, fault.code, message, fault.remedy))


def _warning(code: str, message: str, remedy: str, place: Place) -> Finding:
    return Finding(Severity.WARNING, code, message, remedy, place)
