"""Signatures a form asks for: strokes while one is there, pictures in the case, then nothing."""

from __future__ import annotations

import gc
import hashlib
import json
import weakref
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from kiosk.cases import sealing
from kiosk.cases.submission import Attachment, Point
from kiosk.clock import SystemClock
from kiosk.forms import load_form
from kiosk.forms.xlsform import convert
from kiosk.journey import commands, events
from kiosk.journey.enclosures import MOST_POINTS
from kiosk.journey.fields import Kind
from kiosk.journey.ports import CHINA, Strokes
from kiosk.journey.steps import Step
from sync.protocol.body import CaseBody
from sync.protocol.numbers import DepositNumber

SHEET = """
| survey |
| | type | name | label | appearance | required | relevant |
| | select_one yn | witnessed | Is there a witness? | | yes | |
| | image | witness | The witness signs | signature | yes | ${witnessed}='yes' |
| | begin repeat | heir | Heir | | | |
| | image | sign | The heir signs | signature | | |
| | text | name | Name | | | |
| | end repeat | | | | | |
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
| settings |
| | form_id | version | form_title |
| | signed | 1 | signed |
"""

WITNESSED, WITNESS = "/data/witnessed", "/data/witness"


def line(*xs: float) -> Strokes:
    return (tuple(Point(x, 5.0, 16.0 * x, 0.5) for x in xs),)


def picture(strokes: Strokes) -> bytes:
    return b"\x89PNG" + json.dumps([[p.x for p in stroke] for stroke in strokes]).encode()


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Any:
    sheet = tmp_path_factory.mktemp("form") / "signed.md"
    sheet.write_text(SHEET)
    return load_form(convert(sheet))


@pytest.fixture
def signer(make: Callable[..., Any], form: Any) -> Any:
    clock = SystemClock()
    return make(
        open_form=lambda _item: form.open(now=clock.now, tz=CHINA), draw_signature=picture
    ).reaches_questions()


def questions(walker: Any) -> Any:
    return walker.journey.visit.application.questionnaire


def page(walker: Any) -> Any:
    return questions(walker).page()


def value(walker: Any, ref: str) -> str:
    return str(questions(walker).session[ref].value)


def signed(walker: Any, *xs: float) -> Any:
    """To the witness's page, and sign there."""
    walker.does(events.Answered(WITNESSED, "yes"), events.Continued())
    return walker.does(events.FieldDrawn(WITNESS, line(*xs)))


def heirs(walker: Any, *xs: float) -> Any:
    """Rows of heirs who each have drawn a line to their x."""
    for x in xs:
        row = questions(walker).session["/data/heir"].count
        if value(walker, f"/data/heir[{row}]/sign"):  # the first row is there from the beginning
            walker.does(events.RowAdded("/data/heir"))
            row += 1
        else:
            walker.does(events.RowEdited(f"/data/heir[{row}]"))
        walker.does(events.FieldDrawn(f"/data/heir[{row}]/sign", line(0, x)), events.Continued())
    return walker


def handed_over(walker: Any) -> dict[str, bytes]:
    return {one.name: one.content for one in questions(walker).attachments()}


def test_a_signature_is_asked_by_its_own_kind(signer: Any) -> None:
    signer.does(events.Answered(WITNESSED, "yes"), events.Continued())
    (field,) = page(signer).fields
    assert (field.kind, field.value, field.strokes) == (Kind.SIGNATURE, "", ())


def test_the_answer_is_a_file_name_and_the_strokes_stay(signer: Any) -> None:
    signed(signer, 1, 2)
    (field,) = page(signer).fields
    assert field.value == "signature-1.png"
    assert field.strokes == line(1, 2)
    assert handed_over(signer) == {"signature-1.png": picture(line(1, 2))}


def test_what_is_drawn_again_keeps_its_name(signer: Any) -> None:
    signed(signer, 1, 2).does(events.FieldDrawn(WITNESS, line(3, 4)))
    assert handed_over(signer) == {"signature-1.png": picture(line(3, 4))}


def test_it_must_be_there_where_the_form_says_so(signer: Any) -> None:
    signer.does(events.Answered(WITNESSED, "yes"), events.Continued(), events.Continued())
    assert page(signer).errors == ((WITNESS, "answer.required"),)
    signer.does(events.FieldDrawn(WITNESS, line(1)), events.Continued())
    assert page(signer).ref == "/data/heir"


@pytest.mark.parametrize("nothing", [(), ((),)])
def test_clearing_leaves_neither_answer_nor_picture(signer: Any, nothing: Strokes) -> None:
    signed(signer, 1).does(events.FieldDrawn(WITNESS, nothing))
    assert (value(signer, WITNESS), handed_over(signer)) == ("", {})
    signer.does(events.FieldDrawn(WITNESS, line(9)))
    assert handed_over(signer)[value(signer, WITNESS)] == picture(line(9))


def test_it_stays_while_one_goes_back_and_forward(signer: Any) -> None:
    signed(signer, 1, 2).does(events.WentBack(), events.Continued())
    (field,) = page(signer).fields
    assert field.strokes == line(1, 2)


def test_what_is_not_asked_any_more_is_not_handed_over_but_comes_back(signer: Any) -> None:
    signed(signer, 1).does(events.WentBack(), events.Answered(WITNESSED, "no"))
    assert handed_over(signer) == {}
    signer.does(events.Answered(WITNESSED, "yes"))
    assert handed_over(signer) == {"signature-1.png": picture(line(1))}


def test_a_row_takes_its_signature_with_it_and_leaves_the_others_theirs(signer: Any) -> None:
    signer.does(events.Answered(WITNESSED, "no"), events.Continued())
    heirs(signer, 10, 20, 30).does(events.RowRemoved("/data/heir[1]"))
    rows = [value(signer, f"/data/heir[{row}]/sign") for row in (1, 2)]
    assert [handed_over(signer)[name] for name in rows] == [picture(line(0, x)) for x in (20, 30)]
    assert len(handed_over(signer)) == 2
    heirs(signer, 40)
    assert handed_over(signer)[value(signer, "/data/heir[3]/sign")] == picture(line(0, 40))
    assert len(handed_over(signer)) == 3


def test_a_row_with_nothing_but_a_signature_is_not_blank(signer: Any) -> None:
    signer.does(events.Answered(WITNESSED, "no"), events.Continued())
    signer.does(events.RowAdded("/data/heir"), events.FieldDrawn("/data/heir[2]/sign", line(1)))
    signer.does(events.WentBack())
    assert len(page(signer).fields[0].rows) == 2


def test_nobody_writes_a_file_name_into_the_answer(signer: Any) -> None:
    signer.does(events.Answered(WITNESSED, "yes"), events.Continued())
    signer.does(events.Answered(WITNESS, "/etc/passwd"))
    assert value(signer, WITNESS) == ""


@pytest.mark.parametrize("ref", [WITNESSED, "/data/heir[1]/sign", "/data/nowhere"])
def test_only_a_signature_of_this_page_is_drawn_on(signer: Any, ref: str) -> None:
    signer.does(events.FieldDrawn(ref, line(1)))
    assert handed_over(signer) == {}
    assert value(signer, WITNESSED) == ""


def test_no_drawing_fills_the_memory(signer: Any) -> None:
    signed(signer, 1).does(events.FieldDrawn(WITNESS, line(*range(MOST_POINTS)) * 2))
    assert sum(map(len, page(signer).fields[0].strokes)) == MOST_POINTS


def reviewed(walker: Any) -> Any:
    return heirs(signed(walker, 1, 2).does(events.Continued()), 7).does(
        events.Continued(), events.Confirmed()
    )


def test_the_submission_holds_the_pictures_and_the_case_their_hash_and_size(signer: Any) -> None:
    reviewed(signer).signs().does(events.Signed())
    submission = signer.last(commands.DepositCase).submission
    pictures = [picture(line(1, 2)), picture(line(0, 7))]
    assert submission.attachments == (
        Attachment("signature-1.png", "image/png", pictures[0]),
        Attachment("signature-2.png", "image/png", pictures[1]),
    )
    assert submission.answers["witness"] == "signature-1.png"
    assert b"<witness>signature-1.png</witness>" in submission.instance
    clock = SystemClock()
    sealed = sealing.case_body(
        submission,
        case_id=clock.uuid7(),
        number=DepositNumber(817, date(2026, 11, 21), 1).text,
        terminal="0817",
        deposited_at=clock.now(),
        attachments=sealing.enclose(submission.attachments).attachments,
    )
    found = [(a.size, a.sha256, a.content) for a in CaseBody.from_bytes(sealed).attachments]
    assert found == [(len(p), hashlib.sha256(p).hexdigest(), p) for p in pictures]


def test_the_citizens_signature_is_bound_to_the_pictures_too(signer: Any) -> None:
    reviewed(signer)
    assert signer.step is Step.SIGN
    digest = hashlib.sha256(picture(line(1, 2))).hexdigest()
    assert f"attachment\tsignature-1.png\t{digest}\n" in signer.journey.visit.application.summary


def test_the_check_page_knows_that_it_is_a_signature(signer: Any) -> None:
    signed(signer, 1)
    kinds = {answer.ref: (answer.kind, answer.value) for answer in questions(signer).answers()}
    assert kinds[WITNESS] == (Kind.SIGNATURE, "signature-1.png")


def test_nothing_of_a_drawing_survives_the_session(signer: Any) -> None:
    signed(signer, 1)
    drawings = weakref.ref(questions(signer)._enclosures)
    signer.does(events.ExitAsked())
    signer.wanted.clear()
    gc.collect()
    assert drawings() is None
