"""Reading a catalogue's folder, item by item, and saying everything that is wrong with it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from pydantic import ValidationError

from kiosk.catalogue.agreement import require_agreement
from kiosk.catalogue.fields import FIRST_LANGUAGE
from kiosk.catalogue.loader import (
    LISTS,
    dangling,
    load_consents,
    load_facts,
    load_guide,
    load_home,
)
from kiosk.catalogue.model import ItemFacts
from kiosk.errors import EnvironmentFault
from kiosk.forms.form import load_form
from kiosk.forms.markup import parse_xml
from kiosk.forms.review import Severity, review
from kiosk.forms.review.reviewing import read_form
from sync.platform.catalogue.limits import (
    MAX_BYTES,
    MAX_FILES,
    MAX_FORM_BYTES,
    MAX_ITEMS,
    MAX_TEXT_BYTES,
    too_large,
)
from sync.protocol.body import FormBody, ItemBody
from sync.protocol.canonical import canonical, sha256_hex

HOME, FORM, SHEET = "home.json", "form.xml", "form.xlsx"
_WRITTEN = {SHEET, "item.xlsx"}
"""What people edit; terminals load what is made of it."""
_TEXTS = (".json", ".md")
_LONGEST_NAME = 200
_LONGEST_LIMIT = 3650
"""Units of a promised limit: ten years of days."""
_MAX_TOLD = 1000
"""Sentences about one catalogue; more help nobody."""
_TOLD_OF_FORM = 20
_CHUNK = 1024 * 1024
_LIST = re.compile(r'src="jr://file(?:-csv)?/([^"/]+)"')
_PRIMARY = "{http://www.w3.org/2002/xforms}instance/*"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file of the catalogue: where it is now, and what was in it when it was checked."""

    path: Path
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item without a fault.

    Args:
        facts: what its ``item.json`` says.
        files: what a terminal needs of it, by name.
    """

    facts: ItemFacts
    files: Mapping[str, ReadFile]

    @property
    def sha256(self) -> str:
        """Of its files, by name and content: another one is another item."""
        return sha256_hex(canonical({name: file.sha256 for name, file in self.files.items()}))

    @property
    def name(self) -> str:
        """What it is called, in Chinese."""
        return self.facts.name.in_language(FIRST_LANGUAGE)


@dataclass(slots=True)
class ReadCatalogue:
    """A whole catalogue as it was read.

    Args:
        items: those without a fault, by id.
        home: its ``home.json``; None where it has none.
        problems: a sentence for everything that is wrong.
        untold: how many more there are.
        warnings: how many things the form check warned of.
        size: bytes of all files.
    """

    items: dict[str, ReadItem] = field(default_factory=dict)
    home: ReadFile | None = None
    problems: list[str] = field(default_factory=list)
    untold: int = 0
    warnings: int = 0
    size: int = 0

    def tell(self, sentence: str) -> None:
        """Add a sentence about something that is wrong."""
        if len(self.problems) < _MAX_TOLD:
            self.problems.append(sentence)
        else:
            self.untold += 1


def read_catalogue(
    folder: Path, scratch: Path, known: Mapping[tuple[str, str], str]
) -> ReadCatalogue:
    """Read and check a catalogue.

    Args:
        folder: with a folder for each item and, if it is a whole one, ``home.json``.
        scratch: an empty folder, for forms that are converted; its files belong to the result.
        known: SHA-256 of items that were checked before, by id and version.

    Raises:
        EnvironmentFault: the folder cannot be read; ``catalogue.size``.
    """
    reader = _Reader(folder, scratch, known)
    try:
        return reader.read()
    except _TooLargeError:
        raise too_large("The catalogue", MAX_BYTES) from None
    except OSError as error:
        raise EnvironmentFault(
            "catalogue.file",
            f"{error.filename or folder} cannot be read: {error.strerror or error}.",
            "Look at its owner and mode.",
        ) from error


class _TooLargeError(Exception):
    """All files together have more bytes than a catalogue may."""


class _Reader:
    def __init__(self, folder: Path, scratch: Path, known: Mapping[tuple[str, str], str]) -> None:
        self._folder = folder
        self._scratch = scratch
        self._known = known
        self._found = ReadCatalogue()
        self._checked: dict[str, bool] = {}
        self._lists: dict[str, ReadFile | None] = {}

    def read(self) -> ReadCatalogue:
        found = self._found
        for path in sorted(self._folder.iterdir()):
            if path.name.startswith(".") or not stat.S_ISDIR(path.lstat().st_mode):
                continue
            if len(found.items) == MAX_ITEMS:
                raise EnvironmentFault(
                    "catalogue.size",
                    f"The catalogue has more than {MAX_ITEMS} items.",
                    "Import it in parts.",
                )
            self._read_item(path)
        self._read_home()
        if not found.items and not found.problems:
            found.tell(f"{self._folder}: there is no item in it, no folder with an item.json.")
        return found

    def _read_home(self) -> None:
        path = self._folder / HOME
        if not path.exists():
            return
        found = self._found
        try:
            self._within(path, path.stat().st_size)
            home = load_home(self._folder)
        except EnvironmentFault as fault:
            found.tell(self._short(fault))
            return
        found.home = self._hashed(path)
        if not found.problems:  # an item that is wrong would be told once more as missing
            topics = {item_id: item.facts.topics for item_id, item in found.items.items()}
            for lost in dangling(self._folder, home, topics):
                found.tell(self._short(lost))

    def _read_item(self, folder: Path) -> None:
        if not (folder / "item.json").exists():
            return  # as a terminal passes it over
        try:
            files = self._files(folder)
            facts = load_facts(folder)
            load_guide(folder)
            load_consents(folder)
            _check_facts(facts, folder)
            files = self._with_lists(self._with_form(folder, files))
            files = dict(sorted(files.items()))
        except EnvironmentFault as fault:
            self._found.tell(self._short(fault))
            return
        item = ReadItem(facts, files)
        known = self._known.get((facts.id, facts.version)) == item.sha256
        if known or self._form_is_right(folder, item):
            self._found.items[facts.id] = item

    # --- files ------------------------------------------------------------------------------------

    def _files(self, folder: Path) -> dict[str, ReadFile]:
        """What lies in an item's folder, without its spreadsheet.

        Raises:
            EnvironmentFault: something is no file, has no usable name, or is too large.
        """
        files: dict[str, ReadFile] = {}
        for path in sorted(folder.iterdir()):
            if path.name.startswith((".", "~")):
                continue  # what desktops and editors leave behind
            found = path.lstat()
            if not stat.S_ISREG(found.st_mode):
                raise EnvironmentFault(
                    "catalogue.field",
                    f"{path} is no file.",
                    "An item is files in one folder, without links and further folders.",
                )
            if len(path.name) > _LONGEST_NAME or not path.name.isprintable():
                raise EnvironmentFault(
                    "catalogue.field",
                    f"{folder}: {path.name[:_LONGEST_NAME]!r} is no name for a file.",
                    f"Use at most {_LONGEST_NAME} letters and digits.",
                )
            self._within(path, found.st_size)
            if path.name not in _WRITTEN:
                files[path.name] = self._hashed(path)
            if len(files) > MAX_FILES:
                raise EnvironmentFault(
                    "catalogue.size",
                    f"{folder} has more than {MAX_FILES} files.",
                    "Take out what no form uses.",
                )
        return files

    def _within(self, path: Path, size: int) -> None:
        """Refuse a file that is too large, or that makes the catalogue so."""
        limit = MAX_BYTES
        if path.name in {FORM, *_WRITTEN}:
            limit = MAX_FORM_BYTES
        elif path.name.endswith(_TEXTS):
            limit = MAX_TEXT_BYTES
        if size > limit:
            raise too_large(str(path), limit)

    def _hashed(self, path: Path) -> ReadFile:
        digest = hashlib.sha256()
        size = 0
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
        self._found.size += size
        if self._found.size > MAX_BYTES:
            raise _TooLargeError
        return ReadFile(path, digest.hexdigest(), size)

    def _with_lists(self, files: dict[str, ReadFile]) -> dict[str, ReadFile]:
        """The files with the catalogue's lists that the form chooses from; its own come first.

        Raises:
            EnvironmentFault: a list is too large.
        """
        form = files[FORM].path.read_bytes().decode("utf-8", "replace")
        wanted = {unquote(name) for name in _LIST.findall(form)}
        found = {name: self._list(name) for name in wanted - files.keys()}
        return files | {name: one for name, one in found.items() if one is not None}

    def _list(self, name: str) -> ReadFile | None:
        """A list of the catalogue, read once; None where it has none of that name."""
        if name not in self._lists:
            path = self._folder / LISTS / name
            there = path.name == name and path.exists() and stat.S_ISREG(path.lstat().st_mode)
            if there:
                self._within(path, path.lstat().st_size)
            self._lists[name] = self._hashed(path) if there else None
        return self._lists[name]

    # --- forms ------------------------------------------------------------------------------------

    def _with_form(self, folder: Path, files: dict[str, ReadFile]) -> dict[str, ReadFile]:
        """The files with the form as terminals load it, converted where it was only written.

        Raises:
            EnvironmentFault: there is none, or its spreadsheet cannot be converted.
        """
        if FORM in files:
            return files
        sheet = folder / SHEET
        if not sheet.exists():
            raise EnvironmentFault(
                "catalogue.missing",
                f"{folder} has neither {FORM} nor {SHEET}.",
                "Put the item's form there.",
            )
        xml, _ = read_form(sheet)
        content = xml if isinstance(xml, bytes) else xml.encode()
        if len(content) > MAX_FORM_BYTES:
            raise too_large(f"The form that {sheet} makes", MAX_FORM_BYTES)
        path = self._scratch / f"{sha256_hex(content)}.xml"
        path.write_bytes(content)
        return files | {FORM: self._hashed(path)}

    def _form_is_right(self, folder: Path, item: ReadItem) -> bool:
        """Check an item's form, once for all items that share it; False if that told something."""
        own = {name: one.sha256 for name, one in item.files.items() if not name.endswith(_TEXTS)}
        key = sha256_hex(canonical(own))
        if self._checked.get(key):
            return self._form_is_the_items(folder, item)
        written = folder / (FORM if (folder / FORM).exists() else SHEET)
        findings = review(written)
        errors = [str(one) for one in findings if one.severity is Severity.ERROR]
        for error in errors[:_TOLD_OF_FORM]:
            self._found.tell(f"{self._name(written)}: {error}")
        if len(errors) > _TOLD_OF_FORM:
            more = len(errors) - _TOLD_OF_FORM
            self._found.tell(f"{self._name(written)}: and {more} more; see kiosk forms check.")
        self._found.warnings += sum(one.severity is Severity.WARNING for one in findings)
        self._checked[key] = not errors
        return not errors and self._form_is_the_items(folder, item)

    def _form_is_the_items(self, folder: Path, item: ReadItem) -> bool:
        """Whether form and item speak of each other; tells what does not fit."""
        facts = item.facts
        xml = item.files[FORM].path.read_bytes()
        root = parse_xml(xml, place=FORM).find(f".//{_PRIMARY}")
        found = (None, None) if root is None else (root.get("id"), root.get("version"))
        if found == (facts.form_id, facts.form_version):
            return self._form_has_what_decides(folder, item, xml)
        self._found.tell(
            f"{self._name(folder)}: the form says id {found[0]!r}, version {found[1]!r}; item.json "
            f"says {facts.form_id!r}, {facts.form_version!r}. Write the same into both."
        )
        return False

    def _form_has_what_decides(self, folder: Path, item: ReadItem, xml: bytes) -> bool:
        facts = item.facts
        if not facts.parts and facts.instant_approval is None:
            return True
        try:
            require_agreement(facts, load_form(xml, placeholders=True), folder / "item.json")
        except EnvironmentFault as fault:
            self._found.tell(self._short(fault))
            return False
        return True

    # --- words ------------------------------------------------------------------------------------

    def _name(self, path: Path) -> str:
        return str(path.relative_to(self._folder))

    def _short(self, fault: EnvironmentFault) -> str:
        """A fault's sentences, with paths as they are in the catalogue."""
        return str(fault).replace(f"{self._folder}{os.sep}", "")


def _check_facts(facts: ItemFacts, folder: Path) -> None:
    """Refuse an item that no terminal could send a case of, or whose limit cannot be counted.

    Raises:
        EnvironmentFault: ``catalogue.field``.
    """
    try:
        ItemBody(id=facts.id, code=facts.item_code, version=facts.version, name={})
        FormBody(id=facts.form_id, version=facts.form_version)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise EnvironmentFault(
            "catalogue.field",
            f"{folder / 'item.json'}: id, code, versions or form: {first['msg']}.",
            "No terminal could send a case of it.",
        ) from error
    if not facts.version or not 0 <= facts.promised_limit.number <= _LONGEST_LIMIT:
        raise EnvironmentFault(
            "catalogue.field",
            f"{folder / 'item.json'}: it has no version, or its limit is not 0 to "
            f"{_LONGEST_LIMIT} units.",
            "Write a version and a limit that can be counted.",
        )
