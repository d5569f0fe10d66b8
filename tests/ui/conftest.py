"""The real pages on real view-models and a real session; devices and store are hand-written."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtGui import QGuiApplication

from drivers import api
from drivers.api import (
    DeviceClass,
    DeviceFault,
    DeviceState,
    Frame,
    Headset,
    Page,
    PowerState,
    PrintOutcome,
    PrintResult,
    Prosody,
    SoundOutcome,
    SoundResult,
    Status,
    Utterance,
)
from kiosk.cases.fakes import FakeStore
from kiosk.cases.terminal import TerminalIdentity
from kiosk.catalogue import load_catalogue, starter_folder
from kiosk.clock import SystemClock
from kiosk.config import Site
from kiosk.demo.robot import TouchRobot
from kiosk.documents.slip import Slip
from kiosk.identity.card import CardKind, IdCard, Sex
from sync.protocol.envelope import generate_platform_key
from ui.app import ENVIRONMENT, App, ScreenSettings, build_app
from ui.services import Services

for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)

WANG = IdCard(
    kind=CardKind.RESIDENT,
    name="王秀花",
    sex=Sex.FEMALE,
    nation="01",
    birth=date(1940, 8, 15),
    id_no="370982194008150026",
    address="山东省新泰市汶南镇",
    issuer="新泰市公安局",
    valid_from=date(2014, 1, 1),
    valid_to=None,
)
LI = replace(WANG, name="李建国", id_no="370982194001010016", birth=date(1940, 1, 1))

PRINTED = PrintOutcome(PrintResult.PRINTED)


@dataclass
class FakeSupervisor:
    """Devices that do what the test says, at once."""

    listeners: list[Callable[[api.DeviceEvent], None]] = field(default_factory=list)
    enabled: set[DeviceClass] = field(default_factory=set)
    states: dict[DeviceClass, DeviceState] = field(default_factory=dict)
    reasons: dict[DeviceClass, str] = field(default_factory=dict)
    """Why a device is not well, where the test says."""
    slips: list[Slip] = field(default_factory=list)
    outcome: PrintOutcome | None = PRINTED
    """None keeps the printer busy until the test answers through `printing`."""
    printing: list[Future[PrintOutcome]] = field(default_factory=list)
    running: bool = False
    headset: Headset = Headset.UNKNOWN
    spoken: list[Utterance | None] = field(default_factory=list)
    """What was said, in order; None where silence was asked for."""
    played: list[bytes] = field(default_factory=list)
    chimes: list[Prosody] = field(default_factory=list)
    """How the tone was to sound, each time it was heard."""
    sounding: bool = False
    """Whether something is heard already, as the test says."""
    sessions_ended: int = 0
    supplies: dict[str, PowerState] = field(default_factory=dict)
    sensors: dict[str, bool | None] = field(default_factory=dict)
    """What each supply and each sensor said last."""
    not_fitted: frozenset[DeviceClass] = frozenset({DeviceClass.DOCUMENT_CAMERA})
    page: Page | DeviceFault | None = None
    """What the document camera takes, or why it takes nothing."""
    sight: Frame | DeviceFault = field(default_factory=lambda: Frame(4, 3, bytes(range(200, 236))))
    """What the photo camera takes, or why it takes nothing."""

    def subscribe(self, listener: Callable[[api.DeviceEvent], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def status(self, device_class: DeviceClass) -> Status:
        fitted = DeviceState.NO_DEVICE if device_class in self.not_fitted else DeviceState.ONLINE
        state = self.states.get(device_class, fitted)
        gone = self.reasons.get(device_class, f"{device_class}.gone")
        reason = "" if state is DeviceState.ONLINE else gone
        return Status(
            str(device_class),
            device_class,
            state,
            reason,
            datetime.now(UTC),
            headset=self.headset,
        )

    def power(self) -> PowerState:
        return max(
            self.supplies.values(),
            key=lambda state: (state.empty, state.low, state.on_battery),
            default=PowerState(),
        )

    def presence(self) -> bool | None:
        known = [near for near in self.sensors.values() if near is not None]
        return any(known) if known else None

    def start(self) -> None:
        self.running = True

    def stop(self, timeout_s: float = 2.0) -> None:  # noqa: ARG002 -- the port's shape
        self.running = False

    def enable(self, device_class: DeviceClass) -> None:
        self.enabled.add(device_class)

    def disable(self, device_class: DeviceClass) -> None:
        self.enabled.discard(device_class)

    def print(
        self,
        slip: Slip,
        *,
        deadline_s: float = 15.0,  # noqa: ARG002 -- the port's shape
    ) -> Future[PrintOutcome]:
        self.slips.append(slip)
        future: Future[PrintOutcome] = Future()
        self.printing.append(future)
        if self.outcome is not None:
            future.set_result(self.outcome)
        return future

    def photograph(self) -> Future[Frame]:
        taken: Future[Frame] = Future()
        if isinstance(self.sight, Frame):
            taken.set_result(self.sight)
        else:
            taken.set_exception(self.sight)
        return taken

    def photograph_page(self) -> Future[Page]:
        taken: Future[Page] = Future()
        if isinstance(self.page, Page):
            taken.set_result(self.page)
        else:
            taken.set_exception(self.page or DeviceFault("page.stopped", "No page."))
        return taken

    def sees(self, frame: Frame) -> None:
        """The camera sees this from now on."""
        self.sight = frame
        self.says(api.ViewSeen("photo", frame))

    def say(self, utterance: Utterance) -> Future[SoundOutcome]:
        self.spoken.append(utterance)
        return self._heard()

    def hush(self) -> None:
        self.spoken.append(None)

    def end_session(self) -> None:
        self.sessions_ended += 1

    def play(self, wav: bytes) -> Future[SoundOutcome]:
        self.played.append(wav)
        return self._heard()

    def chime(self, prosody: Prosody) -> Future[SoundOutcome]:
        if self.sounding:
            return self._heard(SoundResult.STOPPED)
        self.chimes.append(prosody)
        return self._heard()

    def record(self, take: int, *, limit_s: float) -> bool:  # noqa: ARG002 -- the port's shape
        return False

    def end_recording(self, take: int, *, keep: bool) -> None:
        """Nothing was begun."""

    def plugs_headset(self, headset: Headset) -> None:
        self.headset = headset
        self.says(api.StatusChanged(self.status(DeviceClass.SPEAKER)))

    def _heard(self, result: SoundResult = SoundResult.FINISHED) -> Future[SoundOutcome]:
        future: Future[SoundOutcome] = Future()
        future.set_result(SoundOutcome(result))
        return future

    def says(self, event: api.DeviceEvent) -> None:
        if isinstance(event, api.PowerChanged):
            self.supplies[event.device] = event.state
        elif isinstance(event, api.PresenceChanged):
            self.sensors[event.device] = event.present
        for listener in list(self.listeners):
            listener(event)

    def lays(self, card: IdCard) -> None:
        self.says(api.CardFound("id_card"))
        self.says(api.CardRead("id_card", card))

    def lifts(self) -> None:
        self.says(api.CardRemoved("id_card"))

    def changes(self, device_class: DeviceClass, state: DeviceState, reason: str = "") -> None:
        self.states[device_class] = state
        if reason:
            self.reasons[device_class] = reason
        self.says(api.StatusChanged(self.status(device_class)))


class MovedClock(SystemClock):
    """The machine's clock, moved ahead by the test."""

    ahead_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


@dataclass
class Terminal:
    """A whole terminal in front of the test."""

    app: App
    robot: TouchRobot
    devices: FakeSupervisor
    store: FakeStore
    clock: MovedClock
    wang: IdCard = WANG
    li: IdCard = LI

    @property
    def page(self) -> str:
        return str(self.app.view_model.property("page"))

    def waits_for_page(self, page: str) -> None:
        assert self.robot.wait_until(lambda: self.page == page), f"{self.page}, not {page}"

    def until(self, condition: Callable[[], bool]) -> None:
        assert self.robot.wait_until(condition), self.robot.texts()

    def shows(self, text: str) -> bool:
        return any(text in shown for shown in self.robot.texts())

    def reaches_home(self) -> None:
        self.robot.tap("attractTouch")
        self.waits_for_page("Home")

    def reaches_questions(self, card: IdCard = WANG) -> None:
        self.reaches_home()
        self.robot.tap("item_602")
        self.waits_for_page("Guide")
        self.robot.tap("guideStart")
        self.waits_for_page("Identify")
        self.devices.lays(card)
        self.robot.tap("identifyContinue")
        self.waits_for_page("Consent")
        self.robot.tap("consentAgree")
        self.waits_for_page("Questions")

    def answers(self) -> None:
        """Fill in the whole form of item 602."""
        robot, here = self.robot, "/data/"
        robot.tap("pageNext")  # this is me
        robot.tap(f"input_{here}contact/phone")
        robot.dial("13805380000")
        robot.tap("pageNext")
        robot.tap(f"choice_{here}bank/bank_name_rcb")
        robot.tap("pageNext")
        robot.tap(f"input_{here}account_page/account")
        robot.dial("6228480402564890018")
        robot.tap("pageNext")
        robot.tap(f"choice_{here}holder_page/holder_applicant")
        robot.tap("pageNext")
        robot.tap(f"input_{here}relative/relative_name")
        robot.type("王建军")
        robot.tap(f"choice_{here}relative/relative_relation_child")
        robot.tap(f"input_{here}relative/relative_phone")
        robot.dial("13905380000")
        robot.tap("pageNext")
        robot.tap(f"choice_{here}home/living_alone")
        robot.tap("pageNext")
        robot.tap(f"choice_{here}other_benefits/benefits_none")
        robot.tap("pageNext")
        robot.tap(f"choice_{here}commitment_page/commitment_OK")
        robot.tap("pageNext")
        self.waits_for_page("Check")

    def reaches_sign(self, card: IdCard = WANG) -> None:
        self.reaches_questions(card)
        self.answers()
        self.robot.tap("pageNext")
        self.waits_for_page("Sign")

    def reaches_done(self, card: IdCard = WANG) -> None:
        self.reaches_sign(card)
        self.robot.draw("signPad", [[(0.2, 0.5), (0.4, 0.3), (0.6, 0.7)], [(0.7, 0.4), (0.8, 0.6)]])
        self.robot.tap("signSubmit")
        self.waits_for_page("Done")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    """The screen's own kind of application."""
    return QGuiApplication


@pytest.fixture
def devices() -> FakeSupervisor:
    return FakeSupervisor()


@pytest.fixture
def store() -> FakeStore:
    """An enrolled terminal's store."""
    _, platform_key = generate_platform_key("test")
    fake = FakeStore(SystemClock())
    with fake.unit_of_work() as work:
        work.terminal.save(
            TerminalIdentity(
                terminal="0817",
                platform_url="http://127.0.0.1",
                private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
                platform_keys=(platform_key,),
                acknowledgement_keys={},
            )
        )
        work.commit()
    return fake


@pytest.fixture
def open_terminal(
    qapp: QGuiApplication,  # noqa: ARG001 -- one application for all tests
    devices: FakeSupervisor,
    store: FakeStore,
) -> Iterator[Callable[..., Terminal]]:
    """Starts the screen; with `hold` the services come only when the event is set."""
    opened: list[App] = []
    clock = MovedClock()
    site = Site(name="汶南镇便民服务中心", duty=("李秀英",), hotline="12345", phone="0538-7000000")

    def start(
        *,
        hold: threading.Event | None = None,
        read_aloud: bool = False,
        restarts: bool = False,
        **changes: Any,
    ) -> Terminal:
        services = Services(
            catalogue=load_catalogue(starter_folder()),
            supervisor=devices,
            store=store,
            clock=clock,
            site=site,
        )
        changed = replace(services, **changes)

        def put_together() -> Services:
            if hold is not None:
                assert hold.wait(30)
            return changed

        app = build_app(
            [], put_together, ScreenSettings(site, read_aloud=read_aloud, restarts=restarts)
        )
        opened.append(app)
        assert app.window is not None
        robot = TouchRobot(app.window)
        if hold is None:
            assert robot.wait_until(lambda: app.warm)
        else:
            assert robot.wait_until(lambda: app.first_frame_at is not None)
        return Terminal(app, robot, devices, store, clock)

    yield start
    for app in opened:
        app.close()


@pytest.fixture
def terminal(open_terminal: Callable[..., Terminal]) -> Terminal:
    return open_terminal()
