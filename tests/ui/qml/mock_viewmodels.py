"""View-models of the contract without any terminal behind them, for pictures and geometry checks.

Every class has the name and the properties of the real one, is registered in the same QML module,
and writes down the slots that QML calls.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Property, QAbstractListModel, QModelIndex, QObject, Qt, Signal, Slot
from PySide6.QtQml import QJSValue, qmlRegisterType

QML_MODULE = "Kiosk.ViewModels"
FIELD_ROLES = (
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

# name -> (properties with their default, slots with their argument types)
SURFACE: dict[str, tuple[dict[str, Any], dict[str, tuple[type | str, ...]]]] = {
    "AppViewModel": (
        {
            "page": "",
            "pageModel": None,
            "title": "",
            "applicant": "",
            "placeName": "",
            "duty": "",
            "hotline": "",
            "phone": "",
            "clockText": "",
            "online": True,
            "pending": 0,
            "power": "",
            "revoked": False,
            "somebodyNear": False,
            "language": "zh_CN",
            "senior": False,
            "highContrast": False,
            "helpOpen": False,
            "idleSeconds": 0,
            "busy": False,
            "voice": None,
            "writing": None,
            "canSpeak": False,
            "speech": False,
            "speechOpen": False,
        },
        {
            "toggleSpeech": (),
            "toggleSenior": (),
            "toggleHighContrast": (),
            "toggleLanguage": (),
            "openHelp": (),
            "closeHelp": (),
            "keepGoing": (),
            "exitSession": (),
            "userActive": (),
        },
    ),
    "SpeechViewModel": (
        {
            "fitted": True,
            "problem": "",
            "on": True,
            "open": False,
            "rate": 1.0,
            "volume": 0.75,
        },
        {
            "press": (),
            "close": (),
            "end": (),
            "repeat": (),
            "slower": (),
            "faster": (),
            "softer": (),
            "louder": (),
        },
    ),
    "WritingViewModel": (
        {"offered": False, "ready": True, "count": 0, "drawn": [], "candidates": []},
        {
            "prepare": (),
            "begin": (),
            "addPoint": (float, float),
            "end": (),
            "undo": (),
            "clear": (),
        },
    ),
    "AttractViewModel": ({"notices": []}, {"begin": ()}),
    "HomeViewModel": (
        {
            "topics": [],
            "popular": [],
            "bundles": [],
            "readerState": "ready",
            "problem": "",
            "query": "",
            "results": [],
            "notices": [],
        },
        {
            "chooseTopic": (str,),
            "chooseItem": (str,),
            "openMyCases": (),
            "openNotices": (),
            "openScan": (),
            "retry": (),
        },
    ),
    "TopicViewModel": (
        {"name": "", "note": "", "items": [], "further": 0, "begun": False},
        {"chooseItem": (str,), "showMore": (), "back": ()},
    ),
    "NoticesViewModel": ({"notices": []}, {"back": ()}),
    "GuideViewModel": (
        {
            "itemName": "",
            "summary": "",
            "figures": [],
            "materials": [],
            "steps": [],
            "fee": "",
            "result": "",
            "whoDecides": "",
            "limit": "",
            "phone": "",
            "problem": "",
            "slip": "",
        },
        {"start": (), "back": (), "printSlip": ()},
    ),
    "IdentifyViewModel": (
        {"state": "lay", "problem": "", "maskedName": ""},
        {"retry": (), "back": (), "goOn": ()},
    ),
    "ConsentViewModel": ({"texts": []}, {"agree": (), "decline": ()}),
    "QuestionsViewModel": (
        {
            "heading": "",
            "hint": "",
            "guidance": "",
            "guidanceRich": "",
            "headingRich": "",
            "hintRich": "",
            "step": 1,
            "steps": 1,
            "known": [],
            "obstacle": "",
            "fields": None,
            "errors": [],
            "found": {"ref": "", "text": "", "state": "none", "choices": []},
            "codes": {},
            "recorder": None,
            "camera": None,
            "codeWindow": None,
            "position": "",
            "placeName": "",
        },
        {
            "setAnswer": (str, "QVariant"),
            "searchChoices": (str, str),
            "scanAgain": (str,),
            "next": (),
            "back": (),
            "addRow": (str,),
            "editRow": (str,),
            "removeRow": (str,),
        },
    ),
    "CodeWindowViewModel": ({"view": "", "outline": []}, {}),
    "CameraViewModel": (
        {"state": {}, "view": "", "outline": [], "hint": "", "countdown": 0.0},
        {
            "open": (str,),
            "leave": (),
            "take": (),
            "keep": (),
            "again": (),
            "drop": (str,),
            "retake": (str, int),
            "remove": (str, int),
            "move": (str, int, int),
        },
    ),
    "RecorderViewModel": (
        {"state": {}, "seconds": 0.0, "level": 0.0, "limit": 120.0},
        {"record": (str,), "stop": (), "hear": (str,), "silence": (), "clear": (str,)},
    ),
    "CheckViewModel": ({"answers": []}, {"change": (str,), "confirm": (), "back": ()}),
    "SignViewModel": (
        {"statement": "", "empty": True, "busy": False, "problem": ""},
        {
            "beginStroke": (),
            "addPoint": (float, float, int, float),
            "endStroke": (),
            "clear": (),
            "submit": (),
            "back": (),
        },
    ),
    "DoneViewModel": (
        {
            "number": "",
            "state": "saved",
            "printState": "printing",
            "printProblem": "",
            "qr": "",
            "timeline": [],
            "phone": "",
            "takeCard": True,
        },
        {"another": (), "finish": (), "reprint": (), "paperCameOut": (bool,)},
    ),
    "FinishViewModel": (
        {
            "cardPresent": False,
            "seconds": 20,
            "stopped": "",
            "mayRate": False,
            "satisfaction": "",
            "reasons": [],
            "chosenReasons": [],
        },
        {"close": (), "rate": (str,), "toggleReason": (str,)},
    ),
    "MyCasesViewModel": (
        {"state": "lay", "problem": "", "cases": [], "others": [], "printing": "", "elsewhere": ""},
        {"openScan": (), "reprint": (str,), "printMissing": (str,), "back": ()},
    ),
    "ScanViewModel": ({"state": "looking", "problem": "", "codeWindow": None}, {"back": ()}),
}
WRITABLE = {("HomeViewModel", "query")}
SIGNALS = {"AppViewModel": ("personForgotten",), "WritingViewModel": ("redrawn",)}


QT_TYPES: dict[type, type | str] = {
    bool: bool,
    int: int,
    float: float,
    str: str,
    dict: "QVariantMap",
    list: "QVariantList",
}


def _qt_type(default: object) -> type | str:
    return QT_TYPES.get(type(default), QObject)


def _property(name: str, default: object, *, writable: bool, notify: Signal) -> Property:
    def read(self: Any) -> object:
        return self.values[name]

    def write(self: Any, value: object) -> None:
        self.put(**{name: value})

    return Property(_qt_type(default), read, write if writable else None, notify=notify)


def _slot(name: str, types: tuple[type | str, ...]) -> Callable[..., None]:
    def call(self: Any, *arguments: object) -> None:
        plain = (a.toVariant() if isinstance(a, QJSValue) else a for a in arguments)
        self.calls.append((name, tuple(plain)))

    call.__name__ = name
    return Slot(*types)(call)


def _view_model(name: str) -> type[QObject]:
    properties, slots = SURFACE[name]
    notify = Signal()

    def start(self: Any, **values: object) -> None:
        QObject.__init__(self)
        self.values = dict(properties)
        self.calls = []
        self.values.update(values)

    def put(self: Any, **values: object) -> None:
        unknown = values.keys() - properties.keys()
        assert not unknown, unknown
        self.values.update(values)
        self.changed.emit()

    body: dict[str, object] = {"__init__": start, "put": put, "changed": notify}
    body |= {signal: Signal() for signal in SIGNALS.get(name, ())}
    for key, default in properties.items():
        body[key] = _property(key, default, writable=(name, key) in WRITABLE, notify=notify)
    for key, types in slots.items():
        body[key] = _slot(key, types)
    return type(name, (QObject,), body)


CLASSES: dict[str, type[QObject]] = {name: _view_model(name) for name in SURFACE}


def register() -> None:
    """Put the classes into the QML module of the real ones."""
    for name, cls in CLASSES.items():
        qmlRegisterType(cls, QML_MODULE, 1, 0, name)  # type: ignore[call-overload]


class FieldList(QAbstractListModel):
    """The fields of a questions page as the contract's list model."""

    def __init__(self, rows: list[Mapping[str, object]]) -> None:
        super().__init__()
        blank = {
            "hint": "",
            "rich": {},
            "value": "",
            "display": "",
            "required": True,
            "readOnly": False,
            "error": "",
            "choices": [],
            "chosen": [],
            "appearances": [],
            "settings": {},
            "guidance": "",
            "media": {},
            "rows": [],
            "questions": [],
            "maxLength": 0,
            "file": {},
            "canAdd": True,
            "canRemove": True,
        }
        self.rows = [
            {**blank, "choiceCount": len(row.get("choices", ())), **row}  # type: ignore[arg-type]
            for row in rows
        ]
        self.blank = blank

    def append(self, row: Mapping[str, object]) -> None:
        self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows))
        self.rows.append({**self.blank, "choiceCount": 0, **row})
        self.endInsertRows()

    def rowCount(self, parent: QModelIndex | None = None) -> int:  # noqa: ARG002  Qt's signature
        return len(self.rows)

    def roleNames(self) -> dict[int, bytes]:
        first = int(Qt.ItemDataRole.UserRole)
        return {first + i: name.encode() for i, name in enumerate(FIELD_ROLES)}

    def data(self, index: QModelIndex, role: int = 0) -> object:
        return self.rows[index.row()][FIELD_ROLES[role - int(Qt.ItemDataRole.UserRole)]]

    def change(self, ref: str, **values: object) -> None:
        for number, row in enumerate(self.rows):
            if row["ref"] == ref:
                row.update(values)
                place = self.index(number, 0)
                self.dataChanged.emit(place, place)
