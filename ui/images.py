"""Pictures for the pages: QR codes with sharp modules, signatures as PNG, those of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPainterPath, QPen
from PySide6.QtQuick import QQuickImageProvider

from kiosk.cases.submission import Point
from ui.form_pictures import SUFFIXES, decoded, fitted, nothing

PROVIDER = "kiosk"
MEDIA = "media"
ENCLOSED = "enclosed"
"""Pictures of the files that answers enclose: ``enclosed/<version>/<file name>``."""
GROUND = "ground"
"""Photographs that are drawn on: ``ground/<version>/<file name>``."""
PAPER = "paper"
"""Pages of papers: ``paper/<version>``."""
TAKEN = "taken"
"""The photograph that was just taken: ``taken/<number>``."""
VIEW = "view"
"""What the camera sees: ``view/<number>``."""
CODE_VIEW = "code"
"""What the code reader's camera sees: ``code/<number>``."""
QUIET_ZONE = 4
"""Modules of white around a QR code (ISO/IEC 18004 §6.3.8)."""
READY = QSize(1200, 1280)
"""Room for a picture decoded before anybody asks: the widest column, the tallest picture."""
MOST_READY_BYTES = 96 * 1024 * 1024
THUMB_PX = 400
"""Pages of papers that are shown no taller are kept as they are shown, until the session ends."""
SMALLEST_PX = 240
"""Side of a QR picture when the page names no size."""

_SIGNATURE_MARGIN = 24.0
_PEN_WIDTH = 5.0
_SIGNATURE_LONGEST_PX = 1200.0


class PictureProvider(QQuickImageProvider):
    """Answers ``image://kiosk/qr/<n>``, ``image://kiosk/media/<file name>`` and those above.

    What the codes say and which form is open is dropped with the session. No `Image` may ask it
    asynchronously: Qt's thread waits for Python's lock with its own mutex held, the screen's thread
    for that mutex with Python's lock held, and the terminal stands still (seen with PySide6 6.11).
    """

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._texts: dict[str, str] = {}
        self._media: Mapping[str, bytes | Path] = {}
        self._ready: dict[str, QImage] = {}
        self._thumbs: dict[tuple[str, int, int], QImage] = {}
        self._count = 0
        self._view: QImage | None = None
        self._code_view: QImage | None = None
        self.file: Callable[[str, str], bytes] = _no_file
        """Kind (`ENCLOSED`, `GROUND`, `PAPER`, `TAKEN`) and name → a file of the session."""

    def show_media(self, media: Mapping[str, bytes | Path]) -> None:
        """Show the pictures of the form that is open now.

        Args:
            media: files that came with it, by name.
        """
        self._media = media
        self._ready = {}

    def prepare(self) -> None:
        """Decode the form's pictures, so that a page need not wait for them; on a worker's thread.

        What does not fit into `MOST_READY_BYTES` is decoded when it is asked for.
        """
        media, ready, room = self._media, self._ready, MOST_READY_BYTES
        for name, content in media.items():
            if name.rpartition(".")[2].lower() in SUFFIXES and self._media is media:
                picture = decoded(content, READY)
                room -= picture.sizeInBytes()
                if room < 0:
                    return
                ready[name] = picture

    def show_view(self, width: int, height: int, pixels: bytes) -> str:
        """Keep what the camera sees until it sees something else; returns its address."""
        self._view = _copied(width, height, pixels)
        self._count += 1
        return address(VIEW, str(self._count))

    def drop_view(self) -> None:
        """Drop what the camera saw."""
        self._view = None

    def show_code_view(self, width: int, height: int, pixels: bytes) -> str:
        """The same for what the code reader's camera sees."""
        self._code_view = _copied(width, height, pixels)
        self._count += 1
        return address(CODE_VIEW, str(self._count))

    def drop_code_view(self) -> None:
        """Drop what the code reader's camera saw."""
        self._code_view = None

    def add_qr(self, text: str) -> str:
        """Keep a code's text; returns the address of its picture."""
        self._count += 1
        self._texts[f"qr/{self._count}"] = text
        return f"image://{PROVIDER}/qr/{self._count}"

    def forget(self) -> None:
        """Drop every text, the pages of papers, and the form's pictures."""
        self._texts.clear()
        self._thumbs.clear()
        self.drop_view()
        self.drop_code_view()
        self._media = {}
        self._ready = {}

    def requestImage(self, name: str, size: QSize, wanted: QSize) -> QImage:
        """Qt asks for a picture; an unknown name is a blank one."""
        kind, _, rest = name.partition("/")
        if kind in {MEDIA, VIEW, CODE_VIEW, ENCLOSED, GROUND, PAPER, TAKEN}:
            picture = self._picture(kind, rest, wanted)
            size.setWidth(picture.width())
            size.setHeight(picture.height())
            return picture
        text = self._texts.get(name)
        picture = QImage(1, 1, QImage.Format.Format_Grayscale8)
        picture.fill(255)
        if text is not None:
            picture = qr_picture(text, wanted.width() if wanted.width() > 0 else SMALLEST_PX)
        size.setWidth(picture.width())
        size.setHeight(picture.height())
        return picture

    def _of_form(self, name: str, wanted: QSize) -> QImage:
        ready = self._ready.get(name)
        return decoded(self._media.get(name), wanted) if ready is None else fitted(ready, wanted)

    def _picture(self, kind: str, name: str, wanted: QSize) -> QImage:
        if kind == MEDIA:
            return self._of_form(unquote(name), wanted)
        if kind == VIEW:
            return self._view or nothing()
        if kind == CODE_VIEW:
            return self._code_view or nothing()
        if kind == PAPER and 0 < wanted.height() <= THUMB_PX:
            return self._thumb(name, wanted)
        return decoded(self.file(kind, unquote(name.rpartition("/")[2])), wanted)

    def _thumb(self, version: str, wanted: QSize) -> QImage:
        """A page, small: a version's is decoded once, wherever the page moves."""
        key = (version, wanted.width(), wanted.height())
        if key not in self._thumbs:
            content = self.file(PAPER, version)
            if not content:
                return nothing()
            self._thumbs[key] = decoded(content, wanted)
        return self._thumbs[key]


def address(kind: str, name: str, version: int = 0) -> str:
    """Address of a picture; another version of the same file is another address."""
    place = f"{version}/{quote(name, safe='')}" if version else quote(name, safe="")
    return f"image://{PROVIDER}/{kind}/{place}"


def _copied(width: int, height: int, pixels: bytes) -> QImage:
    """A frame's picture, which outlives the frame's bytes."""
    return QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


def _no_file(_kind: str, _name: str) -> bytes:
    return b""


def qr_picture(text: str, side_px: int) -> QImage:
    """A QR code; one module is a whole number of pixels, so the side may be a little smaller."""
    import numpy as np  # two large libraries that the first frame does not need
    import zxingcpp  # two large libraries, that the first frame does not need

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = np.asarray(code.to_image(scale=1, add_quiet_zones=False))
    rows, columns = modules.shape
    scale = max(1, side_px // (columns + 2 * QUIET_ZONE))
    side = (columns + 2 * QUIET_ZONE) * scale
    picture = QImage(side, side, QImage.Format.Format_Grayscale8)
    picture.fill(255)
    painter = QPainter(picture)
    dark = QColor(0, 0, 0)
    for row in range(rows):
        for column in range(columns):
            if modules[row, column] == 0:
                x, y = (QUIET_ZONE + column) * scale, (QUIET_ZONE + row) * scale
                painter.fillRect(x, y, scale, scale, dark)
    painter.end()
    return picture


def signature_png(strokes: tuple[tuple[Point, ...], ...]) -> bytes:
    """A signature as a grey PNG, cut to the ink, dark on white."""
    points = [point for stroke in strokes for point in stroke]
    left, top = min(p.x for p in points), min(p.y for p in points)
    box = QRectF(
        QPointF(left, top), QPointF(max(p.x for p in points), max(p.y for p in points))
    ).adjusted(-_SIGNATURE_MARGIN, -_SIGNATURE_MARGIN, _SIGNATURE_MARGIN, _SIGNATURE_MARGIN)
    scale = min(1.0, _SIGNATURE_LONGEST_PX / max(box.width(), box.height()))
    picture = QImage(
        max(1, round(box.width() * scale)),
        max(1, round(box.height() * scale)),
        QImage.Format.Format_Grayscale8,
    )
    picture.fill(255)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(scale, scale)
    painter.translate(-box.topLeft())
    for stroke in strokes:
        path = QPainterPath(QPointF(stroke[0].x, stroke[0].y))
        for point in stroke[1:]:
            path.lineTo(point.x, point.y)
        if len(stroke) == 1:  # a dot is a line of no length, which a round cap makes visible
            path.lineTo(stroke[0].x + 0.01, stroke[0].y)
        pen = QPen(QColor(20, 30, 30), _PEN_WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
    painter.end()
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(picture)
    buffer.close()
    return bytes(content.data())
