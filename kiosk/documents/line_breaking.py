"""Break text into lines: between Chinese characters anywhere, between Latin words only at spaces.

A line does not begin with closing punctuation and does not end with an opening bracket
(GB/T 15834-2011 §5.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CLOSING = "，。、；：！？）》〉】」』”’·…,.;:!?)]}%"
_OPENING = "（《〈【「『“‘([{"
_UNIT = re.compile(rf"[{re.escape(_OPENING)}]*(?:[!-\u024f]+|.)[{re.escape(_CLOSING)}]*", re.DOTALL)
"""What stays together: Latin letters and digits, or one character, with its punctuation."""


def break_lines(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    """Lines of `text` no wider than `room`, at least one, maybe empty.

    Args:
        text: one paragraph, without line ends.
        room: in the unit of `width`.
        width: measures a text.

    A single unit wider than the room is broken where it must be.
    """
    lines: list[str] = []
    line = ""
    for unit in _UNIT.findall(text):
        if width((line + unit).rstrip()) <= room:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = unit.lstrip()
        while width(line) > room and len(line) > 1:
            fitting = _fitting(line, room, width)
            lines.append(line[:fitting])
            line = line[fitting:]
    return [*lines, line.rstrip()]


def _fitting(text: str, room: float, width: Callable[[str], float]) -> int:
    """How many characters from the left fit, at least one."""
    for length in range(len(text) - 1, 1, -1):
        if width(text[:length]) <= room:
            return length
    return 1
