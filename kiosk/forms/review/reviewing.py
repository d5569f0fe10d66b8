"""The form check over one file: convert, load, and say everything there is to say."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import etree

from kiosk.forms.body_reader import ODK
from kiosk.forms.errors import FormError
from kiosk.forms.form import Form, load_form
from kiosk.forms.markup import parse_xml
from kiosk.forms.review import label_media
from kiosk.forms.review.finding import Finding, Place, Severity
from kiosk.forms.review.rules import Rules
from kiosk.forms.review.sheets import Workbook, read_workbook
from kiosk.forms.wording import tag
from kiosk.forms.xlsform import convert_with_warnings

_SOURCE = re.compile(r'src="jr://[^"]*/([^"/]+)"|>jr://(?:images|audio|video)/([^<]+)<')
_ROW = re.compile(r"\[row : ?(\d+)\]")
_SHEET = re.compile(r"the '(\w+)' sheet|missing the (survey|choices) ")
_COLUMN = re.compile(r"the '([^']+)' value")
_LANGUAGE_COLUMN = re.compile(r"Language '([^']*)' is missing the (?:survey|choices) (\w+) column")
_CODES = re.compile(r"do not contain valid machine-readable codes: (.*?)\. Learn more")
_LOCALE = re.compile(r"\([a-z]{2,3}_[A-Z]{2}\)$")
_NODE = re.compile(r'nodeset="(?P<path>/[^"]+)">(?:, (?P<aspect>\w+))?')
_MAX_ERRORS = 100  # of one form; more help nobody
_LINE = re.compile(r"line (\d+)")


def review(path: Path) -> tuple[Finding, ...]:
    """Check a form.

    Args:
        path: an XLSForm (xlsx, csv, md) or XForms XML; lists it takes from files are looked for
            beside it.

    Raises:
        FormError: there is no such file.
    """
    _must_be_there(path)
    return tuple(_findings(path))


def read_form(path: Path) -> tuple[str | bytes, tuple[str, ...]]:
    """The XForms XML of a file, and what converting it warned of.

    Raises:
        FormError: there is no such file, or the spreadsheet cannot be converted.
    """
    _must_be_there(path)
    if path.suffix.lower() == ".xml":
        return path.read_bytes(), ()
    return convert_with_warnings(path)


def _must_be_there(path: Path) -> None:
    if not path.is_file():
        raise FormError(
            f"There is no file {path}.", remedy="Give the path of a form.", code="form.file"
        )


def media_beside(path: Path, xml: str | bytes, folder: Path | None = None) -> dict[str, Path]:
    """The lists and pictures that a form names, by name.

    They lie in `folder`, or beside the form, or in the lists of the catalogue it belongs to.
    """
    places = (folder,) if folder is not None else (path.parent, path.parent.parent / "lists")
    files = {name: [place / name for place in places] for name in _sources(xml)}
    return {
        name: next(file for file in found if file.is_file())
        for name, found in files.items()
        if any(file.is_file() for file in found)
    }


def _sources(xml: str | bytes) -> list[str]:
    text = xml if isinstance(xml, str) else xml.decode(errors="replace")
    return list(dict.fromkeys(match[1] or match[2] for match in _SOURCE.finditer(text)))


def _findings(path: Path) -> Iterator[Finding]:
    workbook = read_workbook(path) if path.suffix.lower() != ".xml" else None
    try:
        xml, warnings = read_form(path)
    except FormError as error:
        yield _of_converter(error.message, Severity.ERROR, error.remedy)
        return
    for warning in warnings:
        if not _only_underscores(warning):
            yield _of_converter(warning, Severity.WARNING)
    media = media_beside(path, xml)
    with tempfile.TemporaryDirectory() as folder:  # a check leaves nothing behind
        form, errors = _load(xml, media, Path(folder))
    yield from (_of_loading(error, workbook) for error in errors)
    if form is None:
        return
    for name in _missing(xml, media):
        yield Finding(
            Severity.WARNING,
            "form.media",
            f"The file “{name}” is not beside the form.",
            "Put it there: without it a list has no choices, and a picture is not shown.",
        )
    for ref in _unawares(xml):
        yield Finding(
            Severity.WARNING,
            "form.background_audio",
            "Nobody is recorded unawares at a terminal: this stays empty.",
            "Ask with the type audio, which a person starts and ends.",
            workbook.place(ref) if workbook is not None else Place(),
            ref,
        )
    yield from Rules(form, workbook).findings()
    yield from label_media.findings(form, workbook)


def _unawares(xml: str | bytes) -> list[str]:
    """What a form wants recorded in the background."""
    root = parse_xml(xml, place="the form")
    return [str(each.get("ref", "")) for each in root.iter(f"{{{ODK}}}recordaudio")]


def _missing(xml: str | bytes, media: Mapping[str, Path]) -> list[str]:
    return [name for name in _sources(xml) if name not in media]


def _load(
    xml: str | bytes, media: Mapping[str, Path], folder: Path
) -> tuple[Form | None, list[FormError]]:
    """Load a form without the expressions that are wrong, so that all of them are told at once."""
    errors: list[FormError] = []
    rest: str | bytes | None = xml
    while rest is not None and len(errors) < _MAX_ERRORS:
        try:
            return load_form(rest, media=media, placeholders=True, list_folder=folder), errors
        except FormError as error:
            errors.append(error)
            rest = _without(rest, error)
    return None, errors


def _without(xml: str | bytes, error: FormError) -> bytes | None:
    """The form without the expression of a bind that an error names; None when it names none."""
    node = _NODE.search(error.place)
    if node is None or node["aspect"] is None:
        return None
    root = parse_xml(xml, place="the form")
    for bind in root.iter(tag("bind")):
        if bind.get("nodeset") == node["path"] and bind.attrib.pop(node["aspect"], ""):
            return etree.tostring(root)
    return None


def _only_underscores(warning: str) -> bool:
    """Whether all that is said of languages is that zh_CN is not written zh-CN.

    The screen knows languages by these names, as Qt and POSIX do.
    """
    codes = _CODES.search(warning)
    return codes is not None and all(_LOCALE.search(one) for one in codes[1].split(", "))


def _of_converter(message: str, severity: Severity, remedy: str = "") -> Finding:
    row, sheet, column = (pattern.search(message) for pattern in (_ROW, _SHEET, _COLUMN))
    named = (sheet[1] or sheet[2]) if sheet else None
    header = column[1] if column else None
    language = _LANGUAGE_COLUMN.search(message)
    if language:
        header = f"{language[2]}::{language[1]}"
    place = Place(
        sheet=named or ("survey" if row else None),
        row=int(row[1]) if row else None,
        column=header,
    )
    return Finding(severity, "form.sheet", message, remedy, place)


def _of_loading(error: FormError, workbook: Workbook | None) -> Finding:
    node, line = _NODE.search(error.place), _LINE.search(error.place)
    place = Place(line=int(line[1]) if line and workbook is None else None)
    if node is not None and workbook is not None:
        place = workbook.place(node["path"], node["aspect"] or "")
    return Finding(Severity.ERROR, error.code, error.message, error.remedy, place, error.place)
