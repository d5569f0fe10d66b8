"""Photographs in a session: when the camera sees, what is kept, and what is told without one."""

from __future__ import annotations

import gc
import io
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from kiosk.cases.submission import Point
from kiosk.clock import SystemClock
from kiosk.documents import copies
from kiosk.forms import load_form
from kiosk.forms.xlsform import convert
from kiosk.journey import commands, events, papers
from kiosk.journey.enclosures import MOST_BYTES
from kiosk.journey.fields import Kind, photographed_as
from kiosk.journey.photographing import LEAST_PIXELS, PICTURE_BYTES, PhotoState
from kiosk.journey.ports import CHINA, Drawing, Pen
from kiosk.journey.steps import Step

SHEET = """
| survey |
| | type | name | label | appearance | required | parameters | body::accept | default | {most} |
| | image | house | The house | | {required} | max-pixels=900 | | | |
| | file | deed | The deed | | | | application/pdf | | {deed} |
| | video | film | A film | | {film} | | | | |
| | image | plan | The plan | annotate | | | | plan.png | |
| | begin repeat | tree | Tree | | | | | | |
| | image | leaf | A leaf | annotate | | | | leaf.png | |
| | end repeat | | | | | | | | |
| settings |
| | form_id | version | form_title |
| | pictures | 1 | pictures |
"""
MOST = "bind::orx:max-pixels"
HOUSE, DEED, PLAN = "/data/house", "/data/deed", "/data/plan"
JPEG = b"\xff\xd8 a photograph"
LINE = ((Point(1, 1, 0), Point(9, 9, 16)),)
PENS = (Pen("red", 6),)


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    folder = tmp_path_factory.mktemp("forms")

    def make(*, required: str = "", film: str = "", deed: str = "") -> Any:
        sheet = folder / f"pictures-{required}-{film}-{deed}.md"
        sheet.write_text(SHEET.format(required=required, film=film, deed=deed, most=MOST))
        media = {"plan.png": b"the plan", "leaf.png": b"the leaf"}
        return load_form(convert(sheet), media=media)

    return make


@pytest.fixture
def arrive(make: Callable[..., Any], forms: Callable[..., Any]) -> Callable[..., Any]:
    """Begin the application on a terminal with a camera, or without one."""

    def arriving(*, camera: bool = True, **sheet: str) -> Any:
        clock, form = SystemClock(), forms(**sheet)
        walker = make(
            open_form=lambda _item: form.open(now=clock.now, tz=CHINA), draw_picture=drawn
        )
        return walker.does(events.CameraChanged(camera, "" if camera else "photo.not_fitted"))

    return arriving


@pytest.fixture
def giver(arrive: Callable[..., Any]) -> Any:
    return arrive().reaches_questions()


def drawn(drawing: Drawing) -> bytes:
    ground = drawing.ground if isinstance(drawing.ground, bytes) else b"paper"
    return ground + b" with %d strokes" % len(drawing.strokes)


def page(shade: int) -> bytes:
    file = io.BytesIO()
    Image.new("L", (30, 40), shade).save(file, "JPEG")
    return file.getvalue()


def questions(walker: Any) -> Any:
    return walker.journey.visit.application.questionnaire


def photograph(walker: Any) -> Any:
    return walker.journey.visit.application.photograph


def takes(walker: Any, ref: str, content: bytes = JPEG) -> Any:
    walker.does(events.CameraAsked(ref), events.PhotographAsked())
    return walker.does(events.PhotographTaken(photograph(walker).number, content))


def gives(walker: Any, ref: str, content: bytes = JPEG) -> Any:
    return takes(walker, ref, content).does(events.PhotographKept())


def enclosed(walker: Any, ref: str) -> Any:
    return questions(walker).enclosed(ref)


def seen(walker: Any) -> list[bool]:
    return [c.on for c in walker.wanted if isinstance(c, commands.LookThroughCamera)]


def test_a_photograph_answers_its_question(giver: Any) -> None:
    gives(giver, HOUSE)
    assert enclosed(giver, HOUSE).content == JPEG
    assert photograph(giver) is None
    assert seen(giver) == [True, False]


def test_the_form_says_how_large_it_may_be_and_papers_are_smaller(giver: Any) -> None:
    giver.does(events.CameraAsked(HOUSE), events.PhotographAsked())
    wanted = giver.last(commands.TakePhotograph)
    assert (wanted.most_pixels, wanted.most_bytes) == (900, PICTURE_BYTES)
    giver.does(events.CameraLeft(), events.Continued())
    giver.does(events.CameraAsked(DEED), events.PhotographAsked())
    wanted = giver.last(commands.TakePhotograph)
    assert (wanted.most_pixels, wanted.most_bytes) == (1600, papers.MOST_BYTES)


@pytest.mark.parametrize("desk", [True, False])
@pytest.mark.parametrize(("asked", "least"), [("", 840), ("1200", 840), ("700", 700), ("90", 480)])
def test_papers_are_never_made_too_small_to_be_read_unless_the_form_asks_for_it(
    arrive: Callable[..., Any], asked: str, least: int, *, desk: bool
) -> None:
    giver = arrive(deed=asked).reaches_questions()
    if desk:
        giver.does(events.CameraChanged(usable=True, desk=True))
    giver.does(events.Continued(), events.CameraAsked(DEED), events.PhotographAsked())
    wanted = giver.last(commands.TakePhotograph)
    assert (wanted.desk, wanted.least_pixels) == (desk, least)


def test_a_photograph_of_something_may_be_smaller(giver: Any) -> None:
    giver.does(events.CameraAsked(HOUSE), events.PhotographAsked())
    assert giver.last(commands.TakePhotograph).least_pixels == LEAST_PIXELS


@pytest.mark.parametrize(
    "leaving",
    [events.CameraLeft(), events.Continued(), events.WentBack(), events.ExitAsked()],
    ids=lambda event: type(event).__name__,
)
def test_whoever_leaves_shuts_the_camera(giver: Any, leaving: Any) -> None:
    giver.does(events.CameraAsked(HOUSE))
    assert seen(giver) == [True]
    giver.does(leaving)
    assert seen(giver) == [True, False]


def test_a_photograph_that_comes_too_late_is_nobodys(giver: Any) -> None:
    giver.does(events.CameraAsked(HOUSE), events.PhotographAsked())
    late = photograph(giver).number
    giver.does(events.CameraLeft(), events.CameraAsked(HOUSE), events.PhotographAsked())
    giver.does(events.PhotographTaken(late, JPEG))
    assert photograph(giver).state is PhotoState.TAKING
    giver.does(events.PhotographTaken(photograph(giver).number, JPEG))
    assert photograph(giver).state is PhotoState.TAKEN


@pytest.mark.parametrize("ref", ["/data/film", DEED, "/data/nowhere"])
def test_only_what_this_page_asks_is_photographed(giver: Any, ref: str) -> None:
    giver.does(events.CameraAsked(ref))
    assert photograph(giver) is None
    assert seen(giver) == []


def test_one_bad_photograph_leaves_the_camera_open_a_bad_camera_does_not(giver: Any) -> None:
    giver.does(events.CameraAsked(HOUSE), events.PhotographAsked())
    giver.does(events.PhotographFailed(photograph(giver).number, "photo.dark"))
    assert (photograph(giver).state, photograph(giver).problem) == (
        PhotoState.SEEING,
        "photo.dark",
    )
    giver.does(events.PhotographAsked())
    giver.does(events.PhotographFailed(photograph(giver).number, "photo.hung"))
    assert photograph(giver).state is PhotoState.FAILED
    assert seen(giver) == [True, False]


def test_a_camera_that_comes_back_goes_on_by_itself(giver: Any) -> None:
    giver.does(events.CameraAsked(HOUSE), events.CameraChanged(False, "photo.camera_unplugged"))
    assert photograph(giver).problem == "photo.camera_unplugged"
    giver.does(events.CameraChanged(True))
    assert photograph(giver).state is PhotoState.SEEING
    assert seen(giver) == [True, False, True]


def test_a_photograph_that_was_taken_survives_the_plug(giver: Any) -> None:
    takes(giver, HOUSE).does(events.CameraChanged(False, "photo.camera_unplugged"))
    assert photograph(giver).state is PhotoState.TAKEN
    giver.does(events.PhotographKept())
    assert enclosed(giver, HOUSE).content == JPEG


def test_pages_are_added_and_taken_away_from_the_end(giver: Any) -> None:
    giver.does(events.Continued())
    pages = [page(shade) for shade in (10, 120, 240)]
    for content in pages:
        gives(giver, DEED, content)
    (field,) = questions(giver).page().fields
    assert (field.enclosed.count, field.photographed_as) == (3, "application/pdf")
    assert questions(giver).picture(field.value) == pages[2]
    giver.does(events.PictureDropped(DEED))
    assert questions(giver).picture(field.value) == pages[1]
    assert pages[1] in enclosed(giver, DEED).content
    assert pages[2] not in enclosed(giver, DEED).content
    giver.does(events.PictureDropped(DEED), events.PictureDropped(DEED))
    assert questions(giver).session[DEED].value == ""


PAGES = [page(shade) for shade in (10, 80, 160, 240)]


@pytest.fixture
def copier(giver: Any) -> Any:
    """Somebody whose deed has three pages already."""
    giver.does(events.Continued())
    for content in PAGES[:3]:
        gives(giver, DEED, content)
    return giver


def shown(walker: Any) -> list[bytes]:
    """The pages in their order, as the screen gets them."""
    (field,) = questions(walker).page().fields
    return [questions(walker).paper_page(version) for version in field.enclosed.pages]


def in_pdf(walker: Any) -> list[bytes]:
    """The pages in the order in which they are handed in."""
    content = enclosed(walker, DEED).content
    return sorted((each for each in PAGES if each in content), key=content.index)


@pytest.mark.parametrize(
    ("place", "to", "order"),
    [(0, 1, [1, 0, 2]), (2, 0, [2, 0, 1]), (0, 2, [1, 2, 0]), (1, 1, [0, 1, 2]), (2, 3, [0, 1, 2])],
)
def test_a_page_is_moved_before_or_after_others(
    copier: Any, place: int, to: int, order: list[int]
) -> None:
    copier.does(events.PageMoved(DEED, place, to))
    assert shown(copier) == [PAGES[n] for n in order]
    assert in_pdf(copier) == shown(copier)


def test_papers_are_made_into_a_file_once_for_each_change(
    copier: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    make = copies.copies_pdf

    def counted(pages: list[bytes]) -> bytes:
        made.append(len(pages))
        return make(pages)

    monkeypatch.setattr(copies, "copies_pdf", counted)
    gives(copier, DEED, PAGES[3])
    copier.does(events.CameraAsked(DEED), events.CameraLeft(), events.CameraAsked(DEED))
    copier.does(events.PhotographAsked())
    copier.does(events.PhotographTaken(photograph(copier).number, PAGES[0]))
    assert made == [3, 4]
    enclosed(copier, DEED)
    assert made == [3, 4]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_any_page_can_be_removed(copier: Any, place: int) -> None:
    copier.does(events.PictureDropped(DEED, place))
    assert shown(copier) == [PAGES[n] for n in range(3) if n != place]
    assert in_pdf(copier) == shown(copier)


def test_a_page_that_is_not_there_is_neither_removed_nor_moved(copier: Any) -> None:
    copier.does(events.PictureDropped(DEED, 7), events.PageMoved(DEED, -1, 0))
    assert shown(copier) == PAGES[:3]


def test_a_page_is_taken_again_in_its_place_and_the_old_one_stays_until_then(copier: Any) -> None:
    copier.does(events.CameraAsked(DEED, 1), events.PhotographAsked())
    assert shown(copier) == PAGES[:3]
    copier.does(events.PhotographTaken(photograph(copier).number, PAGES[2]))
    copier.does(events.PhotographDropped(), events.PhotographAsked())  # blurred: once more
    copier.does(events.PhotographTaken(photograph(copier).number, PAGES[3]))
    copier.does(events.PhotographKept())
    assert shown(copier) == [PAGES[0], PAGES[3], PAGES[2]]
    copier.does(events.CameraAsked(DEED, 0), events.PhotographAsked(), events.CameraLeft())
    assert shown(copier) == [PAGES[0], PAGES[3], PAGES[2]]


def test_a_page_keeps_its_address_wherever_it_stands_and_another_never_has_it(copier: Any) -> None:
    (field,) = questions(copier).page().fields
    first, second, third = field.enclosed.pages
    copier.does(events.PageMoved(DEED, 0, 2))
    (field,) = questions(copier).page().fields
    assert field.enclosed.pages == (second, third, first)
    copier.does(events.PictureDropped(DEED, 0))
    gives(copier, DEED, PAGES[3])
    (field,) = questions(copier).page().fields
    assert field.enclosed.pages[:2] == (third, first)
    assert field.enclosed.pages[2] not in {first, second, third}
    assert questions(copier).paper_page(second) == b""


def test_a_page_that_replaces_another_has_its_room_too(copier: Any) -> None:
    kept = len(enclosed(copier, DEED).content)
    questions(copier)._enclosures.put_file(HOUSE, "image/jpeg", bytes(MOST_BYTES - kept))
    copier.does(events.CameraAsked(DEED))
    assert photograph(copier).problem == "photo.no_room"
    assert questions(copier).room_for_photograph(DEED, 1) == len(PAGES[1])


def test_pages_of_another_pages_question_cannot_be_moved(copier: Any) -> None:
    copier.does(events.Continued(), events.PageMoved(DEED, 0, 1), events.PictureDropped(DEED, 0))
    copier.does(events.WentBack())
    assert shown(copier) == PAGES[:3]


@pytest.mark.parametrize("room", [10_000, 100_000, 640 * 1024, MOST_BYTES, 50 * 1024 * 1024])
def test_pages_share_the_room_and_none_has_more_than_a_page_may_have(room: int) -> None:
    left, given = room, []
    for number in range(papers.PLANNED):
        given.append(papers.share(left, number))
        left -= given[-1]
    assert left >= 0
    assert max(given) <= papers.MOST_BYTES
    if room // papers.PLANNED >= papers.ENOUGH:
        assert min(given) == max(given) == min(room // papers.PLANNED, papers.MOST_BYTES)


def test_what_a_page_does_not_need_is_left_to_those_that_follow() -> None:
    room = papers.MOST_BYTES
    first = papers.share(room, 0)
    assert papers.share(room - first // 2, 1) > first


def test_without_room_the_camera_does_not_open_and_the_answer_stays(giver: Any) -> None:
    questions(giver)._enclosures.put_file(HOUSE, "image/jpeg", bytes(MOST_BYTES))
    giver.does(events.Continued(), events.CameraAsked(DEED))
    assert photograph(giver).problem == "photo.no_room"
    assert seen(giver) == []
    giver.does(events.WentBack(), events.CameraAsked(HOUSE))  # its own would be replaced
    assert photograph(giver).state is PhotoState.SEEING


def test_what_does_not_fit_any_more_is_not_kept(giver: Any) -> None:
    takes(giver, HOUSE, bytes(MOST_BYTES + 1)).does(events.PhotographKept())
    assert photograph(giver).problem == "photo.no_room"
    assert enclosed(giver, HOUSE) is None
    assert not questions(giver)._enclosures.put_file(HOUSE, "audio/ogg", bytes(MOST_BYTES + 1))


def goes_to_plan(walker: Any) -> Any:
    return walker.does(events.Continued(), events.Continued(), events.Continued())


def test_the_forms_picture_is_drawn_on_and_no_answer_by_itself(giver: Any) -> None:
    goes_to_plan(giver)
    (field,) = questions(giver).page().fields
    assert (field.value, field.ground) == ("", "plan.png")
    giver.does(events.FieldDrawn(PLAN, LINE, PENS, (100, 50)))
    (field,) = questions(giver).page().fields
    assert field.drawing == Drawing(LINE, PENS, (100, 50), b"the plan")
    assert enclosed(giver, PLAN).media_type == "image/jpeg"
    assert enclosed(giver, PLAN).content == b"the plan with 1 strokes"
    giver.does(events.FieldDrawn(PLAN, (), (), (100, 50)))
    assert questions(giver).session[PLAN].value == ""


def test_a_photograph_that_was_drawn_on_stays_when_the_strokes_go(giver: Any) -> None:
    gives(goes_to_plan(giver), PLAN)
    giver.does(events.FieldDrawn(PLAN, LINE, PENS, (10, 10)))
    assert enclosed(giver, PLAN).content == JPEG + b" with 1 strokes"
    giver.does(events.FieldDrawn(PLAN, (), (), (10, 10)))
    assert enclosed(giver, PLAN).content == JPEG + b" with 0 strokes"
    giver.does(events.PictureDropped(PLAN))
    assert questions(giver).page().fields[0].ground == "plan.png"
    assert enclosed(giver, PLAN) is None


def test_every_row_has_the_picture_to_draw_on(giver: Any) -> None:
    goes_to_plan(giver).does(events.Continued(), events.RowAdded("/data/tree"))
    giver.does(events.FieldDrawn("/data/tree[2]/leaf", LINE, PENS, (10, 10)))
    assert enclosed(giver, "/data/tree[2]/leaf").content == b"the leaf with 1 strokes"


def test_a_stroke_without_points_takes_its_pen_with_it(giver: Any) -> None:
    goes_to_plan(giver)
    pens = (Pen("dark", 6), Pen("blue", 16))
    giver.does(events.FieldDrawn(PLAN, ((), *LINE), pens, (10, 10)))
    (field,) = questions(giver).page().fields
    assert (field.drawing.strokes, field.drawing.pens) == (LINE, pens[1:])


@pytest.mark.parametrize(
    ("camera", "required", "film", "told"),
    [
        (True, "yes", "", ""),
        (False, "", "", ""),
        (False, "yes", "", "photo.needed"),
        (True, "", "yes", "photo.counter_only"),
    ],
)
def test_what_cannot_be_answered_here_is_told_before_anything_is_typed(
    arrive: Callable[..., Any], camera: Any, required: str, film: str, told: str
) -> None:
    walker = arrive(camera=camera, required=required, film=film).reaches_guide()
    walker.does(events.GuideAccepted())
    assert walker.journey.visit.obstacle == told
    assert walker.step is (Step.GUIDE if told else Step.IDENTIFY)


def test_what_is_not_required_lets_one_pass_without_a_camera(arrive: Callable[..., Any]) -> None:
    walker = arrive(camera=False).reaches_questions()
    walker.does(events.CameraAsked(HOUSE))
    assert photograph(walker).problem == "photo.not_fitted"
    before = questions(walker).page().ref
    walker.does(events.Continued())
    assert questions(walker).page().ref != before


@pytest.mark.parametrize(
    ("kind", "attributes", "media_type"),
    [
        (Kind.IMAGE, {"mediatype": "image/*"}, "image/jpeg"),
        (Kind.IMAGE, {"mediatype": "image/png"}, ""),
        (Kind.FILE, {"mediatype": "application/*"}, "application/pdf"),
        (Kind.FILE, {"mediatype": "application/*", "accept": ".doc, .PDF"}, "application/pdf"),
        (Kind.FILE, {"mediatype": "application/*", "accept": "image/*"}, "image/jpeg"),
        (Kind.FILE, {"mediatype": "application/*", "accept": ".xlsx"}, ""),
        (Kind.FILE, {"mediatype": "video/*"}, ""),
        (Kind.FILE, {}, "application/pdf"),
        (Kind.AUDIO, {"mediatype": "audio/*"}, ""),
    ],
)
def test_photographs_answer_only_as_what_the_question_takes(
    kind: Kind, attributes: dict[str, str], media_type: str
) -> None:
    assert photographed_as(kind, attributes) == media_type


def test_nothing_of_a_photograph_survives_the_session(giver: Any) -> None:
    takes(giver, HOUSE)
    kept = weakref.ref(giver.journey.visit.application)
    giver.does(events.ExitAsked())
    giver.wanted.clear()
    gc.collect()
    assert kept() is None
