"""A real terminal in front of a test: real pages, store and drivers; the devices are simulated."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QJSValue

from drivers import registry
from drivers.api import DeviceClass, DeviceState
from drivers.fitting import Fitting
from drivers.registry import DeviceConfig
from drivers.simulators.id_card_reader import IdCardReaderSimulator, SimulatedCard, sample_id_cards
from drivers.simulators.receipt_printer import ReceiptPrinterSimulator
from drivers.supervisor import Supervisor
from kiosk.cases.samples import sample_terminal
from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.clock import Clock, SystemClock
from kiosk.config import Site
from kiosk.demo.robot import TouchRobot
from kiosk.store import Store
from ui.app import ENVIRONMENT, App, ScreenSettings, build_app
from ui.services import Services, form_of

for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)

PORTRAIT = (1080, 1920)
SITE = Site(name="汶南镇便民服务中心", duty=("李秀英",), hotline="12345", phone="0538-7000000")
BANNED = (
    *("非法", "无效", "错误", "异常", "失败", "出错", "故障", "超时", "有误", "不正确", "不合法"),
    *("请重新", "请检查", "请正确", "请输入正确", "禁止", "拒绝访问", "数据库", "接口", "服务器"),
    *("Exception", "Error", "Traceback", "HTTP", "SQL", "undefined", "null", "NaN", "None"),
)
"""Words that reproach, or that only a technician understands."""
RAW_CODE = re.compile(r"\b(?:card|print|store|code|terminal|form|answer|network|platform)\.[a-z_]+")
ENGLISH = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}")
"""Three words of English in a row on a Chinese screen: somebody forgot a translation."""


class HurriedClock(SystemClock):
    """The machine's clock, with a hand on it that turns it forward."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


class Screen:
    """What a person does at a screen, and what it says to them.

    With FAULT_SHOTS=FOLDER every sentence that was waited for is kept as a picture.
    """

    def __init__(self, app: App) -> None:
        assert app.window is not None
        self.app = app
        self.robot = TouchRobot(app.window)
        shots = os.environ.get("FAULT_SHOTS")
        self._shots = Path(shots) if shots else None
        self.until(lambda: app.warm)

    @property
    def page(self) -> str:
        return str(self.app.view_model.property("page"))

    @property
    def model(self) -> Any:
        return self.app.view_model.property("pageModel")

    def until(self, condition: Callable[[], bool], patience_s: float | None = None) -> None:
        shown = self.robot.wait_until(condition, patience_s)
        assert shown, f"{self.page}: {' | '.join(self.robot.texts())}"

    def at(self, page: str) -> None:
        self.until(lambda: self.page == page)

    def shows(self, words: str) -> bool:
        return any(words in text for text in self.robot.texts())

    def sentence(self, code: str) -> tuple[str, str]:
        """What the screen says about a code: what happened, and what to do."""
        engine = self.app._engine
        assert engine is not None
        words = engine.newQObject(engine.singletonInstance("Kiosk", "Sentences"))
        told, other = (
            (pair.property("title").toString(), pair.property("advice").toString())
            for pair in (words.property("of").call([QJSValue(name)]) for name in (code, "no.such"))
        )
        assert told != other, f"there are no words for {code}"
        return told

    def says_about(self, code: str) -> None:
        """Wait for the sentences about a code."""
        self.says(*self.sentence(code))

    def says(self, *sentences: str) -> None:
        """Wait for these words, and see that nothing on the page is unfit for a person."""
        self.until(lambda: all(self.shows(words) for words in sentences))
        shown = " | ".join(self.robot.texts())
        found = [word for word in BANNED if word in shown]
        assert not found, f"{found} in: {shown}"
        assert not RAW_CODE.search(shown), shown
        assert not ENGLISH.search(shown), shown
        if self._shots is not None:
            name = re.sub(r"[^\w]+", "-", f"{self.page}-{sentences[0]}")[:60]
            self.robot.shot(self._shots / f"{name}.png")

    # --- the way of a visit ---------------------------------------------------------------------

    def reaches_guide(self, item: str = "602") -> None:
        self.at("Attract")
        self.robot.tap("attractTouch")
        self.at("Home")
        self.robot.tap(f"item_{item}")
        self.at("Guide")

    def reaches_identify(self, item: str = "602") -> None:
        self.reaches_guide(item)
        self.robot.tap("guideStart")
        self.at("Identify")

    def goes_on_to_questions(self) -> None:
        """From a card that was read."""
        self.until(lambda: self.model.state == "take")
        self.robot.tap("identifyContinue")
        self.at("Consent")
        self.robot.tap("consentAgree")
        self.at("Questions")

    def goes_on_to(self, ref: str) -> None:
        """Continue until a question is asked."""
        heading = self.model.heading
        self.robot.tap("pageNext")
        self.until(lambda: self.page != "Questions" or self.model.heading != heading)
        self.robot.wait_for(f"field_{ref}")

    def answers(self, relative: str = "王建军", phone: str = "13805380000") -> None:
        """Fill in the whole form of item 602."""
        robot, here = self.robot, "/data/"
        self.goes_on_to(f"{here}contact/phone")
        robot.tap(f"input_{here}contact/phone")
        robot.dial(phone)
        self.answers_after_phone(relative)

    def answers_after_phone(self, relative: str = "王建军") -> None:
        robot, here = self.robot, "/data/"
        self.goes_on_to(f"{here}bank/bank_name")
        robot.tap(f"choice_{here}bank/bank_name_rcb")
        self.goes_on_to(f"{here}account_page/account")
        robot.tap(f"input_{here}account_page/account")
        robot.dial("6228480402564890018")
        self.answers_after_account(relative)

    def answers_after_account(self, relative: str = "王建军") -> None:
        robot, here = self.robot, "/data/"
        self.goes_on_to(f"{here}holder_page/holder")
        robot.tap(f"choice_{here}holder_page/holder_applicant")
        self.goes_on_to(f"{here}relative/relative_name")
        robot.tap(f"input_{here}relative/relative_name")
        robot.type(relative)
        robot.tap(f"choice_{here}relative/relative_relation_child")
        robot.tap(f"input_{here}relative/relative_phone")
        robot.dial("13905380000")
        self.goes_on_to(f"{here}home/living")
        robot.tap(f"choice_{here}home/living_alone")
        self.goes_on_to(f"{here}other_benefits/benefits")
        robot.tap(f"choice_{here}other_benefits/benefits_none")
        self.goes_on_to(f"{here}commitment_page/commitment")
        robot.tap(f"choice_{here}commitment_page/commitment_OK")
        robot.tap("pageNext")
        self.at("Check")

    def signs(self) -> None:
        """From the check page to ink on the glass."""
        self.robot.tap("pageNext")
        self.at("Sign")
        strokes = [[(0.2, 0.5), (0.4, 0.3), (0.6, 0.7)], [(0.7, 0.4), (0.8, 0.6)]]
        self.robot.draw("signPad", strokes)
        self.until(lambda: not self.model.empty)

    def hands_in(self) -> str:
        """From the check page to the page that says it is saved; the number, not grouped."""
        self.signs()
        self.robot.tap("signSubmit")
        self.at("Done")
        return str(self.model.number).replace(" ", "")

    def leaves(self, lift: Callable[[], None]) -> None:
        """From any page back to the attract page, whatever happened before."""
        lift()
        if self.page not in {"Attract", "Finish"}:
            self.app.view_model.exitSession()  # what the button calls; it is not on every page
            self.until(lambda: self.page in {"Attract", "Finish"})
        if self.page == "Finish":
            self.until(lambda: not self.model.cardPresent)
            self.robot.tap("finishClose")
        self.at("Attract")


class ServicePoint:
    """A terminal with its simulated devices and its own store, in one process."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        device_clock: Clock,
        enrolled: bool = True,
        encrypted: bool = True,
        fitted: frozenset[str] = frozenset({"id_card", "receipt", "camera"}),
        load_form: Callable[[Any], Any] = form_of,
    ) -> None:
        self.folder = folder
        self._fitted = fitted
        self._load_form = load_form
        self.data = folder / "terminal"
        self.data.mkdir(exist_ok=True)
        self.picture = folder / "frame.png"
        self.sight = folder / "sight.png"
        """What stands before the photo camera; without it the plug is pulled."""
        self.reader = IdCardReaderSimulator(paced=False)
        self.reader.start()
        self.printer = ReceiptPrinterSimulator()
        self.printer.start()
        self.look_at(Image.new("L", (640, 480), 255))
        self.clock = clock
        self.device_clock = device_clock
        self.store = self._open_store(encrypted=encrypted)
        if enrolled:
            self.enrol()
        self.app = build_app([], self._services, ScreenSettings(SITE, "zh_CN", size=PORTRAIT))
        self.screen = Screen(self.app)

    def close(self) -> None:
        self.app.close()
        self.reader.stop()
        self.printer.stop()

    def enrol(self) -> None:
        with self.store.unit_of_work() as work:
            work.terminal.save(sample_terminal().identity)
            work.commit()

    def lay(self, card: SimulatedCard | str = "elder") -> None:
        self.reader.lay(SimulatedCard.sample(card) if isinstance(card, str) else card)

    def look_at(self, picture: Image.Image) -> None:
        """Hold a picture before the camera; it sees the old one or the new one, never half."""
        fresh = self.picture.with_suffix(".new.png")
        picture.save(fresh)
        fresh.replace(self.picture)

    def leaves(self) -> None:
        """End whatever a test did, so that the next one finds everything well."""
        self.reader.mend()
        self.reader.replug()
        self.screen.leaves(self.reader.lift)
        self.printer.speak()
        self.printer.load_paper()
        self.printer.close_cover()
        self.printer.replug()
        self.screen.until(self._printer_rests)

    def _printer_rests(self) -> bool:
        """Whether nothing of this test can come out of the printer any more."""
        state = self.supervisor.status(DeviceClass.RECEIPT_PRINTER).state
        return state in {DeviceState.ONLINE, DeviceState.NO_DEVICE} and self.printer.waiting == 0

    def reaches_questions(self, card: SimulatedCard | str = "elder") -> None:
        self.screen.reaches_identify()
        self.lay(card)
        self.screen.goes_on_to_questions()

    def reaches_done(self) -> str:
        self.reaches_questions()
        self.screen.answers()
        return str(self.screen.hands_in())

    def _open_store(self, *, encrypted: bool) -> Store:
        path = self.data / "bianmin.db"
        if encrypted:
            return Store.open(path, bytes(range(32)), clock=self.clock)
        return Store.open_unencrypted(path, clock=self.clock)

    def _services(self) -> Services:
        addresses = (
            ("id_card", DeviceClass.ID_CARD_READER, f"sdt+serial://{self.reader.path}?baud=115200"),
            ("receipt", DeviceClass.RECEIPT_PRINTER, f"escpos+tcp://127.0.0.1:{self.printer.port}"),
            ("camera", DeviceClass.CODE_READER, f"camera+file://{self.picture}"),
            ("photo", DeviceClass.PHOTO_CAMERA, f"photo+file://{self.sight}"),
            ("ups", DeviceClass.POWER_SUPPLY, f"power+sysfs://{self.folder}/power"),
            ("presence", DeviceClass.PRESENCE_SENSOR, f"presence+iio://{self.folder}/near"),
        )
        devices = registry.build(
            [DeviceConfig(*address) for address in addresses if address[0] in self._fitted],
            Fitting(self.device_clock),
        )
        self.supervisor = Supervisor(devices, clock=self.device_clock)
        return Services(
            catalogue=load_catalogue(starter_folder()),
            supervisor=self.supervisor,
            store=self.store,
            clock=self.clock,
            site=SITE,
            accepts=lambda item, kind: item.accepts(kind),
            load_form=self._load_form,
            close=self.store.close,
        )


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The screen's own kind of application."""
    return QGuiApplication


@pytest.fixture(scope="session")
def screen_of() -> type[Screen]:
    """Looks at a running screen."""
    return Screen


@pytest.fixture(scope="module")
def open_point(
    qapp: QGuiApplication,  # noqa: ARG001 -- one application for all tests
) -> Callable[..., Any]:
    """Opens a service point in a folder; a context manager."""

    @contextmanager
    def opened(folder: Path, **settings: Any) -> Iterator[ServicePoint]:
        point = ServicePoint(folder, clock=HurriedClock(), device_clock=HurriedClock(), **settings)
        try:
            yield point
        finally:
            point.close()

    return opened


@pytest.fixture(scope="module")
def module_point(
    open_point: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServicePoint]:
    with open_point(tmp_path_factory.mktemp("point")) as point:
        yield point


@pytest.fixture
def point(module_point: ServicePoint) -> Iterator[ServicePoint]:
    """The module's service point, at the attract page, everything well; left so again."""
    yield module_point
    module_point.leaves()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB of its own, in memory."""
    yield from _mounted(tmp_path, ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs"])


@pytest.fixture
def ext4_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MiB of its own, in a file; it can be made to fail as disks do."""
    image = tmp_path / "disk.ext4"
    with image.open("wb") as file:
        file.truncate(16 * 1024 * 1024)
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("making a disk needs mkfs.ext4")
    subprocess.run(["mkfs.ext4", "-q", str(image)], check=True)
    yield from _mounted(tmp_path, ["mount", "-o", "loop", str(image)])


def _mounted(folder: Path, mounting: list[str]) -> Iterator[Path]:
    disk = folder / "disk"
    disk.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting a disk needs root")
    done = subprocess.run([*mounting, str(disk)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.fixture
def cards() -> Any:
    """The facts on the sample cards, by name."""
    return sample_id_cards()
