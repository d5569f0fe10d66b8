"""What stands where in ``item.xlsx`` and ``home.xlsx``.

Two kinds of sheets. A *list of fields* has a row for each field: its name, a plain value, and its
words in every language; some fields may have several rows. A *table* has a row for each record and
a column for each of its fields. The words of a language stand in a column called like it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.catalogue.fields import LANGUAGES

COLUMNS = {"zh_CN": "中文 (zh_CN)", "en": "English (en)"}
"""Language → how its column is called, as in forms."""
YES, NO = "yes", "no"


class CellError(ValueError):
    """A cell does not say what its field asks for."""


@dataclass(frozen=True, slots=True)
class Cells:
    """What stands in a row about one thing.

    Args:
        value: the plain value.
        words: language → text, those that are there.
    """

    value: str = ""
    words: Mapping[str, str] | None = None

    @property
    def localized(self) -> dict[str, str]:
        """The words of every language; the missing ones are told by the record they belong to."""
        return dict(self.words or {})


Read = Callable[[Cells], Any]
Write = Callable[[Any], Cells]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a field stands in cells.

    Args:
        read: cells → what stands in the JSON file.
        write: the other way round.
        worded: whether it has words.
        valued: whether it has a plain value.
    """

    read: Read
    write: Write
    worded: bool = False
    valued: bool = True


def _yes_no(cells: Cells) -> bool:
    if cells.value not in {YES, NO}:
        raise CellError(f"{cells.value!r}: write {YES} or {NO}")
    return cells.value == YES


def _number(cells: Cells) -> int:
    try:
        return int(cells.value)
    except ValueError:
        raise CellError(f"{cells.value!r} is no whole number") from None


def _limit(cells: Cells) -> dict[str, Any]:
    number, _, unit = cells.value.partition(" ")
    if not number.isascii() or not number.isdigit() or not unit.strip():
        raise CellError(f"{cells.value!r}: write a number and a unit, such as 22 working_day")
    limit: dict[str, Any] = {"number": int(number), "unit": unit.strip()}
    return limit | {"words": cells.localized} if cells.words else limit


def _result(cells: Cells) -> dict[str, Any]:
    kind, _, printable = cells.value.partition(" ")
    if printable.strip() not in {"", "printable"}:
        raise CellError(f"{cells.value!r}: write a kind and, if it can be printed, printable")
    return {"name": cells.localized, "kind": kind, "printable": bool(printable)}


def _write_limit(limit: Any) -> Cells:
    return Cells(f"{limit['number']} {limit['unit']}", limit.get("words"))


def _write_result(result: Any) -> Cells:
    return Cells(f"{result['kind']}{' printable' * result['printable']}", result["name"])


TEXT = Kind(lambda cells: cells.value, Cells)
WORDS = Kind(
    lambda cells: cells.localized, lambda words: Cells("", words), worded=True, valued=False
)
NAMES = Kind(lambda cells: cells.value.split(), lambda names: Cells(" ".join(names)))
NUMBER = Kind(_number, lambda number: Cells(str(number)))
YES_NO = Kind(_yes_no, lambda one: Cells(YES if one else NO))
LIMIT = Kind(_limit, _write_limit, worded=True)
PART_LIMIT = Kind(_limit, _write_limit)
BODY = Kind(
    lambda cells: {"name": cells.localized, "uscc": cells.value},
    lambda body: Cells(body.get("uscc", ""), body["name"]),
    worded=True,
)
RESULT = Kind(_result, _write_result, worded=True)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record; whether it has to be there says the record itself.

    Args:
        kind: how it stands in cells.
        several: whether it may have several rows.
    """

    kind: Kind
    several: bool = False


ITEM: Mapping[str, Field] = {
    "id": Field(TEXT),
    "item_code": Field(TEXT),
    "version": Field(TEXT),
    "name": Field(WORDS),
    "short_name": Field(WORDS),
    "aliases": Field(TEXT, several=True),
    "topics": Field(NAMES),
    "item_type": Field(TEXT),
    "handling": Field(TEXT),
    "level": Field(TEXT),
    "promised_limit": Field(LIMIT),
    "statutory_limit": Field(LIMIT),
    "visits": Field(NUMBER),
    "flags": Field(NAMES),
    "result": Field(RESULT),
    "route": Field(NAMES),
    "offline_class": Field(TEXT),
    "authority": Field(BODY),
    "scope": Field(TEXT),
    "audience": Field(NAMES),
    "cards": Field(NAMES),
    "form_id": Field(TEXT),
    "form_version": Field(TEXT),
    "valid_from": Field(TEXT),
    "valid_to": Field(TEXT),
    "asks_rating": Field(YES_NO),
}
"""The list of fields ``item``: what becomes ``item.json``."""

GUIDE: Mapping[str, Field] = {
    "summary": Field(WORDS),
    "conditions": Field(WORDS, several=True),
    "steps": Field(WORDS, several=True),
    "materials_before": Field(NUMBER),
    "materials_after": Field(NUMBER),
    "steps_before": Field(NUMBER),
    "steps_after": Field(NUMBER),
    "days_before": Field(NUMBER),
    "days_after": Field(NUMBER),
    "fee": Field(WORDS),
    "result": Field(WORDS),
    "who_decides": Field(WORDS),
    "consult_phone": Field(TEXT),
    "complaint_phone": Field(TEXT),
    "legal_basis": Field(WORDS, several=True),
}
"""The list of fields ``guide``; with the tables below it becomes ``guide.json``."""

MATERIALS: Mapping[str, Field] = {
    "name": Field(WORDS),
    "how": Field(WORDS),
    "required": Field(YES_NO),
    "kind": Field(TEXT),
    "count": Field(NUMBER),
    "source": Field(WORDS),
    "substitutes": Field(NAMES),
}
NEXT_STEPS: Mapping[str, Field] = {"when": Field(WORDS), "what": Field(WORDS)}
FAQ: Mapping[str, Field] = {"question": Field(WORDS), "answer": Field(WORDS)}
CONSENTS: Mapping[str, Field] = {
    "id": Field(TEXT),
    "version": Field(TEXT),
    "kind": Field(TEXT),
    "title": Field(WORDS),
    "text": Field(TEXT),
}
"""The table ``consents``: what becomes ``consents.json``."""
PARTS: Mapping[str, Field] = {
    "department": Field(TEXT),
    "name": Field(WORDS),
    "produces": Field(NAMES),
    "needs": Field(NAMES),
    "after": Field(NAMES),
    "limit": Field(PART_LIMIT),
}
"""The table ``parts`` of a bundle, into ``item.json``."""
APPROVAL: Mapping[str, Field] = {
    "rule": Field(TEXT),
    "version": Field(TEXT),
    "approve_when": Field(TEXT),
}
"""The table ``approval`` with one row, into ``item.json``."""

TOPICS: Mapping[str, Field] = {"id": Field(TEXT), "name": Field(WORDS), "icon": Field(TEXT)}
HOME: Mapping[str, Field] = {
    "empty_topic_examples": Field(WORDS),
    "empty_topic_note": Field(WORDS),
    "popular": Field(TEXT, several=True),
}
BUNDLES: Mapping[str, Field] = {"id": Field(TEXT), "name": Field(WORDS), "note": Field(WORDS)}

FIELDS_OF_ITEM = {"item": ITEM, "guide": GUIDE}
TABLES_OF_ITEM = {
    "materials": MATERIALS,
    "next_steps": NEXT_STEPS,
    "faq": FAQ,
    "consents": CONSENTS,
    "parts": PARTS,
    "approval": APPROVAL,
}
FIELDS_OF_HOME = {"home": HOME}
TABLES_OF_HOME = {"topics": TOPICS, "bundles": BUNDLES}
assert set(COLUMNS) == set(LANGUAGES)  # noqa: S101 – a language without a column could not be read
