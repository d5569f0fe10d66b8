"""What became of earlier applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey import events
from kiosk.journey.fields import Kind
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.words import in_words, moment_in_words

if TYPE_CHECKING:
    from kiosk.cases.elsewhere import CaseElsewhere
    from kiosk.cases.enquiry import CaseSummary
    from kiosk.cases.records import MissingPart
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_NOTHING = ("lay", "", "", "")


def case_entry(case: CaseSummary, language: str) -> dict[str, object]:
    """A case of this terminal as the list shows it."""
    correction = case.correction
    missing = () if correction is None else correction.missing
    until = None if correction is None else correction.until
    return {
        **_entry(case, language),
        **_missing_entry(missing, until, language),
    }


def elsewhere_entry(case: CaseElsewhere, language: str) -> dict[str, object]:
    """A case another terminal took."""
    return {
        **_entry(case, language),
        **_missing_entry(case.missing, case.until, language),
        "place": case.place,
        "results": list(case.results),
    }


def _entry(case: CaseSummary | CaseElsewhere, language: str) -> dict[str, object]:
    from sync.protocol.numbers import group  # not needed before the first case

    timeline = [
        {
            "state": str(reached.state),
            "at": moment_in_words(reached.at, language),
            "text": reached.text.get(language, ""),
        }
        for reached in case.states
    ]
    return {
        "number": group(case.number),
        "name": case.item_name.get(language) or next(iter(case.item_name.values()), ""),
        "state": str(case.state),
        "at": moment_in_words(case.deposited_at, language),
        "timeline": timeline,
    }


def _missing_entry(
    missing: Sequence[MissingPart], until: date | None, language: str
) -> dict[str, object]:
    """What is missing, and the last day for it; empty where nothing is."""
    shown = [
        {
            "name": _in(part.name, language),
            "reason": _in(part.reason, language),
            "sample": _in(part.sample, language),
            "basis": _in(part.legal_basis, language),
        }
        for part in missing
    ]
    return {
        "missing": shown,
        "until": "" if until is None else in_words(until.isoformat(), Kind.DATE, language),
    }


def _in(words: Mapping[str, str], language: str) -> str:
    return words.get(language) or words.get("zh_CN") or next(iter(words.values()), "")


@QmlElement
class MyCasesViewModel(PageViewModel):
    """The cases of whoever laid a card or scanned a receipt."""

    changed = Signal()
    casesChanged = Signal()
    othersChanged = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._shown = _NOTHING
        self._cases: list[dict[str, object]] = []
        self._others: list[dict[str, object]] = []

    def refresh(self) -> None:
        """Show what was looked up."""
        visit = self._conductor.journey.visit
        enquiry = visit.enquiry
        shown = (
            enquiry.state.value,
            enquiry.problem,
            enquiry.printing,
            enquiry.elsewhere.value,
        )
        cases = [case_entry(case, visit.language) for case in enquiry.cases]
        told = enquiry.others if enquiry.found else ()
        others = [elsewhere_entry(case, visit.language) for case in told]
        self.update("_cases", cases, self.casesChanged.emit)
        self.update("_others", others, self.othersChanged.emit)
        self.update("_shown", shown, self.changed.emit)

    def blank(self) -> None:
        """Show no case."""
        self.update("_shown", _NOTHING, self.changed.emit)
        self.update("_cases", [], self.casesChanged.emit)
        self.update("_others", [], self.othersChanged.emit)

    @Property(str, notify=changed)
    def state(self) -> str:
        """One of lay, searching, list, none, failed."""
        return self._shown[0]

    @Property(str, notify=changed)
    def problem(self) -> str:
        """Name of the sentence about what went wrong."""
        return self._shown[1]

    @Property(str, notify=changed)
    def printing(self) -> str:
        """Number of the case whose receipt is being printed; empty while none is."""
        return self._shown[2]

    @Property(str, notify=changed)
    def elsewhere(self) -> str:
        """Whether others' cases are known: asking, told, failed, stale; empty if unasked."""
        return self._shown[3]

    @Property("QVariantList", notify=casesChanged)  # type: ignore[arg-type] # Qt's name
    def cases(self) -> list[dict[str, object]]:
        """Cases: number, name, state, at, timeline, what is missing and until when.

        Of each thing that is missing: name, reason, sample, basis.
        """
        return self._cases

    @Property("QVariantList", notify=othersChanged)  # type: ignore[arg-type] # Qt's name
    def others(self) -> list[dict[str, object]]:
        """Cases of other terminals: the same, the place, and the names of what can be collected.

        A list of its own: when it comes, a card that somebody has opened stays open.
        """
        return self._others

    @Slot()
    def openScan(self) -> None:
        """Scan a receipt."""
        self.tell(events.ScanAsked())

    @Slot(str)
    def reprint(self, number: str) -> None:
        """Print the receipt of a case again."""
        self.tell(events.ReprintAsked(number.replace(" ", "")))

    @Slot(str)
    def printMissing(self, number: str) -> None:
        """Print everything that is missing in a case."""
        self.tell(events.CorrectionAsked(number.replace(" ", "")))

    @Slot()
    def back(self) -> None:
        """Back to the home page."""
        self.tell(events.WentBack())
