"""Answers that are said, scanned, or are the terminal's place, on real pages with real workers.

The devices are simulated below the supervisor: what they do comes on threads of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from drivers.api import Code, CodeFound, DeviceClass, DeviceFault, DeviceState, Prosody
from drivers.codes.camera import CameraCodeReader
from drivers.codes.picture_file import FileCodeReader
from drivers.simulators.fake_microphone import FakeMicrophone
from drivers.simulators.fake_printer import FakeReceiptPrinter
from drivers.simulators.fake_speaker import FakeSpeaker
from drivers.simulators.fakes import FakeIdCardReader
from drivers.speaker.tones import taken
from drivers.supervisor import Supervisor
from drivers.workers.base import Pace
from kiosk.clock import SystemClock
from kiosk.config import Position, Site
from kiosk.documents import receipt_code
from kiosk.forms import Form, load_form
from kiosk.forms.xlsform import convert
from kiosk.sound import seconds_of
from sync.protocol.body import CaseBody
from sync.protocol.envelope import generate_platform_key, open_sealed
from sync.protocol.numbers import DepositNumber

SHEET = """
| survey |
| | type | name | label::English (en) | label::中文 (zh_CN) | appearance | required | readonly |
| | audio | story | What happened? | 说一说经过 | | yes | |
| | begin group | packs | Packs | 两盒药 | field-list | | |
| | barcode | first | First | 第一盒 | | yes | |
| | text | second | Second | 第二盒 | ex:kiosk.scan() | | |
| | end group | | | | | | |
| | geopoint | place | Here? | 在这里吗 | | yes | |
| | note | slip | Come with ${first} | 带着 ${first} 来 | printer | | |
| settings |
| | form_id | version | form_title | default_language |
| | devices | 1 | devices | 中文 (zh_CN) |
"""
STORY, FIRST, SECOND, PLACE = (
    "/data/story",
    "/data/packs/first",
    "/data/packs/second",
    "/data/place",
)
PACE = Pace(find_s=0.05, scan_s=0.02, forget_s=0.2, reopen_s=0.05, heartbeat_s=0.2)
SITE = Site(name="汶南镇便民服务中心", position=Position(35.7125, 117.7672, 210.0, 10.0))


class Window(FileCodeReader):
    """The window of the code reader: what is held to it, and whether it is there at all."""

    def __init__(self, folder: Path, name: str = "window") -> None:
        super().__init__(name, folder / f"{name}.png")
        self.gone = False
        self.why = "code.camera_unplugged"

    def show(self, text: str) -> None:
        frame = Image.new("L", (640, 480), 255)
        if text:
            code = zxingcpp.create_barcode(text, zxingcpp.QRCode).to_image(scale=4)
            frame.paste(Image.fromarray(np.asarray(code)), (100, 100))
        new = self.path.with_name("next.png")
        frame.save(new)
        new.replace(self.path)

    def open(self) -> None:
        self._refuse_gone()
        super().open()

    def scan(self) -> Code | None:
        self._refuse_gone()
        return super().scan()

    def _refuse_gone(self) -> None:
        if self.gone:
            raise DeviceFault(self.why, "The window was taken away.")


class Scanner:
    """A reader of codes that has no picture to show."""

    device_class = DeviceClass.CODE_READER

    def __init__(self, folder: Path) -> None:
        self.name = "scanner"
        self._window = Window(folder, "scanner")
        self.open, self.close, self.scan = self._window.open, self._window.close, self._window.scan
        self.show = self._window.show

    def unplug(self, why: str = "code.camera_unplugged") -> None:
        self._window.why = why
        self._window.gone = True


@dataclass
class Devices:
    """Everything that is fitted."""

    reader: FakeIdCardReader
    microphone: FakeMicrophone
    speaker: FakeSpeaker
    window: Window
    scanner: Scanner
    printer: FakeReceiptPrinter
    supervisor: Supervisor

    def lays(self, card: Any) -> None:
        self.reader.lay(card)


@pytest.fixture
def fitted(tmp_path: Path) -> Devices:
    reader, microphone = FakeIdCardReader(), FakeMicrophone(metered=True)
    speaker, window, printer = FakeSpeaker(), Window(tmp_path), FakeReceiptPrinter()
    scanner = Scanner(tmp_path)
    window.show("")
    supervisor = Supervisor(
        [reader, microphone, speaker, scanner, window, printer], clock=SystemClock(), pace=PACE
    )
    return Devices(reader, microphone, speaker, window, scanner, printer, supervisor)


@pytest.fixture(scope="session")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    sheet = tmp_path_factory.mktemp("form") / "devices.md"
    sheet.write_text(SHEET)
    return load_form(convert(sheet))


@pytest.fixture
def teller(open_terminal: Callable[..., Any], form: Form, fitted: Devices) -> Any:
    """Somebody on the page where an answer is said."""
    terminal = open_terminal(load_form=lambda _item: form, supervisor=fitted.supervisor, site=SITE)
    terminal.devices = fitted
    terminal.until(lambda: not model_of(terminal)("missing"))
    terminal.reaches_questions()
    return terminal


def model_of(terminal: Any) -> Callable[[str], Any]:
    """Reads the state of the recorder."""

    def read(name: str) -> Any:
        journey = terminal.app.conductor.journey
        if name == "missing":
            return journey.microphone_problem
        return getattr(journey.visit.application.recorder, name)

    return read


def value(terminal: Any, ref: str) -> str:
    questionnaire = terminal.app.conductor.journey.visit.application.questionnaire
    return str(questionnaire.session[ref].value)


def speaks(terminal: Any, seconds: float = 1.0) -> None:
    """Records an answer whole."""
    robot, microphone = terminal.robot, terminal.devices.microphone
    robot.tap(f"sound_{STORY}")
    microphone.speak(seconds)
    terminal.until(lambda: model_of(terminal)("seconds") >= seconds)
    robot.tap(f"sound_{STORY}")
    microphone.speak(0.1)
    terminal.until(lambda: not model_of(terminal)("ref"))


def test_an_answer_is_said_heard_said_anew_and_taken_away(teller: Any) -> None:
    robot, speaker = teller.robot, teller.devices.speaker
    teller.until(lambda: robot.find(f"sound_{STORY}") is not None)
    speaks(teller)
    first = value(teller, STORY)
    assert first
    teller.until(lambda: any("录好了 0:01" in text for text in robot.texts()))

    speaker.hold()
    robot.tap(f"sound_{STORY}")
    teller.until(lambda: speaker.wait_until_sounding(0.0))
    assert speaker.played[-1][0].startswith(b"RIFF")
    robot.tap(f"sound_{STORY}")  # enough
    teller.until(lambda: not model_of(teller)("heard"))
    speaker.release()

    robot.tap(f"again_{STORY}")
    teller.devices.microphone.speak(2.0)
    teller.until(lambda: model_of(teller)("seconds") >= 2.0)
    robot.tap(f"sound_{STORY}")
    teller.devices.microphone.speak(0.1)
    teller.until(lambda: any("录好了 0:02" in text for text in robot.texts()))

    robot.tap(f"clear_{STORY}")
    assert value(teller, STORY) == ""
    assert robot.find(f"again_{STORY}") is None


def test_the_recording_is_handed_in_with_the_case(teller: Any) -> None:
    private_key, platform_key = generate_platform_key("opened by the test")
    with teller.store.unit_of_work() as work:
        work.terminal.save(replace(teller.store.terminal(), platform_keys=(platform_key,)))
        work.commit()
    speaks(teller)
    teller.robot.tap("pageNext")
    teller.devices.window.show("81890123")
    teller.until(lambda: value(teller, FIRST) == "81890123")
    teller.robot.tap("pageNext")
    teller.robot.tap(f"here_{PLACE}")
    assert value(teller, PLACE) == SITE.position.geopoint
    assert teller.shows("北纬 35.7125°")
    teller.robot.tap("pageNext")
    teller.waits_for_page("Check")
    assert teller.shows("已录音")
    assert teller.shows("来自二维码")
    teller.robot.tap("pageNext")
    teller.waits_for_page("Sign")
    teller.robot.draw("signPad", [[(0.2, 0.2), (0.8, 0.8)], [(0.8, 0.2), (0.2, 0.8)]])
    teller.robot.tap("signSubmit")
    teller.waits_for_page("Done")
    message = next(iter(teller.store.data.messages.values()))
    body = CaseBody.from_bytes(open_sealed(message.body, message.context, private_key))
    (recording,) = body.attachments
    assert recording.media_type == "audio/ogg"
    assert recording.content is not None
    assert seconds_of(recording.content) == pytest.approx(1.0, abs=0.3)
    assert body.answers["place"] == [35.7125, 117.7672, 210.0, 10.0]
    teller.until(lambda: bool(teller.devices.printer.slips))
    printed = repr(teller.devices.printer.slips[0])
    assert "带着 81890123 来" in printed


def test_a_microphone_pulled_out_in_mid_sentence_keeps_what_was_said(teller: Any) -> None:
    robot, microphone = teller.robot, teller.devices.microphone
    robot.tap(f"sound_{STORY}")
    microphone.speak(1.0)
    teller.until(lambda: model_of(teller)("seconds") >= 1.0)
    microphone.unplug()
    teller.until(lambda: teller.shows("话筒现在听不到声音"))
    assert value(teller, STORY)
    assert robot.find(f"again_{STORY}") is None  # nobody is asked to speak to nothing
    microphone.recover()
    teller.until(lambda: robot.find(f"again_{STORY}") is not None)


def test_nobody_listens_once_the_page_is_left(teller: Any) -> None:
    teller.robot.tap(f"sound_{STORY}")
    teller.until(lambda: teller.devices.microphone.listening)
    teller.robot.tap("pageBack")
    teller.devices.microphone.speak(0.2)
    teller.until(lambda: not teller.devices.microphone.listening)
    teller.waits_for_page("Consent")


def test_nobody_listens_once_the_session_is_left(teller: Any) -> None:
    teller.robot.tap(f"sound_{STORY}")
    teller.until(lambda: teller.devices.microphone.listening)
    teller.robot.tap("headerExit")
    teller.devices.microphone.speak(0.2)
    teller.until(lambda: not teller.devices.microphone.listening)


def test_two_codes_fill_two_fields_and_the_reader_rests_afterwards(teller: Any) -> None:
    speaks(teller)
    robot, window = teller.robot, teller.devices.window
    robot.tap("pageNext")
    window.show("first")
    teller.until(lambda: value(teller, FIRST) == "first")
    window.show("second")
    teller.until(lambda: value(teller, SECOND) == "second")
    robot.tap(f"scan_{FIRST}")
    assert value(teller, FIRST) == ""
    window.show("third")
    teller.until(lambda: value(teller, FIRST) == "third")
    robot.tap("pageNext")
    robot.tap("pageBack")
    assert (value(teller, FIRST), value(teller, SECOND)) == ("third", "second")


def test_a_code_that_cannot_be_scanned_is_written(teller: Any) -> None:
    speaks(teller)
    robot = teller.robot
    robot.tap("pageNext")
    robot.tap(f"type_{FIRST}")
    robot.type("8189")
    teller.until(lambda: value(teller, FIRST) == "8189")
    teller.devices.window.show("other")
    teller.until(lambda: value(teller, SECOND) == "other")
    assert value(teller, FIRST) == "8189"


def test_without_a_code_reader_codes_are_written(teller: Any) -> None:
    speaks(teller)
    robot, window = teller.robot, teller.devices.window
    robot.tap("pageNext")
    teller.until(lambda: teller.shows("把码对准扫码窗口"))
    window.gone = True
    teller.devices.scanner.unplug()
    teller.until(lambda: teller.shows("现在没有摄像头可以扫"))
    robot.tap(f"input_{FIRST}")
    robot.type("8189")
    teller.until(lambda: value(teller, FIRST) == "8189")
    window.gone = False
    teller.until(lambda: robot.find(f"scan_{FIRST}") is not None)
    assert value(teller, FIRST) == "8189"


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("code.camera_frozen", "扫码的摄像头卡住了"),
        ("code.scanner_unplugged", "扫码的设备现在用不了"),
    ],
)
def test_what_codes_cannot_be_scanned_with_is_named(teller: Any, why: str, said: str) -> None:
    speaks(teller)
    robot = teller.robot
    robot.tap("pageNext")
    teller.until(lambda: teller.shows("把码对准扫码窗口"))
    teller.devices.window.gone = True
    teller.devices.scanner.unplug(why)
    teller.until(lambda: teller.shows(said))
    assert not teller.shows("现在没有摄像头可以扫")
    robot.tap(f"input_{FIRST}")
    robot.type("8189")
    teller.until(lambda: value(teller, FIRST) == "8189")


def test_one_of_two_code_readers_pulled_out_leaves_the_other(teller: Any) -> None:
    speaks(teller)
    teller.robot.tap("pageNext")
    teller.devices.scanner.unplug()
    states = teller.devices.supervisor.statuses
    teller.until(
        lambda: any(s.device == "scanner" and s.state is DeviceState.OFFLINE for s in states())
    )
    teller.devices.window.show("8189")  # told after the scanner's end
    teller.until(lambda: value(teller, FIRST) == "8189")
    assert teller.app.conductor.journey.scanner_usable
    assert not teller.shows("现在没有摄像头可以扫")


class Sight:
    """A camera's pictures, each with a noise of its own: a receipt of ours lies before it."""

    def __init__(self) -> None:
        number = DepositNumber(817, date(2026, 11, 21), 42).text
        made = zxingcpp.create_barcode(receipt_code.encode(number), zxingcpp.QRCode)
        code = np.asarray(made.to_image(scale=4))
        self.picture = np.full((480, 640), 200, dtype=np.uint8)
        self.picture[100 : 100 + code.shape[0], 200 : 200 + code.shape[1]] = code // 2
        self.noise = np.random.default_rng(1)

    def frame(self) -> Any:
        noise = self.noise.integers(0, 8, self.picture.shape, dtype=np.uint8)
        return self.picture + noise

    def close(self) -> None:
        """Nothing to release."""


def test_what_the_camera_sees_is_shown_with_the_code_outlined_and_gone_with_the_page(
    open_terminal: Callable[..., Any], form: Form, fitted: Devices
) -> None:
    reader = CameraCodeReader("window", Sight)
    supervisor = Supervisor(
        [fitted.reader, fitted.microphone, reader], clock=SystemClock(), pace=PACE
    )
    terminal = open_terminal(load_form=lambda _item: form, supervisor=supervisor, site=SITE)
    terminal.devices = fitted
    terminal.until(lambda: not model_of(terminal)("missing"))
    terminal.reaches_questions()
    speaks(terminal)
    window, pictures = terminal.app.conductor.code_window, terminal.app.conductor.pictures
    assert window.view == ""
    terminal.robot.tap("pageNext")
    terminal.until(lambda: len(window.outline) == 8)
    assert pictures._code_view is not None
    assert min(window.outline[0::2]) == pytest.approx(200 / 640, abs=0.05)
    assert min(window.outline[1::2]) == pytest.approx(100 / 480, abs=0.05)
    terminal.until(lambda: terminal.shows("这是我们的回执"))
    terminal.until(lambda: terminal.robot.find("codeSight") is not None)
    terminal.robot.tap("pageBack")
    terminal.until(lambda: window.view == "")
    assert window.outline == []
    assert pictures._code_view is None
    assert terminal.robot.find("codeSight") is None


class Waiting(Sight):
    """A camera before which nothing lies until a receipt is held up."""

    held = False

    def frame(self) -> Any:
        picture = super().frame()
        return picture if Waiting.held else np.full_like(picture, 100) + picture % 8


def test_the_page_for_receipts_shows_what_the_camera_sees_while_it_is_open(
    open_terminal: Callable[..., Any], fitted: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Waiting, "held", False)
    supervisor = Supervisor(
        [fitted.reader, CameraCodeReader("window", Waiting)], clock=SystemClock(), pace=PACE
    )
    terminal = open_terminal(supervisor=supervisor, site=SITE)
    window, pictures = terminal.app.conductor.code_window, terminal.app.conductor.pictures
    terminal.reaches_home()
    assert window.view == ""
    terminal.robot.tap("homeScan")
    terminal.until(lambda: terminal.robot.find("codeSight") is not None)
    assert window.outline == []
    monkeypatch.setattr(Waiting, "held", True)
    terminal.waits_for_page("MyCases")
    terminal.until(lambda: window.view == "")
    assert pictures._code_view is None
    assert terminal.robot.find("codeSight") is None


class Covered(Sight):
    """A camera with something before its lens, until it is taken away."""

    covered = True

    def frame(self) -> Any:
        return super().frame() * (not Covered.covered)


def test_who_holds_a_receipt_before_a_covered_camera_is_told_and_it_goes_on_by_itself(
    open_terminal: Callable[..., Any], fitted: Devices, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Covered, "covered", True)
    supervisor = Supervisor(
        [fitted.reader, CameraCodeReader("window", Covered)], clock=SystemClock(), pace=PACE
    )
    terminal = open_terminal(supervisor=supervisor, site=SITE)
    terminal.reaches_home()
    terminal.robot.tap("homeScan")
    terminal.until(lambda: terminal.shows("扫码的摄像头被挡住了"))
    assert terminal.robot.find("codeSight") is None
    monkeypatch.setattr(Covered, "covered", False)
    terminal.waits_for_page("MyCases")


def scans_a_receipt(terminal: Any, **changes: bool) -> None:
    """Holds one's receipt to the reader; what the person changed about listening goes before."""
    terminal.reaches_home()
    voice = terminal.app.view_model.speech_view_model
    for change in changes:
        getattr(voice, change)()
    terminal.robot.tap("homeScan")
    terminal.waits_for_page("Scan")
    number = DepositNumber(817, date(2026, 11, 21), 42).text
    code = receipt_code.encode(number)
    terminal.devices.says(CodeFound("window", Code(code, code.encode(), "QRCode", "zxing-cpp")))
    terminal.waits_for_page("MyCases")


def test_a_receipt_that_is_taken_sounds_as_loud_as_the_voice(terminal: Any) -> None:
    scans_a_receipt(terminal, softer=True)
    assert terminal.devices.chimes == [Prosody(volume=0.5)]


def test_who_ended_the_reading_hears_no_tone_and_the_next_person_does(terminal: Any) -> None:
    scans_a_receipt(terminal, press=True, end=True)
    assert terminal.devices.chimes == []
    terminal.robot.tap("headerExit")
    terminal.waits_for_page("Attract")
    scans_a_receipt(terminal)
    assert len(terminal.devices.chimes) == 1


def test_a_code_that_is_not_ours_makes_no_sound(terminal: Any) -> None:
    terminal.reaches_home()
    terminal.robot.tap("homeScan")
    terminal.waits_for_page("Scan")
    terminal.devices.says(CodeFound("window", Code("no", b"no", "QRCode", "zxing-cpp")))
    terminal.until(lambda: terminal.shows("这个码不是我们的凭证"))
    assert terminal.devices.chimes == []


def test_a_code_that_is_taken_is_heard_through_the_worker(teller: Any) -> None:
    speaks(teller)
    teller.robot.tap("pageNext")
    assert teller.devices.speaker.played == []
    teller.devices.window.show("81890123")
    teller.until(lambda: value(teller, FIRST) == "81890123")
    prosody = teller.app.view_model.speech_view_model.listening().prosody
    teller.until(lambda: teller.devices.speaker.played == [(taken(), prosody)])


def test_a_reader_without_pictures_shows_none(
    open_terminal: Callable[..., Any], fitted: Devices
) -> None:
    supervisor = Supervisor([fitted.reader, fitted.scanner], clock=SystemClock(), pace=PACE)
    terminal = open_terminal(supervisor=supervisor, site=SITE)
    terminal.reaches_home()
    terminal.robot.tap("homeScan")
    terminal.waits_for_page("Scan")
    fitted.scanner.show("somebody else's")
    terminal.until(lambda: terminal.shows("这个码不是我们的凭证"))
    assert terminal.app.conductor.code_window.view == ""
    assert terminal.robot.find("codeSight") is None


def test_a_receipt_of_ours_is_no_answer(teller: Any) -> None:
    speaks(teller)
    teller.robot.tap("pageNext")
    teller.devices.window.show(receipt_code.encode(DepositNumber(817, date(2026, 11, 21), 42).text))
    teller.until(lambda: teller.shows("这是我们的回执"))
    assert value(teller, FIRST) == ""


def test_nobody_talks_into_what_is_said_or_played(teller: Any) -> None:
    robot, microphone, speaker = teller.robot, teller.devices.microphone, teller.devices.speaker
    robot.tap("barSpeech")
    teller.until(lambda: bool(speaker.said))
    robot.tap(f"sound_{STORY}")
    teller.until(lambda: microphone.listening)
    before = len(speaker.said)
    for second in range(1, 4):
        microphone.speak(1.0)
        teller.until(lambda second=second: model_of(teller)("seconds") >= second)
    robot.tap(f"sound_{STORY}")
    microphone.speak(0.1)
    assert len(speaker.said) == before
    teller.until(lambda: len(speaker.said) > before)  # what the button says now

    speaker.hold()
    robot.tap(f"sound_{STORY}")
    teller.until(lambda: bool(speaker.played))
    before = len(speaker.said)
    assert not robot.wait_until(lambda: not model_of(teller)("heard"), patience_s=0.5)
    assert len(speaker.said) == before
    speaker.release()
    teller.until(lambda: not model_of(teller)("heard"))
