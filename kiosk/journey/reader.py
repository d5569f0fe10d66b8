"""Reads what a page shows and what the check page lists out of a form session."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kiosk.forms import Offer, Question, Repeat, RepeatInstance, Session
from kiosk.journey import spelling
from kiosk.journey.enclosures import Enclosures
from kiosk.journey.fields import (
    CHOSEN,
    DRAWN,
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
)
from kiosk.journey.markdown import quoted, worded
from kiosk.journey.pages import PagePlan, flatten
from kiosk.journey.scale import read_scale


class Reader:
    """Reads fields, facts and answers out of a form session.

    Args:
        session: the form session.
        language: of the screen.
        absent: refs that only a card can fill and this card does not; they are left out.
        enclosures: files behind answers.
    """

    def __init__(
        self, session: Session, language: str, absent: frozenset[str], enclosures: Enclosures
    ) -> None:
        self._session = session
        self._absent = absent
        self._language = language
        self._enclosures = enclosures

    def fields(self, plan: PagePlan, *, with_errors: bool) -> Iterator[Field]:
        """What a page asks, in order."""
        for element in plan.elements:
            if isinstance(element, Repeat):
                yield self._repeat(element, with_errors=with_errors)
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

    def _answers(self, section: str, elements: Sequence[Question | Repeat]) -> Iterator[Answer]:
        for element in elements:
            if isinstance(element, Repeat):
                for index, row in enumerate(element.instances):
                    name = row_name(element, index)
                    yield from self._answers(name, tuple(flatten(row.children)))
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
                changeable=not node.readonly,
                source="card" if node.source == "card" else "person",
                kind=kind,
            )

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
        rows = tuple(self._row(repeat, index, row) for index, row in enumerate(repeat.instances))
        error = ""
        if with_errors:
            error = next((found for row in repeat.instances if (found := self._row_error(row))), "")
        return Field(
            ref=repeat.ref,
            kind=Kind.REPEAT,
            label=repeat.label,
            hint="",
            value=str(len(rows)),
            display="",
            error=error,
            rows=rows,
            can_add=repeat.can_add,
            can_remove=repeat.can_remove,
        )

    def _row(self, repeat: Repeat, index: int, row: RepeatInstance) -> Row:
        lines = tuple(
            Fact(answer.ref, answer.label, answer.value, answer.kind)
            for answer in self._answers("", tuple(flatten(row.children)))
            if answer.value
        )
        return Row(row.ref, row_name(repeat, index), lines)

    def _row_error(self, row: RepeatInstance) -> str:
        for element in flatten(row.children):
            if isinstance(element, Repeat):
                found = next((e for r in element.instances if (e := self._row_error(r))), "")
            else:
                node = self._session[element.ref]
                found = error_of(node) if node.relevant else ""
            if found:
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
    return f"{repeat.label} {index + 1}".strip()
