"""What a department gets of a case: the answers its form routes there, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from sync.platform.form_checks.checker import read
from sync.platform.form_checks.words import Result
from sync.platform.routing import department_views
from sync.platform.store import CaseRow, CheckRow, HandoverRow
from sync.protocol.body import AttachmentBody, CaseBody, FormBody, ItemBody, PlaceBody
from sync.protocol.wire import DepositNumberText, Moment, Sha256, ShortText, WireModel

_POSITION = re.compile(r"\[\d+\]")


class HandedAttachment(WireModel):
    """A file that one of the department's answers names; its content is fetched."""

    name: ShortText
    media_type: ShortText
    sha256: Sha256
    size: Annotated[int, Field(ge=0)]


class HandedDoubt(WireModel):
    """Something in the case that its form does not allow.

    Args:
        code: what is wrong (docs/protocol.md).
        question: path of the question; empty for the whole case.
    """

    code: ShortText
    question: str = ""


class HandedCheck(WireModel):
    """What came of comparing the case with its form.

    Args:
        result: ``unchecked``, if the platform could not.
        doubts: those about questions this department sees, and about the whole case.
    """

    result: Literal["passed", "doubtful", "unchecked"] = "unchecked"
    doubts: tuple[HandedDoubt, ...] = ()


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
        check: whether the answers are as that form wants them.
        place: where; its terminal received the case first, and stays the one to ask (首接负责).
        produced: of a bundle, what other departments found out and this one needs, by name.
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
    check: HandedCheck = HandedCheck()
    place: PlaceBody
    produced: dict[str, str] = Field(default_factory=dict)
    answers: dict[str, JsonValue]
    attachments: tuple[HandedAttachment, ...] = ()


def handed_case(
    row: HandoverRow,
    case: CaseRow,
    body: CaseBody,
    produced: Mapping[str, str],
    check: CheckRow | None,
) -> HandedCase:
    """A case as the department of `row` gets it.

    Args:
        row: the hand-over.
        case: what is handed over.
        body: the case, opened.
        produced: what other departments found out and this one needs.
        check: what was found when it was compared with its form.
    """
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
        check=_handed_check(check, body.routing.get(row.department, ())),
        place=body.place,
        produced=dict(produced),
        answers=answers,
        attachments=tuple(
            HandedAttachment(
                name=one.name, media_type=one.media_type, sha256=one.sha256, size=one.size
            )
            for one in attachments_for(row.department, body)
        ),
    )


def _handed_check(check: CheckRow | None, paths: Iterable[str]) -> HandedCheck:
    """What a department may see of a check: the name of a question can tell something, too."""
    if check is None:
        return HandedCheck()
    seen = tuple(paths)
    return HandedCheck(
        result=Result(check.result).value,
        doubts=tuple(
            HandedDoubt(code=one.code, question=one.question)
            for one in read(check.doubts)
            if not one.question or any(_is_about(one.question, path) for path in seen)
        ),
    )


def _is_about(question: str, path: str) -> bool:
    """Whether a question, or a group, is the one of a path, within it, or around it."""
    name = _POSITION.sub("", question)
    return name == path or name.startswith(f"{path}/") or path.startswith(f"{name}/")


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
