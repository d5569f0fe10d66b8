"""Finding the row and column of a spreadsheet that something of the form came from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from pyxform.xls2json_backends import get_xlsform

from kiosk.forms.review.finding import Place

_HEADERS = {
    "relevant": ("relevant", "relevance"),
    "calculate": ("calculation", "calculate"),
    "constraint": ("constraint",),
    "required": ("required",),
    "readonly": ("readonly", "read_only"),
    "type": ("type",),
    "appearance": ("appearance", "control::appearance"),
    "intent": ("intent",),
    "choice_filter": ("choice_filter",),
    "repeat_count": ("repeat_count", "jr:count"),
    "department": ("kiosk:department", "bind::kiosk:department"),
    "label": ("label",),
    "hint": ("hint",),
    "guidance": ("guidance_hint",),
    "jr:constraintmsg": ("constraint_message",),
    "jr:requiredmsg": ("required_message",),
}
_BEGIN = re.compile(r"begin[ _](?:group|repeat|loop)")
_END = re.compile(r"end[ _](?:group|repeat|loop)")
_MADE = re.compile(r"_(?:other|count)\Z")  # fields that the converter adds beside a question

Rows = Sequence[Mapping[str, str]]


class Workbook:
    """The sheets of an XLSForm as its author wrote them.

    Args:
        survey: rows of the sheet survey by header, without the header row.
        choices: rows of the sheet choices.
        headers: by sheet, the headers in order.
    """

    def __init__(self, survey: Rows, choices: Rows, headers: Mapping[str, Sequence[str]]) -> None:
        self._headers = headers
        self._fields = _fields(survey)
        self._choices: dict[str, list[int]] = {}
        for number, row in enumerate(choices, 2):
            name = row.get("list_name") or row.get("list name") or ""
            self._choices.setdefault(name, []).append(number)

    def place(self, path: str, aspect: str = "", language: str = "") -> Place:
        """The row of a field or group such as ``/data/group/name``, and the column of an aspect."""
        row = self._fields.get(_inside(path)) or self._fields.get(_MADE.sub("", _inside(path)))
        return Place("survey", row, self.column("survey", aspect, language))

    def choice(self, list_name: str, index: int, language: str = "") -> Place:
        """The row of a choice by its 0-based place in its list."""
        rows = self._choices.get(list_name, [])
        row = rows[index] if index < len(rows) else None
        return Place("choices", row, self.column("choices", "label", language))

    def column(self, sheet: str, aspect: str, language: str = "") -> str | None:
        """The header of an aspect as written; None when the sheet has no such column."""
        wanted = _HEADERS.get(aspect.lower(), (aspect.lower(),))
        for header in self._headers.get(sheet, ()):
            name, _, suffix = header.partition("::")
            if name.strip().lower() in ("bind", "body", "control"):
                name, suffix = suffix, ""
            plain = name.strip().lower().replace(" ", "_")
            if plain in wanted and (not language or suffix.strip() == language):
                return header
        return None


def read_workbook(path: Path) -> Workbook | None:
    """The sheets of a file that pyxform could read; None when it has no rows to speak of."""
    try:
        data = get_xlsform(str(path))
    except Exception:  # noqa: BLE001 # converting has told already what is wrong with the file
        return None
    headers = {
        sheet: [str(header) for header in (getattr(data, f"{sheet}_header") or [{}])[0]]
        for sheet in ("survey", "choices", "settings")
    }
    return Workbook(data.survey or (), data.choices or (), headers)


def _fields(survey: Rows) -> dict[str, int]:
    """Path of each field below the root to its row."""
    found: dict[str, int] = {}
    groups: list[str] = []
    for number, row in enumerate(survey, 2):
        kind = row.get("type", "").strip().lower()
        name = row.get("name", "").strip()
        if _END.match(kind):
            del groups[-1:]
            continue
        found.setdefault("/".join([*groups, name]), number)
        if _BEGIN.match(kind):
            groups.append(name)
    return found


def _inside(path: str) -> str:
    """A path without the root element and positions."""
    return re.sub(r"\[\d+\]", "", path).lstrip("/").partition("/")[2]
