"""Models of printers, from the capability data that python-escpos carries.

Only its data file is read: importing the package would cost more than it brings (decision 0012).
The data also say which printers drive a cash drawer; this program drives none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from drivers.api import Cutter
from kiosk.errors import EnvironmentFault

DATA = "escpos/capabilities.json"
LEAST_DOTS = 300
"""What is narrower is a customer display, which the data list too."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One model.

    Args:
        name: its name in the data, for instance ``TM-T20II``.
        dots: printable dots across; None when the data do not know.
        native_qr: whether it draws QR codes.
        cutter: what cuts its paper.
    """

    name: str
    dots: int | None
    native_qr: bool
    cutter: Cutter


@lru_cache(maxsize=1)
def profiles() -> dict[str, Profile]:
    """Every receipt printer that prints pictures by `GS v 0`, by its name.

    Raises:
        EnvironmentFault: ``config.printer_profiles`` when python-escpos is not installed whole.
    """
    try:
        (path,) = [file for file in files("python-escpos") or [] if str(file) == DATA]
        data = json.loads(Path(path.locate()).read_text(encoding="utf-8"))
        models = data["profiles"].items()
        found = [_profile(name, model) for name, model in models if _prints(model)]
    except (PackageNotFoundError, OSError, ValueError, KeyError, TypeError) as error:
        raise EnvironmentFault(
            "config.printer_profiles",
            f"The list of printer models cannot be read: {error}.",
            "Install the Python package python-escpos again.",
        ) from error
    return {profile.name: profile for profile in found}


def _prints(model: dict[str, Any]) -> bool:
    dots = _dots(model)
    features = model["features"]
    speaks = features["bitImageRaster"] and not features["starCommands"]
    return bool(speaks) and (dots is None or dots >= LEAST_DOTS)


def _profile(name: str, model: dict[str, Any]) -> Profile:
    features = model["features"]
    full = Cutter.FULL if features["paperFullCut"] else Cutter.NONE
    return Profile(
        name,
        _dots(model),
        native_qr=bool(features["qrCode"]),
        cutter=Cutter.PARTIAL if features["paperPartCut"] else full,
    )


def _dots(model: dict[str, Any]) -> int | None:
    dots = model["media"]["width"].get("pixels")
    return dots if isinstance(dots, int) else None
