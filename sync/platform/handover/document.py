"""What a department gets of a case: the answers its form routes there, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from sync.platform.routing import department_views
from sync.platform.store import CaseRow, HandoverRow
from sync.protocol.body import AttachmentBody, CaseBody, FormBody, ItemBody, PlaceBody
from sync.protocol.wire import DepositNumberText, Moment, Sha256, ShortText, WireModel


class HandedAttachment(WireModel):
    """A file that one of the department's answers names; its content is fetched."""

    name: ShortText
    media_type: ShortText
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]


class HandedCase(WireModel):
    """A case as one department gets it.

    Args:
        format: name and version of this shape.
        delivery: id of the hand-over, the same however often it comes.
        department: who it is for.
        position: 1, 2, 3 … of this department; what a cursor counts.
        case_id: as the terminal named it.
        case_number: as the platform named it.
        deposit_number: as the applicant has it on paper.
        received_at: when the platform had it.
        deposited_at: when the applicant handed it in, by the terminal's clock.
        item: the service item applied for.
        form: which form was filled in.
        place: where.
        answers: those the form lets this department see, groups as objects, repeats as lists.
        attachments: files that these answers name.
    """

    format: Literal["bianmin-handover/1"] = "bianmin-handover/1"
    delivery: UUID
    department: str
    position: Annotated[int, Field(ge=1)]
    case_id: UUID
    case_number: str
    deposit_number: DepositNumberText
    received_at: Moment
    deposited_at: Moment
    item: ItemBody
    form: FormBody
    place: PlaceBody
    answers: dict[str, JsonValue]
    attachments: tuple[HandedAttachment, ...] = ()


def handed_case(row: HandoverRow, case: CaseRow, body: CaseBody) -> HandedCase:
    """A case as the department of `row` gets it."""
    answers = department_views(body).get(row.department, {})
    return HandedCase(
        delivery=row.delivery_id,
        department=row.department,
        position=row.position,
        case_id=case.case_id,
        case_number=case.case_number,
        deposit_number=case.deposit_number,
        received_at=case.received_at,
        deposited_at=body.times.deposited_at,
        item=body.item,
        form=body.form,
        place=body.place,
        answers=answers,
        attachments=tuple(
            HandedAttachment(
                name=one.name, media_type=one.media_type, sha256=one.sha256, size=one.size
            )
            for one in attachments_for(row.department, body)
        ),
    )


def attachments_for(department: str, body: CaseBody) -> list[AttachmentBody]:
    """The files that answers name which the department may see."""
    named = set(_texts(department_views(body).get(department, {})))
    return [one for one in body.attachments if one.name in named]


def _texts(found: JsonValue) -> Iterator[str]:
    match found:
        case str():
            yield found
        case dict():
            for one in found.values():
                yield from _texts(one)
        case list():
            for one in found:
                yield from _texts(one)
