"""A form answered with a photograph, photographed papers and drawings, on the real pages."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from drivers.api import (
    Code,
    DeviceClass,
    DeviceFault,
    DeviceState,
    Frame,
    Page,
    PageHint,
    PageSeen,
    PageView,
    StatusChanged,
)
from kiosk.forms import Form, load_form
from kiosk.forms.xlsform import convert
from kiosk.journey.enclosures import MOST_BYTES
from sync.protocol.body import AttachmentBody, CaseBody
from sync.protocol.envelope import generate_platform_key, open_sealed
from sync.protocol.sealed_files import open_file

SHEET = """
| survey |
| | type | name | label | appearance | required | parameters | default | body::accept |
| | image | house | 房子 | new | yes | max-pixels=900 | | |
| | file | deed | 土地证 | | yes | | | application/pdf |
| | image | plan | 地界 | annotate | | | plan.png | |
| | image | sketch | 草图 | draw | | | | |
| | image | damage | 损坏处 | annotate | | | | |
| | image | face | 本人 | new-front | | | | |
| settings |
| | form_id | version | form_title |
| | enclosed | 1 | enclosed |
"""
HOUSE, DEED, PLAN, SKETCH, DAMAGE, FACE = (
    f"/data/{name}" for name in ("house", "deed", "plan", "sketch", "damage", "face")
)
LINE = [[(0.2, 0.5), (0.5, 0.5), (0.8, 0.5)]]
RED, BLUE = (200, 30, 20), (21, 82, 168)
PHOTO = DeviceClass.PHOTO_CAMERA


def png(colour: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (800, 400), colour).save(file, "PNG")
    return file.getvalue()


def frame(colour: tuple[int, int, int] = (40, 160, 90)) -> Frame:
    picture = Image.new("RGB", (1920, 1080), colour)
    return Frame(*picture.size, picture.tobytes())


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    sheet = tmp_path_factory.mktemp("form") / "enclosed.md"
    sheet.write_text(SHEET)
    return load_form(convert(sheet), media={"plan.png": png((250, 250, 250))})


@pytest.fixture
def giver(open_terminal: Callable[..., Any], form: Form) -> Any:
    terminal = open_terminal(load_form=lambda _item: form)
    terminal.devices.sight = frame()
    terminal.reaches_questions()
    return terminal


def model(terminal: Any) -> Any:
    return terminal.app.view_model.property("pageModel")


def camera(terminal: Any) -> dict[str, Any]:
    state: dict[str, Any] = model(terminal).property("camera").property("state")
    return state


def questions(terminal: Any) -> Any:
    return terminal.app.conductor.journey.visit.application.questionnaire


def is_on(terminal: Any) -> bool:
    return PHOTO in terminal.devices.enabled


def looks(terminal: Any, ref: str, colour: tuple[int, int, int] = (40, 160, 90)) -> None:
    """Open the camera and wait until the page shows what it sees."""
    opener = f"photo_{ref}" if terminal.robot.find(f"photo_{ref}") else f"photoMore_{ref}"
    terminal.robot.tap(opener)
    terminal.until(lambda: is_on(terminal))
    terminal.devices.sees(frame(colour))
    terminal.until(lambda: model(terminal).property("camera").property("view") != "")


def takes(terminal: Any, ref: str, colour: tuple[int, int, int] = (40, 160, 90)) -> None:
    looks(terminal, ref, colour)
    terminal.robot.tap(f"photoNow_{ref}")
    terminal.until(lambda: camera(terminal)["state"] == "taken")


def photographs(terminal: Any, ref: str, colour: tuple[int, int, int] = (40, 160, 90)) -> None:
    takes(terminal, ref, colour)
    terminal.robot.tap(f"photoKeep_{ref}")
    terminal.until(lambda: camera(terminal)["state"] == "")


def goes_on(terminal: Any, ref: str) -> None:
    terminal.robot.tap("pageNext")
    terminal.robot.wait_for(f"field_{ref}")


def answers_everything(terminal: Any) -> None:
    photographs(terminal, HOUSE)
    goes_on(terminal, DEED)
    photographs(terminal, DEED)
    photographs(terminal, DEED, (160, 40, 90))
    goes_on(terminal, PLAN)
    terminal.robot.tap(f"pen_red_{PLAN}")
    terminal.robot.draw(f"drawPad_{PLAN}", LINE)
    goes_on(terminal, SKETCH)
    terminal.robot.tap(f"pen_blue_{SKETCH}")
    terminal.robot.draw(f"drawPad_{SKETCH}", LINE)
    goes_on(terminal, DAMAGE)
    photographs(terminal, DAMAGE)
    terminal.robot.draw(f"drawPad_{DAMAGE}", LINE)
    goes_on(terminal, FACE)
    terminal.robot.tap("pageNext")
    terminal.waits_for_page("Check")


def near(content: bytes, at: tuple[float, float], colour: tuple[int, int, int]) -> bool:
    picture = QImage.fromData(content)
    found = picture.pixelColor(round(picture.width() * at[0]), round(picture.height() * at[1]))
    parts = (found.red(), found.green(), found.blue())
    return all(abs(part - wanted) < 40 for part, wanted in zip(parts, colour, strict=True))


def test_the_camera_sees_only_while_somebody_wants_a_photograph(giver: Any) -> None:
    assert not is_on(giver)
    looks(giver, HOUSE)
    assert is_on(giver)
    giver.robot.tap(f"photoLeave_{HOUSE}")
    giver.until(lambda: not is_on(giver))
    looks(giver, HOUSE)
    giver.robot.tap("pageBack")
    giver.until(lambda: not is_on(giver))
    assert giver.app.conductor.pictures._view is None


def test_a_photograph_is_looked_at_taken_again_and_kept(giver: Any) -> None:
    takes(giver, HOUSE, RED)
    assert not is_on(giver)
    assert questions(giver).session[HOUSE].value == ""
    giver.robot.tap(f"photoAgain_{HOUSE}")
    giver.until(lambda: is_on(giver))
    giver.devices.sees(frame(BLUE))
    giver.until(lambda: model(giver).property("camera").property("view") != "")
    giver.robot.tap(f"photoNow_{HOUSE}")
    giver.until(lambda: camera(giver)["state"] == "taken")
    giver.robot.tap(f"photoKeep_{HOUSE}")
    giver.until(lambda: questions(giver).session[HOUSE].value == "image-1.jpg")
    assert near(questions(giver).enclosed(HOUSE).content, (0.5, 0.5), BLUE)


def test_continue_keeps_what_was_looked_at_and_not_refused(giver: Any) -> None:
    takes(giver, HOUSE)
    goes_on(giver, DEED)
    assert questions(giver).session[HOUSE].value == "image-1.jpg"


def focused(terminal: Any) -> str:
    item = terminal.app.window.activeFocusItem()
    return "" if item is None else str(item.objectName())


def test_five_keys_take_a_photograph_and_stand_on_what_comes_next(giver: Any) -> None:
    def goes_to(name: str) -> None:
        for _ in range(40):
            if focused(giver) == name:
                return
            giver.robot.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{name} is not reached, but {focused(giver)}")

    goes_to(f"photo_{HOUSE}")
    giver.robot.press(Qt.Key.Key_Return)
    giver.until(lambda: is_on(giver))
    giver.devices.sees(frame())
    giver.until(lambda: focused(giver) == f"photoNow_{HOUSE}")
    giver.robot.press(Qt.Key.Key_Return)
    giver.until(lambda: focused(giver) == f"photoKeep_{HOUSE}")
    giver.robot.press(Qt.Key.Key_Return)
    giver.until(lambda: focused(giver) == f"photoMore_{HOUSE}")
    goes_to("pageNext")
    giver.robot.press(Qt.Key.Key_Return)
    giver.robot.wait_for(f"field_{DEED}")


def test_a_missing_photograph_is_told_and_a_kept_one_stays(giver: Any) -> None:
    giver.robot.tap("pageNext")
    assert model(giver).property("errors")[0]["ref"] == HOUSE
    photographs(giver, HOUSE)
    giver.until(lambda: not model(giver).property("errors"))
    goes_on(giver, DEED)
    giver.robot.tap("pageBack")
    giver.robot.wait_for(f"clear_{HOUSE}")
    giver.robot.tap(f"clear_{HOUSE}")
    giver.robot.wait_for(f"photo_{HOUSE}")
    assert questions(giver).session[HOUSE].value == ""


def test_an_undone_stroke_is_gone_and_a_drawing_stays_through_going_and_coming(giver: Any) -> None:
    photographs(giver, HOUSE)
    goes_on(giver, DEED)
    photographs(giver, DEED)
    goes_on(giver, PLAN)
    goes_on(giver, SKETCH)
    robot = giver.robot
    robot.draw(f"drawPad_{SKETCH}", LINE)
    robot.tap(f"pen_red_{SKETCH}")
    robot.tap(f"pen_16_{SKETCH}")
    robot.draw(f"drawPad_{SKETCH}", [[(0.5, 0.2), (0.5, 0.8)]])
    name = questions(giver).session[SKETCH].value

    def pens() -> list[tuple[str, float]]:
        (field,) = questions(giver).page().fields
        return [(pen.colour, pen.width) for pen in field.drawing.pens]

    assert pens() == [("dark", 6), ("red", 16)]
    robot.tap(f"undo_{SKETCH}")
    giver.until(lambda: pens() == [("dark", 6)])
    goes_on(giver, DAMAGE)
    robot.tap("pageBack")
    assert robot.wait_for(f"drawPad_{SKETCH}").property("inked")
    robot.tap(f"undo_{SKETCH}")
    giver.until(lambda: questions(giver).session[SKETCH].value == "")
    assert name == "drawing-3.png"


def test_another_photograph_to_draw_on_begins_afresh(giver: Any) -> None:
    photographs(giver, HOUSE)
    goes_on(giver, DEED)
    photographs(giver, DEED)
    for ref in (PLAN, SKETCH, DAMAGE):
        goes_on(giver, ref)
    photographs(giver, DAMAGE, BLUE)
    giver.robot.draw(f"drawPad_{DAMAGE}", LINE)
    giver.robot.tap(f"photoDrop_{DAMAGE}")
    giver.robot.wait_for(f"photo_{DAMAGE}")
    assert questions(giver).session[DAMAGE].value == ""
    photographs(giver, DAMAGE, RED)
    enclosed = questions(giver).enclosed(DAMAGE)
    assert enclosed.media_type == "image/jpeg"
    assert near(enclosed.content, (0.5, 0.5), RED)


def test_a_person_sees_themselves_as_in_a_mirror_and_is_handed_in_as_they_are(giver: Any) -> None:
    photographs(giver, HOUSE)
    goes_on(giver, DEED)
    photographs(giver, DEED)
    for ref in (PLAN, SKETCH, DAMAGE, FACE):
        goes_on(giver, ref)
    picture = Image.new("RGB", (640, 480), BLUE)
    picture.paste(RED, (0, 0, 320, 480))
    giver.robot.tap(f"photo_{FACE}")
    giver.until(lambda: is_on(giver))
    giver.devices.sees(Frame(*picture.size, picture.tobytes()))
    giver.until(lambda: model(giver).property("camera").property("view") != "")
    assert giver.robot.wait_for("shown").property("mirror") is True
    giver.robot.tap(f"photoNow_{FACE}")
    giver.until(lambda: camera(giver)["state"] == "taken")
    assert giver.robot.wait_for("shown").property("mirror") is False
    giver.robot.tap(f"photoKeep_{FACE}")
    giver.until(lambda: camera(giver)["state"] == "")
    content = questions(giver).enclosed(FACE).content
    assert near(content, (0.25, 0.5), RED)
    assert near(content, (0.75, 0.5), BLUE)


def test_the_check_page_shows_small_pictures_and_leads_back(giver: Any) -> None:
    answers_everything(giver)
    giver.robot.wait_for(f"thumbnail_{HOUSE}")
    assert giver.robot.find(f"thumbnail_{SKETCH}") is not None
    assert giver.shows("1 张照片")
    assert giver.shows("拍了 2 页")
    assert giver.robot.texts().count("已画好") == 3
    assert not any(end in text for text in giver.robot.texts() for end in (".png", ".jpg", ".pdf"))
    giver.robot.tap(f"change_{DEED}")
    giver.robot.tap(f"clear_{DEED}")
    giver.until(lambda: questions(giver).page().fields[0].enclosed.count == 1)
    giver.robot.tap("pageNext")
    giver.waits_for_page("Check")
    assert giver.shows("已拍照")


def content_of(store: Any, attachment: AttachmentBody) -> bytes | None:
    """What was enclosed: in the case, or beside it, opened with the key that is in the case."""
    if attachment.file is None:
        return attachment.content
    sealed = store.data.files.contents[attachment.file.sha256]
    return b"".join(open_file([sealed], attachment.file.key))


def test_everything_arrives_byte_for_byte_and_was_signed_for(giver: Any) -> None:
    private_key, platform_key = generate_platform_key("opened by the test")
    with giver.store.unit_of_work() as work:
        work.terminal.save(replace(giver.store.terminal(), platform_keys=(platform_key,)))
        work.commit()
    answers_everything(giver)
    giver.robot.tap("pageNext")
    giver.waits_for_page("Sign")
    given = questions(giver).attachments()
    summary = giver.app.conductor.journey.visit.application.summary
    giver.robot.draw("signPad", LINE)
    giver.robot.tap("signSubmit")
    giver.waits_for_page("Done")
    message = next(iter(giver.store.data.messages.values()))
    body = CaseBody.from_bytes(open_sealed(message.body, message.context, private_key))
    arrived = {a.name: a for a in body.attachments}
    contents = [(a.name, content_of(giver.store, a)) for a in body.attachments]
    assert contents == [(a.name, a.content) for a in given]
    for attachment in given:
        digest = hashlib.sha256(attachment.content).hexdigest()
        assert f"attachment\t{attachment.name}\t{digest}\n" in summary
        assert arrived[attachment.name].sha256 == digest
    house, deed, plan, sketch, damage = (a.content for a in given)
    assert [a.media_type for a in given] == [
        *("image/jpeg", "application/pdf", "image/jpeg", "image/png", "image/jpeg")
    ]
    assert len(PdfReader(io.BytesIO(deed)).pages) == 2
    photograph = Image.open(io.BytesIO(house))
    assert max(photograph.size) == 900
    assert not photograph.getexif()
    assert near(plan, (0.5, 0.5), RED)
    assert near(plan, (0.5, 0.1), (250, 250, 250))
    assert near(sketch, (0.5, 0.5), BLUE)
    assert near(sketch, (0.5, 0.1), (255, 255, 255))
    assert near(damage, (0.5, 0.1), (40, 160, 90))
    assert all(len(content) <= 300 * 1024 for content in (house, plan, sketch, damage))


def test_a_camera_pulled_while_it_sees_is_told_and_the_page_goes_on_by_itself(giver: Any) -> None:
    looks(giver, HOUSE)
    giver.devices.changes(PHOTO, DeviceState.OFFLINE)
    giver.until(lambda: camera(giver)["state"] == "failed")
    assert not is_on(giver)
    giver.devices.changes(PHOTO, DeviceState.ONLINE)
    giver.until(lambda: camera(giver)["state"] == "seeing")
    assert is_on(giver)


def test_a_black_picture_is_not_kept_and_the_camera_goes_on(giver: Any) -> None:
    looks(giver, HOUSE)
    giver.devices.sight = frame((3, 2, 4))
    giver.robot.tap(f"photoNow_{HOUSE}")
    giver.until(lambda: camera(giver)["problem"] == "photo.dark")
    assert giver.shows("照片是黑的")
    giver.devices.sight = frame()
    giver.robot.tap(f"photoNow_{HOUSE}")
    giver.until(lambda: camera(giver)["state"] == "taken")


def test_no_picture_at_all_is_told_in_words(giver: Any) -> None:
    looks(giver, HOUSE)
    giver.devices.sight = DeviceFault("photo.hung", "It does not answer.")
    giver.robot.tap(f"photoNow_{HOUSE}")
    giver.until(lambda: camera(giver)["problem"] == "photo.hung")
    assert giver.shows("摄像头这会儿没有反应")


def test_what_does_not_fit_into_a_case_is_told_on_the_page(giver: Any) -> None:
    photographs(giver, HOUSE)
    left = 640 * 1024
    questions(giver)._enclosures.put_file(HOUSE, "image/jpeg", bytes(MOST_BYTES - left))
    goes_on(giver, DEED)
    pages = 0
    while camera(giver)["problem"] != "photo.no_room":
        opener = f"photoMore_{DEED}" if pages else f"photo_{DEED}"
        giver.robot.tap(opener)
        giver.until(lambda: camera(giver)["state"] != "")
        if camera(giver)["problem"]:
            break
        noise = Image.effect_noise((960, 540), 45).convert("RGB")  # each page is another
        giver.devices.sees(Frame(*noise.size, noise.tobytes()))
        giver.robot.tap(f"photoNow_{DEED}")
        giver.until(lambda: camera(giver)["state"] in {"taken", "failed"})
        if camera(giver)["state"] == "taken":
            giver.robot.tap(f"photoKeep_{DEED}")
            giver.until(lambda: camera(giver)["state"] in {"", "failed"})
            pages += 1
    assert giver.shows("放不下更多照片了")
    assert 4 <= pages <= 8
    assert sum(len(a.content) for a in questions(giver).attachments()) <= MOST_BYTES
    giver.robot.tap(f"photoLeave_{DEED}")
    giver.robot.tap(f"clear_{DEED}")
    giver.until(lambda: questions(giver).page().fields[0].enclosed.count == pages - 1)


def test_a_required_photograph_without_a_camera_is_told_on_the_guide(
    open_terminal: Callable[..., Any], form: Form, devices: Any
) -> None:
    devices.states[PHOTO] = DeviceState.NO_DEVICE
    terminal = open_terminal(load_form=lambda _item: form)
    terminal.reaches_home()
    terminal.robot.tap("item_602")
    terminal.waits_for_page("Guide")
    terminal.robot.tap("guideStart")
    terminal.until(lambda: terminal.shows("这件事要拍照"))
    assert terminal.page == "Guide"


def test_nothing_of_a_photograph_stays_after_the_session(giver: Any) -> None:
    takes(giver, HOUSE)
    pictures = giver.app.conductor.pictures
    number = camera(giver)["picture"].rpartition("/")[2]
    assert pictures.file("taken", number)
    giver.app.view_model.exitSession()
    giver.until(lambda: giver.page != "Questions")
    assert camera_state_is_blank(giver)
    assert pictures.file("taken", number) == b""
    assert pictures._view is None
    assert giver.app.conductor.camera.view == ""
    assert not is_on(giver)


def camera_state_is_blank(terminal: Any) -> bool:
    journey = terminal.app.conductor.journey
    return journey.visit.application is None and not journey.seeing


def test_a_picture_that_comes_after_the_camera_was_shut_is_shown_to_nobody(giver: Any) -> None:
    looks(giver, HOUSE)
    giver.robot.tap(f"photoLeave_{HOUSE}")
    giver.until(lambda: not is_on(giver))
    giver.devices.sees(frame())
    giver.robot.wait_until(lambda: False, 0.05)
    assert giver.app.conductor.camera.view == ""


# --- papers under the document camera -----------------------------------------------------------

DESK = DeviceClass.DOCUMENT_CAMERA
SHADES = ((200, 30, 20), (30, 150, 60), (20, 60, 220))
"""Of three pages, so that they can be told apart."""
LIES = ((0.2, 0.15), (0.8, 0.15), (0.8, 0.85), (0.2, 0.85))
WHITE = (240, 240, 236)


def page(hint: PageHint = PageHint.READY, text: str = "") -> Page:
    codes = (Code(text, text.encode(), "QRCode", "zxing-cpp"),) if text else ()
    return Page(frame(WHITE), found=True, coloured=False, hint=hint, codes=codes)


def shows(terminal: Any, hint: PageHint, still: float = 0.0) -> None:
    """The document camera sees a page."""
    outline = () if hint is PageHint.NO_PAGE else LIES
    terminal.devices.says(PageSeen("desk", PageView(frame(WHITE), outline, hint), still))


@pytest.fixture
def at_desk(open_terminal: Callable[..., Any], form: Form) -> Any:
    terminal = open_terminal(load_form=lambda _item: form)
    terminal.devices.sight = frame()
    terminal.devices.states[DESK] = DeviceState.ONLINE
    terminal.devices.says(StatusChanged(terminal.devices.status(DESK)))
    terminal.devices.page = page()
    terminal.reaches_questions()
    photographs(terminal, HOUSE)
    goes_on(terminal, DEED)
    terminal.robot.tap(f"photo_{DEED}")
    terminal.until(lambda: DESK in terminal.devices.enabled)
    return terminal


def test_a_page_that_lies_still_is_photographed_by_itself(at_desk: Any) -> None:
    shows(at_desk, PageHint.READY, 0.4)
    seen = model(at_desk).property("camera")
    at_desk.until(lambda: seen.property("countdown") == 0.4)
    assert seen.property("outline") == [part for corner in LIES for part in corner]
    assert seen.property("hint") == "ready"
    assert not is_on(at_desk)
    assert camera(at_desk)["state"] == "seeing"
    shows(at_desk, PageHint.READY, 1.0)
    at_desk.until(lambda: camera(at_desk)["state"] == "taken")
    at_desk.until(lambda: DESK not in at_desk.devices.enabled)
    at_desk.robot.tap(f"photoKeep_{DEED}")
    at_desk.until(lambda: questions(at_desk).session[DEED].value.endswith(".pdf"))


def test_a_page_that_would_be_too_small_to_be_read_is_refused(at_desk: Any) -> None:
    at_desk.robot.tap(f"photoLeave_{DEED}")
    at_desk.until(lambda: camera(at_desk)["state"] == "")
    room = 45_000  # noise of 480 pixels would fit, of 840 it does not
    taken = questions(at_desk)._enclosures
    taken.put_file(HOUSE, "image/jpeg", bytes(MOST_BYTES - room))
    at_desk.robot.tap(f"photo_{DEED}")
    at_desk.until(lambda: DESK in at_desk.devices.enabled)
    noise = Image.effect_noise((960, 1280), 90).convert("RGB")
    page = Frame(*noise.size, noise.tobytes())
    at_desk.devices.page = Page(page, found=True, coloured=True, hint=PageHint.READY)
    shows(at_desk, PageHint.READY, 1.0)
    at_desk.until(lambda: camera(at_desk)["state"] == "failed")
    assert at_desk.shows("放不下更多照片了")
    assert questions(at_desk).session[DEED].value == ""


def test_the_same_page_is_not_photographed_twice(at_desk: Any) -> None:
    shows(at_desk, PageHint.READY, 1.0)
    at_desk.until(lambda: camera(at_desk)["state"] == "taken")
    at_desk.robot.tap(f"photoKeep_{DEED}")
    at_desk.robot.tap(f"photoMore_{DEED}")
    at_desk.until(lambda: DESK in at_desk.devices.enabled)
    seen = model(at_desk).property("camera")
    shows(at_desk, PageHint.READY, 1.0)
    at_desk.until(lambda: seen.property("hint") == "next")
    assert camera(at_desk)["state"] == "seeing"
    shows(at_desk, PageHint.NO_PAGE)
    at_desk.until(lambda: seen.property("hint") == "no_page")
    shows(at_desk, PageHint.READY, 1.0)
    at_desk.until(lambda: camera(at_desk)["state"] == "taken")


def photographs_page(terminal: Any, colour: tuple[int, int, int], button: str) -> None:
    """A page of one colour: the camera opens by a button, takes it by itself, and it is kept."""
    terminal.robot.tap(button)
    terminal.until(lambda: DESK in terminal.devices.enabled)
    terminal.devices.page = Page(frame(colour), found=True, coloured=True, hint=PageHint.READY)
    shows(terminal, PageHint.NO_PAGE)
    seen = model(terminal).property("camera")
    terminal.until(lambda: seen.property("hint") == "no_page")
    shows(terminal, PageHint.READY, 1.0)
    terminal.until(lambda: camera(terminal)["state"] == "taken")
    terminal.robot.tap(f"photoKeep_{DEED}")
    terminal.until(lambda: camera(terminal)["state"] == "")


@pytest.fixture
def copier(at_desk: Any) -> Any:
    """Somebody with papers of three pages."""
    at_desk.robot.tap(f"photoLeave_{DEED}")
    at_desk.until(lambda: camera(at_desk)["state"] == "")
    for number, colour in enumerate(SHADES):
        photographs_page(at_desk, colour, f"photoMore_{DEED}" if number else f"photo_{DEED}")
    at_desk.until(lambda: pages(at_desk) == [0, 1, 2])
    return at_desk


def pages(terminal: Any) -> list[int]:
    """Which pages there are, in their order; -1 is one that is none of the three."""
    (field,) = questions(terminal).page().fields
    found = [questions(terminal).paper_page(version) for version in field.enclosed.pages]
    return [
        next((n for n, colour in enumerate(SHADES) if near(each, (0.5, 0.5), colour)), -1)
        for each in found
    ]


def test_a_page_is_moved_by_touch_and_goes_on_being_looked_at(copier: Any) -> None:
    robot = copier.robot
    copier.until(lambda: copier.shows("这是第 3 页，共 3 页"))
    assert robot.find(f"later_{DEED}") is None  # it is the last
    robot.tap(f"earlier_{DEED}")
    copier.until(lambda: pages(copier) == [0, 2, 1])
    copier.until(lambda: copier.shows("这是第 2 页，共 3 页"))
    robot.tap(f"earlier_{DEED}")
    copier.until(lambda: pages(copier) == [2, 0, 1])
    copier.until(lambda: robot.find(f"earlier_{DEED}") is None)
    robot.tap(f"later_{DEED}")
    copier.until(lambda: pages(copier) == [0, 2, 1])


def test_any_page_is_removed_by_touch_and_the_next_is_looked_at(copier: Any) -> None:
    robot = copier.robot
    robot.tap(f"page_1_{DEED}")
    copier.until(lambda: copier.shows("这是第 1 页，共 3 页"))
    robot.tap(f"clear_{DEED}")
    copier.until(lambda: pages(copier) == [1, 2])
    copier.until(lambda: copier.shows("这是第 1 页，共 2 页"))
    robot.tap(f"clear_{DEED}")
    copier.until(lambda: pages(copier) == [2])
    copier.until(lambda: copier.shows("拍了 1 页"))
    robot.tap(f"clear_{DEED}")
    copier.until(lambda: questions(copier).session[DEED].value == "")
    assert robot.wait_for(f"photo_{DEED}")


def test_a_page_is_taken_again_in_its_place(copier: Any) -> None:
    copier.robot.tap(f"page_2_{DEED}")
    copier.until(lambda: copier.shows("这是第 2 页，共 3 页"))
    copier.robot.tap(f"retake_{DEED}")
    copier.until(lambda: copier.shows("正在重拍第 2 页"))
    copier.robot.tap(f"photoLeave_{DEED}")
    copier.until(lambda: camera(copier)["state"] == "")
    assert pages(copier) == [0, 1, 2]
    photographs_page(copier, WHITE, f"retake_{DEED}")
    copier.until(lambda: pages(copier) == [0, -1, 2])
    copier.until(lambda: copier.shows("这是第 2 页，共 3 页"))
    photographs_page(copier, SHADES[1], f"retake_{DEED}")
    goes_on(copier, PLAN)
    copier.robot.tap("pageBack")
    copier.until(lambda: pages(copier) == [0, 1, 2])


def goes_by_keys_to(terminal: Any, name: str) -> None:
    for _ in range(60):
        if focused(terminal) == name:
            return
        terminal.robot.press(Qt.Key.Key_Tab)
    raise AssertionError(f"{name} is not reached, but {focused(terminal)}")


def test_five_keys_order_papers_and_stay_on_the_button_they_use(copier: Any) -> None:
    def press(name: str) -> None:
        goes_by_keys_to(copier, name)
        copier.robot.press(Qt.Key.Key_Return)

    press(f"earlier_{DEED}")
    copier.until(lambda: pages(copier) == [0, 2, 1])
    copier.until(lambda: focused(copier) == f"earlier_{DEED}")
    copier.robot.press(Qt.Key.Key_Return)
    copier.until(lambda: pages(copier) == [2, 0, 1])
    copier.until(lambda: focused(copier) == f"later_{DEED}")  # nothing is before the first
    press(f"page_2_{DEED}")
    copier.until(lambda: copier.shows("这是第 2 页，共 3 页"))
    press(f"clear_{DEED}")
    copier.until(lambda: pages(copier) == [2, 1])
    press(f"retake_{DEED}")
    copier.until(lambda: DESK in copier.devices.enabled)
    shows(copier, PageHint.READY, 0.2)
    copier.until(lambda: focused(copier) == f"photoNow_{DEED}")
    copier.robot.press(Qt.Key.Key_Return)
    copier.until(lambda: focused(copier) == f"photoKeep_{DEED}")


def said(terminal: Any) -> str:
    """Everything that was spoken so far."""
    return " ".join(each.text for each in terminal.devices.spoken if each is not None)


def test_who_listens_hears_how_the_page_lies_and_where_it_stands(copier: Any) -> None:
    copier.robot.tap("barSpeech")
    copier.until(lambda: "这是第 3 页，共 3 页" in said(copier))
    copier.robot.tap(f"earlier_{DEED}")
    copier.until(lambda: "这是第 2 页，共 3 页" in said(copier))
    copier.robot.tap(f"retake_{DEED}")
    copier.until(lambda: DESK in copier.devices.enabled)
    shows(copier, PageHint.NO_PAGE)
    copier.until(lambda: "整页" in said(copier))
    for hint, words in ((PageHint.GLARE, "反光"), (PageHint.HOLD_STILL, "纸别动")):
        shows(copier, hint)
        copier.until(lambda words=words: words in said(copier))


def test_what_is_wrong_with_a_page_is_said_and_its_code_shown(at_desk: Any) -> None:
    at_desk.devices.page = page(PageHint.BLURRED, "L0817")
    shows(at_desk, PageHint.BLURRED)
    at_desk.until(lambda: model(at_desk).property("camera").property("view") != "")
    at_desk.robot.tap(f"photoNow_{DEED}")
    at_desk.until(lambda: camera(at_desk)["state"] == "taken")
    assert camera(at_desk)["advice"] == "page.blurred"
    assert camera(at_desk)["codes"] == ["L0817"]


def test_nothing_but_darkness_is_not_kept(at_desk: Any) -> None:
    at_desk.devices.page = page(PageHint.DARK)
    shows(at_desk, PageHint.DARK)
    at_desk.until(lambda: model(at_desk).property("camera").property("view") != "")
    at_desk.robot.tap(f"photoNow_{DEED}")
    at_desk.until(lambda: camera(at_desk)["problem"] == "page.dark")
    assert camera(at_desk)["state"] == "seeing"


def test_the_photo_camera_takes_the_place_of_one_that_is_pulled_out(at_desk: Any) -> None:
    at_desk.devices.changes(DESK, DeviceState.OFFLINE, "page.camera_unplugged")
    at_desk.until(lambda: camera(at_desk)["problem"] == "page.camera_unplugged")
    at_desk.robot.tap(f"photoAgain_{DEED}")
    at_desk.until(lambda: is_on(at_desk))
