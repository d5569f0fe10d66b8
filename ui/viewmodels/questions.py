"""One page of questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QJSValue, QmlElement

from kiosk.cases.submission import Point
from kiosk.journey import events, scanning
from kiosk.journey.fields import ACKNOWLEDGED, Kind
from kiosk.journey.markdown import rich_of
from kiosk.journey.ports import Drawing, Pen, Strokes
from kiosk.journey.questionnaire import QuestionPage
from kiosk.journey.seeking import Seeking
from ui.models.fields import FieldListModel, choice_entry
from ui.viewmodels.camera import CameraViewModel
from ui.viewmodels.code_window import CodeWindowViewModel
from ui.viewmodels.page import PageViewModel
from ui.viewmodels.recorder import RecorderViewModel
from ui.viewmodels.words import in_words

if TYPE_CHECKING:
    from ui.conductor import Conductor

QML_IMPORT_NAME = "Kiosk.ViewModels"
QML_IMPORT_MAJOR_VERSION = 1

_NO_CODES: dict[str, object] = {"usable": True, "inHand": "", "about": "", "problem": ""}
_NOTHING_FOUND: dict[str, object] = {"ref": "", "text": "", "state": "none", "choices": []}
_NOTHING = QuestionPage("", "", "", 0, 0, (), (), ())


@QmlElement
class QuestionsViewModel(PageViewModel):
    """Heading, place, known facts, fields and what has to be mended."""

    placeChanged = Signal()
    knownChanged = Signal()
    errorsChanged = Signal()
    foundChanged = Signal()
    codesChanged = Signal()

    def __init__(self, conductor: Conductor, parent: QObject | None = None) -> None:
        super().__init__(conductor, parent)
        self._fields = FieldListModel(self)
        self._place: tuple[str, str, int, int] = ("", "", 0, 0)
        self._rich = ("", "")
        self._guidance = ""
        self._known: list[dict[str, str]] = []
        self._errors: list[dict[str, str]] = []
        self._obstacle = ""
        self._codes: dict[str, object] = _NO_CODES
        self._found: dict[str, object] = _NOTHING_FOUND
        self._recorder = RecorderViewModel(conductor, self)
        self._camera = CameraViewModel(conductor, self)
        self._code_window = CodeWindowViewModel(conductor, self)

    def title(self) -> str:
        """The item one applies for."""
        visit = self._conductor.journey.visit
        if visit.application is None:
            return ""
        return visit.application.item.name.in_language(visit.language)

    def refresh(self) -> None:
        """Show the page one stands on."""
        application = self._conductor.journey.visit.application
        if application is not None and application.questionnaire is not None:
            self._show(application.questionnaire.page(), application.questionnaire.language)
            seen = application.scanning
            codes: dict[str, object] = {
                "usable": self._conductor.journey.scanner_usable,
                "missing": self._conductor.journey.scanner_problem,
                "inHand": scanning.in_hand(self._conductor.journey),
                "about": seen.about,
                "problem": seen.problem,
            }
            self.update("_codes", codes, self.codesChanged.emit)
            self.update("_found", found_of(application.seeking), self.foundChanged.emit)
            self._recorder.refresh()
            self._camera.refresh()

    def blank(self) -> None:
        """Show no field and no answer."""
        self._show(_NOTHING, "")
        self.update("_codes", _NO_CODES, self.codesChanged.emit)
        self.update("_found", _NOTHING_FOUND, self.foundChanged.emit)
        self._recorder.blank()
        self._camera.blank()

    def _show(self, page: QuestionPage, language: str) -> None:
        self.update(
            "_place",
            (page.heading, page.hint, page.step, page.steps),
            self.placeChanged.emit,
        )
        rich = (rich_of(page.heading), rich_of(page.hint))
        self.update("_rich", rich, self.placeChanged.emit)
        of_heading = (field.guidance for field in page.fields if field.label == page.heading)
        self.update("_guidance", next(of_heading, ""), self.placeChanged.emit)
        self._fields.show(page.fields, language)
        known = [
            {"label": fact.label, "value": in_words(fact.value, fact.kind, language)}
            for fact in page.known
        ]
        self.update("_known", known, self.knownChanged.emit)
        errors = [{"ref": ref, "text": text} for ref, text in page.errors]
        self.update("_errors", errors, self.errorsChanged.emit)
        self.update("_obstacle", page.obstacle, self.errorsChanged.emit)

    @Property(str, notify=placeChanged)
    def heading(self) -> str:
        """The question, or what the questions of the page are about."""
        return self._place[0]

    @Property(str, notify=placeChanged)
    def hint(self) -> str:
        """Help below it."""
        return self._place[1]

    @Property(str, notify=placeChanged)
    def headingRich(self) -> str:
        """The heading with its markup as safe rich text; empty where it has none."""
        return self._rich[0]

    @Property(str, notify=placeChanged)
    def hintRich(self) -> str:
        """The hint likewise."""
        return self._rich[1]

    @Property(str, notify=placeChanged)
    def guidance(self) -> str:
        """The longer explanation of the question that is the heading."""
        return str(self._guidance)

    @Property(str, notify=placeChanged)
    def guidanceRich(self) -> str:
        """The same with its markup; empty where it has none."""
        return rich_of(self._guidance)

    @Property(int, notify=placeChanged)
    def step(self) -> int:
        """Place of the page, from 1."""
        return self._place[2]

    @Property(int, notify=placeChanged)
    def steps(self) -> int:
        """How many pages there are now."""
        return self._place[3]

    @Property("QVariantList", notify=knownChanged)  # type: ignore[arg-type] # Qt's name
    def known(self) -> list[dict[str, str]]:
        """What is shown, not asked: label, value."""
        return self._known

    @Property(QObject, constant=True)
    def fields(self) -> FieldListModel:
        """The fields; roles in `ui.models.fields`."""
        return self._fields

    @Property("QVariantMap", notify=foundChanged)  # type: ignore[arg-type] # Qt's name
    def found(self) -> dict[str, object]:
        """The last search in a list of choices: ref, text, state, choices (value, label, image)."""
        return self._found

    @Property("QVariantList", notify=errorsChanged)  # type: ignore[arg-type] # Qt's name
    def errors(self) -> list[dict[str, str]]:
        """What has to be mended: ref, text."""
        return self._errors

    @Property(str, notify=errorsChanged)
    def obstacle(self) -> str:
        """The form's sentence about a known fact that rules the application out; else empty."""
        return self._obstacle

    @Property("QVariantMap", notify=codesChanged)  # type: ignore[arg-type] # Qt's name
    def codes(self) -> dict[str, object]:
        """What goes on with codes: usable or missing (why not), inHand, problem about a field."""
        return self._codes

    @Property(QObject, constant=True)
    def recorder(self) -> RecorderViewModel:
        """Saying an answer."""
        return self._recorder

    @Property(str, constant=True)
    def position(self) -> str:
        """The terminal's place as XForms writes it; empty where nobody has measured it."""
        return self._conductor.journey.ports.position

    @Property(str, constant=True)
    def placeName(self) -> str:
        """The service point."""
        return self._conductor.journey.ports.place.name

    @Slot(str)
    def scanAgain(self, ref: str) -> None:
        """Fill a field from a code, again if it was."""
        self.tell(events.CodeAsked(ref))

    @Property(QObject, constant=True)
    def codeWindow(self) -> CodeWindowViewModel:
        """What is held to the code reader's camera."""
        return self._code_window

    @Property(QObject, constant=True)
    def camera(self) -> CameraViewModel:
        """Photographs; see `ui.viewmodels.camera`."""
        return self._camera

    @Slot(str, "QVariant")
    def setAnswer(self, ref: str, value: object) -> None:
        """Give a field a value, in the shape its control has it."""
        kind = self._fields.kind_of(ref)
        if kind is Kind.SIGNATURE:
            self.tell(events.FieldDrawn(ref, as_strokes(value)))
        elif kind is Kind.DRAWING:
            drawing = as_drawing(value)
            self.tell(events.FieldDrawn(ref, drawing.strokes, drawing.pens, drawing.size))
        else:
            self.tell(events.Answered(ref, as_xforms(value)))

    @Slot(str, str)
    def searchChoices(self, ref: str, text: str) -> None:
        """Search the choices of a field; an empty text ends the search."""
        self.tell(events.ChoicesSought(ref, text))

    @Slot()
    def next(self) -> None:
        """Continue."""
        self.tell(events.Continued())

    @Slot()
    def back(self) -> None:
        """Back."""
        self.tell(events.WentBack())

    @Slot(str)
    def addRow(self, ref: str) -> None:
        """Add a row to a repeat."""
        self.tell(events.RowAdded(ref))

    @Slot(str)
    def editRow(self, ref: str) -> None:
        """Open a row."""
        self.tell(events.RowEdited(ref))

    @Slot(str)
    def removeRow(self, ref: str) -> None:
        """Take a row away."""
        self.tell(events.RowRemoved(ref))


def found_of(seeking: Seeking) -> dict[str, object]:
    """A search as the screen has it."""
    choices = [choice_entry(choice) for choice in seeking.choices]
    return {
        "ref": seeking.ref,
        "text": seeking.text,
        "state": seeking.state.value,
        "choices": choices,
    }


def as_xforms(value: object) -> str:
    """A control's value as the XForms string: lists are space separated, ticks are ``OK``."""
    if isinstance(value, QJSValue):
        value = value.toVariant()
    if isinstance(value, bool):
        return ACKNOWLEDGED if value else ""
    if isinstance(value, list | tuple):
        return " ".join(str(part) for part in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def as_strokes(value: object) -> Strokes:
    """A pad's value as strokes: a list of strokes, each a list of [x, y, ms, pressure]."""
    if isinstance(value, QJSValue):
        value = value.toVariant()
    if not isinstance(value, list | tuple):
        return ()
    return tuple(tuple(Point(*map(float, sample)) for sample in stroke) for stroke in value)


def as_drawing(value: object) -> Drawing:
    """A coloured pad's value: ``size`` of the pad and ``strokes`` of points, colour and width."""
    if isinstance(value, QJSValue):
        value = value.toVariant()
    if not isinstance(value, dict):
        return Drawing()
    strokes = list(value.get("strokes", ()))
    width, height = value.get("size", (0.0, 0.0))
    return Drawing(
        strokes=as_strokes([stroke["points"] for stroke in strokes]),
        pens=tuple(Pen(str(stroke["colour"]), float(stroke["width"])) for stroke in strokes),
        size=(float(width), float(height)),
    )
