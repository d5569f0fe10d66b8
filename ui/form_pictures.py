"""Pictures that come with a form, decoded within bounds.

Form authors put pictures of every size beside a form. One that is missing, broken, no picture or
too large is nothing on the screen: the form check told its author, and the page has its words.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

FORMATS = frozenset({"png", "jpeg", "gif", "webp", "bmp"})
SUFFIXES = FORMATS | {"jpg"}
MOST_BYTES = 16 * 1024 * 1024
MOST_PIXELS = 50_000_000
"""Of a picture as it is stored; a camera's largest has fewer."""
LONGEST_PX = 1920
"""Longest side of a picture on the screen, which has no more pixels itself."""

_PNG = b"\x89PNG\r\n\x1a\n"
_CHUNK = struct.Struct(">I4s")
_CRC_BYTES = 4


def decoded(content: bytes | Path | None, wanted: QSize) -> QImage:
    """A picture no larger than the screen; of one pixel nobody sees where there is none.

    Args:
        content: the file, or where it is; None where there is no such file.
        wanted: size in pixels it will have on the screen; a side of 0 or less is left open.
    """
    data = _bytes(content)
    if data and (not data.startswith(_PNG) or _is_whole(data)):
        buffer = QBuffer()
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        picture = _read(QImageReader(buffer), wanted)
        buffer.close()
        if not picture.isNull():
            return picture
    return nothing()


def fitted(picture: QImage, wanted: QSize) -> QImage:
    """A decoded picture, made smaller where its place is."""
    bound = _bound(wanted)
    if picture.width() <= bound.width() and picture.height() <= bound.height():
        return picture
    return picture.scaled(
        bound, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def nothing() -> QImage:
    """A picture that shows nothing; Qt complains of a null one."""
    picture = QImage(1, 1, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _bytes(content: bytes | Path | None) -> bytes:
    if isinstance(content, Path):
        try:
            content = content.read_bytes() if content.stat().st_size <= MOST_BYTES else b""
        except OSError:
            content = b""
    return content if content is not None and len(content) <= MOST_BYTES else b""


def _read(reader: QImageReader, wanted: QSize) -> QImage:
    reader.setDecideFormatFromContent(True)
    if bytes(reader.format().data()).decode() not in FORMATS:
        return QImage()
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    reader.setAutoTransform(True)
    bound = _bound(wanted)
    if size.width() > bound.width() or size.height() > bound.height():
        reader.setScaledSize(size.scaled(bound, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _bound(wanted: QSize) -> QSize:
    """The room a picture has on the screen."""
    return QSize(*(side if 0 < side <= LONGEST_PX else LONGEST_PX for side in wanted.toTuple()))


def _is_whole(png: bytes) -> bool:
    """Whether every chunk of a PNG is there and sound (ISO/IEC 15948, 5.3).

    libpng writes about others to standard error, past Qt's log.
    """
    place = len(_PNG)
    while place + _CHUNK.size + _CRC_BYTES <= len(png):
        length, kind = _CHUNK.unpack_from(png, place)
        end = place + _CHUNK.size + length
        crc = zlib.crc32(png[place + _CRC_BYTES : end])
        if png[end : end + _CRC_BYTES] != crc.to_bytes(_CRC_BYTES, "big"):
            return False
        if kind == b"IEND":
            return True
        place = end + _CRC_BYTES
    return False
