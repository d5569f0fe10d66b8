"""The fields of a question page as a list model that changes only what changed.

A text field that is being typed into must not be made anew at every key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from kiosk.forms import Choice
from kiosk.journey.enclosures import Shown
from kiosk.journey.fields import ENCLOSED as ENCLOSES
from kiosk.journey.fields import Field, Kind
from kiosk.journey.markdown import rich_of, worded
from kiosk.journey.ports import Strokes
from ui.images import ENCLOSED, GROUND, MEDIA, PAPER, address
from ui.viewmodels.words import in_words

ROLES = (
    "ref",
    "kind",
    "label",
    "hint",
    "rich",
    "value",
    "display",
    "required",
    "readOnly",
    "error",
    "choices",
    "choiceCount",
    "chosen",
    "appearances",
    "settings",
    "guidance",
    "media",
    "rows",
    "questions",
    "maxLength",
    "file",
    "canAdd",
    "canRemove",
)
_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_NUMBERS = {_FIRST_ROLE + place: name for place, name in enumerate(ROLES)}

Entry = dict[str, Any]


def entry_of(field: Field, language: str) -> Entry:
    """A field under the names of the roles."""
    return {
        "ref": field.ref,
        "kind": field.kind.value,
        "label": field.label,
        "hint": field.hint,
        "rich": {
            name: rich
            for name in ("label", "hint", "guidance")
            if (rich := rich_of(getattr(field, name)))
        },
        "value": _value(field),
        "display": in_words(field.display, field.kind, language),
        "required": field.required,
        "readOnly": field.read_only,
        "error": field.error,
        "choices": _choices(field.choices),
        "choiceCount": field.choice_count,
        "chosen": _choices(field.chosen),
        "appearances": list(field.appearances),
        "settings": dict(field.settings),
        "guidance": field.guidance,
        "media": {form: file_name(address) for form, address in field.media.items() if address},
        "rows": [
            {
                "ref": row.ref,
                "title": row.title,
                "error": row.error,
                "lines": [
                    {
                        "label": line.label,
                        "value": in_words(line.value, line.kind, language),
                        "kind": line.kind.value,
                    }
                    for line in row.lines
                ],
            }
            for row in field.rows
        ],
        "questions": [entry_of(question, language) for question in field.questions],
        "maxLength": field.longest,
        "file": _file(field),
        "canAdd": field.can_add,
        "canRemove": field.can_remove,
    }


def enclosed_of(shown: Shown) -> str:
    """Address of the picture of an enclosed file; empty where it has none."""
    if not shown.name or shown.media_type.startswith("audio/"):
        return ""
    return address(ENCLOSED, shown.name, shown.version)


def _value(field: Field) -> object:
    """What the field's control shows, in the shape that it gives."""
    if field.kind is Kind.SIGNATURE:
        return _samples(field.strokes)
    if field.kind is Kind.DRAWING:
        strokes = zip(_samples(field.drawing.strokes), field.drawing.pens, strict=True)
        return [
            {"points": points, "colour": pen.colour, "width": pen.width} for points, pen in strokes
        ]
    return field.value


def _file(field: Field) -> dict[str, object]:
    """What a file's control shows.

    ``picture`` and ``ground`` are addresses (of the file, and of what is drawn on), ``count`` its
    pictures or pages, ``pages`` the addresses of the pages of papers, ``size`` that of the pad it
    was drawn on, ``photographedAs`` the media type of its photographs.
    """
    if field.kind not in ENCLOSES:
        return {}
    shown = field.enclosed
    ground = address(MEDIA, field.ground) if field.ground else ""
    photograph = field.drawing.ground if field.drawing.photographed else None
    if isinstance(photograph, bytes):
        ground = address(GROUND, shown.name, crc32(photograph))
    return {
        "picture": enclosed_of(shown),
        "count": shown.count,
        "pages": [address(PAPER, str(version)) for version in shown.pages],
        "ground": ground,
        "photographed": field.drawing.photographed,
        "size": list(field.drawing.size),
        "photographedAs": field.photographed_as,
    }


def file_name(address: str) -> str:
    """The name under which a form's file is kept: the end of ``jr://images/map.png``."""
    return address.rpartition("/")[2]


class FieldListModel(QAbstractListModel):
    """Fields of one page."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        """How many fields there are."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        """One role of one field."""
        name = _NUMBERS.get(role)
        if name is None or not 0 <= index.row() < len(self._entries):
            return None
        return self._entries[index.row()][name]

    def roleNames(self) -> dict[int, QByteArray]:
        """Names of the roles in QML."""
        return {number: QByteArray(name.encode()) for number, name in _NUMBERS.items()}

    def kind_of(self, ref: str) -> Kind | None:
        """How a field is filled in; None where it is not shown."""
        return next((Kind(e["kind"]) for e in self._entries if e["ref"] == ref), None)

    def show(self, fields: Sequence[Field], language: str) -> None:
        """Show these fields; those that stay keep their place on the screen."""
        wanted = [entry_of(field, language) for field in fields]
        self._drop_unwanted({entry["ref"] for entry in wanted})
        for row, entry in enumerate(wanted):
            if row < len(self._entries) and self._same_control(self._entries[row], entry):
                self._change(row, entry)
            elif row < len(self._entries) and any(
                kept["ref"] == entry["ref"] for kept in self._entries[row:]
            ):
                self._reset(wanted)  # another order: no page of ours does this, but it stays right
                return
            else:
                self._insert(row, entry)
        if len(self._entries) != len(wanted):
            self._reset(wanted)

    def _drop_unwanted(self, refs: set[str]) -> None:
        for row in reversed(range(len(self._entries))):
            if self._entries[row]["ref"] not in refs:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._entries[row]
                self.endRemoveRows()

    def _same_control(self, kept: Entry, entry: Entry) -> bool:
        return bool(kept["ref"] == entry["ref"] and kept["kind"] == entry["kind"])

    def _insert(self, row: int, entry: Entry) -> None:
        self.beginInsertRows(QModelIndex(), row, row)
        self._entries.insert(row, entry)
        self.endInsertRows()

    def _change(self, row: int, entry: Entry) -> None:
        kept = self._entries[row]
        roles = [number for number, name in _NUMBERS.items() if kept[name] != entry[name]]
        if roles:
            self._entries[row] = entry
            self.dataChanged.emit(self.index(row), self.index(row), roles)

    def _reset(self, wanted: list[Entry]) -> None:
        self.beginResetModel()
        self._entries = wanted
        self.endResetModel()


def _choices(choices: Sequence[Choice]) -> list[dict[str, str]]:
    return [choice_entry(choice) for choice in choices]


def choice_entry(choice: Choice) -> dict[str, str]:
    """A choice as the screen has it: value, label, image, and rich where its label has markup."""
    label = worded(choice.label)
    return choice._asdict() | {"label": str(label), "rich": rich_of(label)}


def _samples(strokes: Strokes) -> list[list[list[float]]]:
    """Strokes in the shape the pad gives them: x, y, milliseconds, pressure."""
    return [[[p.x, p.y, p.t_ms, p.pressure] for p in stroke] for stroke in strokes]
