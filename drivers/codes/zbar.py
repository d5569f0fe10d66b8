"""ZBar in its binary mode: the second opinion on a picture.

pyzbar's own `decode` lets ZBar guess encodings, which it gets wrong for Chinese; here its ctypes
functions are called with the configuration that gives the bytes as they are (ZBar ≥ 0.23.92).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_void_p, cast, create_string_buffer, string_at
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kiosk.errors import EnvironmentFault

CFG_BINARY = 4
"""ZBAR_CFG_BINARY; pyzbar still calls this number CFG_NUM."""
CFG_ENABLE = 0
ALL_SYMBOLOGIES = 0
FOURCC_Y800 = int.from_bytes(b"Y800", "little")
SYMBOLOGIES = {64: "QRCode", 128: "Code128"}
CORNERS = 4


@dataclass(frozen=True, slots=True)
class Symbol:
    """One code as ZBar tells of it.

    Args:
        symbology: ``QRCode`` or ``Code128``.
        content: its bytes.
        corners: once round it; of a bar code, round the lines it was read along.
    """

    symbology: str
    content: bytes
    corners: tuple[tuple[int, int], ...]


def load() -> Any:
    """The ZBar functions as pyzbar declares them.

    Raises:
        EnvironmentFault: ``code.no_zbar`` when the shared library is not installed.
    """
    try:
        from pyzbar import wrapper  # loads the shared library, which may be missing
    except (ImportError, OSError, AttributeError) as error:
        raise EnvironmentFault(
            "code.no_zbar",
            f"The library ZBar cannot be loaded: {error}.",
            "Install the Debian package libzbar0; until then zxing-cpp reads codes alone.",
        ) from error
    return wrapper


def decode(zbar: Any, grey: npt.NDArray[np.uint8]) -> list[Symbol]:
    """Each QR code and Code 128 in a grey picture."""
    height, width = grey.shape
    pixels = create_string_buffer(grey.tobytes(), grey.size)
    with _scanner(zbar) as scanner, _image(zbar) as image:
        zbar.zbar_image_set_format(image, FOURCC_Y800)
        zbar.zbar_image_set_size(image, width, height)
        zbar.zbar_image_set_data(image, cast(pixels, c_void_p), len(pixels), None)
        zbar.zbar_scan_image(scanner, image)
        return list(_symbols(zbar, image))


@contextmanager
def _scanner(zbar: Any) -> Iterator[Any]:
    scanner = zbar.zbar_image_scanner_create()
    try:
        zbar.zbar_image_scanner_set_config(scanner, ALL_SYMBOLOGIES, CFG_ENABLE, 0)
        for symbology in SYMBOLOGIES:
            zbar.zbar_image_scanner_set_config(scanner, symbology, CFG_ENABLE, 1)
        zbar.zbar_image_scanner_set_config(scanner, 64, CFG_BINARY, 1)
        yield scanner
    finally:
        zbar.zbar_image_scanner_destroy(scanner)


@contextmanager
def _image(zbar: Any) -> Iterator[Any]:
    image = zbar.zbar_image_create()
    try:
        yield image
    finally:
        zbar.zbar_image_destroy(image)


def _symbols(zbar: Any, image: Any) -> Iterator[Symbol]:
    symbol = zbar.zbar_image_first_symbol(image)
    while symbol:
        symbology = SYMBOLOGIES.get(symbol.contents.type)
        if symbology is not None:
            length = zbar.zbar_symbol_get_data_length(symbol)
            content = string_at(zbar.zbar_symbol_get_data(symbol), length)
            yield Symbol(symbology, content, _corners(zbar, symbol))
        symbol = zbar.zbar_symbol_next(symbol)


def _corners(zbar: Any, symbol: Any) -> tuple[tuple[int, int], ...]:
    points = [
        (zbar.zbar_symbol_get_loc_x(symbol, i), zbar.zbar_symbol_get_loc_y(symbol, i))
        for i in range(zbar.zbar_symbol_get_loc_size(symbol))
    ]
    if len(points) == CORNERS or not points:
        return tuple(points)
    (left, top), (right, bottom) = (
        map(min, zip(*points, strict=True)),
        map(max, zip(*points, strict=True)),
    )
    return ((left, top), (right, top), (right, bottom), (left, bottom))
