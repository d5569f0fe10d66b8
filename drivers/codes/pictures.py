"""Picture files in shades of grey."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from drivers.api import DeviceFault
from drivers.codes.decode import Grey

PIXEL_LIMIT = 64_000_000
FILE_LIMIT = 50 * 1024 * 1024
SIXTEEN_BITS = ("I;16", "I;16L", "I;16B", "I", "F")


def read_grey(path: Path) -> Grey:
    """A picture file in shades of grey; of a film its first picture, on white what is clear.

    Raises:
        DeviceFault: ``code.bad_picture`` when there is no such file, when it is no picture, not a
            whole one, or too large a one.
    """
    try:
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise _bad_picture(path, f"it has {size} bytes, more than {FILE_LIMIT}")
        with Image.open(path) as picture:
            if picture.width * picture.height > PIXEL_LIMIT:
                raise _bad_picture(path, f"it has more than {PIXEL_LIMIT} pixels")
            return _grey(picture)
    except FileNotFoundError as error:
        raise _bad_picture(path, "there is no such file") from error
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        # Pillow reports a broken file by any of these, depending on its format.
        reason = "its format is not known" if isinstance(error, UnidentifiedImageError) else error
        raise _bad_picture(path, str(reason)) from error


def _grey(picture: Image.Image) -> Grey:
    if picture.mode in SIXTEEN_BITS:  # Pillow would cut these off at 255 instead of scaling them
        deep = np.asarray(picture, np.float64)
        low, high = float(deep.min()), float(deep.max())
        return ((deep - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
    if picture.has_transparency_data:
        ground = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(ground, picture.convert("RGBA"))
    return np.asarray(picture.convert("L"))


def _bad_picture(path: Path, why: str) -> DeviceFault:
    return DeviceFault(
        "code.bad_picture",
        f"The picture {path.name} cannot be read: {why}.",
        "Use a PNG or JPEG file.",
    )
