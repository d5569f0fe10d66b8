"""Find the codes in a picture: zxing-cpp first, ZBar where it sees nothing.

zxing-cpp finds more and is ten times faster; ZBar finds a few that it does not. Only QR and
Code 128 are looked for: with every symbology allowed, noise becomes codes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import structlog
import zxingcpp
from PIL import Image, UnidentifiedImageError

from drivers.api import Code, DeviceFault
from drivers.codes import zbar
from drivers.codes.content import read_text
from kiosk.errors import EnvironmentFault

Grey = npt.NDArray[np.uint8]
"""A picture, one byte a pixel, rows first."""

FORMATS = (zxingcpp.QRCode, zxingcpp.Code128)
NAMES = {zxingcpp.QRCode: "QRCode", zxingcpp.Code128: "Code128"}
PIXEL_LIMIT = 64_000_000
FILE_LIMIT = 50 * 1024 * 1024

log = structlog.get_logger(__name__)


def decode_image(grey: Grey) -> list[Code]:
    """Every code in a grey picture; `text` is empty where a code holds no readable text."""
    return decode_with_zxing(grey) or decode_with_zbar(grey)


def decode_with_zxing(grey: Grey) -> list[Code]:
    """What zxing-cpp alone finds."""
    # made anew: an instance that outlives the program makes the library complain on stderr
    formats = zxingcpp.BarcodeFormats(FORMATS)
    found = zxingcpp.read_barcodes(grey, formats=formats, text_mode=zxingcpp.TextMode.Plain)
    return [
        Code(
            text=read_text(barcode.bytes, barcode.text),
            content=barcode.bytes,
            symbology=NAMES.get(barcode.symbology, "Unknown"),
            decoder="zxing-cpp",
        )
        for barcode in found
    ]


def decode_with_zbar(grey: Grey) -> list[Code]:
    """What ZBar alone finds; nothing when it is not installed (told once in the log)."""
    library = _zbar()
    if library is None:
        return []
    return [
        Code(text=read_text(content), content=content, symbology=symbology, decoder="zbar")
        for symbology, content in zbar.decode(library, grey)
    ]


def decoders_agree(grey: Grey) -> bool | None:
    """Whether both decoders read the same bytes; None when not both saw a code (self-test)."""
    first, second = decode_with_zxing(grey), decode_with_zbar(grey)
    if not first or not second:
        return None
    return {code.content for code in first} == {code.content for code in second}


def decode_file(path: Path) -> list[Code]:
    """Every code in a picture file.

    Raises:
        DeviceFault: ``code.bad_picture`` when the file is no picture, or too large a one.
    """
    return decode_image(read_grey(path))


def read_grey(path: Path) -> Grey:
    """A picture file in shades of grey; raises as `decode_file` does."""
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise _bad_picture(path, f"it has {size} bytes, more than {FILE_LIMIT}")
        with Image.open(path) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise _bad_picture(path, f"it has more than {PIXEL_LIMIT} pixels")
            return np.asarray(picture.convert("L"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        # Pillow reports a broken file by any of these, depending on its format.
        reason = "its format is not known" if isinstance(error, UnidentifiedImageError) else error
        raise _bad_picture(path, str(reason)) from error


def _bad_picture(path: Path, why: str) -> DeviceFault:
    return DeviceFault(
        "code.bad_picture",
        f"The picture {path.name} cannot be read: {why}.",
        "Use a PNG or JPEG file.",
    )


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
