"""Make code readers from their addresses.

=================================  =============================================================
``camera+device://0``              camera number 0
``camera+file:///path/frame.png``  a picture file in place of a camera
=================================  =============================================================

Drivers are imported when one is made: a terminal carries only what it uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from drivers.address import Address
from drivers.api import Device
from drivers.fitting import Fitting, Maker


def _camera_device(address: Address, _fitting: Fitting) -> Device:
    from drivers.codes.camera import CameraCodeReader
    from drivers.codes.video import Video

    number = address.number()
    there = Path(f"/dev/video{number}").exists
    return CameraCodeReader(address.name, lambda: Video(number), there)


def _camera_file(address: Address, _fitting: Fitting) -> Device:
    from drivers.codes.picture_file import FileCodeReader

    return FileCodeReader(address.name, address.path())


MAKERS: Mapping[str, Maker] = {"camera+device": _camera_device, "camera+file": _camera_file}
