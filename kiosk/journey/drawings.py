"""Signatures asked inside a form: strokes by the file name that is the form's answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kiosk.cases.submission import Attachment
from kiosk.forms import Session
from kiosk.forms.instance import InstanceNode
from kiosk.journey.ports import Strokes

MEDIA_TYPE = "image/png"
MOST_POINTS = 20_000
"""Some minutes of drawing at 60 points a second; more is no signature but would fill memory."""


@dataclass(slots=True)
class _Drawing:
    """What was drawn, and its picture once somebody asked for it."""

    strokes: Strokes = field(repr=False)
    png: bytes | None = field(default=None, repr=False)


class Drawings:
    """Every signature of one filling-in; the form holds their file names only.

    Args:
        session: the form.
        draw: strokes → PNG.
    """

    def __init__(self, session: Session, draw: Callable[[Strokes], bytes]) -> None:
        self._session = session
        self._draw = draw
        self._kept: dict[str, _Drawing] = {}
        self._named = 0

    def put(self, ref: str, strokes: Strokes) -> None:
        """Answer a question with a drawing; without a point the answer is cleared.

        A name stays with its question through every change and moves with its row: it is counted,
        not made from the question's path, which is another row's once a row before it is removed.
        """
        name = ""
        if any(strokes):
            name = self._session[ref].value
            if name not in self._kept:
                self._named += 1
                name = f"signature-{self._named}.png"
            self._kept[name] = _Drawing(_at_most(strokes, MOST_POINTS))
        self._session.set(ref, name)
        self.drop_unnamed()

    def strokes(self, name: str) -> Strokes:
        """What was drawn under a file name; nothing where it is none of ours."""
        drawing = self._kept.get(name)
        return () if drawing is None else drawing.strokes

    def drop_unnamed(self) -> None:
        """Drop what no answer names any more.

        What is not relevant now may be again, and keeps its drawing until then.
        """
        if self._kept:
            named = {node.text for node in self._uploads()}
            self._kept = {name: kept for name, kept in self._kept.items() if name in named}

    def attachments(self) -> tuple[Attachment, ...]:
        """The pictures that relevant answers name, in document order."""
        return tuple(
            Attachment(node.text, MEDIA_TYPE, self._png(self._kept[node.text]))
            for node in self._uploads()
            if node.relevant and node.text in self._kept
        )

    def _uploads(self) -> Iterator[InstanceNode]:
        for node in self._session.root.walk():
            control = node.definition.control
            if control is not None and control.kind == "upload":
                yield node

    def _png(self, drawing: _Drawing) -> bytes:
        if drawing.png is None:
            drawing.png = self._draw(drawing.strokes)
        return drawing.png


def _at_most(strokes: Strokes, points: int) -> Strokes:
    """The strokes that hold a point, up to this many points."""
    kept = []
    for stroke in strokes:
        part = stroke[:points]
        points -= len(part)
        if part:
            kept.append(part)
    return tuple(kept)
