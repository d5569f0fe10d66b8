"""Colours a form asks for, made dark enough to read on every ground of the screen."""

from __future__ import annotations

import re

LEAST_CONTRAST = 4.5
"""Between letters and what they stand on (WCAG 2.2, 1.4.3)."""
_GROUND = 0.7
"""Relative luminance of the darkest light ground of the screen's theme."""

_NAMED = {
    "aqua": "00ffff", "black": "000000", "blue": "0000ff", "brown": "a52a2a", "fuchsia": "ff00ff",
    "gray": "808080", "green": "008000", "grey": "808080", "lime": "00ff00", "maroon": "800000",
    "navy": "000080", "olive": "808000", "orange": "ffa500", "purple": "800080", "red": "ff0000",
    "teal": "008080", "yellow": "ffff00",
}  # fmt: skip
_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}\Z")
_STEPS = 20
_DARKEST = 0.04045
"""Below it the curve of sRGB is a straight line (IEC 61966-2-1)."""


def legible(written: str) -> str:
    """A CSS colour as ``#rrggbb`` of the same hue, darkened as far as it must be; empty if unknown.

    Args:
        written: ``#rgb``, ``#rrggbb`` or one of the names of CSS 2.1.
    """
    digits = _NAMED.get(written.lower(), "")
    if not digits and _HEX.match(written):
        digits = written[1:] if len(written) == len("#rrggbb") else _doubled(written[1:])
    if not digits:
        return ""
    parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    for step in range(_STEPS, -1, -1):
        darker = [part * step // _STEPS for part in parts]
        if (_GROUND + 0.05) / (luminance(darker) + 0.05) >= LEAST_CONTRAST:
            return "#" + "".join(f"{part:02x}" for part in darker)
    return "#000000"


def luminance(parts: list[int]) -> float:
    """Relative luminance of red, green and blue of 0 to 255 (WCAG 2.2)."""
    linear = [_linear(part / 255) for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= _DARKEST else ((part + 0.055) / 1.055) ** 2.4)


def _doubled(digits: str) -> str:
    return "".join(digit * 2 for digit in digits)
