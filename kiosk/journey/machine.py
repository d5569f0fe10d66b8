"""The session: which event means what at which step.

Each stage is a module with a table ``(step, event) -> handler``; together they are the whole
machine, and an event that is in no table changes nothing. Handlers move the session on and say
what they want done; `Journey.handle` returns it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.journey import events, photographing, rating, recording, scanning, seeking
from kiosk.journey.commands import Command, Forget, ReadCards, RecordPrint, ScanCodes
from kiosk.journey.events import Event
from kiosk.journey.idle import LIMIT_S, SENIOR_LIMIT_S, UNATTENDED_S, IdleWatch
from kiosk.journey.ports import Ports
from kiosk.journey.steps import CardState, PrintState, ScanState, Step
from kiosk.journey.visit import RatingOffer, Visit

Handler = Callable[["Journey", Any], None]
Table = dict[tuple[Step, type], Handler]

NO_READER = "card.no_reader"
NO_SCANNER = "code.no_camera"
NO_MICROPHONE = "microphone.not_fitted"
"""Names of the sentences where a device is missing and its driver gives no reason."""

FINISH_S = 6.0
"""How long the last page stands once nothing lies on the reader any more."""
RATING_S = 15.0
"""The same where the service may be rated; as much longer in large letters as other pages wait."""
REASONS_S = 25.0
"""The same from the last touch on where it was, and reasons may be added."""
STOPPED_S = 30.0
"""The same where it says why the terminal has stopped; a receipt stands as long before that."""
NO_POWER = "power.empty"
REVOKED = "terminal.revoked"

_PASSIVE = (
    events.Ticked, events.CaseChanged, events.CasesFound, events.EnquiryFailed,
    events.ReaderChanged, events.ScannerChanged, events.PrintEnded, events.MicrophoneChanged,
    events.CorrectionPrinted, events.GuidePrinted, events.ElsewhereTold, events.ElsewhereSilent,
    events.SoundCame, events.Recorded, events.Played, events.ChoicesFound,
    events.CameraChanged, events.PhotographTaken, events.PhotographFailed,
    events.BatteryTold, events.PresenceTold, events.RevocationTold,
)  # fmt: skip
"""Events that are no sign that somebody stands there."""

_UNTIMED = frozenset({Step.ATTRACT, Step.FINISH})


class Journey:
    """One terminal's session, one person after the other.

    Args:
        ports: what it is built on.

    Attributes:
        step: where the session stands.
        visit: everything of the person who stands there.
        card_present: whether a card lies on the reader, as far as is known.
        seeing: whether the camera is open for somebody.
        listening: number of the recording that goes on, 0 while none does.
        revoked: whether the platform has taken the terminal out of use: no session goes on, none
            begins.
        battery_empty: whether the mains are gone and the battery is at its floor: no session goes
            on, none begins.
        stopped: why the session was ended by the terminal, as a sentence's name; empty when not.
    """

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.step = Step.ATTRACT
        self.card_present = False
        self.reader_usable = True
        self.reader_problem = ""
        self.scanner_usable = True
        self.scanner_problem = ""
        self.microphone_problem = ""
        self.camera_problem = photographing.NO_CAMERA
        self.desk_problem = photographing.NO_DESK
        self.lookups = 0
        self.takes = 0
        self.photographs = 0
        self.seeing = False
        self.seeing_desk = False
        self.listening = 0
        self.battery_empty = False
        self.revoked = False
        self.stopped = ""
        self._receipt_until: float | None = None
        self._wiped = False
        self._scanning = False
        self._idle = IdleWatch(ports.clock.monotonic())
        self._finish_at = 0.0
        self._finish_left = 0.0
        self._commands: list[Command] = []
        self.visit = self._fresh_visit()

    def start(self) -> tuple[Command, ...]:
        """What has to be done before the first event."""
        return (ReadCards(on=True),)

    def handle(self, event: Event) -> tuple[Command, ...]:
        """Take one event; returns what is to be done about it, in order."""
        now = self.ports.clock.monotonic()
        if not isinstance(event, _PASSIVE):
            self._wiped = False
            self._idle.alive(now)
            self._idle.back()
        self._note_around(event)
        self._note(event)
        handler = None if self._resting else _HANDLERS.get((self.step, type(event)))
        if handler is not None:
            handler(self, event)
        elif isinstance(event, events.ExitAsked):
            self._exit()
        elif isinstance(event, events.Ticked):
            self._tick(now)
        self._settle(event)
        commands, self._commands = tuple(self._commands), []
        return commands

    # --- for the screen -------------------------------------------------------------------------

    @property
    def idle_seconds(self) -> int:
        """Seconds left while the idle warning is up, else 0."""
        return 0 if self.step in _UNTIMED else self._idle.warning_s

    @property
    def finish_seconds(self) -> int:
        """Seconds until the last page closes by itself; it waits while a card lies there."""
        return 0 if self.card_present else max(0, round(self._finish_left))

    @property
    def busy(self) -> bool:
        """Whether a case is being saved."""
        application = self.visit.application
        return application is not None and application.submitting

    @property
    def sounding(self) -> bool:
        """Whether somebody is being recorded, or hears what was."""
        application = self.visit.application
        return application is not None and application.recorder.busy

    # --- for the stages -------------------------------------------------------------------------

    def go(self, step: Step) -> None:
        """Move to a step."""
        if step is Step.ATTRACT:
            self.stopped = ""
        if step is not Step.DONE:
            self._receipt_until = None
        self.step = step

    def want(self, command: Command) -> None:
        """Ask for something to be done."""
        self._commands.append(command)

    def next_lookup(self) -> int:
        """A number for a lookup; answers to earlier ones are nobody's any more."""
        self.lookups += 1
        return self.lookups

    def next_take(self) -> int:
        """A number for a recording, made or played; answers to earlier ones are nobody's."""
        self.takes += 1
        return self.takes

    def next_photograph(self) -> int:
        """A number for a photograph; answers to earlier ones are nobody's."""
        self.photographs += 1
        return self.photographs

    def alive(self) -> None:
        """Somebody is there, though nothing is touched."""
        self._idle.alive(self.ports.clock.monotonic())

    def end(self, offered: RatingOffer | None = None) -> None:
        """Wipe the person and say goodbye.

        Args:
            offered: what may still be rated; the question is put as the person reads.
        """
        language, senior = self.visit.language, self.visit.senior
        self._wipe()
        if offered is not None:
            self.visit.language, self.visit.senior = language, senior
        self.visit.rating = offered
        self.stay()
        self.go(Step.FINISH)

    def leave(self) -> None:
        """Wipe the person; the screen is free for the next one."""
        self._wipe()
        self.go(Step.ATTRACT)

    def stay(self) -> None:
        """Let the last page stand on: somebody is busy there."""
        self._begin_finish()
        if self.visit.rating is not None:
            self.visit.rating.closes_at = self._finish_at

    def new_person(self) -> None:
        """Wipe whoever stood there; somebody else has laid a card."""
        self._wipe()

    # --- inside ---------------------------------------------------------------------------------

    def _fresh_visit(self) -> Visit:
        visit = Visit(language=self.ports.language)
        if not self.reader_usable:
            visit.identification.state = CardState.NO_READER
            visit.identification.problem = self.reader_problem
        if not self.scanner_usable:
            visit.scan = ScanState.NO_READER
        return visit

    def _wipe(self) -> None:
        rating.keep(self)
        self.visit = self._fresh_visit()
        self._receipt_until = None
        self._wiped = True
        self.lookups += 1
        self.want(Forget())

    def _note(self, event: Event) -> None:
        """What holds at every step: where the card is, which devices work, how it shall look."""
        match event:
            case events.CardLaid() | events.CardWasRead():
                self.card_present = True
            case events.CardLifted() | events.CardUnreadable():
                # a reader cannot tell when a card it failed to read is lifted: the goodbye page
                # must not wait for it
                self.card_present = False
                self._begin_finish()
            case events.ReaderChanged():
                self._reader_changed(event)
            case events.ScannerChanged(usable=usable, reason=reason):
                self.scanner_usable = usable
                self.scanner_problem = "" if usable else reason or NO_SCANNER
                self.visit.scan = ScanState.LOOKING if usable else ScanState.NO_READER
            case events.MicrophoneChanged(usable=usable, reason=reason):
                self.microphone_problem = "" if usable else reason or NO_MICROPHONE
            case events.CameraChanged():
                photographing.camera_changed(self, event)
            case events.PrintEnded():
                self.want(RecordPrint(event.number, event.result, event.reason))
            case events.SeniorToggled():
                self.visit.senior = not self.visit.senior
            case events.LanguageChosen(language=language):
                self._speak(language)
            case _:
                pass

    @property
    def _resting(self) -> bool:
        """Whether nothing that somebody does begins a session."""
        return (self.battery_empty or self.revoked) and self.step is Step.ATTRACT

    def _note_around(self, event: Event) -> None:
        """The electricity, and whether somebody stands there."""
        match event:
            case events.BatteryTold(empty=empty):
                self.battery_empty = empty
                if not empty:
                    self._receipt_until = None
            case events.RevocationTold(revoked=revoked):
                self.revoked = revoked
            case events.PresenceTold(near=False):
                self._idle.gone(self.ports.clock.monotonic())
            case events.PresenceTold():
                self._idle.back()
            case _:
                pass

    def _reader_changed(self, event: events.ReaderChanged) -> None:
        self.reader_usable = event.usable
        self.reader_problem = "" if event.usable else event.reason or NO_READER
        identification = self.visit.identification
        if not event.usable:
            self.card_present = False
            if identification.state is not CardState.TAKE:
                identification.state = CardState.NO_READER
                identification.problem = self.reader_problem
        elif identification.state is CardState.NO_READER:
            identification.state, identification.problem = CardState.LAY, ""

    def _speak(self, language: str) -> None:
        self.visit.language = language
        application = self.visit.application
        if application is not None and application.questionnaire is not None:
            application.questionnaire.speak(language)

    def _settle(self, event: Event) -> None:
        """Look for codes and listen only where the page that stands there wants it."""
        recording.settle(self)
        photographing.settle(self)
        if self.step is Step.QUESTIONS and isinstance(event, events.Ticked | events.SoundCame):
            return  # neither changes the page
        wanted = scanning.wanted(self)
        if wanted is not self._scanning:
            self._scanning = wanted
            self.want(ScanCodes(on=wanted))

    def _begin_finish(self) -> None:
        self._finish_left = STOPPED_S if self.stopped else self._goodbye_s()
        self._finish_at = self.ports.clock.monotonic() + self._finish_left

    def _goodbye_s(self) -> float:
        offered = self.visit.rating
        if offered is None:
            return FINISH_S
        seconds = RATING_S if offered.satisfaction is None else REASONS_S
        return seconds * SENIOR_LIMIT_S / LIMIT_S if self.visit.senior else seconds

    def _exit(self) -> None:
        if self.step is Step.ATTRACT or self.busy:
            return
        if self.visit.person is None and not self.card_present:
            self.leave()
        else:
            self.end()

    def _tick(self, now: float) -> None:
        if self.step is Step.FINISH:
            self._tick_goodbye(now)
            return
        if self.step is Step.ATTRACT:
            if not self._wiped and self._idle.measure(now, self._limit_s()):
                self._wipe()  # letters and language somebody chose, and then went
            return
        if (self.battery_empty or self.revoked) and self._may_stop(now):
            self.stopped = REVOKED if self.revoked else NO_POWER
            self.end()
            return
        if self.busy or self._printing() or self._playing():
            self._idle.alive(now)
            return
        if self._idle.measure(now, self._limit_s()):
            if self.card_present:
                self.end()
            else:
                self.leave()

    def _tick_goodbye(self, now: float) -> None:
        if self.card_present:
            offered = self.visit.rating
            if offered is not None and now >= offered.closes_at:
                rating.close(self)
            self._begin_finish()
        self._finish_left = self._finish_at - now
        if self._finish_left <= 0.0:
            self.leave()

    def _may_stop(self, now: float) -> bool:
        """Whether the session can be ended now: nothing is being saved, no receipt is new."""
        if self.busy:
            return False
        if self.step is not Step.DONE:
            return True
        if self._receipt_until is None:
            self._receipt_until = now + STOPPED_S
        return now >= self._receipt_until

    def _limit_s(self) -> float:
        if self.step in {Step.SIGN, Step.SCAN}:
            return UNATTENDED_S
        return SENIOR_LIMIT_S if self.visit.senior else LIMIT_S

    def _playing(self) -> bool:
        application = self.visit.application
        return application is not None and bool(application.recorder.heard)

    def _printing(self) -> bool:
        outcome = self.visit.outcome
        if self.step is Step.DONE and outcome is not None:
            return outcome.print_state is PrintState.PRINTING
        if self.step is Step.GUIDE:
            return self.visit.guide_slip is PrintState.PRINTING
        return self.step is Step.MY_CASES and bool(self.visit.enquiry.printing)


def _handlers() -> Table:
    from kiosk.journey import arrival, ending, enquiry, filling, signing  # they need Journey's name

    table: Table = {}
    for stage in (
        arrival,
        filling,
        seeking,
        scanning,
        recording,
        photographing,
        signing,
        ending,
        rating,
        enquiry,
    ):
        table |= stage.TABLE
    return table


_HANDLERS = _handlers()
