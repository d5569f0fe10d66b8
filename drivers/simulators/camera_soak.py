"""Code after code held to a camera while things go wrong, drawn from a seed."""

from __future__ import annotations

import gc
import random
import tracemalloc
from collections import Counter
from dataclasses import dataclass, field

import numpy as np
import zxingcpp

from drivers.api import DeviceFault
from drivers.codes.camera import CameraCodeReader
from drivers.codes.decode import Grey

HIGH, WIDE = 240, 320
LOOKS = 28
"""Frames for which a code is held to the camera."""
MISHAPS = ("none", "pulled", "black", "torn", "snow", "hostile")
HOSTILE = b"\x1b]0;owned\x07\x00"
LEAST_BASE = 1024 * 1024
"""In a process that has read codes before, a reader has some 90 KB of its own, of which a few KB of
noise are 5 %. Of a MiB, 5 % in 500 scans are 100 bytes a scan: less than one kept code."""


@dataclass(slots=True)
class CameraSoak:
    """What a soak found.

    Args:
        found: how many codes were read.
        wrong: contents that were read and not shown.
        lost: contents that were shown long enough and not read.
        mishaps: what went wrong, and how often.
        faults: codes of the faults that were told.
        growth: by how much the memory in use grew in the last half, as a share of what was in use
            at its beginning, or of a MiB if that was less.
    """

    found: int = 0
    wrong: list[bytes] = field(default_factory=list)
    lost: list[bytes] = field(default_factory=list)
    mishaps: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    growth: float = 0.0


class ScriptedCamera:
    """A camera that sees one sheet and has one mishap at a time.

    Args:
        dice: draws its grain and its mishaps.
    """

    def __init__(self, dice: random.Random) -> None:
        self.sheet = np.full((HIGH, WIDE), 200, np.uint8)
        self.mishap = "none"
        self._dice = dice

    def connect(self) -> ScriptedCamera:
        """Plug it in again."""
        if self.mishap == "pulled" and self._dice.random() < 0.5:  # noqa: PLR2004 — one of two
            raise DeviceFault("code.no_camera", "No camera.")
        self.mishap = "none" if self.mishap == "pulled" else self.mishap
        return self

    def frame(self) -> Grey:
        """What it sees now; a mishap lasts for a few frames."""
        mishap = self.mishap
        if mishap == "pulled":
            raise DeviceFault("code.camera_unplugged", "It gives no more pictures.")
        if mishap != "none" and self._dice.random() < 0.4:  # noqa: PLR2004 — two or three frames
            self.mishap = "none"
        frame = self.sheet.copy()
        grain = np.random.default_rng(self._dice.getrandbits(32))
        if mishap == "black":
            frame[:] = 0
        elif mishap == "torn":
            row = self._dice.randrange(HIGH)
            frame[row:] = np.roll(frame[row:], self._dice.randrange(WIDE), axis=1)
        elif mishap == "snow":
            frame = grain.integers(0, 256, frame.shape, np.uint8)
        noise = grain.integers(0, 6, frame.shape, np.uint8)
        seen: Grey = np.minimum(frame, 249) + noise
        return seen

    def close(self) -> None:
        """Nothing to release."""


def soak_camera(scans: int, seed: int) -> CameraSoak:
    """Hold so many codes to the camera, and tell what became of them."""
    dice = random.Random(seed)  # noqa: S311 — mishaps are drawn, not secrets
    camera = ScriptedCamera(dice)
    reader = CameraCodeReader("camera", camera.connect)
    report = CameraSoak()
    halfway = 0
    tracemalloc.start()
    for number in range(scans):
        if number == scans // 2:
            halfway = _memory(reader)
        camera.mishap = dice.choice(MISHAPS)
        report.mishaps[camera.mishap] += 1
        hostile = camera.mishap == "hostile"
        content = HOSTILE if hostile else f"L0817{number:08}:{dice.getrandbits(40):x}".encode()
        camera.sheet = _sheet(dice, content)
        if not _held(reader, content, report):
            report.lost.append(content)
    now = _memory(reader)
    tracemalloc.stop()
    report.growth = (now - halfway) / max(halfway, LEAST_BASE)
    return report


def _memory(reader: CameraCodeReader) -> int:
    """Bytes in use, the frame that was seen last not among them."""
    reader.close()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def _held(reader: CameraCodeReader, content: bytes, report: CameraSoak) -> bool:
    """Hold one code to the camera until it is read, or for as long as people do."""
    for _ in range(LOOKS):
        try:
            code = reader.scan()
        except DeviceFault as fault:
            report.faults[fault.code] += 1
            _reopen(reader, report)
            continue
        if code is None:
            continue
        harmful = content == HOSTILE and code.text != ""
        if code.content != content or harmful:
            report.wrong.append(code.content)
            return True
        report.found += 1
        return True
    return False


def _reopen(reader: CameraCodeReader, report: CameraSoak) -> None:
    try:
        reader.open()
    except DeviceFault as fault:
        report.faults[fault.code] += 1


def _sheet(dice: random.Random, content: bytes) -> Grey:
    sheet = np.full((HIGH, WIDE), dice.randrange(150, 240), np.uint8)
    symbol = zxingcpp.create_barcode(content, zxingcpp.QRCode)
    drawn = np.rot90(np.asarray(symbol.to_image(scale=dice.randint(3, 6))), dice.randrange(4))
    y = dice.randrange(HIGH - drawn.shape[0])
    x = dice.randrange(WIDE - drawn.shape[1])
    sheet[y : y + drawn.shape[0], x : x + drawn.shape[1]] = drawn
    return sheet
