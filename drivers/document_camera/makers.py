"""Make document cameras from their addresses.

======================================  =========================================================
``document+device://2?size=3840x2160``  camera number 2 looks down on the desk; ``size`` as of
                                        photo cameras
``document+file:///path/picture.png``   a picture, or a folder of pictures, in place of a camera
======================================  =========================================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker
from drivers.photo.makers import SIZES


def _document_device(address: Address, _fitting: Fitting) -> Device:
    from drivers.codes.video import Video
    from drivers.document_camera.camera import LOOKED_AT, EyeDocumentCamera
    from drivers.photo.camera import VideoPhotoCamera

    number = address.number()
    size = SIZES[address.choose("size", SIZES, "3840x2160")]
    eye = VideoPhotoCamera(
        address.name,
        connect=lambda: Video(number, size, prefix="page"),
        there=Path(f"/dev/video{number}").exists,
        view_longest=LOOKED_AT,
    )
    return EyeDocumentCamera(address.name, eye, live=True)


def _document_file(address: Address, _fitting: Fitting) -> Device:
    from drivers.document_camera.camera import LOOKED_AT, EyeDocumentCamera
    from drivers.photo.files import FilePhotoCamera

    eye = FilePhotoCamera(address.name, address.path(), view_longest=LOOKED_AT)
    return EyeDocumentCamera(address.name, eye, live=False)


MAKERS: Mapping[str, Maker] = {
    "document+device": _document_device,
    "document+file": _document_file,
}
