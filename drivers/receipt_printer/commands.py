"""The ESC/POS commands this program uses, as bytes.

Source: Epson's ESC/POS command reference; the subset is what 58 and 80 mm printers sold in China
share. python-escpos knows the same commands, but importing it installs a root log handler, leaves
a folder in the temporary directory each time and takes 0.6 s; it serves the tests as an
independent witness instead.
"""

from __future__ import annotations

import re
from enum import IntEnum

from PIL import Image, ImageChops

from drivers.api import Cutter

INITIALISE = b"\x1b@"
LINE_FEED = b"\n"
CHINESE_ON = b"\x1c&"
CHINESE_OFF = b"\x1c."
ASCII_LIMIT = 0x80
TEAR_DOTS = 160
"""From the head to the edge, 15 mm, and some white."""


def align(centre: bool) -> bytes:  # noqa: FBT001 — the printer's own two-valued parameter
    """`ESC a`: left or centred; valid at the start of a line."""
    return b"\x1ba" + bytes([int(centre)])


def bold(on: bool) -> bytes:  # noqa: FBT001 — the printer's own two-valued parameter
    """`ESC E`: emphasised letters."""
    return b"\x1bE" + bytes([int(on)])


def size(times: int) -> bytes:
    """`GS !`: letters `times` as wide and high, 1 to 8."""
    return b"\x1d!" + bytes([(times - 1) << 4 | (times - 1)])


def line_spacing(dots: int) -> bytes:
    """`ESC 3`: distance from line to line, 0 to 255 dots."""
    return b"\x1b3" + bytes([dots])


def feed_dots(dots: int) -> bytes:
    """`ESC J`, as often as it takes: move the paper on."""
    whole, rest = divmod(dots, 255)
    return b"\x1bJ\xff" * whole + (b"\x1bJ" + bytes([rest]) if rest else b"")


def cut(cutter: Cutter) -> bytes:
    """`GS V`: feed to the knife and cut; feed to the edge where the person tears."""
    match cutter:
        case Cutter.PARTIAL:
            return b"\x1dVB\x00"
        case Cutter.FULL:
            return b"\x1dVA\x00"
        case Cutter.NONE:
            return feed_dots(TEAR_DOTS)


def chinese_text(text: str) -> bytes:
    """Text for the printer's own font: ASCII as it is, the rest as GB18030 in Chinese mode.

    The caller has taken out control characters and what the font lacks.
    """
    pieces = []
    for run in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", text):
        data = run.encode("gb18030")
        chinese = ord(run[0]) >= ASCII_LIMIT
        pieces.append(CHINESE_ON + data + CHINESE_OFF if chinese else data)
    return b"".join(pieces)


def raster(image: Image.Image) -> bytes:
    """`GS v 0`: a picture in mode ``1``, black dots printed; its width is filled up to bytes."""
    width = (image.width + 7) // 8
    return (
        b"\x1dv0\x00"
        + width.to_bytes(2, "little")
        + image.height.to_bytes(2, "little")
        + harmless(ImageChops.invert(image).tobytes())
    )


def harmless(picture: bytes) -> bytes:
    """Take out of picture data what a printer would obey in the middle of it.

    `DLE EOT`, `DLE ENQ` and `DLE DC4` work at once wherever they stand, even inside a picture;
    the second and third can clear the buffer or switch the printer off. One dot more hides them.
    """
    return re.sub(rb"\x10(?=[\x04\x05\x14])", b"\x18", picture)


def native_qr(payload: bytes, module: int) -> bytes:
    """`GS ( k`: model 2, `module` dots a module (1 to 16), error correction M, store, print."""

    def function(number: int, parameters: bytes) -> bytes:
        return (
            b"\x1d(k"
            + (len(parameters) + 2).to_bytes(2, "little")
            + b"1"
            + bytes([number])
            + parameters
        )

    return (
        function(65, b"2\x00")
        + function(67, bytes([module]))
        + function(69, b"1")
        + function(80, b"0" + payload)
        + function(81, b"0")
    )


def process_id(job: bytes) -> bytes:
    """`GS ( H` function 48: answer with these four bytes (20–7E) when all before is printed."""
    return b"\x1d(H\x06\x0000" + job


FENCE = b"\x1dr\x01"
"""`GS r 1`: answer with the paper sensor's state once all before has been worked off."""

REPORT_CHANGES = b"\x1da\x0e"
"""`GS a 14`: tell by itself when paper, errors, or being on line change; answers at once too."""
REPORT_NOTHING = b"\x1da\x00"

ASK_QR_SIZE = b"\x1d(k\x03\x001R0"
"""`GS ( k` function 82: how large is the symbol that is stored? Only who draws QR codes answers."""


def ask_status(number: int) -> bytes:
    """`DLE EOT n`: answer at once, whatever the printer is doing; n is 1 to 4."""
    return bytes([0x10, 0x04, number])


class Asked(IntEnum):
    """What `GS I` can be asked for that is answered in letters."""

    FIRMWARE = 65
    MAKER = 66
    MODEL = 67
    SERIAL = 68
    FONTS = 69


def ask_unit(what: Asked) -> bytes:
    """`GS I n`: what the unit is; answered `5F … 00` once all before has been worked off."""
    return b"\x1dI" + bytes([what])
