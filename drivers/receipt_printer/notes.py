"""What was found out about each printer, kept so that a restart need not ask again.

One small file in the terminal's data folder. It holds nothing of people: serial numbers of
printers and what those printers answered.
"""

from __future__ import annotations

import os
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from drivers.receipt_printer.unit import Findings

MOST_UNITS = 50

log = structlog.get_logger(__name__)


class _Book(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    units: dict[str, Findings]


class PrinterNotes:
    """The file of what printers answered.

    A file that cannot be read or written costs a few questions and no more: that is logged, and
    the printers are asked.

    Args:
        file: where it is; None keeps nothing.
    """

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._fresh: dict[str, Findings] = {}

    def recall(self, unit: str) -> Findings | None:
        """What this unit answered once; None when it was never asked."""
        return self._fresh.get(unit) or self._read().get(unit)

    def keep(self, unit: str, findings: Findings) -> None:
        """Note what this unit answered, in place of what it answered before.

        That it does not confirm jobs is not kept: a printer that is still busy seems so.
        """
        if findings.silent:
            findings = findings.model_copy(update={"confirmation": None})
        self._fresh[unit] = findings
        others = {name: known for name, known in self._read().items() if name != unit}
        latest = dict([*others.items(), (unit, findings)][-MOST_UNITS:])
        self._write(_Book(units=latest))

    def _read(self) -> dict[str, Findings]:
        if self._file is None:
            return {}
        try:
            return _Book.model_validate_json(self._file.read_bytes()).units
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as error:
            log.warning("device.notes_unusable", file=str(self._file), error=type(error).__name__)
            return {}

    def _write(self, book: _Book) -> None:
        if self._file is None:
            return
        coming = self._file.with_suffix(".coming")
        try:
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with coming.open("wb") as file:
                file.write(book.model_dump_json(indent=1, exclude_none=True).encode())
                file.flush()
                os.fsync(file.fileno())
            coming.replace(self._file)
        except OSError as error:
            log.warning("device.notes_unusable", file=str(self._file), error=type(error).__name__)
