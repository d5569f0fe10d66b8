"""Runs the session: hands it events, does what it wants done, tells the pages when it moved."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from drivers.api import DeviceClass
from kiosk import failures
from kiosk.cases.submission import Place
from kiosk.cases.terminal import check_ready
from kiosk.errors import EnvironmentFault
from kiosk.journey import commands, events
from kiosk.journey.machine import Journey
from kiosk.journey.ports import CHINA, Ports
from kiosk.journey.steps import Step
from ui.asking import Asking
from ui.camera import Camera
from ui.code_window import CodeWindow
from ui.devices import DeviceBridge
from ui.drawings import drawing_picture
from ui.images import GROUND, PAPER, TAKEN, PictureProvider, signature_png
from ui.noticeboard import Noticeboard
from ui.offer import Offer
from ui.printing import Printing
from ui.recordings import Recordings
from ui.searching import ChoiceSearch
from ui.services import LineState, Services
from ui.surroundings import Surroundings
from ui.worker import Worker

if TYPE_CHECKING:
    from kiosk.cases.deposit import Deposit
    from kiosk.cases.enquiry import CaseSummary
    from kiosk.catalogue.model import ServiceItem
    from kiosk.forms import Form, Session

TICK_MS = 500
POLL_MS = 300
MOST_FORMS = 64
"""Most forms kept ready; a city's catalogue has more than memory holds."""
LINE_EVERY_POLLS = 10
"""The line is looked up at every commit and else every three seconds, so that silence shows."""


class Conductor(QObject):
    """The session and those who act for it.

    Args:
        services: what the screen works with.
        worker: does what takes time.
        pictures: makes QR codes.
        language: what the screen speaks when a session begins.
    """

    moved = Signal()
    """Something about the session is other than before."""
    lineChanged = Signal()
    codeTaken = Signal()
    """A code was what somebody wanted."""

    def __init__(
        self, services: Services, worker: Worker, pictures: PictureProvider, language: str
    ) -> None:
        super().__init__()
        self.services = services
        self.pictures = pictures
        self.line = LineState()
        self._worker = worker
        self._forms: dict[str, Form] = {}
        self._receipt_codes: dict[str, str] = {}
        self._version = services.store.data_version()
        self._polls = 0
        self._looking = failures.Repeated("look_at_store")
        self._lining = failures.Repeated("look_at_line")
        self._reading = failures.Repeated("read_case")
        site = services.site
        self.journey = Journey(
            Ports(
                clock=services.clock,
                catalogue=services.catalogue,
                open_form=self._open_form,
                accepts=services.accepts,
                obstacle=self._obstacle,
                draw_signature=signature_png,
                draw_picture=drawing_picture,
                receipt_number=_number_in,
                place=Place(site.name, site.division, site.hotline),
                position="" if site.position is None else site.position.geopoint,
                language=language,
                asks_elsewhere=services.ask_elsewhere is not None,
            )
        )
        self.offer = Offer(services, worker)
        self._search = ChoiceSearch(worker, self.send, self)
        self.camera = Camera(services.supervisor, worker, pictures, self.send)
        pictures.file = self._file
        self.code_window = CodeWindow(pictures)
        self._bridge = DeviceBridge(
            services.supervisor, self.send, self.camera.see, self.code_window.see
        )
        self.surroundings = Surroundings(services.supervisor)
        self.board = Noticeboard(services, worker, self)
        self.board.changed.connect(self.moved)
        self._printing = Printing(services, worker, self.send)
        self._asking = Asking(services.ask_elsewhere, worker, self.send, self)
        self._recordings = Recordings(services.supervisor, worker, self.send)
        self._ticks = QTimer(self, interval=TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._polling = QTimer(self, interval=POLL_MS)
        self._polling.timeout.connect(self._poll)

    def start(self) -> None:
        """Start the devices and the clocks."""
        self.services.supervisor.start()
        self._bridge.tell_states()
        for command in self.journey.start():
            self._do(command)
        self._ticks.start()
        self._polling.start()
        self._look_at_line()
        for item_id in self._soon_wanted():
            self._worker.run(
                partial(self._load, item_id), partial(_report, "load_form", item=item_id)
            )
        self.offer.prepare()

    def close(self) -> None:
        """Stop the clocks and the devices; the worker ends before this is called."""
        self._ticks.stop()
        self._polling.stop()
        self._bridge.close()
        self.surroundings.close()
        self.services.supervisor.stop()
        self.services.close()

    def send(self, event: events.Event) -> None:
        """Give the session an event and do what it wants."""
        for command in self.journey.handle(event):
            self._do(command)
        self.moved.emit()

    def receipt_code(self, number: str) -> str:
        """Address of the QR picture of a receipt that is shown."""
        return self._receipt_codes.get(number, "")

    def _file(self, kind: str, name: str) -> bytes:
        """A picture of the session, for the pages; see `ui.images`."""
        application = self.journey.visit.application
        if application is None:
            return b""
        if kind == TAKEN:
            taken = application.photograph
            return b"" if taken is None or str(taken.number) != name else taken.content
        questions = application.questionnaire
        if questions is None:
            return b""
        if kind == PAPER:
            return questions.paper_page(int(name))
        return questions.photographed_ground(name) if kind == GROUND else questions.picture(name)

    # --- what the session wants -----------------------------------------------------------------

    def _do(self, command: commands.Command) -> None:
        match command:
            case commands.ReadCards() | commands.ScanCodes():
                self._let(command)
            case commands.TellCodeTaken():
                self.codeTaken.emit()
            case commands.LookThroughCamera() | commands.TakePhotograph():
                self.camera.do(command)
            case (
                commands.RecordSound()
                | commands.EndRecording()
                | commands.PlayRecording()
                | commands.StopPlaying()
            ):
                self._recordings.do(command)
            case commands.DepositCase() | commands.RecordPrint() | commands.KeepRating():
                self._save(command)
            case commands.PrintReceipt() | commands.PrintCorrection() | commands.PrintGuide():
                self._printing.begin(command)
            case commands.FindCasesOf() | commands.FindCase() | commands.AskElsewhere():
                self._look_up(command)
            case commands.FindChoices():
                self._search.begin(command)
            case commands.Forget():
                self.services.supervisor.end_session()
                self._search.forget()
                self.offer.count()
                self._receipt_codes.clear()
                self.pictures.forget()
                QGuiApplication.clipboard().clear()

    def _let(self, command: commands.ReadCards | commands.ScanCodes) -> None:
        cards = isinstance(command, commands.ReadCards)
        supervisor = self.services.supervisor
        act = supervisor.enable if command.on else supervisor.disable
        act(DeviceClass.ID_CARD_READER if cards else DeviceClass.CODE_READER)
        if not cards:
            self.code_window.let(see=command.on)

    def _save(
        self, command: commands.DepositCase | commands.RecordPrint | commands.KeepRating
    ) -> None:
        match command:
            case commands.DepositCase():
                self._deposit(command)
            case commands.RecordPrint():
                self._worker.run(partial(self._record, command), partial(_report, "record_print"))
            case commands.KeepRating():
                self._worker.run(partial(self._rate, command), partial(_report, "keep_rating"))

    def _look_up(
        self, command: commands.FindCasesOf | commands.FindCase | commands.AskElsewhere
    ) -> None:
        if isinstance(command, commands.AskElsewhere):
            self._asking.begin(command)
            return
        if isinstance(command, commands.FindCase):
            work = partial(self._case, command.number)
        else:
            work = partial(self._cases_of, command.id_no)
        self._worker.run(work, partial(self._found, command.lookup))

    def _deposit(self, command: commands.DepositCase) -> None:
        submission = command.submission

        def work() -> Deposit:
            from kiosk.cases.deposit import deposit  # brings the protocol's libraries with it

            services = self.services
            return deposit(services.store.unit_of_work(), submission, clock=services.clock)

        self._worker.run(work, self._deposited)

    def _deposited(self, done: Future[Deposit]) -> None:
        error = done.exception()
        if error is not None:  # the person keeps everything and may try again
            failures.report("deposit", error)
            self.send(events.DepositRefused(_code_of(error, "store.unavailable")))
            return
        from kiosk.documents import receipt_code  # not needed before the first receipt

        saved = done.result()
        text = receipt_code.encode(saved.number)
        self._receipt_codes[saved.number] = self.pictures.add_qr(text)
        self.send(events.Deposited(saved))

    def _record(self, command: commands.RecordPrint) -> None:
        from kiosk.cases.enquiry import record_print  # brings the protocol's libraries with it

        services = self.services
        record_print(
            services.store.unit_of_work(),
            command.number,
            command.result,
            command.reason,
            clock=services.clock,
        )

    def _rate(self, command: commands.KeepRating) -> None:
        from kiosk.cases.rating import rate

        services = self.services
        rate(services.store.unit_of_work(), command.rating, clock=services.clock)

    def _cases_of(self, id_no: str) -> tuple[CaseSummary, ...]:
        from kiosk.cases.enquiry import cases_of  # brings the protocol's libraries with it

        return tuple(cases_of(self.services.store.reading(), id_no))

    def _case(self, number: str) -> tuple[CaseSummary, ...]:
        from kiosk.cases.enquiry import case_by_number  # brings the protocol's libraries with it

        case = case_by_number(self.services.store.reading(), number)
        return () if case is None else (case,)

    def _found(self, lookup: int, done: Future[tuple[CaseSummary, ...]]) -> None:
        error = done.exception()
        if error is None:
            self.send(events.CasesFound(lookup, done.result()))
            return
        failures.report("find_cases", error)
        self.send(events.EnquiryFailed(lookup, _code_of(error, "store.unavailable")))

    # --- time -----------------------------------------------------------------------------------

    def _tick(self) -> None:
        self.send(events.Ticked())

    def _poll(self) -> None:
        self._polls += 1
        try:
            version = self.services.store.data_version()
        except EnvironmentFault as fault:
            self._looking.failed(fault)
            return
        self._looking.failed(None)
        if version != self._version:
            self._version = version
            self._look_at_line()
            for number in self._shown_numbers():
                self._worker.run(partial(self._case, number), self._case_read)
        elif self._polls % LINE_EVERY_POLLS == 0:
            self._look_at_line()

    def _shown_numbers(self) -> tuple[str, ...]:
        visit = self.journey.visit
        if self.journey.step is Step.DONE and visit.outcome is not None:
            return (visit.outcome.receipt.number,)
        if self.journey.step is Step.MY_CASES:
            return tuple(case.number for case in visit.enquiry.cases)
        return ()

    def _case_read(self, done: Future[tuple[CaseSummary, ...]]) -> None:
        if self._reading.failed(done.exception()):
            return
        for case in done.result():
            self.send(events.CaseChanged(case))

    def _look_at_line(self) -> None:
        self._worker.run(self._line, self._line_seen)
        self.board.look()

    def _line(self) -> LineState:
        with self.services.store.reading() as work:
            identity = work.terminal.get()
            return LineState(
                work.link.get().online,
                work.outbox.counts().pending,
                identity is not None and identity.revoked_at is not None,
            )

    def _line_seen(self, done: Future[LineState]) -> None:
        # a store that cannot be read for a moment does not bring a revoked terminal back
        failed = self._lining.failed(done.exception())
        line = LineState(revoked=self.line.revoked) if failed else done.result()
        if line.revoked != self.journey.revoked:
            self.send(events.RevocationTold(line.revoked))
        if line != self.line:
            self.line = line
            self.lineChanged.emit()

    def _obstacle(self) -> str:
        try:
            check_ready(self.services.store.terminal(), self.services.clock.now())
        except EnvironmentFault as fault:
            return fault.code
        return ""

    # --- forms ----------------------------------------------------------------------------------

    def _soon_wanted(self) -> tuple[str, ...]:
        """Items whose forms are read before somebody asks for them."""
        catalogue = self.services.catalogue
        if len(catalogue.items) <= MOST_FORMS:
            return tuple(catalogue.items)
        bundles = (bundle.id for bundle in catalogue.bundles)
        return tuple(dict.fromkeys((*catalogue.popular, *bundles)))[:MOST_FORMS]

    def _open_form(self, item: ServiceItem) -> Session:
        try:
            form = self._forms.get(item.id) or self._load(item.id)
            self.pictures.show_media(form.media)
            self._worker.run(self.pictures.prepare, partial(_report, "decode_pictures"))
            return form.open(now=self.services.clock.now, tz=CHINA)
        except Exception as error:  # noqa: BLE001 -- whatever is wrong with it, the person is told
            failures.report("open_form", error, item=item.id)
            raise EnvironmentFault(
                "form.cannot_open",
                f"The form of item {item.id} cannot be opened.",
                "Check it with: kiosk forms check",
            ) from None

    def _load(self, item_id: str) -> Form:
        form = self.services.load_form(self.services.catalogue.item(item_id))
        if len(self._forms) >= MOST_FORMS:
            self._forms.pop(next(iter(self._forms)))
        self._forms[item_id] = form
        return form


def _number_in(text: str) -> str | None:
    from kiosk.documents import receipt_code  # not needed before the first scan

    return receipt_code.parse(text)


def _report(work: str, done: Future[object], **facts: str) -> None:
    """Nobody waits for this result; a failure must not vanish."""
    error = done.exception()
    if error is not None:
        failures.report(work, error, **facts)


def _code_of(error: BaseException, otherwise: str) -> str:
    """Name of the sentence about an error; a bug has none of its own."""
    return error.code if isinstance(error, EnvironmentFault) else otherwise
