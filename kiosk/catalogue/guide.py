"""办事指南: what a citizen should know before starting."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.catalogue.fields import FromJson, Localized


class MaterialKind(StrEnum):
    """In which shape a material is handed in."""

    ORIGINAL = "original"
    COPY = "copy"
    ELECTRONIC = "electronic"


class Substitute(StrEnum):
    """What is taken instead of a material."""

    E_LICENCE = "e_licence"
    """电子证照: a licence the platform holds."""
    COMMITMENT = "commitment"
    """告知承诺: the applicant's word."""


@dataclass(frozen=True, slots=True)
class Material(FromJson):
    """One thing to bring.

    Args:
        name: what it is called.
        how: how it is used here or where to get it.
        required: False for what only some applicants need.
        kind: the shape it is handed in.
        count: how many.
        source: who issues it; None where that goes without saying.
        substitutes: what is taken instead.
    """

    name: Localized
    how: Localized
    required: bool
    kind: MaterialKind = MaterialKind.ORIGINAL
    count: int = 1
    source: Localized | None = field(default=None, kw_only=True)
    substitutes: tuple[Substitute, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class NextStep(FromJson):
    """What happens after handing in, and when."""

    when: Localized
    what: Localized


@dataclass(frozen=True, slots=True)
class Answered(FromJson):
    """A question that people ask, and its answer (常见问题)."""

    question: Localized
    answer: Localized


@dataclass(frozen=True, slots=True)
class Guide(FromJson):
    """办事指南: what a citizen should know before starting.

    Args:
        summary: what the item is, in one or two sentences.
        conditions: who may apply.
        materials: what to bring.
        steps: the way through, in order.
        materials_before, materials_after: number of materials before and now.
        steps_before, steps_after: number of steps before and now.
        days_before, days_after: number of days before and now; 0 is on the spot.
        fee: what it costs.
        result: what the citizen gets.
        who_decides: who examines and decides, in order.
        consult_phone: for questions.
        complaint_phone: for complaints.
        legal_basis: the law it rests on; marked as sample where it is one.
        next_steps: what happens after handing in; the first one is today.
        faq: what people ask.
    """

    summary: Localized
    conditions: tuple[Localized, ...]
    materials: tuple[Material, ...]
    steps: tuple[Localized, ...]
    materials_before: int
    materials_after: int
    steps_before: int
    steps_after: int
    days_before: int
    days_after: int
    fee: Localized
    result: Localized
    who_decides: Localized
    consult_phone: str
    complaint_phone: str
    legal_basis: tuple[Localized, ...]
    next_steps: tuple[NextStep, ...]
    faq: tuple[Answered, ...] = field(default=(), kw_only=True)
