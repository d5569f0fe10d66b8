"""Text of a form that is printed on the receipt instead of being asked (appearance ``printer``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.forms import Element, Question, Repeat, Session
from kiosk.journey.markdown import quoted, worded
from kiosk.journey.pages import is_printed

MOST_CHARACTERS = 2000
"""A receipt is no book: some 40 cm of paper."""
CUT = "…"


def printed_texts(session: Session) -> tuple[str, ...]:
    """What the form wants on the receipt now, in its order: values of texts, labels of notes.

    Texts beyond `MOST_CHARACTERS` in all are cut.
    """
    left = MOST_CHARACTERS
    texts = []
    with session.styled(quoted, worded):
        for question in _printed(session.body):
            node = session[question.ref]
            text = (node.label if node.is_note else node.value).strip()
            if text and left > 0:
                texts.append(text if len(text) <= left else text[:left] + CUT)
                left -= len(text)
    return tuple(texts)


def _printed(elements: Iterable[Element]) -> Iterator[Question]:
    for element in elements:
        if isinstance(element, Repeat):
            for row in element.instances:
                yield from _printed(row.children)
        elif isinstance(element, Question):
            if is_printed(element):
                yield element
        else:
            yield from _printed(element.children)
