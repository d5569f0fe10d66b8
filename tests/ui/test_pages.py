"""The real pages, touched by a finger: every state a person may meet has its page and a way on."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QSignalSpy

from drivers import api
from drivers.api import Code, DeviceClass, DeviceState, PrintOutcome, PrintResult
from kiosk.cases.records import CaseState, LinkState
from kiosk.catalogue import load_catalogue
from kiosk.documents import receipt_code
from kiosk.documents.slip import Qr
from kiosk.errors import EnvironmentFault
from kiosk.identity.card import CardKind
from kiosk.journey.visit import Visit
from sync.protocol.envelope import MessageKind


def prop(terminal: Any, name: str) -> Any:
    """A property of the page's view-model."""
    return terminal.app.view_model.property("pageModel").property(name)


def cases(terminal: Any) -> list[Any]:
    return list(terminal.store.data.cases.values())


# --- starting -----------------------------------------------------------------------------------


def test_a_touch_before_the_program_is_ready_is_not_lost(open_terminal: Any) -> None:
    hold = threading.Event()
    terminal = open_terminal(hold=hold)
    terminal.robot.tap("attractTouch")
    assert terminal.app.conductor is None
    hold.set()
    terminal.waits_for_page("Home")


def test_letters_and_language_chosen_before_the_program_is_ready_stay(open_terminal: Any) -> None:
    hold = threading.Event()
    terminal = open_terminal(hold=hold)
    terminal.robot.tap("barSenior")
    terminal.robot.tap("barLanguage")
    hold.set()
    terminal.until(lambda: terminal.app.ready_at is not None)
    visit = terminal.app.conductor.journey.visit
    assert (visit.senior, visit.language) == (True, "en")


FIRST_FRAME = """
import sys
from ui.app import ScreenSettings, build_app
app = build_app(["first"], lambda: None, ScreenSettings())
app.firstFrame.connect(lambda: (print(*sys.modules), app.application.exit(0)))
app.application.exec()
"""


def test_nothing_large_is_loaded_before_the_first_frame() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "PySide6" in loaded
    large = {"pydantic", "lxml", "cryptography", "sqlalchemy", "sqlcipher3", "cv2", "numpy"}
    assert not loaded & large


def test_garbage_is_collected_again_and_what_was_brought_in_left_out(terminal: Any) -> None:
    assert terminal.app.ready_at is not None
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_the_screen_ends_with_the_fault_that_kept_it_from_starting(open_terminal: Any) -> None:
    terminal = open_terminal()
    fault = EnvironmentFault("store.corrupt", "The store is damaged.")

    def broken() -> Any:
        raise fault

    from ui.app import ScreenSettings, build_app

    app = build_app([], broken, ScreenSettings())
    with pytest.raises(EnvironmentFault, match="damaged"):
        app.run()
    terminal.app.close()


def test_closing_twice_is_closing_once(terminal: Any) -> None:
    terminal.app.close()
    terminal.app.close()
    assert not terminal.devices.running


def test_topics_with_something_to_do_stand_before_the_others(
    open_terminal: Callable[..., Any], two_items: Path
) -> None:
    terminal = open_terminal(catalogue=load_catalogue(two_items))
    terminal.reaches_home()
    topics = [topic["id"] for topic in prop(terminal, "topics")]
    known = terminal.app.conductor.services.catalogue.topics
    usual = [topic.id for topic in known if topic.items]
    others = [topic.id for topic in known if not topic.items]
    assert usual
    assert others
    assert topics == usual + others  # each in the catalogue's order


# --- the way through ----------------------------------------------------------------------------


def test_the_case_in_the_store_is_the_one_on_the_receipt(terminal: Any) -> None:
    terminal.reaches_done()
    (case,) = cases(terminal)
    (slip,) = terminal.devices.slips
    (code,) = [block for block in slip.blocks if isinstance(block, Qr)]
    assert receipt_code.parse(code.payload) == case.number
    assert prop(terminal, "number").replace(" ", "") == case.number
    terminal.until(lambda: prop(terminal, "printState") == "printed")
    terminal.until(lambda: [p.result for p in terminal.store.data.prints] == ["PRINTED"])


def test_a_wrong_answer_is_told_in_the_forms_words_and_kept(terminal: Any) -> None:
    terminal.reaches_questions()
    terminal.robot.tap("pageNext")
    terminal.robot.tap("input_/data/contact/phone")
    terminal.robot.dial("138")
    terminal.robot.tap("pageNext")
    assert terminal.shows("11 位数字")
    assert prop(terminal, "errors")[0]["ref"] == "/data/contact/phone"
    terminal.robot.dial("05380000")
    assert prop(terminal, "errors") == []
    terminal.robot.tap("pageNext")
    terminal.until(lambda: prop(terminal, "step") == 3)
    terminal.robot.tap("pageBack")
    terminal.until(lambda: terminal.shows("138 0538 0000"))


def test_a_finger_that_rests_on_a_key_is_a_touch_like_any_other(terminal: Any) -> None:
    terminal.reaches_questions()
    terminal.robot.tap("pageNext")
    terminal.robot.tap("input_/data/contact/phone")
    terminal.robot.tap("digit_1", held_ms=1_000)  # Qt calls it a long press from 800 ms on
    terminal.robot.tap("digit_3")
    terminal.robot.tap("digitDelete", held_ms=1_000)
    field = terminal.robot.wait_for("input_/data/contact/phone")
    assert field.property("value") == "1"


def test_somebody_too_young_is_told_when_to_come_back(terminal: Any) -> None:
    terminal.reaches_questions(replace(terminal.wang, birth=date(1953, 8, 15)))
    terminal.robot.tap("pageNext")
    terminal.until(lambda: "2033年8月15日" in prop(terminal, "obstacle"))
    assert terminal.page == "Questions"


def test_change_beside_an_answer_leads_there_and_back(terminal: Any) -> None:
    terminal.reaches_questions()
    terminal.answers()
    terminal.robot.tap("change_/data/contact/phone")
    terminal.waits_for_page("Questions")
    terminal.robot.tap("input_/data/contact/phone")
    terminal.robot.tap("clear_/data/contact/phone")
    terminal.robot.dial("13700000000")
    terminal.robot.tap("pageNext")
    terminal.waits_for_page("Check")
    assert terminal.shows("137 0000 0000")


def test_the_statement_under_the_signature_names_who_signs(terminal: Any) -> None:
    terminal.reaches_sign()
    assert "王*花" in prop(terminal, "statement")


def test_a_full_disk_is_told_and_nothing_is_lost(terminal: Any) -> None:
    terminal.reaches_sign()
    store, whole = terminal.store, terminal.store.unit_of_work

    def full() -> Any:
        raise EnvironmentFault("store.full", "The disk is full.", "Free some space.")

    store.unit_of_work = full
    terminal.robot.draw("signPad", [[(0.2, 0.5), (0.8, 0.5)]])
    terminal.robot.tap("signSubmit")
    terminal.until(lambda: prop(terminal, "problem") == "store.full")
    store.unit_of_work = whole
    terminal.robot.tap("signSubmit")
    terminal.waits_for_page("Done")
    assert len(cases(terminal)) == 1


def test_another_service_with_the_same_identity(terminal: Any) -> None:
    terminal.reaches_done()
    terminal.robot.tap("doneAnother")
    terminal.waits_for_page("Home")
    terminal.robot.tap("item_904")
    terminal.robot.tap("guideStart")
    terminal.waits_for_page("Consent")


# --- the card -----------------------------------------------------------------------------------


def reaches_identify(terminal: Any) -> None:
    terminal.reaches_home()
    terminal.robot.tap("item_602")
    terminal.robot.tap("guideStart")
    terminal.waits_for_page("Identify")


@pytest.mark.parametrize(
    ("happens", "state"),
    [
        (api.CardFound("id_card"), "reading"),
        (api.CardFailed("id_card", "card.pulled"), "failed"),
        (api.CardFailed("id_card", "card.unknown_kind"), "failed"),
    ],
)
def test_every_state_of_the_card_has_its_page(terminal: Any, happens: Any, state: str) -> None:
    reaches_identify(terminal)
    terminal.devices.says(happens)
    terminal.until(lambda: prop(terminal, "state") == state)


def test_an_expired_card_is_told_and_another_may_be_laid(terminal: Any) -> None:
    reaches_identify(terminal)
    terminal.devices.lays(replace(terminal.wang, valid_to=date(2020, 1, 1)))
    terminal.until(lambda: prop(terminal, "state") == "expired")
    terminal.robot.tap("identifyRetry")
    terminal.devices.lifts()
    terminal.devices.lays(terminal.li)
    terminal.robot.tap("identifyContinue")
    terminal.waits_for_page("Consent")


def test_a_kind_of_card_the_item_does_not_take_is_told(open_terminal: Any) -> None:
    terminal = open_terminal(accepts=lambda _item, kind: kind is CardKind.RESIDENT)
    reaches_identify(terminal)
    terminal.devices.lays(replace(terminal.wang, kind=CardKind.FOREIGN_2017))
    terminal.until(lambda: prop(terminal, "state") == "notAccepted")


def test_an_unplugged_reader_is_told_and_comes_back(terminal: Any) -> None:
    reaches_identify(terminal)
    terminal.devices.changes(DeviceClass.ID_CARD_READER, DeviceState.OFFLINE)
    terminal.until(lambda: prop(terminal, "state") == "noReader")
    terminal.devices.changes(DeviceClass.ID_CARD_READER, DeviceState.ONLINE)
    terminal.until(lambda: prop(terminal, "state") == "lay")


def test_a_terminal_without_a_reader_says_so_on_the_home_page(
    open_terminal: Any, devices: Any
) -> None:
    devices.states[DeviceClass.ID_CARD_READER] = DeviceState.NO_DEVICE
    terminal = open_terminal()
    terminal.reaches_home()
    assert prop(terminal, "readerState") == "noReader"


def test_a_terminal_that_is_not_enrolled_says_so_before_anybody_types(
    open_terminal: Any, store: Any
) -> None:
    store.data.identity = None
    terminal = open_terminal()
    terminal.reaches_home()
    terminal.robot.tap("item_602")
    terminal.robot.tap("guideStart")
    terminal.until(lambda: prop(terminal, "problem") == "terminal.not_enrolled")


# --- the receipt --------------------------------------------------------------------------------


def test_without_paper_the_code_is_on_the_screen_and_can_be_read(
    open_terminal: Any, devices: Any
) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    numpy = pytest.importorskip("numpy")
    devices.outcome = PrintOutcome(PrintResult.FAILED, "print.paper_out")
    terminal = open_terminal()
    terminal.reaches_done()
    terminal.until(lambda: prop(terminal, "printState") == "failed")
    picture = terminal.app.window.grabWindow().convertToFormat(_grey())
    pixels = numpy.frombuffer(picture.constBits(), numpy.uint8).reshape(
        picture.height(), picture.bytesPerLine()
    )[:, : picture.width()]
    texts = [found.text for found in zxingcpp.read_barcodes(pixels)]
    assert [receipt_code.parse(text) for text in texts] == [cases(terminal)[0].number]
    devices.outcome = PrintOutcome(PrintResult.PRINTED)
    terminal.robot.tap("doneReprint")
    terminal.until(lambda: prop(terminal, "printState") == "printed")


def _grey() -> Any:
    from PySide6.QtGui import QImage

    return QImage.Format.Format_Grayscale8


@pytest.mark.parametrize(
    ("button", "state"), [("donePaperYes", "printed"), ("donePaperNo", "failed")]
)
def test_after_silence_the_person_is_asked(
    open_terminal: Any, devices: Any, button: str, state: str
) -> None:
    devices.outcome = PrintOutcome(PrintResult.UNKNOWN, "print.silent")
    terminal = open_terminal()
    terminal.reaches_done()
    terminal.robot.tap(button)
    terminal.until(lambda: prop(terminal, "printState") == state)
    assert len(devices.slips) == 1


def test_the_platforms_word_appears_while_the_person_still_stands_there(terminal: Any) -> None:
    terminal.reaches_done()
    assert prop(terminal, "state") == "saved"
    (case,) = cases(terminal)
    with terminal.store.unit_of_work() as work:
        delivered = {case.case_id: CaseState.DELIVERED}
        work.cases.receive({case.case_id: ""}, delivered, case.deposited_at)
        work.link.save(LinkState(online=True))
        work.commit()
    terminal.until(lambda: prop(terminal, "state") == "delivered")
    terminal.until(lambda: terminal.app.view_model.property("online") is True)
    assert [step["done"] for step in prop(terminal, "timeline")][:3] == [True, True, False]


def finishes(terminal: Any) -> None:
    terminal.reaches_done()
    terminal.robot.tap("doneFinish")
    terminal.devices.lifts()
    terminal.waits_for_page("Finish")


def ratings(terminal: Any) -> list[Any]:
    messages = terminal.store.data.messages.values()
    return [one for one in messages if one.kind is MessageKind.RATING]


def test_on_the_last_page_the_service_can_be_rated(terminal: Any) -> None:
    finishes(terminal)
    assert prop(terminal, "mayRate")
    terminal.robot.tap("rate_very_unsatisfied")
    terminal.robot.tap("rate_satisfied")
    terminal.until(lambda: prop(terminal, "satisfaction") == "satisfied")
    terminal.robot.tap("reason_406")
    terminal.robot.tap("reason_412")
    terminal.until(lambda: prop(terminal, "chosenReasons") == ["406", "412"])
    assert [one["code"] for one in prop(terminal, "reasons")] == [str(n) for n in range(406, 414)]
    assert prop(terminal, "reasons")[0]["words"] == "填一张表就能申报"
    terminal.robot.tap("barLanguage")
    terminal.until(lambda: prop(terminal, "reasons")[0]["words"] == "One form was enough")
    assert ratings(terminal) == []
    terminal.robot.tap("finishClose")
    terminal.until(lambda: len(ratings(terminal)) == 1)
    (rating,) = ratings(terminal)
    (case,) = cases(terminal)
    assert rating.case_id == case.case_id
    assert b"satisfied" not in rating.body


def test_a_touch_on_a_reason_leaves_the_other_tiles_where_they_are(terminal: Any) -> None:
    """Keys would lose their place if all were made anew."""
    finishes(terminal)
    terminal.robot.tap("rate_satisfied")
    terminal.until(lambda: prop(terminal, "satisfaction") == "satisfied")
    made = QSignalSpy(terminal.app.view_model.property("pageModel").reasonsChanged)
    terminal.robot.tap("reason_406")
    terminal.until(lambda: prop(terminal, "chosenReasons") == ["406"])
    assert made.count() == 0


def test_the_question_is_put_as_the_person_reads_it(terminal: Any) -> None:
    terminal.reaches_done()
    for button in ("barSenior", "barLanguage", "barContrast"):
        terminal.robot.tap(button)
    terminal.robot.tap("doneFinish")
    terminal.waits_for_page("Finish")
    app = terminal.app.view_model
    assert (app.property("senior"), app.property("language")) == (True, "en")
    assert app.property("highContrast")
    terminal.devices.lifts()
    terminal.robot.tap("finishClose")
    terminal.waits_for_page("Attract")
    assert (app.property("senior"), app.property("language")) == (False, "zh_CN")
    assert not app.property("highContrast")


def test_who_goes_without_a_word_has_rated_nothing(terminal: Any) -> None:
    finishes(terminal)
    terminal.robot.tap("finishClose")
    terminal.waits_for_page("Attract")
    assert not terminal.app.conductor.journey.visit.rating
    terminal.reaches_home()
    assert ratings(terminal) == []


# --- my cases -----------------------------------------------------------------------------------


def test_my_cases_shows_the_cases_of_the_card_and_nobody_elses(terminal: Any) -> None:
    terminal.reaches_done()
    terminal.robot.tap("doneFinish")
    terminal.devices.lifts()
    terminal.robot.tap("finishClose")
    terminal.reaches_home()
    terminal.robot.tap("homeMyCases")
    terminal.devices.lays(terminal.li)
    terminal.until(lambda: prop(terminal, "state") == "none")
    terminal.devices.lays(terminal.wang)
    terminal.until(lambda: prop(terminal, "state") == "list")
    number = prop(terminal, "cases")[0]["number"]
    terminal.robot.tap(f"case_{number}")
    terminal.robot.tap(f"reprint_{number}")
    terminal.until(lambda: len(terminal.devices.slips) == 2)


def test_a_scanned_receipt_shows_its_case(terminal: Any) -> None:
    terminal.reaches_done()
    number = cases(terminal)[0].number
    terminal.robot.tap("doneAnother")
    terminal.robot.tap("homeScan")
    terminal.waits_for_page("Scan")
    assert DeviceClass.CODE_READER in terminal.devices.enabled

    def scans(text: str) -> None:
        terminal.devices.says(api.CodeFound("camera", Code(text, text.encode(), "QRCode", "zbar")))

    scans("https://example.com")
    terminal.until(lambda: prop(terminal, "state") == "notOurs")
    scans(receipt_code.encode(number))
    terminal.waits_for_page("MyCases")
    terminal.until(lambda: prop(terminal, "state") == "list")
    assert DeviceClass.CODE_READER not in terminal.devices.enabled


# --- around the pages ---------------------------------------------------------------------------


def test_the_language_changes_at_once_and_is_the_next_persons_own_again(terminal: Any) -> None:
    terminal.reaches_questions()
    before = prop(terminal, "heading")
    terminal.robot.tap("barLanguage")
    terminal.until(lambda: prop(terminal, "heading") != before)
    assert terminal.shows("Continue")
    terminal.robot.tap("headerExit")
    terminal.until(lambda: terminal.app.view_model.property("language") == "zh_CN")


def test_large_letters_contrast_and_help_can_be_touched_on_every_page(terminal: Any) -> None:
    model = terminal.app.view_model
    for button, name in (("barSenior", "senior"), ("barContrast", "highContrast")):
        terminal.robot.tap(button)
        terminal.until(lambda name=name: model.property(name) is True)
    terminal.robot.tap("barHelp")
    terminal.robot.tap("helpClose")
    assert model.property("helpOpen") is False


def test_the_idle_warning_waits_for_one_touch(terminal: Any) -> None:
    terminal.reaches_home()
    terminal.clock.ahead_s += 65
    terminal.until(lambda: terminal.app.view_model.property("idleSeconds") > 0)
    terminal.robot.tap("idleContinue")
    terminal.until(lambda: terminal.app.view_model.property("idleSeconds") == 0)
    assert terminal.page == "Home"
    terminal.clock.ahead_s += 81
    terminal.waits_for_page("Attract")


def test_the_last_page_waits_for_the_card(terminal: Any) -> None:
    terminal.reaches_done()
    terminal.robot.tap("doneFinish")
    terminal.waits_for_page("Finish")
    assert prop(terminal, "cardPresent") is True
    terminal.devices.lifts()
    terminal.until(lambda: prop(terminal, "cardPresent") is False)
    terminal.clock.ahead_s += 7
    terminal.waits_for_page("Attract")


@pytest.mark.parametrize("reach", ["reaches_questions", "reaches_sign", "reaches_done"])
def test_nothing_of_a_person_survives_exit_in_the_whole_program(terminal: Any, reach: str) -> None:
    getattr(terminal, reach)()
    terminal.until(lambda: terminal.app.conductor is not None)
    visit = weakref.ref(terminal.app.conductor.journey.visit)
    assert visit() is not None
    QGuiApplication.clipboard().setText(terminal.wang.id_no)
    forgotten = QSignalSpy(terminal.app.view_model.personForgotten)
    terminal.robot.tap("headerExit")
    terminal.waits_for_page("Finish")
    assert terminal.app.view_model.property("applicant") == ""
    assert QGuiApplication.clipboard().text() == ""
    assert forgotten.count() >= 1

    def gone() -> bool:
        gc.collect()
        return visit() is None

    terminal.until(gone)
    assert not [v for v in gc.get_objects() if isinstance(v, Visit) and v.person is not None]
    assert not any(name in text for text in terminal.robot.texts() for name in ("王", "3709"))
    for page in terminal.app.view_model.children():
        for name in ("answers", "known", "cases", "number", "maskedName", "statement", "qr"):
            assert not page.property(name)
