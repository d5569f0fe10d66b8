"""What answers of a form enclose: drawings, photographs, recordings, files.

The form's answer is a file name; what stands behind the name is kept here until it is handed in.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kiosk.cases.submission import Attachment
from kiosk.forms import Session
from kiosk.forms.instance import InstanceNode
from kiosk.journey.ports import Strokes

PNG = "image/png"
MOST_POINTS = 20_000
"""Some minutes of drawing at 60 points a second; more is no signature but would fill memory."""
MOST_BYTES = 8 * 1024 * 1024
"""One enclosed file; a page of a photograph is a tenth of it."""


@dataclass(slots=True)
class _Enclosure:
    """One file: its bytes, or what was drawn until somebody asks for its picture."""

    media_type: str
    content: bytes | None = field(default=None, repr=False)
    strokes: Strokes = field(default=(), repr=False)


class Enclosures:
    """Every enclosed file of one filling-in; the form holds their names only.

    Args:
        session: the form.
        draw: strokes → PNG.
    """

    def __init__(self, session: Session, draw: Callable[[Strokes], bytes]) -> None:
        self._session = session
        self._draw = draw
        self._kept: dict[str, _Enclosure] = {}
        self._named = 0

    def put_drawing(self, ref: str, strokes: Strokes) -> None:
        """Answer a question with a drawing; without a point the answer is cleared."""
        drawing = _Enclosure(PNG, strokes=_at_most(strokes, MOST_POINTS))
        self._put(ref, drawing if any(strokes) else None, "signature", ".png")

    def put_file(self, ref: str, media_type: str, content: bytes) -> bool:
        """Answer a question with a file; empty content clears the answer.

        Returns:
            False when the file is too large; the answer stays as it was.
        """
        if len(content) > MOST_BYTES:
            return False
        kind = media_type.partition("/")[0]
        suffix = mimetypes.guess_extension(media_type) or ".bin"
        self._put(ref, _Enclosure(media_type, content) if content else None, kind, suffix)
        return True

    def strokes(self, name: str) -> Strokes:
        """What was drawn under a file name; nothing where it is none of ours."""
        kept = self._kept.get(name)
        return () if kept is None else kept.strokes

    def content(self, name: str) -> Attachment | None:
        """The file under a name, as it would be handed in; None where it is none of ours."""
        kept = self._kept.get(name)
        return None if kept is None else Attachment(name, kept.media_type, self._bytes(kept))

    def drop_unnamed(self) -> None:
        """Drop what no answer names any more.

        What is not relevant now may be again, and keeps its file until then.
        """
        if self._kept:
            named = {node.text for node in self._uploads()}
            self._kept = {name: kept for name, kept in self._kept.items() if name in named}

    def attachments(self) -> tuple[Attachment, ...]:
        """The files that relevant answers name, in document order."""
        return tuple(
            Attachment(node.text, kept.media_type, self._bytes(kept))
            for node in self._uploads()
            if node.relevant and (kept := self._kept.get(node.text)) is not None
        )

    def _put(self, ref: str, enclosure: _Enclosure | None, kind: str, suffix: str) -> None:
        """Keep a file under the name its question has already, or under a new one.

        A name stays with its question through every change and moves with its row: it is counted,
        not made from the question's path, which is another row's once a row before it is removed.
        """
        name = ""
        if enclosure is not None:
            name = self._session[ref].value
            if name not in self._kept or not name.endswith(suffix):
                self._named += 1
                name = f"{kind}-{self._named}{suffix}"
            self._kept[name] = enclosure
        self._session.set(ref, name)
        self.drop_unnamed()

    def _uploads(self) -> Iterator[InstanceNode]:
        for node in self._session.root.walk():
            control = node.definition.control
            if control is not None and control.kind == "upload":
                yield node

    def _bytes(self, enclosure: _Enclosure) -> bytes:
        if enclosure.content is None:
            enclosure.content = self._draw(enclosure.strokes)
        return enclosure.content


def _at_most(strokes: Strokes, points: int) -> Strokes:
    """The strokes that hold a point, up to this many points."""
    kept = []
    for stroke in strokes:
        part = stroke[:points]
        points -= len(part)
        if part:
            kept.append(part)
    return tuple(kept)
