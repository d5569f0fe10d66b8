"""A form on the screen without a terminal: its author sees what a citizen sees.

The pages, the journey and the devices (simulated) are the real ones; the store is one in memory,
and nothing leaves the machine. A service item is made around the form.
"""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QObject, QTimer

from kiosk import bootstrap, log
from kiosk.cases.fakes import FakeStore
from kiosk.cases.terminal import TerminalIdentity
from kiosk.catalogue import Catalogue
from kiosk.catalogue.fields import LimitUnit, Localized
from kiosk.catalogue.guide import Guide
from kiosk.catalogue.model import (
    Authority,
    Handling,
    OfflineClass,
    ServiceItem,
    TimeLimit,
)
from kiosk.clock import Clock
from kiosk.config import Config, load_config
from kiosk.demo.headless import PORTRAIT
from kiosk.demo.people import PEOPLE
from kiosk.demo.robot import TouchRobot
from kiosk.demo.world import Desk
from kiosk.errors import BugError
from kiosk.forms import Form, Session
from kiosk.identity.card import CardKind
from kiosk.journey import events
from kiosk.journey.questionnaire import Questionnaire
from kiosk.journey.steps import Step
from sync.protocol.envelope import generate_platform_key
from ui.app import App
from ui.conductor import Conductor
from ui.services import Services

ITEM = "preview"
PICTURE_S = 3.0
"""How long a page waits for the pictures on it."""
PATIENCE_S = 60.0
"""How long a page may take until it is drawn, on a slow machine."""


def show(
    form: Form,
    *,
    language: str = "zh_CN",
    windowed: bool = False,
    prepare: Callable[[Session], None] = lambda _: None,
    tell: Callable[[Session], None],
) -> int:
    """Show a form until the window is closed; returns the exit code.

    Args:
        form: as loaded.
        language: of the screen.
        windowed: whether it stays a window.
        prepare: gives a session that was just opened its first answers.
        tell: is given what was handed in, each time.
    """
    log.configure()
    with (
        tempfile.TemporaryDirectory(prefix="bianmin-") as folder,
        Desk(Path(folder), full_screen=not windowed, language=language) as desk,
    ):
        app = _screen(form, desk, size=None)
        app.ready.connect(lambda: _Usher(app, desk, prepare, tell))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: app.application.quit())
        return app.run()


def draw(
    form: Form,
    folder: Path,
    *,
    language: str = "zh_CN",
    prepare: Callable[[Session], None] = lambda _: None,
) -> list[Path]:
    """Draw every page of a form and the page that shows the answers; returns the pictures.

    Pages that appear only after an answer need `prepare` to give it. Of each repeat its list and
    one row are drawn.
    """
    log.configure()
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="bianmin-") as scratch,
        Desk(Path(scratch), language=language) as desk,
    ):
        app = _screen(form, desk, size=PORTRAIT)
        try:
            return list(_pictures(app, desk, prepare, folder))
        finally:
            app.close()


def _screen(form: Form, desk: Desk, size: tuple[int, int] | None) -> App:
    config = load_config(desk.config_file)
    return bootstrap.build_screen(config, size=size, services=partial(_services, form))


def _pictures(
    app: App, desk: Desk, prepare: Callable[[Session], None], folder: Path
) -> Iterator[Path]:
    if app.window is None:
        raise BugError("the screen has no window to draw")
    robot = TouchRobot(app.window, patience_s=PATIENCE_S)
    _wait(robot, "the screen", lambda: app.ready_at is not None and app.warm)
    usher = _Usher(app, desk, prepare, lambda _: None)
    _wait(robot, "the first question", lambda: usher.arrived)
    questions = usher.questionnaire
    number = 0

    def picture(name: str) -> Path:
        nonlocal number
        number += 1
        usher.conductor.moved.emit()
        heading = questions.page().heading if usher.step is Step.QUESTIONS else ""
        _wait(robot, name, lambda: _shows(app, heading))
        robot.wait_until(lambda: not _loading(robot), PICTURE_S)  # a broken one never comes
        path = folder / f"{number:02d}-{name}.png"
        robot.shot(path)
        return path

    for plan in questions.plans():
        questions.change(plan.ref)
        page = questions.page()
        name = plan.ref.rpartition("/")[2] or "page"
        yield picture(name)
        for field in page.fields:
            opened = (
                questions.edit_row(field.rows[0].ref)
                if field.rows
                else field.can_add and questions.add_row(field.ref)
            )
            if opened:
                yield picture(f"{name}-row")
                questions.back()
    usher.conductor.journey.go(Step.CHECK)
    yield picture("check")


def _shows(app: App, heading: str) -> bool:
    model = app.view_model.property("pageModel")
    return not heading or model.property("heading") is not None


def _loading(robot: TouchRobot) -> bool:
    """Whether a picture on the page is still being read."""
    return any(
        item.inherits("QQuickImage")
        and not item.property("source").isEmpty()
        and item.property("progress") < 1.0
        for item in robot.items()
    )


def _wait(robot: TouchRobot, what: str, condition: Callable[[], bool]) -> None:
    if not robot.wait_until(condition):
        raise BugError(f"waited {PATIENCE_S} s for {what}; the screen shows {robot.texts()}")


class _Usher(QObject):
    """Lays the card, opens the item, accepts the guide: the author comes for the questions.

    Args:
        app: the screen, ready.
        desk: its devices.
        prepare: gives a session that was just opened its first answers.
        tell: is given what was handed in.
    """

    def __init__(
        self,
        app: App,
        desk: Desk,
        prepare: Callable[[Session], None],
        tell: Callable[[Session], None],
    ) -> None:
        super().__init__(app)
        if app.conductor is None:
            raise BugError("the screen is not ready")
        self.conductor: Conductor = app.conductor
        self._desk = desk
        self._prepare = prepare
        self._tell = tell
        self._card = False
        self._opened: Questionnaire | None = None
        self._signed: Questionnaire | None = None
        self.conductor.moved.connect(self._look)
        self._look()

    @property
    def step(self) -> Step:
        """Where the session stands."""
        return self.conductor.journey.step

    @property
    def arrived(self) -> bool:
        """Whether the questions are open, with their first answers."""
        return self._opened is not None

    @property
    def questionnaire(self) -> Questionnaire:
        """The questions that are open."""
        application = self.conductor.journey.visit.application
        if application is None or application.questionnaire is None:
            raise BugError("the questions are not open")
        return application.questionnaire

    def _look(self) -> None:
        # once whoever moved the session has finished
        QTimer.singleShot(0, self, self._move)

    def _move(self) -> None:
        visit = self.conductor.journey.visit
        match self.step:
            case Step.ATTRACT if not self._card:
                self._card = True
                self._desk.card_reader.lay(PEOPLE[0].card())
            case Step.HOME if visit.person is not None:
                self.conductor.send(events.ItemChosen(ITEM))
            case Step.GUIDE if not visit.obstacle:
                self.conductor.send(events.GuideAccepted())
            case Step.QUESTIONS | Step.CHECK if self.questionnaire is not self._opened:
                self._opened = self.questionnaire
                self._prepare(self._opened.session)
                self.conductor.moved.emit()
            case Step.SIGN:
                self._signed = self.questionnaire
            case Step.DONE if self._signed is not None:
                self._tell(self._signed.session)
                self._signed = None
            case Step.FINISH if self._card:
                self._card = False
                self._desk.card_reader.lift()
            case _:
                pass


def _services(form: Form, config: Config, clock: Clock) -> Services:
    from drivers.supervisor import Supervisor  # after the first frame, as in kiosk.bootstrap

    return Services(
        catalogue=Catalogue((), {ITEM: item_around(form)}),
        supervisor=Supervisor(bootstrap.build_devices(config, clock), clock=clock),
        store=_store(clock),  # type: ignore[arg-type]  # its __enter__ returns its own kind
        clock=clock,
        site=config.site,
        load_form=lambda _: form,
    )


def _store(clock: Clock) -> FakeStore:
    """A store in memory, of a terminal that some platform knows."""
    _, platform_key = generate_platform_key("preview")
    store = FakeStore(clock)
    with store.unit_of_work() as work:
        work.terminal.save(
            TerminalIdentity(
                terminal="0001",
                platform_url="http://127.0.0.1",
                private_key=Ed25519PrivateKey.generate().private_bytes_raw(),
                platform_keys=(platform_key,),
                acknowledgement_keys={},
            )
        )
        work.commit()
    return store


def item_around(form: Form) -> ServiceItem:
    """The service item that a form alone makes: its title, and nothing to agree to."""
    name = Localized(dict.fromkeys(("zh_CN", "en"), form.title or form.id or ITEM))
    nothing = Localized({"zh_CN": "—", "en": "—"})
    guide = Guide(
        summary=name,
        conditions=(),
        materials=(),
        steps=(),
        materials_before=0,
        materials_after=0,
        steps_before=0,
        steps_after=0,
        days_before=0,
        days_after=0,
        fee=nothing,
        result=nothing,
        who_decides=nothing,
        consult_phone="",
        complaint_phone="",
        legal_basis=(),
        next_steps=(),
    )
    return ServiceItem(
        id=ITEM,
        item_code="0",
        version=form.version or "1",
        name=name,
        short_name=name,
        aliases=(),
        topics=(),
        item_type="20",
        handling=Handling.COMMITTED,
        level="6",
        promised_limit=TimeLimit(0, LimitUnit.DAY, nothing),
        offline_class=OfflineClass.O2,
        authority=Authority(nothing),
        scope="",
        audience=("1",),
        cards=tuple(CardKind),
        form_id=form.id,
        form_version=form.version,
        guide=guide,
        consents=(),
        folder=Path(),
    )
