"""One thing that the form check has to say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """Whether a form can be used with it."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
    """Nothing is wrong; it could be better."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the author's file; what cannot be known is None.

    Args:
        sheet: survey, choices or settings.
        row: 1-based row of the sheet; the header is row 1.
        column: the column's header as the author wrote it.
        line: 1-based line of an XML file.
    """

    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        parts = [
            self.sheet,
            f"row {self.row}" if self.row else None,
            f"column {self.column}" if self.column else None,
            f"line {self.line}" if self.line else None,
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding.

    Args:
        severity: an error keeps the form from being used.
        code: stable dotted name, such as ``form.translation``.
        message: one sentence: what is wrong.
        remedy: one sentence: what to do; may be empty.
        place: where in the file.
        node: path of the field or other words about the place, may be empty.
    """

    severity: Severity
    code: str
    message: str
    remedy: str = ""
    place: Place = Place()
    node: str = ""

    def as_json(self) -> dict[str, object]:
        """The finding as a JSON object."""
        return {
            "severity": self.severity.value,
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
            "sheet": self.place.sheet,
            "row": self.place.row,
            "column": self.place.column,
            "line": self.place.line,
            "node": self.node,
        }

    def __str__(self) -> str:
        where = ", ".join(part for part in (str(self.place), self.node) if part)
        said = f"{self.severity.value}: {self.message} {self.remedy}".rstrip()
        return f"{where}: {said} [{self.code}]" if where else f"{said} [{self.code}]"
