"""The screen: application, engine, window, and the order in which they come and go.

Order of coming: renderer and keyboard are chosen, the application, the engine with the attract
page, its first frame; only then store, devices, catalogue and session are put together (on the
worker), and the other pages' view-models. Order of going: devices and clocks, worker, engine with
every QML object, view-models, application. QML never outlives the engine and never sees a
view-model that is gone.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, QTimer, QTranslator, QUrl, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine, QQmlComponent
from PySide6.QtQuick import QQuickWindow

from kiosk.clock import Clock, SystemClock
from kiosk.config import Site
from kiosk.errors import BugError
from kiosk.memory import scratch_in_memory
from ui.display import open_application
from ui.viewmodels.app import AppViewModel

if TYPE_CHECKING:  # after the first frame
    from ui.conductor import Conductor
    from ui.restarting import RestartWatch
    from ui.services import Services
    from ui.speech import Speech
    from ui.tones import Tones
    from ui.worker import Worker

UI = Path(__file__).parent
QML = UI / "qml"
TRANSLATIONS = UI / "translations"
KEYBOARD = QML / "Kiosk" / "Controls" / "KeyboardDock.qml"
DICTIONARY = "qtvirtualkeyboard/pinyin/usr_dict.dat"
"""Where Qt's pinyin keyboard keeps what it learns, below the folder for settings."""
FONT = "Noto Sans CJK SC"
WINDOW_SHARE = 0.9
"""Part of the desktop a window may take; the rest is for title bars and for what lies beside."""

LARGE = (
    "kiosk.cases.commands",
    "kiosk.cases.deposit",
    "kiosk.cases.enquiry",
    "kiosk.cases.sealing",
    "kiosk.catalogue",
    "kiosk.documents.copies",
    "kiosk.documents.correction_notice",
    "kiosk.documents.deposit_receipt",
    "kiosk.documents.guide_slip",
    "kiosk.documents.photographs",
    "kiosk.forms",
    "kiosk.journey.machine",
    "numpy",
    "ui.conductor",
    "ui.images",
    "ui.models.fields",
    "ui.restarting",
    "ui.speech",
    "ui.tones",
    "zxingcpp",
)
PAGES = tuple(
    f"ui.viewmodels.{file.stem}" for file in sorted((UI / "viewmodels").glob("[a-z]*.py"))
)

ENVIRONMENT = {
    "QT_QUICK_BACKEND": "software",  # village terminals have no usable GPU
    "QML_NO_TOUCH_COMPRESSION": "1",  # one point a frame would make a corner of every curve
    "QT_IM_MODULE": "qtvirtualkeyboard",
    "QT_VIRTUALKEYBOARD_STYLE": "bianmin",
    # Qt's keyboard talks to itself about sound servers, its own QML and its dictionary folder
    "QT_LOGGING_RULES": "qt.multimedia.symbolsresolver=false;qt.qml.propertyCache.append=false;"
    "qt.virtualkeyboard.*=false;"
    # a form's broken picture is the form check's matter, not that of every terminal's log
    "qt.gui.imageio*=false",
    "QT_VIRTUALKEYBOARD_DESKTOP_DISABLE": "1",  # the page places the keyboard itself
}


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """What the screen is told before anything else is there.

    Args:
        site: the service point.
        language: what the screen speaks when a session begins.
        read_aloud: whether every session begins with the screen read aloud.
        full_screen: whether the window takes the whole screen.
        size: width and height of the window in pixels where it does not; None
            as the page wants, no larger than the desktop.
        restarts: whether somebody starts the screen again when it ends because an
            operator of the platform wants that.
    """

    site: Site = field(default_factory=Site)
    language: str = "zh_CN"
    read_aloud: bool = False
    full_screen: bool = False
    size: tuple[int, int] | None = None
    restarts: bool = False


class App(QObject):
    """A running screen.

    Attributes:
        first_frame_at: monotonic seconds at which the first frame was on the glass; None before.
        ready_at: monotonic seconds at which the session could take touches; None before.
        warm: whether every page is compiled, so that touches are answered at once.
    """

    firstFrame = Signal()
    ready = Signal()
    restartWanted = Signal()
    """Nobody uses the terminal, and an operator wants it to begin anew."""

    def __init__(
        self,
        application: QGuiApplication,
        services: Callable[[], Services],
        settings: ScreenSettings,
        clock: Clock,
        learnt: ExitStack | None = None,
    ) -> None:
        super().__init__()
        self.application = application
        self.first_frame_at: float | None = None
        self.ready_at: float | None = None
        self.conductor: Conductor | None = None
        self._services = services
        self._settings = settings
        self._clock = clock
        self._worker: Worker | None = None
        self._speech: Speech | None = None
        self._tones: Tones | None = None
        self._restarts: RestartWatch | None = None
        self._fault: BaseException | None = None
        self._translator: QTranslator | None = None
        self._compiled: list[QQmlComponent] = []
        self._learnt = learnt
        self.view_model = AppViewModel(
            settings.site, settings.language, read_aloud=settings.read_aloud
        )
        self._engine: QQmlApplicationEngine | None = QQmlApplicationEngine()
        self._speak()
        self.view_model.languageChanged.connect(self._speak)
        self.window: QQuickWindow | None = self._load(self._engine)

    # --- life -----------------------------------------------------------------------------------

    def run(self) -> int:
        """Show the screen until it is closed; returns the process's exit code.

        Raises:
            EnvironmentFault: the services could not be put together.
        """
        code = self.application.exec()
        self.close()
        if self._fault is not None:
            raise self._fault
        return code

    def close(self) -> None:
        """Take everything down, in order; safe to call twice."""
        if self._engine is None:
            return
        if self._speech is not None:
            self._speech.close()
            self._speech = None
        self.view_model.detach()
        if self._restarts is not None:
            self._restarts.close()
        if self._worker is not None:
            self._worker.close()
        if self.conductor is not None:
            self.conductor.close()
        self.window = None
        self._compiled.clear()
        engine, self._engine = self._engine, None
        shiboken6.delete(engine)
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        if self._learnt is not None:
            self._learnt.close()
        gc.unfreeze()  # libraries complain of what is still there when the process ends

    # --- inside ---------------------------------------------------------------------------------

    def _load(self, engine: QQmlApplicationEngine) -> QQuickWindow:
        warnings: list[str] = []
        engine.warnings.connect(lambda found: warnings.extend(w.toString() for w in found))
        engine.addImportPath(str(QML))
        engine.setInitialProperties({"app": self.view_model})
        engine.load(QUrl.fromLocalFile(str(QML / "Kiosk" / "Main.qml")))
        roots = engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise BugError("Main.qml did not load: " + "; ".join(warnings))
        window = roots[0]
        window.frameSwapped.connect(self._frame, Qt.ConnectionType.QueuedConnection)
        if self._settings.full_screen:
            window.showFullScreen()
        else:
            window.resize(self._window_size(window))
        return window

    def _window_size(self, window: QQuickWindow) -> QSize:
        """The size asked for, else the page's own, made smaller where the desktop is."""
        if self._settings.size is not None:
            return QSize(*self._settings.size)
        room = window.screen().availableSize() * WINDOW_SHARE
        size = window.size()
        if size.width() > room.width() or size.height() > room.height():
            size.scale(room, Qt.AspectRatioMode.KeepAspectRatio)
        return size

    def _frame(self) -> None:
        if self.first_frame_at is not None or self.window is None:
            return
        self.first_frame_at = self._clock.monotonic()
        self.window.frameSwapped.disconnect(self._frame)
        self.firstFrame.emit()
        QTimer.singleShot(0, self, self._compose)

    def _compose(self) -> None:
        from ui.worker import Worker  # after the first frame, as everything below

        self._worker = Worker()
        self._worker.run(self._prepare, self._composed)

    def _prepare(self) -> Services:
        """On the worker: bring in what is large, so that no touch ever waits for an import.

        A collection of garbage holds up every thread, and among this much it takes a tenth of a
        second. There is none: it all stays to the end, so no later collection looks at it either.
        """
        gc.disable()
        try:
            for name in LARGE:
                import_module(name)
            return self._services()
        finally:
            gc.freeze()
            gc.enable()

    def _composed(self, done: Future[Services]) -> None:
        if self._engine is None or self._worker is None:
            return
        fault = done.exception()
        if fault is not None:
            self._fault = fault
            self.application.exit(1)
            return
        self._bring_pages(done.result(), iter(PAGES))

    def _bring_pages(self, services: Services, pages: Iterator[str]) -> None:
        """Import one view-model a turn: they register with QML, whose thread draws as well."""
        name = next(pages, None)
        if name is None:
            self._begin(services)
        else:
            import_module(name)
            QTimer.singleShot(0, self, lambda: self._bring_pages(services, pages))

    def _begin(self, services: Services) -> None:
        """The session and its pages take over."""
        if self._engine is None or self._worker is None:
            return
        from ui.conductor import Conductor
        from ui.images import PROVIDER, PictureProvider
        from ui.speech import Speech
        from ui.tones import Tones

        pictures = PictureProvider()
        self._engine.addImageProvider(PROVIDER, pictures)
        conductor = Conductor(services, self._worker, pictures, self._settings.language)
        self.conductor = conductor
        conductor.start()
        self.view_model.attach(conductor)
        self._tones = Tones(conductor, self.view_model.speech_view_model)
        self.view_model.writing_view_model.attach(services.handwriting, self._worker.watch)
        if self.window is not None:
            self._speech = Speech(self._engine, self.window, self.view_model, conductor)
        if self._settings.restarts:
            from ui.restarting import RestartWatch

            self._restarts = RestartWatch(conductor, self._worker)
            self._restarts.wanted.connect(self.restartWanted)
        self.ready_at = self._clock.monotonic()
        self.ready.emit()
        self._warm_up()

    def _warm_up(self) -> None:
        """Have Qt's own thread compile what will be shown, so that no touch waits for it."""
        if self._engine is None:
            return
        for file in (*sorted((QML / "Kiosk" / "Pages").glob("*.qml")), KEYBOARD):
            component = QQmlComponent(
                self._engine,
                QUrl.fromLocalFile(str(file)),
                QQmlComponent.CompilationMode.Asynchronous,
            )
            self._compiled.append(component)

    @property
    def warm(self) -> bool:
        """Whether everything that can be shown is compiled."""
        return bool(self._compiled) and not any(c.isLoading() for c in self._compiled)

    def _speak(self) -> None:
        """Install the words of the language that is spoken now, and say everything again."""
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None
        translator = QTranslator()
        if translator.load(f"kiosk_{self.view_model.language}", str(TRANSLATIONS)):
            QCoreApplication.installTranslator(translator)
            self._translator = translator
        if self._engine is not None:
            self._engine.retranslate()


def build_app(
    argv: Sequence[str],
    services: Callable[[], Services],
    settings: ScreenSettings,
    clock: Clock | None = None,
) -> App:
    """Make the screen; `App.run` shows it.

    Args:
        argv: the program's arguments, Qt takes its own.
        services: puts the services together; called on a worker thread after the first frame.
        settings: what is known before that.
        clock: measures the first frame.

    Raises:
        BugError: the pages do not load.
    """
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)
    application = QGuiApplication.instance()
    learnt = None
    if application is None:
        learnt = ExitStack()
        folder = learnt.enter_context(scratch_in_memory())
        os.environ["XDG_CONFIG_HOME"] = str(folder)
        # The words people write are theirs. Where its dictionary cannot be a file, the keyboard
        # learns none; `VirtualKeyboardSettings.userDataReset` makes it forget none (Qt 6.11)
        (folder / DICTIONARY).mkdir(parents=True)
        application = open_application(argv)
    if not isinstance(application, QGuiApplication):
        raise BugError("another kind of Qt application exists in this process")
    application.setFont(QFont(FONT))
    return App(application, services, settings, clock or SystemClock(), learnt)
