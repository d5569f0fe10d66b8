"""Drawings in colours as files: PNG on white paper, JPEG where something was drawn on a picture."""

from __future__ import annotations

import math

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter, QPainterPath, QPen

from kiosk.cases.submission import Point
from kiosk.journey.photographing import PICTURE_BYTES
from kiosk.journey.ports import Drawing
from ui.form_pictures import decoded

COLOURS = {"dark": QColor(20, 32, 46), "red": QColor(200, 30, 20), "blue": QColor(21, 82, 168)}
"""The inks of `Theme.pens`; another name is dark."""
LONGEST_PX = 1600
"""Longer side of a drawing's picture."""
SHORTEST_PX = 16

_QUALITIES = (90, 80, 70, 58, 45)


def drawing_picture(drawing: Drawing) -> bytes:
    """The file of a drawing, `PICTURE_BYTES` at most where it is a JPEG."""
    picture = _ground(drawing)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width, height = drawing.size
    if width > 0 and height > 0:
        painter.scale(picture.width() / width, picture.height() / height)
    for stroke, pen in zip(drawing.strokes, drawing.pens, strict=False):
        ink = QPen(COLOURS.get(pen.colour, COLOURS["dark"]), pen.width)
        ink.setCapStyle(Qt.PenCapStyle.RoundCap)
        ink.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(_path(stroke), ink)
    painter.end()
    if drawing.ground is None:
        return _written(picture, "PNG", -1)
    content = b""
    for quality in _QUALITIES:
        content = _written(picture, "JPEG", quality)
        if len(content) <= PICTURE_BYTES:
            break
    return content


def _ground(drawing: Drawing) -> QImage:
    """The picture to draw on: the given one, or white paper of the pad's shape."""
    if drawing.ground is not None:
        given = decoded(drawing.ground, QSize(LONGEST_PX, LONGEST_PX))
        if given.width() > 1:
            paper = QImage(given.size(), QImage.Format.Format_RGB32)
            paper.fill(Qt.GlobalColor.white)
            painter = QPainter(paper)
            painter.drawImage(0, 0, given)
            painter.end()
            return paper
    width, height = (max(SHORTEST_PX, round(side)) for side in drawing.size)
    size = QSize(width, height)
    if max(width, height) > LONGEST_PX:
        size.scale(LONGEST_PX, LONGEST_PX, Qt.AspectRatioMode.KeepAspectRatio)
    paper = QImage(size.expandedTo(QSize(1, 1)), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    return paper


def _path(stroke: tuple[Point, ...]) -> QPainterPath:
    """Through the middles of the points, as the pad draws it."""
    first = QPointF(stroke[0].x, stroke[0].y)
    path = QPainterPath(first)
    last = first
    for point in stroke[1:]:
        place = QPointF(point.x, point.y)
        path.quadTo(last, (last + place) / 2)
        last = place
    if math.isclose(last.x(), first.x()) and math.isclose(last.y(), first.y()):
        last = QPointF(first.x() + 0.01, first.y())  # a dot, which a round cap makes visible
    path.lineTo(last)
    return path


def _written(picture: QImage, kind: str, quality: int) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(kind.encode()))
    if quality >= 0:
        writer.setQuality(quality)
    writer.write(picture)
    buffer.close()
    return bytes(content.data())
