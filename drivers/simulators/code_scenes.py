"""Frames of a camera that codes are held to, drawn: in every light, at every angle.

Each scene is drawn from its own seed, so that whoever names kind and number gets the same frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import zxingcpp

from drivers.opencv import opencv

Grey = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]

WIDTH, HEIGHT = 1280, 720
SMALLEST, LARGEST = 110, 600
"""Longer side in pixels of a code, its quiet zone not counted."""
FAMILY_NAMES = "王李张刘陈杨赵黄周吴"
GIVEN_NAMES = "秀花国强建军桂英丽娟"


@dataclass(frozen=True, slots=True)
class Scene:
    """One frame and what stands in its codes.

    Args:
        kind: what makes it hard, a key of `KINDS`.
        frame: grey, `HEIGHT` × `WIDTH`.
        contents: bytes of every code that is to be seen.
    """

    kind: str
    frame: Grey = field(repr=False)
    contents: tuple[bytes, ...]


@dataclass(slots=True)
class Sheet:
    """A frame that is being drawn."""

    dice: np.random.Generator
    pixels: Floats
    contents: list[bytes] = field(default_factory=list)

    def between(self, low: float, high: float) -> float:
        """A number from a range."""
        return float(self.dice.uniform(low, high))


def scene(kind: str, number: int) -> Scene:
    """The scene of a kind with this number."""
    dice = np.random.default_rng([*kind.encode(), number])
    sheet = Sheet(dice, _table(dice))
    KINDS[kind](sheet)
    grain = sheet.dice.normal(0, 2, sheet.pixels.shape)
    frame = np.clip(sheet.pixels + grain, 0, 255).astype(np.uint8)
    return Scene(kind, frame, tuple(sheet.contents))


# --- what is held to the camera -------------------------------------------------------------------


def _content(dice: np.random.Generator) -> bytes:
    number = "".join(str(digit) for digit in dice.integers(0, 10, 12))
    name = str(dice.choice(list(FAMILY_NAMES))) + "".join(dice.choice(list(GIVEN_NAMES), 2))
    texts = (
        f"L0817{number}K".encode(),
        f"https://zwfw.example.cn/q?n={number}".encode(),
        f"{name} {number}".encode(),
        f"{name},{number}".encode("gb18030"),
        f"姓名:{name};村:汶南镇第{number[:3]}村;事项:高龄津贴申请;编号:{number * 4}".encode(),
    )
    return texts[int(dice.integers(len(texts)))]


def _picture(content: bytes, kind: zxingcpp.BarcodeFormat = zxingcpp.QRCode) -> Grey:
    """A code with its quiet zone, one pixel a module (bar codes are as high as a third)."""
    what: bytes | str = content if kind is zxingcpp.QRCode else content.decode()
    code = zxingcpp.create_barcode(what, kind)
    modules = np.asarray(code.to_image(scale=1, add_quiet_zones=False))
    if kind is not zxingcpp.QRCode:
        modules = np.repeat(modules[:1], modules.shape[1] // 3, axis=0)
    return np.pad(modules, 4, constant_values=255)


def _draw(
    sheet: Sheet,
    *,
    side: float = 0.0,
    turn: float = 0.0,
    tilt: float = 0.0,
    bend: float = 0.0,
    dark: float = 30.0,
    light: float = 225.0,
    middle: tuple[float, float] | None = None,
    kind: zxingcpp.BarcodeFormat = zxingcpp.QRCode,
) -> None:
    """Hold a code to the camera.

    Args:
        sheet: the frame.
        side: its width in pixels; 0 takes any between 110 and 600.
        turn: in degrees.
        tilt: by how much of its height the far edge is shorter.
        bend: how far round a cylinder it goes, in radians to each side.
        dark: shade of its ink.
        light: shade of its paper.
        middle: where it is held; anywhere when None.
        kind: its symbology.
    """
    cv2 = opencv()
    if kind is zxingcpp.QRCode:
        content = _content(sheet.dice)
    else:
        content = b"L0817" + bytes(48 + digit for digit in sheet.dice.integers(0, 10, 10))
    side = side or sheet.between(SMALLEST, LARGEST)
    modules = _picture(content, kind)
    scale = max(2, round(2 * side / modules.shape[1]))
    drawn = np.kron(modules, np.ones((scale, scale), np.uint8)) / 255
    ink = (dark + drawn * (light - dark)).astype(np.float32)
    if bend:
        ink = _bent(cv2, ink, bend)
    high, wide = ink.shape
    shown = side * modules.shape[1] / (modules.shape[1] - 8)
    half = np.array([shown / 2, shown / 2 * high / wide])
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    if tilt:
        corners = _tilted(corners, tilt, sheet.between(0, 360))
    angle = np.deg2rad(turn)
    rotation = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    corners = corners @ rotation
    reach = np.minimum(np.abs(corners).max(axis=0), (WIDTH / 2 - 1, HEIGHT / 2 - 1))
    corners += middle or (
        sheet.between(reach[0], WIDTH - reach[0]),
        sheet.between(reach[1], HEIGHT - reach[1]),
    )
    _paste(cv2, sheet, ink, corners)
    sheet.contents.append(content)


def _paste(cv2: Any, sheet: Sheet, ink: npt.NDArray[np.float32], corners: Floats) -> None:
    high, wide = ink.shape
    source = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    mapping = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    size = (WIDTH, HEIGHT)
    held = cv2.warpPerspective(ink, mapping, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.ones_like(ink), mapping, size, flags=cv2.INTER_LINEAR)
    sheet.pixels = sheet.pixels * (1 - mask) + held * mask


def _bent(cv2: Any, ink: npt.NDArray[np.float32], bend: float) -> npt.NDArray[np.float32]:
    """As it looks on a bottle or a rolled paper, seen from the front."""
    high, wide = ink.shape
    across = np.linspace(-1, 1, wide)
    from_x = (np.arcsin(across * np.sin(bend)) / bend + 1) / 2 * (wide - 1)
    sag = (np.cos(np.arcsin(across * np.sin(bend))) - np.cos(bend)) * high * 0.12
    x = np.broadcast_to(from_x, ink.shape).astype(np.float32)
    y = (np.arange(high)[:, None] - sag[None, :] + sag.max() / 2).astype(np.float32)
    bent: npt.NDArray[np.float32] = cv2.remap(
        ink, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return bent


def _tilted(corners: Floats, tilt: float, towards: float) -> Floats:
    """Corners of a sheet whose one side leans away from the camera."""
    angle = np.deg2rad(towards)
    away = corners @ np.array([np.cos(angle), np.sin(angle)])
    nearness = 1 / (1 + tilt * (away - away.min()) / np.ptp(away))
    leaning = corners * nearness[:, None]
    centred: Floats = leaning - leaning.mean(axis=0)
    return centred


# --- where it is held -----------------------------------------------------------------------------


def _table(dice: np.random.Generator) -> Floats:
    """A room behind: slow changes of light, edges, and print."""
    cv2 = opencv()
    coarse = dice.uniform(60, 190, (5, 8)).astype(np.float32)
    pixels: npt.NDArray[np.float32] = cv2.resize(
        coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC
    )
    for _ in range(int(dice.integers(3, 9))):
        points = dice.integers(0, (WIDTH, HEIGHT), (4, 2)).astype(np.int32)
        cv2.fillConvexPoly(pixels, cv2.convexHull(points), float(dice.uniform(30, 230)))
    for _ in range(int(dice.integers(0, 4))):
        _print(cv2, dice, pixels)
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), 1.2), np.float64)


def _print(cv2: Any, dice: np.random.Generator, pixels: npt.NDArray[np.float32]) -> None:
    """A printed paper: rows of strokes as dense as characters."""
    left, top = int(dice.integers(0, WIDTH - 200)), int(dice.integers(0, HEIGHT - 150))
    wide, high = int(dice.integers(150, 420)), int(dice.integers(100, 320))
    pixels[top : top + high, left : left + wide] = dice.uniform(180, 235)
    size = int(dice.integers(8, 22))
    for y in range(top + size, min(top + high, HEIGHT) - size, round(size * 1.6)):
        for x in range(left + size, min(left + wide, WIDTH) - size, size):
            for _ in range(6):
                begin = (int(x + dice.integers(size)), int(y + dice.integers(size)))
                end = (int(x + dice.integers(size)), int(y + dice.integers(size)))
                cv2.line(pixels, begin, end, float(dice.uniform(20, 90)), 1 + size // 14)


def _blur(sheet: Sheet, sigma: float) -> None:
    sheet.pixels = opencv().GaussianBlur(sheet.pixels, (0, 0), sigma)


def _shake(sheet: Sheet, length: int, angle: float) -> None:
    cv2 = opencv()
    kernel = np.zeros((length, length), np.float32)
    kernel[length // 2] = 1
    turn = cv2.getRotationMatrix2D((length / 2 - 0.5, length / 2 - 0.5), angle, 1)
    kernel = cv2.warpAffine(kernel, turn, (length, length))
    sheet.pixels = cv2.filter2D(sheet.pixels, -1, kernel / kernel.sum())


def _shine(sheet: Sheet, strength: float, radius: float) -> None:
    """A lamp that is mirrored in the paper or the glass."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    at = (sheet.between(0.2, 0.8) * WIDTH, sheet.between(0.2, 0.8) * HEIGHT)
    distance = ((x - at[0]) ** 2 + ((y - at[1]) * sheet.between(1, 2)) ** 2) / radius**2
    sheet.pixels = np.clip(sheet.pixels + strength * np.exp(-distance), 0, 255)


# --- kinds of scenes ------------------------------------------------------------------------------


def _sizes(sheet: Sheet) -> None:
    _draw(sheet)


def _tilt(sheet: Sheet) -> None:
    _draw(
        sheet,
        side=sheet.between(220, LARGEST),
        tilt=sheet.between(0.3, 1.4),
        turn=sheet.between(-20, 20),
    )


def _rotation(sheet: Sheet) -> None:
    _draw(sheet, turn=sheet.between(0, 360), tilt=sheet.between(0, 0.2))


def _blurred(sheet: Sheet) -> None:
    side = sheet.between(160, LARGEST)
    _draw(sheet, side=side, turn=sheet.between(-30, 30))
    _blur(sheet, sheet.between(0.5, 1.1) * side / 60)


def _shaken(sheet: Sheet) -> None:
    side = sheet.between(160, LARGEST)
    _draw(sheet, side=side, turn=sheet.between(-30, 30))
    _shake(sheet, 3 + int(side * sheet.between(0.01, 0.05)), sheet.between(0, 180))


def _low_light(sheet: Sheet) -> None:
    _draw(sheet, turn=sheet.between(-30, 30), tilt=sheet.between(0, 0.3))
    sheet.pixels *= sheet.between(0.05, 0.25)
    sheet.pixels += sheet.dice.normal(0, sheet.between(2, 9), sheet.pixels.shape)


def _noisy(sheet: Sheet) -> None:
    _draw(sheet, turn=sheet.between(-30, 30))
    sheet.pixels += sheet.dice.normal(0, sheet.between(20, 70), sheet.pixels.shape)


def _glare(sheet: Sheet) -> None:
    at = (sheet.between(400, 880), sheet.between(300, 420))
    _draw(sheet, side=sheet.between(200, 500), turn=sheet.between(-30, 30), middle=at)
    _shine(sheet, sheet.between(120, 260), sheet.between(40, 260))


def _curved(sheet: Sheet) -> None:
    _draw(
        sheet,
        side=sheet.between(200, LARGEST),
        bend=sheet.between(0.4, 1.25),
        turn=sheet.between(-25, 25),
    )


def _several(sheet: Sheet) -> None:
    for x, y in ((230, 190), (640, 190), (1050, 190), (230, 530), (640, 530), (1050, 530)):
        if len(sheet.contents) < 2 or sheet.between(0, 1) < 0.6:  # noqa: PLR2004 — two are several
            _draw(sheet, side=sheet.between(120, 200), turn=sheet.between(0, 360), middle=(x, y))


def _inverted(sheet: Sheet) -> None:
    _draw(sheet, dark=225, light=30, turn=sheet.between(-30, 30))


def _shadow(sheet: Sheet) -> None:
    _draw(sheet, side=sheet.between(160, LARGEST), turn=sheet.between(-30, 30))
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    angle = sheet.between(0, 2 * np.pi)
    across = (x - sheet.between(440, 840)) * np.cos(angle) + (y - 360) * np.sin(angle)
    light = 1 / (1 + np.exp(-across / sheet.between(2, 60)))
    sheet.pixels *= sheet.between(0.12, 0.45) * (1 - light) + light


def _jpeg(sheet: Sheet) -> None:
    _draw(sheet, turn=sheet.between(-30, 30))
    cv2 = opencv()
    quality = int(sheet.between(4, 25))
    picture = np.clip(sheet.pixels, 0, 255).astype(np.uint8)
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    sheet.pixels = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE).astype(np.float64)


def _faint(sheet: Sheet) -> None:
    paper = sheet.between(110, 210)
    _draw(sheet, dark=paper - sheet.between(18, 45), light=paper, turn=sheet.between(-30, 30))


def _phone(sheet: Sheet) -> None:
    """A telephone's screen: bright, tilted, with the grid of its dots."""
    _draw(
        sheet,
        side=sheet.between(150, 420),
        tilt=sheet.between(0, 0.5),
        turn=sheet.between(-30, 30),
        dark=sheet.between(10, 60),
        light=250,
    )
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    pitch = sheet.between(2.1, 3.9)
    grid = np.cos(2 * np.pi * x / pitch) + np.cos(2 * np.pi * y / pitch)
    sheet.pixels = np.clip(sheet.pixels + sheet.between(4, 22) * grid, 0, 255)
    _shine(sheet, sheet.between(0, 120), sheet.between(60, 200))


def _damaged(sheet: Sheet) -> None:
    """Folded, scratched, a corner under a thumb."""
    cv2 = opencv()
    at = (sheet.between(400, 880), 360.0)
    side = sheet.between(200, 500)
    _draw(sheet, side=side, turn=sheet.between(-30, 30), middle=at)
    for _ in range(int(sheet.dice.integers(1, 4))):
        begin, end = sheet.dice.normal(at, side / 3, (2, 2)).astype(int).tolist()
        shade = sheet.between(30, 230)
        cv2.line(sheet.pixels, begin, end, shade, int(side * sheet.between(0.005, 0.025)) + 1)


def _bars(sheet: Sheet) -> None:
    _draw(
        sheet,
        kind=zxingcpp.Code128,
        side=sheet.between(320, 900),
        turn=float(sheet.dice.choice([0, 90, 180])) + sheet.between(-12, 12),
        middle=(640, 360),
    )
    _blur(sheet, sheet.between(0.4, 1.6))


def _nothing(sheet: Sheet) -> None:
    """No code: a room, print, chequered cloth, noise."""
    kind = int(sheet.dice.integers(4))
    if kind == 1:
        y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
        step = int(sheet.dice.integers(6, 40))
        sheet.pixels = 60 + 140 * (((x // step) + (y // step)) % 2).astype(np.float64)
        _blur(sheet, 1)
    elif kind == 2:  # noqa: PLR2004 — the second of four
        sheet.pixels += sheet.dice.normal(0, 50, sheet.pixels.shape)
    elif kind == 3:  # noqa: PLR2004 — the third of four
        picture = sheet.pixels.astype(np.float32)
        for _ in range(8):
            _print(opencv(), sheet.dice, picture)
        sheet.pixels = picture.astype(np.float64)


NOTHING = "nothing"
KINDS: Mapping[str, Callable[[Sheet], None]] = {
    "sizes": _sizes,
    "tilt": _tilt,
    "rotation": _rotation,
    "blur": _blurred,
    "shaken": _shaken,
    "low_light": _low_light,
    "noise": _noisy,
    "glare": _glare,
    "curved": _curved,
    "several": _several,
    "inverted": _inverted,
    "shadow": _shadow,
    "jpeg": _jpeg,
    "faint": _faint,
    "phone": _phone,
    "damaged": _damaged,
    "code_128": _bars,
    NOTHING: _nothing,
}
"""Kinds of scenes; `NOTHING` shows no code."""
