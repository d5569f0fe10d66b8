"""What a document camera sees, drawn: papers on a desk, in every light, at every angle.

Each scene is drawn from its own seed, so that whoever names kind and number gets the same picture.
The corners of the paper and the paper itself are known: what is found and straightened can be held
against them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from drivers.opencv import opencv
from drivers.simulators import papers
from drivers.simulators.papers import Colours

Floats = npt.NDArray[np.float32]

SIZE = (1280, 720)
ROOM = (420.0, 420 * 9 / 16)
"""Width and height in millimetres of the desk that is seen: an A4 sheet across, and more."""
TILE, JOINT = 170, 4
"""Of a tiled desk, in pixels of a picture 1280 wide."""
LEAF = (210.0, 297.0)
CARD = (85.6, 54.0)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a picture comes about.

    Args:
        paper: a key of `papers.KINDS`.
        desk: ``black``, ``grey``, ``light``, ``white``, ``wood``, ``cloth`` or ``tiles``.
        turn: of the paper, in degrees; 0 lies across, as most document cameras want it.
        tilt: by how much the far edge of everything is shorter.
        at: where the middle of the paper lies; 0.5, 0.5 is the middle of the picture.
        zoom: 1 shows `ROOM`, 2 half as much.
        lamp: how much darker the far side of the lamp is, 0 to 1.
        shadow: how dark a shadow with a sharp edge across the paper is, 0 for none.
        glare: radius of a lamp's reflection in the paper as part of the picture's height; 0 for
            none.
        hand: a hand holds the paper by an edge.
        fold: the size of a corner folded under, as part of the width of the paper.
        second: another sheet lies beside it.
        blur: of the lens, in pixels of a picture 1280 wide (standard deviation).
        smear: of a hand that moves the paper, in the same pixels.
        grain: of the sensor, in shades.
        light: how bright white paper is, in shades.
    """

    paper: str = "letter"
    desk: str = "black"
    turn: float = 0.0
    tilt: float = 0.03
    at: tuple[float, float] = (0.5, 0.5)
    zoom: float = 1.0
    lamp: float = 0.15
    shadow: float = 0.0
    glare: float = 0.0
    hand: bool = False
    fold: float = 0.0
    second: bool = False
    blur: float = 0.4
    smear: float = 0.0
    grain: float = 2.0
    light: float = 225.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and the truth about it.

    Args:
        pixels: as the camera gives it.
        corners: of the paper in pixels, clockwise, beginning at its top left as it lies; None
            without a paper.
        paper: the paper as it would be scanned, turned as it lies.
    """

    pixels: Colours = field(repr=False)
    corners: Floats | None
    paper: Colours = field(repr=False)


def _floats(values: npt.ArrayLike) -> Floats:
    return np.asarray(values, np.float32)


def draw(setting: Setting, seed: int = 0, size: tuple[int, int] = SIZE) -> Picture:
    """Draw a picture of a size."""
    dice = np.random.default_rng(seed)
    scale = size[0] / ROOM[0] * setting.zoom
    desk = _desk(setting.desk, dice, size)
    if not setting.paper:
        blank = np.zeros((1, 1, 3), np.uint8)
        return Picture(_seen(desk, setting, dice, size, None), None, blank)
    sheet = _sheet(setting.paper, seed)
    millimetres = CARD if setting.paper == "card" else (LEAF[1], LEAF[0])
    corners = _corners(setting, millimetres, scale, size)
    if setting.second:
        beside = replace(setting, at=(setting.at[0] + 0.46, setting.at[1] + 0.04))
        other = _corners(beside, millimetres, scale, size)
        _lay(desk, _sheet("printout", seed + 1), other, setting)
    _lay(desk, sheet, corners, setting)
    if setting.hand:
        _hand(desk, corners, dice)
    return Picture(_seen(desk, setting, dice, size, corners), corners, sheet)


@lru_cache(maxsize=16)
def _sheet(kind: str, seed: int) -> Colours:
    """A paper, leaves turned to lie across."""
    flat = papers.paper(kind, seed)
    return flat if kind == "card" else np.ascontiguousarray(np.rot90(flat))


def _corners(
    setting: Setting, millimetres: tuple[float, float], scale: float, size: tuple[int, int]
) -> Floats:
    wide, high = (side * scale / 2 for side in millimetres)
    angle = np.deg2rad(setting.turn)
    turned = np.array([(-wide, -high), (wide, -high), (wide, high), (-wide, high)]) @ np.array(
        [(np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))]
    )
    turned += (setting.at[0] - 0.5) * size[0], (setting.at[1] - 0.5) * size[1]
    # what lies further up in the picture is further away
    away = 1 + setting.tilt * turned[:, 1:] / size[1] * 2
    return np.asarray(turned * away + np.array(size) / 2, np.float32)


# --- the desk -------------------------------------------------------------------------------------


def _desk(kind: str, dice: np.random.Generator, size: tuple[int, int]) -> Floats:
    wide, high = size
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32) / (wide / 1280)
    shade = {"black": (32, 32, 34), "grey": (120, 122, 125), "light": (188, 182, 170)}
    if kind == "white":
        return np.full((high, wide, 3), (218, 218, 214), np.float32)
    if kind == "wood":
        grain = np.sin(y / 9 + 6 * np.sin(x / 300 + y / 70)) + 0.6 * np.sin(y / 2.7 + x / 90)
        return np.asarray(_floats((146, 104, 66)) + 14 * grain[..., None], np.float32)
    if kind == "cloth":
        checks = (np.sin(x / 22) > 0).astype(np.float32) + (np.sin(y / 22) > 0)
        bright = _floats((20, 62, 60)) * checks[..., None]
        return np.asarray(_floats((190, 70, 70)) + bright, np.float32)
    if kind == "tiles":
        joints = np.minimum(np.mod(x + 40, TILE), np.mod(y + 90, TILE)) < JOINT
        tiles = np.where(joints[..., None], _floats((90, 88, 84)), _floats((172, 166, 152)))
        return np.asarray(tiles, np.float32)
    plain = np.broadcast_to(_floats(shade[kind]), (high, wide, 3))
    coarse = dice.normal(0, 5, (high // 90 + 2, wide // 90 + 2)).astype(np.float32)
    cloudy = opencv().resize(coarse, size, interpolation=opencv().INTER_CUBIC)
    return np.asarray(plain + cloudy[..., None], np.float32)


def _lay(desk: Floats, sheet: Colours, corners: Floats, setting: Setting) -> None:
    """Put a sheet on the desk, with the faint shadow of its edge."""
    cv2 = opencv()
    high, wide = sheet.shape[:2]
    flat = _floats([(0, 0), (wide, 0), (wide, high), (0, high)])
    shrink = np.linalg.norm(corners[1] - corners[0]) / wide
    if shrink < 1:  # as an optical image would be: without the jaggedness of single dots
        sheet = cv2.GaussianBlur(sheet, (0, 0), max(0.3, 0.35 / shrink))
    mask = np.ones((high, wide), np.float32)
    if setting.fold:
        cut = round(setting.fold * wide)
        cv2.fillConvexPoly(mask, np.array([(0, 0), (cut, 0), (0, cut)]), 0.0)
    mapping = cv2.getPerspectiveTransform(flat, corners)
    size = desk.shape[1::-1]
    laid = cv2.warpPerspective(sheet, mapping, size, flags=cv2.INTER_LINEAR).astype(np.float32)
    mask = cv2.warpPerspective(mask, mapping, size, flags=cv2.INTER_LINEAR)[..., None]
    softness = size[0] / 1280 * 4
    moved = np.roll(mask[..., 0], (round(softness), round(softness)), (0, 1))
    desk *= 1 - 0.28 * cv2.GaussianBlur(moved, (0, 0), softness)[..., None]
    desk *= 1 - mask
    desk += mask * laid


def _hand(desk: Floats, corners: Floats, dice: np.random.Generator) -> None:
    """A thumb and a palm over the edge nearest to the person, and part of the way in."""
    cv2 = opencv()
    along = dice.uniform(0.3, 0.7)
    edge = corners[3] * (1 - along) + corners[2] * along
    unit = desk.shape[1] / 1280
    skin = np.array((198, 150, 122)) + dice.uniform(-40, 20)
    palm = (edge + np.array((0, 95 * unit))).astype(int).tolist()
    cv2.ellipse(
        desk, palm, (round(95 * unit), round(75 * unit)), 0, 0, 360, skin.tolist(), -1, cv2.LINE_AA
    )
    thumb = (edge + np.array((-25 * unit, -5 * unit))).astype(int).tolist()
    cv2.ellipse(
        desk,
        thumb,
        (round(24 * unit), round(58 * unit)),
        12,
        0,
        360,
        (skin * 0.95).tolist(),
        -1,
        cv2.LINE_AA,
    )


# --- the light and the camera ---------------------------------------------------------------------


def _seen(
    desk: Floats,
    setting: Setting,
    dice: np.random.Generator,
    size: tuple[int, int],
    corners: Floats | None,
) -> Colours:
    cv2 = opencv()
    wide, high = size
    unit = wide / 1280
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    angle = dice.uniform(0, 2 * np.pi)
    across = ((x / wide - 0.5) * np.cos(angle) + (y / high - 0.5) * np.sin(angle)) + 0.5
    light = (1 - setting.lamp * np.clip(across, 0, 1)) * setting.light / 250
    if setting.shadow:
        lies = x * np.cos(angle + 1) + y * np.sin(angle + 1)
        edge = wide / 2 * np.cos(angle + 1) + high / 2 * np.sin(angle + 1)
        light *= 1 - setting.shadow / (1 + np.exp(-(lies - edge) / (6 * unit)))
    seen = desk * light[..., None]
    if setting.glare and corners is not None:
        spot = corners[0] * 0.35 + corners[2] * 0.3 + corners[1] * 0.35
        away = np.hypot((x - spot[0]) / 1.4, y - spot[1]) / (setting.glare * high)
        seen += (330 * np.exp(-(away**2)))[..., None]
    if setting.smear:
        length = max(1, round(setting.smear * unit))
        seen = cv2.blur(seen, (length, 1))
    if setting.blur:
        seen = cv2.GaussianBlur(seen, (0, 0), setting.blur * unit)
    seen = seen + dice.normal(0, setting.grain, (high, wide, 1)).astype(np.float32)
    seen += dice.normal(0, setting.grain / 2, (high, wide, 3)).astype(np.float32)
    return np.asarray(np.clip(seen, 0, 255), np.uint8)


# --- kinds of scenes ------------------------------------------------------------------------------

Dice = np.random.Generator


def scene(kind: str, number: int, size: tuple[int, int] = SIZE) -> Picture:
    """The scene of a kind with this number."""
    dice = np.random.default_rng([*kind.encode(), number])
    return draw(setting(kind, number), int(dice.integers(1 << 30)), size)


def setting(kind: str, number: int) -> Setting:
    """How the scene of a kind with this number comes about."""
    dice = np.random.default_rng([*kind.encode(), number, 1])
    usual = Setting(
        paper=str(dice.choice(("letter", "printout", "form", "certificate"))),
        desk=str(dice.choice(("black", "grey", "wood"))),
        turn=float(dice.uniform(-6, 6)),
        tilt=float(dice.uniform(0, 0.08)),
        at=(float(dice.uniform(0.48, 0.52)), float(dice.uniform(0.49, 0.51))),
        lamp=float(dice.uniform(0, 0.3)),
        zoom=float(dice.uniform(0.82, 0.9)),
        light=float(dice.uniform(170, 240)),
    )
    return KINDS[kind](usual, dice)


def _turned(usual: Setting, dice: Dice) -> Setting:
    return replace(usual, turn=float(dice.uniform(-45, 45)), zoom=0.6)


def _light(usual: Setting, dice: Dice) -> Setting:
    return replace(usual, desk=str(dice.choice(("light", "white"))))


def _patterned(usual: Setting, dice: Dice) -> Setting:
    return replace(usual, desk=str(dice.choice(("wood", "cloth", "tiles"))))


def _card(usual: Setting, dice: Dice) -> Setting:
    return replace(
        usual,
        paper="card",
        turn=float(dice.uniform(-20, 20)),
        desk=str(dice.choice(("black", "grey", "wood", "white"))),
        at=(float(dice.uniform(0.3, 0.7)), float(dice.uniform(0.3, 0.7))),
    )


def _shadowed(usual: Setting, dice: Dice) -> Setting:
    return replace(usual, shadow=float(dice.uniform(0.25, 0.5)))


def _dim(usual: Setting, dice: Dice) -> Setting:
    return replace(usual, light=float(dice.uniform(70, 120)), grain=5.0)


KINDS: Mapping[str, Callable[[Setting, Dice], Setting]] = {
    "plain": lambda usual, _: usual,
    "turned": _turned,
    "tilted": lambda usual, dice: replace(usual, tilt=float(dice.uniform(0.12, 0.25)), zoom=0.8),
    "light_desk": _light,
    "patterned": _patterned,
    "shadow": _shadowed,
    "hand": lambda usual, _: replace(usual, hand=True),
    "folded": lambda usual, dice: replace(usual, fold=float(dice.uniform(0.05, 0.14))),
    "card": _card,
    "dim": _dim,
    "blank": lambda usual, _: replace(usual, paper="blank"),
    "two_sheets": lambda usual, _: replace(
        usual, second=True, zoom=0.62, at=(0.27, 0.48), turn=usual.turn / 3
    ),
    "cut_off": lambda usual, dice: replace(
        usual, at=(float(dice.choice((0.2, 0.8))), 0.5), turn=usual.turn
    ),
    "empty": lambda usual, _: replace(usual, paper=""),
    "fills": lambda usual, _: replace(usual, zoom=1.6),
}
"""What makes each kind hard; `cut_off`, `empty` and `fills` have no page to be found."""
WITHOUT_PAGE = frozenset({"two_sheets", "cut_off", "empty", "fills"})
"""Kinds whose picture has to be kept whole."""
