"""What a printer says of itself, as states and codes (RFC 8011 sections 5.4.11 and 5.4.12).

A reason is a keyword with an ending for how bad it is just now: ``-error`` stops the printer,
``-warning`` does not yet, ``-report`` is only news. A printer that has nothing to do may call an
empty tray news (ippeveprinter does), so an open door or missing paper counts whatever its ending,
unless A4 paper lies ready in another tray. Keywords nobody here knows are read past, unless they
call themselves an error.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from drivers.api import DeviceState, Paper, Toner
from drivers.document_printer.message import Value

WANTED = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "media-ready",
)
"""Attributes `Report.of` reads."""
Attributes = Mapping[str, tuple[Value, ...]]


class PrinterState(IntEnum):
    """``printer-state``."""

    IDLE = 3
    PROCESSING = 4
    STOPPED = 5


class Severity(IntEnum):
    """How bad a reason is."""

    REPORT = 0
    WARNING = 1
    ERROR = 2


ENDINGS = {
    "-report": Severity.REPORT,
    "-warning": Severity.WARNING,
    "-error": Severity.ERROR,
}

TROUBLES: Mapping[str, str] = {
    "media-jam": "document.paper_jam",
    "cover-open": "document.cover_open",
    "door-open": "document.cover_open",
    "interlock-open": "document.cover_open",
    "media-empty": "document.paper_out",
    "media-needed": "document.paper_out",
    "input-tray-missing": "document.tray_missing",
    "output-tray-missing": "document.tray_missing",
    "output-area-full": "document.output_full",
    "toner-empty": "document.toner_out",
    "marker-supply-empty": "document.toner_out",
    "developer-empty": "document.toner_out",
    "marker-supply-missing": "document.toner_out",
    "marker-waste-full": "document.toner_out",
    "cleaner-life-over": "document.worn",
    "opc-life-over": "document.worn",
    "fuser-over-temp": "document.hardware",
    "fuser-under-temp": "document.hardware",
    "interpreter-resource-unavailable": "document.hardware",
    "spool-area-full": "document.hardware",
    "offline": "document.offline",
    "shutdown": "document.offline",
    "timed-out": "document.offline",
    "connecting-to-device": "document.offline",
    "paused": "document.paused",
    "moving-to-paused": "document.paused",
    "stopping": "document.paused",
    "stopped-partly": "document.paused",
}
"""Reasons that keep a page from coming out, the most telling first."""
ORDER = list(dict.fromkeys(TROUBLES.values()))
LOW_PAPER = frozenset({"media-low", "media-empty", "media-needed"})
LOW_TONER = frozenset(
    {"toner-low", "marker-supply-low", "developer-low", "marker-waste-almost-full"}
)
ALWAYS = frozenset(
    {
        *("media-jam", "cover-open", "door-open", "interlock-open", "media-empty", "media-needed"),
        *("input-tray-missing", "output-tray-missing", "output-area-full"),
        *("offline", "shutdown", "paused"),
    }
)
"""Reasons that count whatever their ending."""
OF_ONE_TRAY = frozenset({"media-empty", "media-needed", "input-tray-missing"})
"""Reasons that another tray makes up for."""
PASSING = frozenset({"connecting-to-device"})
"""Said at the beginning of every job; it explains one that does not go on, no more."""
A4 = "iso_a4_210x297mm"


@dataclass(frozen=True, slots=True)
class Report:
    """How a printer says it is.

    Args:
        state: ``printer-state``; 0 when it does not say.
        reasons: how bad it is by keyword, without endings.
        accepting: whether it takes jobs.
        a4_ready: whether it says that A4 paper lies in one of its trays.
    """

    state: int
    reasons: Mapping[str, Severity]
    accepting: bool = True
    a4_ready: bool = False

    @classmethod
    def of(cls, attributes: Attributes, *, itself: bool) -> Report:
        """Read an answer.

        Args:
            attributes: the answer.
            itself: whether the printer itself gave it; a queue knows nothing of trays.
        """
        return cls(
            state=number(attributes, "printer-state") or 0,
            reasons=_severities(words(attributes, "printer-state-reasons")),
            accepting=attributes.get("printer-is-accepting-jobs", (True,))[0] is not False,
            a4_ready=itself and A4 in words(attributes, "media-ready"),
        )

    @property
    def stopped(self) -> bool:
        """Whether it says that it does not work."""
        return self.state == PrinterState.STOPPED

    @property
    def idle(self) -> bool:
        """Whether it says that it has nothing to do."""
        return self.state == PrinterState.IDLE

    @property
    def problems(self) -> frozenset[str]:
        """Codes of everything that keeps a page from coming out."""
        codes = {TROUBLES[reason] for reason in self.reasons if self._hinders(reason)}
        if self.stopped and not codes:
            codes.add("document.paused")
        if any(
            severity is Severity.ERROR and reason not in TROUBLES
            for reason, severity in self.reasons.items()
        ):
            codes.add("document.hardware")
        return frozenset(codes)

    @property
    def problem(self) -> str:
        """Why no page can come out; empty when nothing speaks against it."""
        return worst(self.problems) if self.accepting else "document.not_accepting"

    @property
    def suspicions(self) -> frozenset[str]:
        """Codes of everything that may hold up a job that is held up, warnings too."""
        return self.problems | {
            TROUBLES[reason]
            for reason, severity in self.reasons.items()
            if reason in TROUBLES and (severity >= Severity.WARNING or reason in PASSING)
        }

    def _hinders(self, reason: str) -> bool:
        severity = self.reasons[reason]
        if reason not in TROUBLES or reason in PASSING:
            return False
        if severity is Severity.ERROR or (self.stopped and severity is Severity.WARNING):
            return True
        return reason in ALWAYS and not (reason in OF_ONE_TRAY and self.a4_ready)

    @property
    def paper(self) -> Paper:
        """What it says of its paper; an empty tray beside one with A4 paper makes it low."""
        if "document.paper_jam" in self.problems:
            return Paper.JAMMED
        if "document.paper_out" in self.problems:
            return Paper.OUT
        return Paper.LOW if LOW_PAPER & self.reasons.keys() else Paper.FULL

    @property
    def toner(self) -> Toner:
        """What it says of its toner or ink; an empty one that does not stop it makes it low."""
        if "document.toner_out" in self.problems:
            return Toner.OUT
        empty = {reason for reason in self.reasons if TROUBLES.get(reason) == "document.toner_out"}
        return Toner.LOW if empty or LOW_TONER & self.reasons.keys() else Toner.FULL

    @property
    def cover_open(self) -> bool:
        """Whether it says that a door is open."""
        return "document.cover_open" in self.problems


def worst(codes: Iterable[str]) -> str:
    """The most telling of several codes; empty without any."""
    return min(codes, key=ORDER.index, default="")


def device_state(problem: str) -> DeviceState:
    """The state of a device with such a problem."""
    match problem:
        case "":
            return DeviceState.ONLINE
        case (
            "document.cover_open"
            | "document.paper_jam"
            | "document.tray_missing"
            | "document.output_full"
        ):
            return DeviceState.USER_ERROR
        case "document.toner_out" | "document.worn" | "document.hardware" | "document.format":
            return DeviceState.HARDWARE_ERROR
        case _:
            return DeviceState.OFFLINE


def number(attributes: Attributes, name: str) -> int | None:
    """The number an attribute holds; None when there is none."""
    value = attributes.get(name, (None,))[0]
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def words(attributes: Attributes, name: str) -> tuple[str, ...]:
    """The texts an attribute holds."""
    return tuple(value for value in attributes.get(name, ()) if isinstance(value, str))


def _severities(keywords: Iterable[str]) -> dict[str, Severity]:
    found: dict[str, Severity] = {}
    for keyword in keywords:
        if keyword == "none":
            continue
        reason, severity = _parted(keyword)
        found[reason] = max(severity, found.get(reason, severity))
    return found


def _parted(keyword: str) -> tuple[str, Severity]:
    for ending, severity in ENDINGS.items():
        if keyword.endswith(ending):
            reason = keyword.removesuffix(ending)
            return reason, severity
    known = keyword in TROUBLES and keyword not in PASSING
    return keyword, Severity.ERROR if known else Severity.REPORT
