"""What is somebody's own affair, so that it is not said into a room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from kiosk.identity.masking import mask_id_no, mask_name
from kiosk.journey.fields import Kind
from ui.viewmodels.words import in_words

if TYPE_CHECKING:
    from kiosk.journey.visit import Visit

WRITTEN = frozenset({Kind.TEXT, Kind.DIGITS, Kind.NUMBER, Kind.DATE, Kind.DATE_TIME, Kind.CODE})
"""Answers in a person's own words; a choice's words are the form's."""
SHORTEST = 2
SHORTEST_NUMBER = 4
"""Shorter ones are in every sentence: a «2» is also the second step."""
_NUMBER = re.compile(r"[\d\s./-]+")


def own_affairs(visit: Visit) -> tuple[str, ...]:
    """Everything of a person that a sentence may happen to hold, longest first.

    What is on the card, also in its masked forms, what was written into the form, numbers of
    cases. Fields and lists of answers are marked on the screen besides (`ui.told.PERSONAL`).
    """
    found = {text.strip() for text in _everything(visit)}
    return tuple(sorted((text for text in found if _is_telling(text)), key=len, reverse=True))


def without(affairs: Iterable[str], sentence: str, instead: str) -> str:
    """A sentence with another word in place of what is somebody's own affair."""
    for affair in affairs:
        sentence = sentence.replace(affair, instead)
    return sentence


def _is_telling(text: str) -> bool:
    return len(text) >= (SHORTEST_NUMBER if _NUMBER.fullmatch(text) else SHORTEST)


def _everything(visit: Visit) -> Iterator[str]:
    if visit.person is not None:
        card = visit.person.card
        for name in {card.name, card.display_name}:
            yield from (name, mask_name(name))
        yield from (card.id_no, mask_id_no(card.id_no), card.address)
        yield from _forms(card.birth.isoformat(), Kind.DATE, visit.language)
    application = visit.application
    if application is not None and application.questionnaire is not None:
        for answer in application.questionnaire.answers():
            if answer.kind in WRITTEN:
                yield from _forms(answer.value, answer.kind, visit.language)
    if visit.outcome is not None:
        yield from _numbers(visit.outcome.receipt.number)
        yield from (visit.outcome.receipt.masked_name, visit.outcome.receipt.masked_id_no)
    enquiry = visit.enquiry
    for number in chain(
        (case.number for case in enquiry.cases), (case.number for case in enquiry.others)
    ):
        yield from _numbers(number)


def _forms(value: str, kind: Kind, language: str) -> Iterator[str]:
    yield value
    yield in_words(value, kind, language)


def _numbers(number: str) -> Iterator[str]:
    from sync.protocol.numbers import group  # not needed before the first case

    yield number
    yield group(number)
