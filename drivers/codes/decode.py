"""What each library alone finds in a grey picture.

Only QR and Code 128 are looked for, the codes of receipts, certificates, notices and files: with
every symbology allowed, noise becomes codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import structlog
import zxingcpp

from drivers.api import Code
from drivers.codes import zbar
from drivers.codes.content import read_text
from drivers.opencv import opencv
from drivers.scanners.aim import WITH_ECI, Marked
from kiosk.errors import EnvironmentFault

Grey = npt.NDArray[np.uint8]
"""A picture, one byte a pixel, rows first."""

FORMATS = (zxingcpp.QRCode, zxingcpp.Code128)
NAMES = {zxingcpp.QRCode: "QRCode", zxingcpp.Code128: "Code128"}
PLAIN_AIM = {"QRCode": "]Q1", "Code128": "]C0"}
MOST_PIXELS = 16_000_000
"""Larger pictures are shown to OpenCV and ZBar made smaller: both get slow and find no more."""

log = structlog.get_logger(__name__)


def decode_with_zxing(grey: Grey) -> list[Code]:
    """What zxing-cpp alone finds."""
    return [_code(grey, barcode) for barcode in _read(grey, zxingcpp.TextMode.HexECI)]


def _read(grey: Grey, mode: zxingcpp.TextMode) -> Sequence[Any]:
    # made anew: an instance that outlives the program makes the library complain on stderr
    formats = zxingcpp.BarcodeFormats(FORMATS)
    found: Sequence[Any] = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats=formats, text_mode=mode
    )
    return found


def _code(grey: Grey, barcode: Any) -> Code:
    """A code with the encodings it names itself, which only this mode of the library tells."""
    marked = Marked.of(bytes.fromhex(barcode.text))
    content: bytes = barcode.bytes
    place = barcode.position
    corners = tuple(
        (point.x, point.y)
        for point in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    )
    if marked.aim in WITH_ECI:
        text = marked.text
    elif _is_utf8(content):
        text = read_text(content)
    else:
        text = read_text(content, _guess(grey, content, corners))
    symbology = NAMES.get(barcode.symbology, "Unknown")
    return Code(text, content, symbology, "zxing-cpp", marked.aim, corners)


def _guess(grey: Grey, content: bytes, corners: Sequence[tuple[int, int]]) -> str:
    """The library's own reading of one code, which alone knows its Kanji segments."""
    xs, ys = zip(*corners, strict=True)
    margin = max(max(xs) - min(xs), max(ys) - min(ys)) // 3
    left, top = max(0, min(xs) - margin), max(0, min(ys) - margin)
    part = grey[top : max(ys) + margin, left : max(xs) + margin]
    readings = (b.text for b in _read(part, zxingcpp.TextMode.Plain) if b.bytes == content)
    return next(readings, "")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def decode_with_zbar(grey: Grey) -> list[Code]:
    """What ZBar alone finds; nothing when it is not installed (told once in the log)."""
    library = _zbar()
    if library is None:
        return []
    return [
        Code(
            text=read_text(symbol.content),
            content=symbol.content,
            symbology=symbol.symbology,
            decoder="zbar",
            aim=PLAIN_AIM[symbol.symbology],
            corners=symbol.corners,
        )
        for symbol in zbar.decode(library, grey)
    ]


def decode_with_opencv(grey: Grey) -> list[Code]:
    """QR codes that OpenCV alone finds and decodes."""
    cv2 = opencv()
    detector = cv2.QRCodeDetectorAruco()
    try:
        found, contents, places, _ = detector.detectAndDecodeBytesMulti(grey)
    except cv2.error:  # some codes that name an encoding make it give up altogether
        return []
    if not found:
        return []
    return [
        Code(
            text=read_text(content),
            content=content,
            symbology="QRCode",
            decoder="opencv",
            aim=PLAIN_AIM["QRCode"],
            corners=tuple((int(x), int(y)) for x, y in place),
        )
        for content, place in zip(contents, places, strict=True)
        if content
    ]


def decoders_agree(grey: Grey) -> bool | None:
    """Whether both decoders read the same bytes; None when not both saw a code (self-test)."""
    first, second = decode_with_zxing(grey), decode_with_zbar(grey)
    if not first or not second:
        return None
    return {code.content for code in first} == {code.content for code in second}


@cache
def _zbar() -> Any:
    """ZBar, or None without it: the fault is told once and zxing-cpp goes on alone."""
    try:
        return zbar.load()
    except EnvironmentFault as fault:
        log.warning(
            "device.zbar_missing", code=fault.code, message=fault.message, remedy=fault.remedy
        )
        return None
