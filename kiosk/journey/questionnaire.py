"""Walking through a form page by page, forwards, backwards and straight to one answer."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kiosk.cases.submission import Attachment
from kiosk.forms import FormError, NodeState, Question, Repeat, Session
from kiosk.journey import pages, spelling
from kiosk.journey.enclosures import JPEG, PDF, Enclosures, Makers
from kiosk.journey.fields import (
    DRAWN,
    ENCLOSED,
    FROM_CODE,
    Answer,
    Fact,
    Field,
    Kind,
    error_of,
    is_known,
    is_partial_ranking,
    kind_of,
    photographed_as,
)
from kiosk.journey.markdown import quoted, worded
from kiosk.journey.pages import PagePlan
from kiosk.journey.ports import Drawing
from kiosk.journey.reader import Reader, most_rows, row_name

CARD_INTENT = "kiosk.id_card"
"""Name of the outside call that the identity card answers (docs/authoring.md)."""


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """What stands on the page.

    Args:
        ref: what the page is made of.
        heading: unique within the form.
        hint: help below the heading.
        step: place of the page, from 1.
        steps: pages there are now; answers may change it.
        known: what is shown, not asked.
        fields: what is asked.
        errors: (ref, sentence) of what has to be mended, empty until Continue was touched.
        obstacle: sentence about a known fact that rules the application out, empty while none does.
    """

    ref: str
    heading: str
    hint: str
    step: int
    steps: int
    known: tuple[Fact, ...]
    fields: tuple[Field, ...]
    errors: tuple[tuple[str, str], ...]
    obstacle: str = ""


class Questionnaire:
    """One filling-in of a form; holds answers only in the form session, and what was drawn.

    Args:
        session: a fresh session of the form.
        language: BCP 47-like code of the screen (``zh_CN``, ``en``); decides how lists are joined.
        makers: make files of what is drawn.
    """

    def __init__(
        self,
        session: Session,
        language: str,
        makers: Makers,
        *,
        position: str = "",
    ) -> None:
        self.session = session
        self.language = language
        self.position = position
        self._at = ""
        self._index = 0
        self._rows: list[str] = []
        self._last_row = ""
        self._fresh_rows: set[str] = set()
        self._judged = False
        self._to_check = False
        self._absent: set[str] = set()
        self._enclosures = Enclosures(session, makers)
        self._planned: tuple[int, tuple[PagePlan, ...]] = (-1, ())
        self.speak(language)

    # --- where one stands -----------------------------------------------------------------------

    def plans(self) -> tuple[PagePlan, ...]:
        """Pages that have something to show now, in order; a body holds only what is relevant."""
        return tuple(
            plan
            for plan in self._plan()
            if any(element.ref not in self._absent for element in plan.elements)
        )

    @property
    def empty(self) -> bool:
        """Whether the form asks nothing at all."""
        return not self.plans()

    def page(self) -> QuestionPage:
        """The page one stands on."""
        plans = self.plans()
        index = self._settle(plans)
        plan = self._current(plans)
        reader = self._reader()
        fields = tuple(reader.fields(plan, with_errors=self._judged))
        heading = plan.heading or (fields[0].label if fields else "")
        known = tuple(reader.known(plan))
        if not heading and known:
            heading = known[0].label
        return QuestionPage(
            ref=plan.ref,
            heading=self._unique(heading, plan, plans),
            hint=fields[0].hint if len(fields) == 1 and not plan.heading else reader.hint(plan),
            step=index + 1,
            steps=len(plans),
            known=known,
            fields=fields,
            errors=tuple((field.ref, field.error) for field in _single(fields) if field.error),
            obstacle=self._obstacle(known),
        )

    # --- answering ------------------------------------------------------------------------------

    def answer(self, ref: str, value: str) -> bool:
        """Give a field of this page a value; False when the page does not ask for it."""
        kind = self._asked().get(ref)
        if kind is None or (kind in ENCLOSED and value):  # only what is enclosed names its file
            return False
        if kind is Kind.RANK and value and not self._is_whole_order(ref, value):
            return False  # the list is another one than the screen showed
        if kind is Kind.PLACE and value and value != self.position:
            return False  # no place is made up
        self.session.set(ref, self._stored(kind, value))
        self._enclosures.drop_unnamed()
        return True

    def draw(self, ref: str, drawing: Drawing) -> bool:
        """Draw on a field of this page; False when the page asks for no drawing there.

        Args:
            ref: the field.
            drawing: everything that is drawn now; without a point the answer is cleared.
        """
        kind = self._asked().get(ref)
        if kind is Kind.SIGNATURE:
            self._enclosures.put_signature(ref, drawing.strokes)
        elif kind is Kind.DRAWING:
            self._enclosures.put_drawing(ref, drawing)
        return kind in DRAWN

    def photographs(self, ref: str) -> str:
        """Media type that photographs answer a field of this page as; "" where it takes none."""
        kind = self._asked().get(ref)
        return "" if kind is None else photographed_as(kind, self.session[ref].attributes)

    def is_papers(self, ref: str) -> bool:
        """Whether a field of this page asks for papers, not for a picture of something."""
        return self._asked().get(ref) is Kind.FILE

    def room_for_photograph(self, ref: str, place: int | None = None) -> int:
        """Bytes that the next photograph of a field may have; of papers, the page in a place."""
        if self.photographs(ref) == PDF:
            return self._enclosures.room_for_page(ref, place)
        return self._enclosures.room(ref)

    def pages_of(self, ref: str) -> int:
        """How many pages the papers of a field have."""
        return len(self._enclosures.papers(ref))

    def photograph(self, ref: str, content: bytes, place: int | None = None) -> bool:
        """Answer a field of this page with a photograph (JPEG): alone, as a page, to draw on.

        Args:
            ref: the field.
            content: the photograph.
            place: of the page of papers it replaces; None adds one.

        Returns:
            False when the page does not ask for it or there is no room; nothing is changed then.
        """
        media_type = self.photographs(ref)
        if not media_type:
            return False
        if media_type == PDF:
            return self._enclosures.put_page(ref, content, place)
        if self._asked().get(ref) is Kind.DRAWING:
            return self._enclosures.put_ground(ref, content)
        return self._enclosures.put_file(ref, JPEG, content)

    def drop_photograph(self, ref: str, place: int | None = None) -> None:
        """Take a photograph of a field of this page away; of papers one page, else the last."""
        media_type = self.photographs(ref)
        if media_type == PDF:
            self._enclosures.drop_page(ref, place)
        elif self._asked().get(ref) is Kind.DRAWING:
            self._enclosures.put_ground(ref, b"")
        elif media_type:
            self._enclosures.put_file(ref, JPEG, b"")

    def move_page(self, ref: str, place: int, to: int) -> None:
        """Have a page of the papers of a field of this page stand somewhere else."""
        if self.photographs(ref) == PDF:
            self._enclosures.move_page(ref, place, to)

    def paper_page(self, version: int) -> bytes:
        """The photograph of a page of papers, for the screen; empty where there is none."""
        return self._enclosures.page(version)

    def picture(self, name: str) -> bytes:
        """A picture of an enclosed file, for the screen; empty where there is none."""
        return self._enclosures.picture(name)

    def photographed_ground(self, name: str) -> bytes:
        """The photograph that a drawing is drawn on, by the drawing's file name; empty if none."""
        drawing = self._enclosures.drawing(name)
        return drawing.ground if drawing.photographed and isinstance(drawing.ground, bytes) else b""

    def enclose(self, ref: str, media_type: str, content: bytes) -> bool:
        """Answer a field of this page with a file; False when it is not asked for or too large.

        Args:
            ref: the field.
            media_type: such as ``image/jpeg``.
            content: the file; empty clears the answer.
        """
        if self._asked().get(ref) not in ENCLOSED - DRAWN:
            return False
        return self._enclosures.put_file(ref, media_type, content)

    def asks(self, ref: str) -> Kind | None:
        """How a field of this page is filled in; None where the page does not ask for it."""
        return self._asked().get(ref)

    def code_fields(self) -> dict[str, str]:
        """The fields of this page that a code reader fills: ref to value, in order."""
        nodes = {
            element.ref: (element, self.session[element.ref])
            for element in self._page_plan().elements
            if isinstance(element, Question) and element.ref not in self._absent
        }
        return {
            ref: node.value
            for ref, (element, node) in nodes.items()
            if kind_of(element, node) is Kind.CODE
            and node.relevant
            and not is_known(node, Kind.CODE)
        }

    def take_code(self, ref: str, text: str) -> bool:
        """Answer a field with a code, which the answer remembers; no text clears it.

        Returns:
            False when the field takes no such text; it is empty then.
        """
        parent, _, name = ref.rpartition("/")
        self.session.fill(parent, {name: text}, source=FROM_CODE)
        if text and not self.session[ref].value:
            self.session.fill(parent, {name: ""}, source="")
            return False
        return True

    def keep_recording(self, ref: str, media_type: str, content: bytes) -> bool:
        """Answer a field with what was said, on whichever page; False when it is too large."""
        return self._enclosures.put_file(ref, media_type, content)

    def enclosed(self, ref: str) -> Attachment | None:
        """The file a field was answered with; None while it has none."""
        return self._enclosures.content(self.session[ref].value)

    def add_row(self, ref: str) -> bool:
        """Add a row to a repeat of this page and open it."""
        repeat = self._repeat(ref)
        if repeat is None or not self._may_grow(repeat):
            return False
        self.session.add_repeat(ref)
        self._enclosures.take_defaults()
        grown = self._repeat(ref)
        if grown is None or not grown.instances:
            return False
        self._fresh_rows.add(grown.instances[-1].ref)
        self._open_row(grown.instances[-1].ref)
        return True

    def edit_row(self, ref: str) -> bool:
        """Open a row of a repeat of this page."""
        if ref not in self._row_refs():
            return False
        self._open_row(ref)
        return True

    def remove_row(self, ref: str) -> bool:
        """Take a row of a repeat of this page away."""
        found = pages.find_row(self.session.body, ref)
        if ref not in self._row_refs() or found is None or not found[0].can_remove:
            return False
        self.session.remove_repeat(ref)
        self._enclosures.drop_unnamed()
        self._fresh_rows.clear()  # refs behind the row have moved up
        self._last_row = ""
        return True

    def fill_from_card(self, values: dict[str, str]) -> None:
        """Fill the groups the identity card answers for.

        What the card does not have (foreign cards name no nation) is asked, or, where the form
        lets nobody type it, left out.
        """
        for ref, intent in self.session.form.device_fill.items():
            if intent.name != CARD_INTENT:
                continue
            names = self._names_below(ref)
            present = {name: values[name] for name in names if values.get(name)}
            self.session.fill(ref, present, source="card")
            self._absent |= {
                path
                for name, path in names.items()
                if name in values and not values[name] and self.session[path].readonly
            }

    # --- moving ---------------------------------------------------------------------------------

    def proceed(self) -> bool:
        """Continue: True when the person is through and may check the answers.

        A page with violations stays and shows them.
        """
        plans = self.plans()
        index = self._settle(plans)
        plan = self._current(plans)
        violations = self._violations(plan, self.session.violations())
        if violations:
            self._show_first(plan, violations[0])
            return False
        self._judged = False
        if self._rows:
            self._last_row = self._rows.pop()
            self._fresh_rows.discard(self._last_row)
            return self._to_check and not self._rows and self._back_to_check()
        if self._to_check:
            return self._back_to_check()
        if index + 1 >= len(plans):
            return True
        self._go(plans, index + 1)
        return False

    def back(self) -> bool:
        """Back: False when there is nothing before this page."""
        self._judged = False
        if self._rows:
            row = self._last_row = self._rows.pop()
            if row in self._fresh_rows and self._is_blank(row):
                self.session.remove_repeat(row)
                self._last_row = ""
            self._fresh_rows.discard(row)
            return True
        plans = self.plans()
        index = self._settle(plans)
        if index == 0:
            return False
        self._go(plans, index - 1)
        return True

    def change(self, ref: str) -> bool:
        """Go straight to the page of one answer; Continue then returns to the check page."""
        for index, plan in enumerate(plans := self.plans()):
            rows = pages.path_to(plan.elements, ref)
            if rows or ref == plan.ref or any(e.ref == ref for e in plan.elements):
                self._go(plans, index)
                self._rows = list(rows)
                self._to_check = True
                return True
        return False

    def first_unfinished(self) -> bool:
        """Go to the first page with a violation and show it; False when there is none."""
        failing = self.session.violations()
        for index, plan in enumerate(plans := self.plans()):
            violations = self._violations(plan, failing)
            if violations:
                self._go(plans, index)
                self._show_first(plan, violations[0])
                self._to_check = True
                return True
        return False

    def last(self) -> None:
        """Go to the last page, coming back from the check page."""
        plans = self.plans()
        if plans:
            self._go(plans, len(plans) - 1)
        self._to_check = False

    @property
    def changing(self) -> bool:
        """Whether Continue and Back lead to the check page."""
        return self._to_check

    @property
    def in_row(self) -> bool:
        """Whether a row of a repeat is open."""
        return bool(self._rows)

    def speak(self, language: str) -> None:
        """Ask in another language, if the form knows it."""
        self.language = language
        with contextlib.suppress(FormError):  # it stays in a language it knows
            self.session.language = language

    def answers(self) -> tuple[Answer, ...]:
        """Every relevant question with its answer."""
        return tuple(self._reader().answers(self.plans()))

    def attachments(self) -> tuple[Attachment, ...]:
        """The pictures that relevant answers name, in document order."""
        return self._enclosures.attachments()

    # --- inside ---------------------------------------------------------------------------------

    def _reader(self) -> Reader:
        return Reader(
            self.session,
            self.language,
            frozenset(self._absent),
            self._enclosures,
            self._last_row,
        )

    def _plan(self) -> tuple[PagePlan, ...]:
        """Every page of the form as it stands; made anew after a change only, as it takes long."""
        session = self.session
        if self._planned[0] != session.revision:
            with session.styled(quoted, worded):
                planned = tuple(pages.plan(session.body, lambda ref: session[ref].label))
            self._planned = (session.revision, planned)
        return self._planned[1]

    def _stored(self, kind: Kind, value: str) -> str:
        """A value as the instance holds it: controls know neither offsets nor seconds."""
        zone = self.session.zone
        if kind is Kind.DATE_TIME:
            return spelling.stored_moment(value, zone)
        if kind is Kind.TIME:
            today = date.fromisoformat(str(self.session.evaluate("today()")))
            return spelling.stored_time(value, zone, today)
        return value

    def _settle(self, plans: tuple[PagePlan, ...]) -> int:
        """Index of the current page; if an answer made it vanish, the nearest one before it."""
        for index, plan in enumerate(plans):
            if plan.ref == self._at:
                self._index = index
                self._rows = [row for row in self._rows if pages.find_row(plan.elements, row)]
                return index
        self._go(plans, min(self._index, len(plans) - 1))
        return self._index

    def _go(self, plans: tuple[PagePlan, ...], index: int) -> None:
        self._index = index
        self._at = plans[index].ref
        self._rows = []
        self._judged = False

    def _current(self, plans: tuple[PagePlan, ...]) -> PagePlan:
        plan = plans[self._index]
        if not self._rows:
            return plan
        found = pages.find_row(plan.elements, self._rows[-1])
        if found is None:
            return plan
        repeat, index = found
        around = (pages.find_row(plan.elements, row) for row in self._rows)
        heading = " · ".join(row_name(*each) for each in around if each is not None)
        return pages.plan_row(repeat.instances[index], heading)

    def _open_row(self, ref: str) -> None:
        self._rows.append(ref)
        self._judged = False

    def _page_plan(self) -> PagePlan:
        plans = self.plans()
        self._settle(plans)
        return self._current(plans)

    def _asked(self) -> dict[str, Kind]:
        fields = self._reader().fields(self._page_plan(), with_errors=False)
        return {
            field.ref: field.kind
            for field in _single(fields)
            if field.kind not in {Kind.NOTE, Kind.REPEAT, Kind.SECTION} and not field.read_only
        }

    def _is_whole_order(self, ref: str, value: str) -> bool:
        return sorted(value.split()) == sorted(value for value, _ in self.session[ref].choices)

    def _may_grow(self, repeat: Repeat) -> bool:
        most = most_rows(self.session[repeat.ref])
        return repeat.can_add and (not most or len(repeat.instances) < most)

    def _repeat(self, ref: str) -> Repeat | None:
        for element in self._page_plan().elements:
            if isinstance(element, Repeat) and element.ref == ref:
                return element
        return None

    def _row_refs(self) -> set[str]:
        return {
            row.ref
            for element in self._page_plan().elements
            if isinstance(element, Repeat)
            for row in element.instances
        }

    def _violations(self, plan: PagePlan, failing: Sequence[NodeState]) -> list[str]:
        """What of all that fails in the form fails on a page, and rankings that are not whole."""
        refs = [element.ref for element in plan.elements]
        questions = list(pages.questions_in(plan.elements))
        heads = {question.ref for question in questions if pages.is_head(question)}
        orders = [question.ref for question in questions if question.control == "rank"]
        return [
            found.path
            for found in failing
            if found.path not in heads
            and any(found.path == ref or _below(found.path, ref) for ref in refs)
        ] + [ref for ref in orders if is_partial_ranking(self.session[ref])]

    def _obstacle(self, known: tuple[Fact, ...]) -> str:
        """What the form says about a fact that nobody here can change."""
        if not self._judged:
            return ""
        return next((error for fact in known if (error := error_of(self.session[fact.ref]))), "")

    def _show_first(self, plan: PagePlan, path: str) -> None:
        """Show what has to be mended: here, or in the row it is in; a blank row is just opened."""
        rows = pages.path_to(plan.elements, path)
        self._rows.extend(rows)
        self._judged = not (rows and self._is_blank(rows[-1]))

    def _back_to_check(self) -> bool:
        """Whether nothing else fails now; a change may have made other questions appear."""
        return not self.first_unfinished()

    def _is_blank(self, row: str) -> bool:
        found = pages.find_row(self.session.body, row)
        if found is None:
            return False
        repeat, index = found
        elements = pages.flatten(repeat.instances[index].children)
        return all(
            not element.instances if isinstance(element, Repeat) else self._untouched(element)
            for element in elements
        )

    def _untouched(self, question: Question) -> bool:
        node = self.session[question.ref]
        return not node.value or node.readonly or kind_of(question, node) is Kind.NOTE

    def _names_below(self, ref: str) -> dict[str, str]:
        """Last part of the ref → ref, of the questions directly in a group."""
        return {
            element.ref.rsplit("/", 1)[-1]: element.ref
            for plan in self._plan()
            for element in plan.elements
            if element.ref.rpartition("/")[0] == ref and not isinstance(element, Repeat)
        }

    def _unique(self, heading: str, plan: PagePlan, plans: tuple[PagePlan, ...]) -> str:
        """The heading, with its section in front where another page has the same words."""
        if self._rows:
            return heading
        same = 0
        for other in plans:
            words = other.heading
            if not words and not isinstance(other.elements[0], Repeat):
                words = worded(self.session[other.elements[0].ref].label)
            same += words == heading
        if same > 1 and plan.section and plan.section != heading:
            return f"{plan.section} · {heading}"
        return heading


def _single(fields: Iterable[Field]) -> Iterator[Field]:
    """The fields, and instead of a table its questions."""
    for field in fields:
        yield from field.questions or (field,)


def _below(path: str, repeat: str) -> bool:
    """Whether a concrete path lies in a row of a repeat given without a position."""
    return path.startswith((f"{repeat}[", f"{repeat}/"))
