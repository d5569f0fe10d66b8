"""What is known of one printer, and how it is known.

What the configuration says counts first, then what the unit itself answered, then the profile of
its model, and what most printers sold in China can do comes last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from drivers.api import ChineseFont, Confirmation, Cutter, PrinterCapabilities
from drivers.receipt_printer.encoder import PAPERS, Paper, Setting
from drivers.receipt_printer.profiles import Profile

Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=StrEnum)

CONFIGURED = "set in the configuration"
ASSUMED = "assumed"
NOT_ASKED = "not asked yet"


class Speech(StrEnum):
    """Whether a printer answers the question how it is (`DLE EOT`)."""

    SURE = "ask"
    """It does; one that is silent is out of order and is sent nothing."""
    PERHAPS = "perhaps"
    """Nobody knows it yet; a silent one is sent the job all the same."""
    NEVER = "never"
    """It cannot, and is not asked: every job ends UNKNOWN."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the configuration says of a printer; None and UNPROBED leave it to others.

    Args:
        paper_mm: width of its roll, 58 or 80; None: the profile's, else 80.
        native_qr: whether it draws QR codes itself.
        chinese: the Chinese letters it has.
        cutter: what cuts its slips off.
        confirmation: how it confirms jobs.
        automatic_status: False: never ask it to tell of changes by itself.
        profile: its model.
        speech: whether it answers questions.
    """

    paper_mm: int | None = None
    native_qr: bool | None = None
    chinese: ChineseFont | None = None
    cutter: Cutter | None = None
    confirmation: Confirmation = Confirmation.UNPROBED
    automatic_status: bool = True
    profile: Profile | None = None
    speech: Speech = Speech.SURE


class Answered(BaseModel):
    """What a unit answered to one question.

    Args:
        value: the answer, a value of the enum it belongs to, or ``yes`` or ``no``.
        how: how it is known, for the diagnostics page.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: str
    how: str


class Findings(BaseModel):
    """Everything one unit answered; None is what was not asked, or not answered clearly.

    Args:
        confirmation: how it confirms jobs.
        automatic_status: whether it sends reports of four bytes.
        native_qr: whether it draws QR codes.
        chinese: the Chinese letters it has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    confirmation: Answered | None = None
    automatic_status: Answered | None = None
    native_qr: Answered | None = None
    chinese: Answered | None = None

    @property
    def silent(self) -> bool:
        """Whether it was asked how it confirms jobs, and did not answer."""
        return self.confirmation is not None and self.confirmation.value == Confirmation.NONE

    def suffice(self, wishes: Wishes) -> bool:
        """Whether the unit need not be asked again for what the configuration leaves open."""
        asked = wishes.confirmation is Confirmation.UNPROBED and self.confirmation is None
        return not asked and not (wishes.automatic_status and self.automatic_status is None)


@dataclass(frozen=True, slots=True)
class Known(Generic[Value]):
    """A fact, and how it is known."""

    value: Value
    how: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One printer, as far as it is known."""

    paper: Paper
    native_qr: Known[bool]
    chinese: Known[ChineseFont]
    cutter: Known[Cutter]
    confirmation: Known[Confirmation]
    automatic_status: Known[bool]

    @classmethod
    def of(cls, wishes: Wishes, findings: Findings) -> Unit:
        """Put together what is known."""
        profile = wishes.profile
        by_profile = f"profile {profile.name}" if profile else ""
        asked = findings.confirmation is not None
        return cls(
            paper=_paper(wishes),
            native_qr=_first(
                (wishes.native_qr, CONFIGURED),
                _yes(findings.native_qr),
                (profile.native_qr if profile else None, by_profile),
                usual=False,
            ),
            chinese=_first(
                (wishes.chinese, CONFIGURED),
                _one_of(ChineseFont, findings.chinese),
                usual=ChineseFont.GB18030,
            ),
            cutter=_first(
                (wishes.cutter, CONFIGURED),
                (profile.cutter if profile else None, by_profile),
                usual=Cutter.PARTIAL,
            ),
            confirmation=_first(
                (_set(wishes.confirmation), CONFIGURED),
                _one_of(Confirmation, findings.confirmation),
                usual=Confirmation.UNPROBED,
                unasked=ASSUMED if asked else NOT_ASKED,
            ),
            automatic_status=_first(
                (None if wishes.automatic_status else False, CONFIGURED),
                _yes(findings.automatic_status),
                usual=False,
                unasked=NOT_ASKED,
            ),
        )

    @property
    def setting(self) -> Setting:
        """How jobs are set for it."""
        return Setting(self.paper, self.native_qr.value, self.chinese.value, self.cutter.value)

    @property
    def capabilities(self) -> PrinterCapabilities:
        """What it can do, in the words of the device model."""
        return PrinterCapabilities(
            paper_mm=self.paper.millimetres,
            dots=self.paper.dots,
            columns=self.paper.columns,
            native_qr=self.native_qr.value,
            chinese=self.chinese.value,
            cutter=self.cutter.value,
            confirmation=self.confirmation.value,
            automatic_status=self.automatic_status.value,
            provenance=self.provenance,
        )

    @property
    def provenance(self) -> Mapping[str, str]:
        """How each fact is known."""
        return {
            "native_qr": self.native_qr.how,
            "chinese": self.chinese.how,
            "cutter": self.cutter.how,
            "confirmation": self.confirmation.how,
            "automatic_status": self.automatic_status.how,
        }


def _paper(wishes: Wishes) -> Paper:
    if wishes.paper_mm is not None:
        return PAPERS[wishes.paper_mm]
    if wishes.profile is not None and wishes.profile.dots is not None:
        dots = wishes.profile.dots
        return next((paper for paper in PAPERS.values() if paper.dots == dots), _roll(dots))
    return PAPERS[80]


def _roll(dots: int) -> Paper:
    narrow = min(PAPERS)
    return Paper(narrow if dots <= PAPERS[narrow].dots else max(PAPERS), dots)


def _first(
    *sources: tuple[Value | None, str], usual: Value, unasked: str = ASSUMED
) -> Known[Value]:
    """The first source that says something, else what is usual."""
    for value, how in sources:
        if value is not None:
            return Known(value, how)
    return Known(usual, unasked)


def _set(confirmation: Confirmation) -> Confirmation | None:
    return None if confirmation is Confirmation.UNPROBED else confirmation


def _yes(answered: Answered | None) -> tuple[bool | None, str]:
    return (None, "") if answered is None else (answered.value == "yes", answered.how)


def _one_of(kind: type[Kind], answered: Answered | None) -> tuple[Kind | None, str]:
    if answered is None or answered.value not in set(kind):
        return None, ""
    return kind(answered.value), answered.how
