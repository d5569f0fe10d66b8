"""Questions of one list that stand below each other become one table.

XLSForm writes a table as a group with the appearance ``table-list``, which pyxform turns into
questions with ``label`` and ``list-nolabel``, or with these and ``list`` directly
(https://xlsform.org/en/#appearance).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from kiosk.forms import Choice
from kiosk.journey.fields import Field, Kind

_ROWS = frozenset({"list", "list-nolabel"})
_HEAD = "label"
_LEAST_ROWS = 2
_Columns = tuple[Choice, ...]


def joined(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields of a page, rows of one table as one field of the kind `Kind.TABLE`.

    A single row is shown as any other question. A head (appearance ``label``) gives its words to
    the table that follows, or to nobody where it has none.
    """
    head: Field | None = None
    for columns, group in groupby(fields, _columns):
        members = list(group)
        if columns is not None and len(members) >= _LEAST_ROWS:
            yield _table(members, head)
            head = None
            continue
        for field in members:
            if head is not None and head.label:
                yield head
            head = field if is_table_head(field) else None
            if head is None:
                yield field
    if head is not None and head.label:
        yield head


def is_table_head(field: Field) -> bool:
    """Whether a field is there only for the words above a table."""
    return field.kind is Kind.SECTION and _HEAD in field.appearances


def _columns(field: Field) -> _Columns | None:
    """The choices of a row; None for what is no row of a table."""
    selects = field.kind in {Kind.SELECT_ONE, Kind.SELECT_MULTIPLE}
    if not selects or field.read_only or not _ROWS & set(field.appearances):
        return None
    return field.choices


def _table(rows: list[Field], head: Field | None) -> Field:
    first = rows[0]
    return Field(
        ref=f"{first.ref}#table",
        kind=Kind.TABLE,
        label=head.label if head is not None else "",
        hint=head.hint if head is not None else "",
        value="",
        display="",
        required=any(row.required for row in rows),
        choices=first.choices,
        choice_count=first.choice_count,
        media=head.media if head is not None else {},
        questions=tuple(replace(row, choices=()) for row in rows),
    )
