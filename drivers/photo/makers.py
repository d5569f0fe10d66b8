"""Make cameras for photographs from their addresses.

=================================  =============================================================
``photo+device://1?size=1920x1080``  camera number 1; ``size`` 1280x720, 1920x1080, 2592x1944 or
                                   3840x2160
``photo+file:///path/picture.png``  a picture, or a folder of pictures, in place of a camera
=================================  =============================================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker

SIZES = {
    f"{width}x{height}": (width, height)
    for width, height in ((1280, 720), (1920, 1080), (2592, 1944), (3840, 2160))
}


def _photo_device(address: Address, _fitting: Fitting) -> Device:
    from drivers.codes.video import Video
    from drivers.photo.camera import VideoPhotoCamera

    number = address.number()
    size = SIZES[address.choose("size", SIZES, "1920x1080")]
    return VideoPhotoCamera(
        address.name,
        connect=lambda: Video(number, size, prefix="photo"),
        there=Path(f"/dev/video{number}").exists,
    )


def _photo_file(address: Address, _fitting: Fitting) -> Device:
    from drivers.photo.files import FilePhotoCamera

    return FilePhotoCamera(address.name, address.path())


MAKERS: Mapping[str, Maker] = {"photo+device": _photo_device, "photo+file": _photo_file}
