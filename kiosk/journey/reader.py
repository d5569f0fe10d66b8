"""Reads what a page shows and what the check page lists out of a form session."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from kiosk.forms import Offer, Question, Repeat, RepeatInstance, RepeatState, Session
from kiosk.journey import spelling
from kiosk.journey.enclosures import Enclosures, Shown
from kiosk.journey.fields import (
    CHOSEN,
    DRAWN,
    ENCLOSED,
    FROM_CODE,
    OFFERED_AT_ONCE,
    WRITTEN,
    Answer,
    Fact,
    Field,
    Kind,
    Node,
    Row,
    chosen,
    entered,
    error_of,
    in_words,
    is_known,
    kind_of,
    photographed_as,
)
from kiosk.journey.markdown import quoted, worded
from kiosk.journey.pages import (
    PagePlan,
    Section,
    flatten,
    is_asked,
    is_head,
    is_title,
    questions_in,
)
from kiosk.journey.ports import Drawing
from kiosk.journey.scale import read_scale
from kiosk.journey.tables import joined

SOURCES = frozenset({"card", FROM_CODE})
"""Devices whose answers the check page names."""


class Reader:
    """Reads fields, facts and answers out of a form session.

    Args:
        session: the form session.
        language: of the screen.
        absent: refs that only a card can fill and this card does not; they are left out.
        enclosures: files behind answers.
        last_row: ref of the row that was left last, empty while none was.
    """

    def __init__(
        self,
        session: Session,
        language: str,
        absent: frozenset[str],
        enclosures: Enclosures,
        last_row: str = "",
    ) -> None:
        self._session = session
        self._absent = absent
        self._language = language
        self._enclosures = enclosures
        self._last_row = last_row

    def fields(self, plan: PagePlan, *, with_errors: bool) -> Iterator[Field]:
        """What a page asks, in order: rows of a list as a table, groups under their headings."""
        return joined(self._under_headings(plan, with_errors=with_errors))

    def hint(self, plan: PagePlan) -> str:
        """What helps with the page as a whole."""
        return worded(self._session[plan.titled].hint) if plan.titled else ""

    def _under_headings(self, plan: PagePlan, *, with_errors: bool) -> Iterator[Field]:
        """The fields of a page, each group's heading before the first that is shown of it."""
        if plan.titled and (pictures := self._session[plan.titled].media):
            yield _heading(plan.titled, worded(plan.heading), "", pictures)
        waiting = list(plan.sections)
        for field in self._asked(plan, with_errors=with_errors):
            begun = [section for section in waiting if field.ref in section.members]
            waiting = [section for section in waiting if section not in begun]
            yield from (heading for section in begun for heading in self._heading_of(section))
            yield field

    def _heading_of(self, section: Section) -> Iterator[Field]:
        if not section.ref:
            if section.label:
                yield _heading(f"{section.members[0]}#heading", worded(section.label), "", {})
            return
        node = self._session[section.ref]
        if section.label or node.hint or node.media:
            yield _heading(section.ref, worded(section.label), worded(node.hint), node.media)

    def _asked(self, plan: PagePlan, *, with_errors: bool) -> Iterator[Field]:
        for element in plan.elements:
            if isinstance(element, Repeat):
                if is_asked(element):
                    yield self._repeat(element, with_errors=with_errors)
                continue
            if is_head(element) or is_title(element):
                node = self._session[element.ref]
                head = _heading(element.ref, worded(node.label), worded(node.hint), node.media)
                yield replace(head, appearances=element.appearances)
                continue
            node = self._session[element.ref]
            kind = kind_of(element, node)
            if not node.relevant or is_known(node, kind) or element.ref in self._absent:
                continue
            with self._session.styled(quoted, worded):
                label, hint, guidance = node.label, node.hint, node.guidance
                offer = _offer(node, kind)
                error = error_of(node) if with_errors else ""
            yield Field(
                ref=element.ref,
                kind=kind,
                label=label,
                hint=hint,
                value=entered(node, kind, self._session.zone),
                display=self._in_words(node, kind),
                required=node.required,
                read_only=node.readonly,
                error=error,
                choices=offer.first,
                choice_count=offer.count,
                chosen=chosen(node, kind) if kind in CHOSEN else (),
                appearances=tuple(element.appearances),
                settings=node.attributes | self._guides(node, kind),
                guidance=guidance,
                media=node.media,
                strokes=self._enclosures.strokes(node.value) if kind in DRAWN else (),
                enclosed=self._enclosures.shown(node.value) if kind in ENCLOSED else Shown(),
                drawing=self._drawing(node, kind),
                ground=self._enclosures.ground_name(element.ref) if kind is Kind.DRAWING else "",
                photographed_as=photographed_as(kind, node.attributes),
                longest=node.longest if kind in WRITTEN else 0,
            )

    def known(self, plan: PagePlan) -> Iterator[Fact]:
        """What a page shows without asking, in order."""
        for element in plan.elements:
            if isinstance(element, Repeat):
                continue
            node = self._session[element.ref]
            kind = kind_of(element, node)
            if node.relevant and is_known(node, kind):
                yield Fact(element.ref, self._label(node), self._in_words(node, kind), kind)

    def answers(self, plans: Sequence[PagePlan]) -> Iterator[Answer]:
        """Every relevant question of the form with its answer, in document order."""
        for plan in plans:
            yield from self._answers(plan.section, plan.elements)

    def _answers(
        self, section: str, elements: Sequence[Question | Repeat], outer: str = ""
    ) -> Iterator[Answer]:
        for element in elements:
            if isinstance(element, Repeat):
                for index, row in enumerate(element.instances):
                    name = " · ".join(filter(None, (outer, row_name(element, index))))
                    yield from self._answers(name, tuple(flatten(row.children)), name)
                continue
            if is_head(element):
                continue
            node = self._session[element.ref]
            kind = kind_of(element, node)
            if not node.relevant or kind is Kind.NOTE or element.ref in self._absent:
                continue
            yield Answer(
                section=section,
                label=self._label(node),
                value=self._in_words(node, kind),
                ref=element.ref,
                changeable=not node.readonly or not is_known(node, kind),
                source=node.source if node.source in SOURCES else "person",
                kind=kind,
                enclosed=self._enclosures.shown(node.value) if kind in ENCLOSED else Shown(),
            )

    def _drawing(self, node: Node, kind: Kind) -> Drawing:
        return self._enclosures.drawing(node.value) if kind is Kind.DRAWING else Drawing()

    def _label(self, node: Node) -> str:
        with self._session.styled(quoted, worded):
            return node.label

    def _in_words(self, node: Node, kind: Kind) -> str:
        return in_words(node, kind, self._language, self._session.zone)

    def _guides(self, node: Node, kind: Kind) -> dict[str, str]:
        """What a control keeps to besides its own attributes, as text."""
        match kind:
            case Kind.NUMBER:
                above_zero = node.least is not None and node.least >= 0
                return {"whole": str(node.type == "int"), "negative": str(not above_zero)}
            case Kind.RANGE:
                scale = read_scale(node.attributes, node.type)
                return scale.settings() if scale is not None else {}
            case Kind.DATE | Kind.TIME | Kind.DATE_TIME:
                now = str(self._session.evaluate("now()"))
                return {"now": spelling.entered_moment(now, self._session.zone)}
        return {}

    def _repeat(self, repeat: Repeat, *, with_errors: bool) -> Field:
        rows = tuple(
            self._row(repeat, index, row, with_errors=with_errors)
            for index, row in enumerate(repeat.instances)
        )
        state = self._session[repeat.ref]
        most = most_rows(state)
        return Field(
            ref=repeat.ref,
            kind=Kind.REPEAT,
            label=worded(repeat.label),
            hint=worded(state.hint),
            value=str(len(rows)),
            display="",
            error=next((row.error for row in rows if row.error), ""),
            settings={"most": str(most), "last": self._last_row},
            media=state.media,
            rows=rows,
            can_add=repeat.can_add and (not most or len(rows) < most),
            can_remove=repeat.can_remove,
        )

    def _row(self, repeat: Repeat, index: int, row: RepeatInstance, *, with_errors: bool) -> Row:
        elements = tuple(flatten(row.children))
        answers = {answer.ref: answer for answer in self._answers("", elements)}
        lines = []
        for element in elements:
            if isinstance(element, Repeat):
                if element.instances:
                    count = str(len(element.instances))
                    lines.append(Fact(element.ref, worded(element.label), count, Kind.REPEAT))
            elif (answer := answers.get(element.ref)) is not None and answer.value:
                lines.append(Fact(answer.ref, answer.label, answer.value, answer.kind))
        error = self._row_error(row) if with_errors else ""
        return Row(row.ref, row_name(repeat, index), tuple(lines), error)

    def _row_error(self, row: RepeatInstance) -> str:
        for question in questions_in(row.children):
            node = self._session[question.ref]
            if node.relevant and not is_head(question) and (found := error_of(node)):
                return found
        return ""


def _offer(node: Node, kind: Kind) -> Offer:
    """What there is to choose from; a ranking shows everything it ranks."""
    if kind not in CHOSEN:
        return Offer(0, ())
    offer = node.offer(len(node.choices) if kind is Kind.RANK else OFFERED_AT_ONCE)
    first = (choice._replace(label=worded(choice.label) or choice.value) for choice in offer.first)
    return Offer(offer.count, tuple(first))


def row_name(repeat: Repeat, index: int) -> str:
    """What a row is called: the repeat's label and its place, counted from 1."""
    return f"{worded(repeat.label)} {index + 1}".strip()


def most_rows(state: Node) -> int:
    """Most rows a repeat may have; 0 where the form does not say."""
    return state.most if isinstance(state, RepeatState) else 0


def _heading(ref: str, label: str, hint: str, media: Mapping[str, str]) -> Field:
    """Words and pictures over a part of a page."""
    return Field(
        ref=ref,
        kind=Kind.SECTION,
        label=label.strip(),
        hint=hint,
        value="",
        display="",
        required=True,
        media=media,
    )
