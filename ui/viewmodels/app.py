"""What stands around every page: header, access bar, help, idle warning, and which page it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.journey.ports import CHINA
from ui.viewmodels.attract import AttractViewModel
from ui.viewmodels.speech import SpeechViewModel
from ui.viewmodels.writing import WritingViewModel

if TYPE_CHECKING:  # the session comes after the first frame
    from kiosk.config import Site
    from ui.conductor import Conductor
    from ui.viewmodels.page import PageViewModel

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

ATTRACT = "Attract"
FINISH = "Finish"
CLOCK_MS = 1000
LANGUAGES = ("zh_CN", "en")


@QmlElement
class AppViewModel(QObject):
    """The one object the window is given.

    It stands before the session does: until `attach` is called the attract page is shown, and a
    touch on it is kept and handed over then.

    Args:
        site: the service point.
        language: what the screen speaks when a session begins.
        read_aloud: whether every session begins with the screen read aloud.
    """

    pageChanged = Signal()
    applicantChanged = Signal()
    clockChanged = Signal()
    lineChanged = Signal()
    languageChanged = Signal()
    accessChanged = Signal()
    helpChanged = Signal()
    idleChanged = Signal()
    busyChanged = Signal()
    speechChanged = Signal()
    surroundingsChanged = Signal()
    personForgotten = Signal()
    """A session ended: whatever QML learned of the person (the keyboard's words) has to go."""

    def __init__(self, site: Site, language: str, *, read_aloud: bool = False) -> None:
        super().__init__()
        self._site = site
        self._home_language = language
        self._conductor: Conductor | None = None
        self._pages: dict[str, PageViewModel] = {}
        self._attract = AttractViewModel(site.notices, self._begin, self)
        self.speech_view_model = SpeechViewModel(at_start=read_aloud, parent=self)
        self.speech_view_model.changed.connect(self.speechChanged)
        self.writing_view_model = WritingViewModel(self)
        self._waiting = False
        self._page = ATTRACT
        self._title = ""
        self._applicant = ""
        self._language = language
        self._senior = False
        self._high_contrast = False
        self._help = False
        self._idle = 0
        self._busy = False
        self._visit: object = None
        self._serving = False
        self._clock = _clock_text()
        self._clock_timer = QTimer(self, interval=CLOCK_MS)
        self._clock_timer.timeout.connect(self._tell_time)
        self._clock_timer.start()

    # --- the session ----------------------------------------------------------------------------

    def attach(self, conductor: Conductor) -> None:
        """The session is there: show it, and hand over what was touched before."""
        from ui.viewmodels.pages import make_pages  # after the first frame

        self._conductor = conductor
        pages = make_pages(conductor, self)
        self._pages = {step.value: page for step, page in pages.items()}
        if self._language != self._home_language:  # chosen on the first page, before all this
            self._send_language(self._language)
        if self._senior:
            self._send_senior()
        conductor.moved.connect(self._refresh)
        conductor.lineChanged.connect(self.lineChanged)
        conductor.surroundings.changed.connect(self.surroundingsChanged)
        if self._waiting:
            self._waiting = False
            self._begin()
        self._refresh()

    def detach(self) -> None:
        """The session ends with the program; nothing is asked of it any more."""
        self._clock_timer.stop()
        if self._conductor is not None:
            self._conductor.moved.disconnect(self._refresh)
            self._conductor.lineChanged.disconnect(self.lineChanged)
            self._conductor.surroundings.changed.disconnect(self.surroundingsChanged)
        self._conductor = None

    def _begin(self) -> None:
        if self._conductor is None:
            self._waiting = True
            self._set_busy(True)
            return
        from kiosk.journey.events import Begun

        self._conductor.send(Begun())

    def _refresh(self) -> None:
        conductor = self._conductor
        if conductor is None:
            return
        journey = conductor.journey
        if journey.visit is not self._visit:
            self._visit = journey.visit
            self._new_visit()
        if not self._serving and journey.step.value not in {ATTRACT, FINISH}:
            self._serving = True
            self.writing_view_model.prepare()  # the next person may have what failed for the last
        self._attract.show_board(conductor)
        page = self._pages.get(journey.step.value)
        if page is not None:
            page.refresh()
        left = self._pages.get(self._page)
        title = page.title() if page is not None else ""
        if (journey.step.value, title) != (self._page, self._title):
            moved = journey.step.value != self._page
            self._page, self._title = journey.step.value, title
            self.pageChanged.emit()
            if moved and left is not None:
                left.blank()
        self._show_applicant()
        if journey.visit.language != self._language:
            self._language = journey.visit.language
            self.languageChanged.emit()
        if journey.visit.senior != self._senior:
            self._senior = journey.visit.senior
            self.accessChanged.emit()
        if journey.idle_seconds != self._idle:
            self._idle = journey.idle_seconds
            self.idleChanged.emit()
        self._set_busy(journey.busy)

    def _new_visit(self) -> None:
        """Another person: nothing of the last one's wishes stays."""
        for page in self._pages.values():
            page.blank()
        self.personForgotten.emit()
        self.writing_view_model.clear()
        self._serving = False
        if self._help:
            self._help = False
            self.helpChanged.emit()
        if self._conductor is not None and self._conductor.journey.visit.rating is not None:
            return  # the same person is asked one thing more, and reads it as before
        self.speech_view_model.reset()
        if self._high_contrast:
            self._high_contrast = False
            self.accessChanged.emit()

    def _show_applicant(self) -> None:
        from kiosk.identity.masking import mask_id_no, mask_name

        person = None if self._conductor is None else self._conductor.journey.visit.person
        applicant = ""
        if person is not None:
            card = person.card
            applicant = f"{mask_name(card.display_name)}  {mask_id_no(card.id_no)}"
        if applicant != self._applicant:
            self._applicant = applicant
            self.applicantChanged.emit()

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 -- one value of one property
        if busy != self._busy:
            self._busy = busy
            self.busyChanged.emit()

    def _tell_time(self) -> None:
        text = _clock_text()
        if text != self._clock:
            self._clock = text
            self.clockChanged.emit()

    # --- what QML reads -------------------------------------------------------------------------

    @Property(str, notify=pageChanged)
    def page(self) -> str:
        """Name of the page."""
        return self._page

    @Property(QObject, notify=pageChanged)
    def pageModel(self) -> QObject:
        """View-model of the page."""
        return self._pages.get(self._page, self._attract)

    @Property(str, notify=pageChanged)
    def title(self) -> str:
        """What stands at the top; empty for the name of the service point."""
        return self._title

    @Property(str, notify=applicantChanged)
    def applicant(self) -> str:
        """Who is identified, masked; empty while nobody is."""
        return self._applicant

    @Property(str, constant=True)
    def placeName(self) -> str:
        """The service point."""
        return self._site.name

    @Property(str, constant=True)
    def duty(self) -> str:
        """Who is on duty."""
        return "  ".join(self._site.duty)

    @Property(str, constant=True)
    def hotline(self) -> str:
        """The government service hotline."""
        return self._site.hotline

    @Property(str, constant=True)
    def phone(self) -> str:
        """The service point's own number."""
        return self._site.phone

    @Property(str, notify=clockChanged)
    def clockText(self) -> str:
        """Hours and minutes at the terminal's place."""
        return self._clock

    @Property(bool, notify=lineChanged)
    def online(self) -> bool:
        """Whether the platform was reached at the last try."""
        return self._conductor is not None and self._conductor.line.online

    @Property(int, notify=lineChanged)
    def pending(self) -> int:
        """Messages that wait to be sent."""
        return 0 if self._conductor is None else self._conductor.line.pending

    @Property(bool, notify=lineChanged)
    def revoked(self) -> bool:
        """Whether the platform has taken this terminal out of use."""
        return self._conductor is not None and self._conductor.line.revoked

    @Property(str, notify=surroundingsChanged)
    def power(self) -> str:
        """Empty while there is electricity; ``battery``, ``low``, or ``empty`` where it ends."""
        return "" if self._conductor is None else self._conductor.surroundings.power

    @Property(bool, notify=surroundingsChanged)
    def somebodyNear(self) -> bool:
        """Whether somebody stands before the terminal; false where nothing tells."""
        return self._conductor is not None and self._conductor.surroundings.somebody_near

    @Property(str, notify=languageChanged)
    def language(self) -> str:
        """What the screen speaks."""
        return self._language

    @Property(bool, notify=accessChanged)
    def senior(self) -> bool:
        """Large letters, few choices, more time."""
        return self._senior

    @Property(bool, notify=accessChanged)
    def highContrast(self) -> bool:
        """Strong contrast."""
        return self._high_contrast

    @Property(bool, notify=helpChanged)
    def helpOpen(self) -> bool:
        """Whether help is shown."""
        return self._help

    @Property(int, notify=idleChanged)
    def idleSeconds(self) -> int:
        """Seconds left while the idle warning is up, else 0."""
        return self._idle

    @Property(bool, notify=busyChanged)
    def busy(self) -> bool:
        """Whether something is going on that one waits for."""
        return self._busy

    @Property(QObject, constant=True)
    def voice(self) -> QObject:
        """How the screen is read aloud."""
        return self.speech_view_model

    @Property(QObject, constant=True)
    def writing(self) -> QObject:
        """Writing by hand on the glass."""
        return self.writing_view_model

    @Property(bool, notify=speechChanged)
    def canSpeak(self) -> bool:
        """Whether there is a speaker to listen to."""
        return self.speech_view_model.listening().fitted

    @Property(bool, notify=speechChanged)
    def speech(self) -> bool:
        """Whether the screen is read aloud."""
        return self.speech_view_model.listening().on

    @Property(bool, notify=speechChanged)
    def speechOpen(self) -> bool:
        """Whether the choices about listening are shown."""
        return self.speech_view_model.listening().open

    # --- what QML touches -----------------------------------------------------------------------

    @Slot()
    def toggleSenior(self) -> None:
        """Large letters on or off."""
        if self._conductor is not None:
            self._send_senior()
        else:
            self._senior = not self._senior
            self.accessChanged.emit()

    @Slot()
    def toggleHighContrast(self) -> None:
        """Strong contrast on or off."""
        self._high_contrast = not self._high_contrast
        self.accessChanged.emit()
        self.userActive()

    @Slot()
    def toggleLanguage(self) -> None:
        """The next language."""
        at = LANGUAGES.index(self._language) if self._language in LANGUAGES else 0
        wanted = LANGUAGES[(at + 1) % len(LANGUAGES)]
        if self._conductor is not None:
            self._send_language(wanted)
        else:
            self._language = wanted
            self.languageChanged.emit()

    @Slot()
    def toggleSpeech(self) -> None:
        """Read the screen aloud; while it is read, choose how, or no more."""
        self.speech_view_model.press()
        self.userActive()

    @Slot()
    def openHelp(self) -> None:
        """Show help."""
        self._help = True
        self.helpChanged.emit()
        self.userActive()

    @Slot()
    def closeHelp(self) -> None:
        """Put help away."""
        self._help = False
        self.helpChanged.emit()
        self.userActive()

    @Slot()
    def keepGoing(self) -> None:
        """More time, please."""
        self.userActive()

    @Slot()
    def exitSession(self) -> None:
        """Leave; nothing of the person stays."""
        if self._conductor is not None:
            from kiosk.journey.events import ExitAsked

            self._conductor.send(ExitAsked())

    @Slot()
    def userActive(self) -> None:
        """Somebody touched the screen."""
        if self._conductor is not None:
            from kiosk.journey.events import Touched

            self._conductor.send(Touched())

    def _send_language(self, language: str) -> None:
        from kiosk.journey.events import LanguageChosen

        if self._conductor is not None:
            self._conductor.send(LanguageChosen(language))

    def _send_senior(self) -> None:
        from kiosk.journey.events import SeniorToggled

        if self._conductor is not None:
            self._conductor.send(SeniorToggled())


def _clock_text() -> str:
    return datetime.now(CHINA).strftime("%H:%M")
