"""What answers of a form enclose: drawings, photographs, recordings, files.

The form's answer is a file name; what stands behind the name is kept here until it is handed in.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kiosk.cases.submission import Attachment
from kiosk.forms import Session
from kiosk.forms.instance import InstanceNode
from kiosk.journey import papers
from kiosk.journey.papers import PaperPage, Papers
from kiosk.journey.ports import Drawing, Strokes

PNG = "image/png"
JPEG = "image/jpeg"
PDF = "application/pdf"
MOST_POINTS = 20_000
"""Some minutes of drawing at 60 points a second; more is no signature but would fill memory."""
SUFFIXES = {"audio/ogg": ".ogg"}
"""Ends of names that the systems' own lists do not agree on."""
MOST_BYTES = 8 * 1024 * 1024
"""All enclosed files together: some 27 full pages. They travel beside the case (docs/protocol.md,
"Files"); a village line takes half a minute for so much, and the store keeps it until then."""

_OF_THE_FORM = "jr://"


@dataclass(frozen=True, slots=True)
class Makers:
    """Those who make files of what was drawn or photographed.

    Args:
        signature: strokes → PNG.
        drawing: drawing → PNG, or JPEG where it was drawn on a picture.
    """

    signature: Callable[[Strokes], bytes]
    drawing: Callable[[Drawing], bytes]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of an enclosed file.

    Args:
        name: its name, empty while there is none.
        version: another number for every other content under the same name.
        media_type: such as ``image/jpeg``.
        count: pictures or pages in it.
        pages: versions of the pages, in their order; empty where there are none.
    """

    name: str = ""
    version: int = 0
    media_type: str = ""
    count: int = 0
    pages: tuple[int, ...] = ()


@dataclass(slots=True)
class _Enclosure:
    """One file: its bytes, or what they are made of once somebody asks for them."""

    media_type: str
    content: bytes | None = field(default=None, repr=False)
    strokes: Strokes = field(default=(), repr=False)
    drawing: Drawing | None = field(default=None, repr=False)
    pages: Papers = field(default=(), repr=False)
    version: int = 0


class Enclosures:
    """Every enclosed file of one filling-in; the form holds their names only.

    Args:
        session: the form.
        makers: make files of drawings.
    """

    def __init__(self, session: Session, makers: Makers) -> None:
        self._session = session
        self._makers = makers
        self._kept: dict[str, _Enclosure] = {}
        self._grounds: dict[str, str] = {}
        self._named = 0
        self._versions = 0
        self.take_defaults()

    # --- giving ---------------------------------------------------------------------------------

    def put_signature(self, ref: str, strokes: Strokes) -> None:
        """Answer a question with a signature; without a point the answer is cleared."""
        signature = _Enclosure(PNG, strokes=_at_most(strokes, MOST_POINTS))
        self._put(ref, signature if any(strokes) else None, "signature", ".png")

    def put_drawing(self, ref: str, drawing: Drawing) -> None:
        """Answer a question with a drawing, on the picture that it is drawn on.

        Without a stroke the answer is cleared, unless somebody has just photographed that picture.
        """
        ground = self.ground(ref)
        strokes = _at_most(drawing.strokes, MOST_POINTS)
        pens = tuple(
            pen for pen, stroke in zip(drawing.pens, drawing.strokes, strict=False) if stroke
        )
        drawing = replace(
            drawing,
            strokes=strokes,
            pens=pens[: len(strokes)],
            ground=ground,
            photographed=self.drawing(self._session[ref].value).photographed,
        )
        self._put_drawing(ref, drawing if strokes or drawing.photographed else None)

    def put_ground(self, ref: str, photograph: bytes) -> bool:
        """Have a question's drawing drawn on a photograph; empty takes photograph and drawing away.

        Returns:
            False when the photograph is too large; the answer stays as it was.
        """
        if len(photograph) > self.room(ref):
            return False
        drawing = Drawing(ground=photograph, photographed=True)
        self._put_drawing(ref, drawing if photograph else None)
        return True

    def put_file(self, ref: str, media_type: str, content: bytes) -> bool:
        """Answer a question with a file; empty content clears the answer.

        Returns:
            False when the file is too large; the answer stays as it was.
        """
        if len(content) > self.room(ref):
            return False
        kind = media_type.partition("/")[0]
        suffix = SUFFIXES.get(media_type) or mimetypes.guess_extension(media_type) or ".bin"
        self._put(ref, _Enclosure(media_type, content) if content else None, kind, suffix)
        return True

    def put_page(self, ref: str, photograph: bytes, place: int | None = None) -> bool:
        """Put a photographed page (JPEG) into the papers a question is answered with.

        Args:
            ref: the question.
            photograph: the page.
            place: of the page it replaces, 0 for the first; None to add it at the end.

        Returns:
            False when there is no room for it; the answer stays as it was.
        """
        if len(photograph) > self.room_for_page(ref, place):
            return False
        self._versions += 1
        page = PaperPage(self._versions, photograph)
        self._put_papers(ref, papers.put(self.papers(ref), page, place))
        return True

    def drop_page(self, ref: str, place: int | None = None) -> None:
        """Take a page away, the last one for None; without a page the answer is cleared."""
        pages = self.papers(ref)
        self._put_papers(ref, papers.without(pages, len(pages) - 1 if place is None else place))

    def move_page(self, ref: str, place: int, to: int) -> None:
        """Have a page stand before or after others."""
        self._put_papers(ref, papers.moved(self.papers(ref), place, to))

    def take_defaults(self) -> None:
        """Take the form's own pictures out of the answers: they are what is drawn on, no answers.

        An answer that names a picture of the form would hand in a name without a file.
        """
        for node in self._uploads():
            if node.text.startswith(_OF_THE_FORM) and not node.readonly:
                self._grounds[node.definition.path] = node.text.rpartition("/")[2]
                self._session.set(node.path, "")

    # --- looking --------------------------------------------------------------------------------

    def strokes(self, name: str) -> Strokes:
        """What was signed under a file name; nothing where it is none of ours."""
        kept = self._kept.get(name)
        return () if kept is None else kept.strokes

    def drawing(self, name: str) -> Drawing:
        """What was drawn under a file name."""
        kept = self._kept.get(name)
        return Drawing() if kept is None or kept.drawing is None else kept.drawing

    def ground(self, ref: str) -> bytes | Path | None:
        """The picture a question is drawn on: a photograph, else the form's; None for paper."""
        node = self._session[ref]
        drawn = self.drawing(node.value)
        if drawn.photographed:
            return drawn.ground
        return self._session.form.media.get(self.ground_name(ref))

    def ground_name(self, ref: str) -> str:
        """File name of the form's picture a question is drawn on; empty where there is none."""
        node = self._session[ref]
        default = self._grounds.get(_definition_of(ref), "")
        if default or "annotate" not in node.appearances:
            return default
        return node.media.get("image", "").rpartition("/")[2]

    def shown(self, name: str) -> Shown:
        """What a page shows of the file under a name."""
        kept = self._kept.get(name)
        if kept is None:
            return Shown()
        versions = tuple(page.version for page in kept.pages)
        return Shown(name, kept.version, kept.media_type, len(versions) or 1, versions)

    def papers(self, ref: str) -> Papers:
        """The pages a question is answered with."""
        kept = self._kept.get(self._session[ref].value)
        return () if kept is None else kept.pages

    def picture(self, name: str) -> bytes:
        """A picture of the file under a name; the last page of papers; empty where none is."""
        kept = self._kept.get(name)
        if kept is None or not (kept.pages or kept.media_type.startswith("image/")):
            return b""
        return kept.pages[-1].content if kept.pages else self._bytes(kept)

    def page(self, version: int) -> bytes:
        """The photograph of a page; empty where there is none."""
        pages = (page for kept in self._kept.values() for page in kept.pages)
        return next((page.content for page in pages if page.version == version), b"")

    def content(self, name: str) -> Attachment | None:
        """The file under a name, as it would be handed in; None where it is none of ours."""
        kept = self._kept.get(name)
        return None if kept is None else Attachment(name, kept.media_type, self._bytes(kept))

    def room(self, ref: str = "") -> int:
        """Bytes that a file may have; that of the question `ref` would be replaced."""
        replaced = self._session[ref].value if ref else ""
        taken = (len(self._bytes(kept)) for name, kept in self._kept.items() if name != replaced)
        return max(0, MOST_BYTES - sum(taken))

    def room_for_page(self, ref: str, place: int | None = None) -> int:
        """Bytes that a page may have; that in the same place would be replaced."""
        pages = self.papers(ref)
        replaced = place is not None and place in range(len(pages))
        return self.room() + (len(pages[place or 0].content) if replaced else 0)

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

    # --- inside ---------------------------------------------------------------------------------

    def _put_drawing(self, ref: str, drawing: Drawing | None) -> None:
        on_paper = drawing is None or drawing.ground is None
        media_type, suffix = (PNG, ".png") if on_paper else (JPEG, ".jpg")
        enclosure = None if drawing is None else _Enclosure(media_type, drawing=drawing)
        self._put(ref, enclosure, "drawing", suffix)

    def _put_papers(self, ref: str, pages: Papers) -> None:
        self._put(ref, _Enclosure(PDF, pages=pages) if pages else None, "papers", ".pdf")

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
            self._versions += 1
            enclosure.version = self._versions
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
            enclosure.content = self._made(enclosure)
        return enclosure.content

    def _made(self, enclosure: _Enclosure) -> bytes:
        if enclosure.pages:
            from kiosk.documents.copies import copies_pdf  # brings reportlab

            return copies_pdf([page.content for page in enclosure.pages])
        if enclosure.drawing is not None:
            return self._makers.drawing(enclosure.drawing)
        return self._makers.signature(enclosure.strokes)


def _definition_of(ref: str) -> str:
    """The path without positions: ``/data/row[2]/plan`` is a ``/data/row/plan``."""
    return "/".join(part.partition("[")[0] for part in ref.split("/"))


def _at_most(strokes: Strokes, points: int) -> Strokes:
    """The strokes that hold a point, up to this many points."""
    kept = []
    for stroke in strokes:
        part = stroke[:points]
        points -= len(part)
        if part:
            kept.append(part)
    return tuple(kept)
