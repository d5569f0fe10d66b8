"""Keys of a US keyboard and the characters they stand for.

Codes of keys are the kernel's (`linux/input-event-codes.h`). A scanner that is set to the layout
"USA" types each ASCII character with its key; it can type nothing else. Chinese it cannot type at
all: some send question marks, some Alt with digits, some nothing.
"""

from __future__ import annotations

ENTER = frozenset({28, 96})
"""Enter, and Enter of the number block: the suffix of a scan."""
SHIFT = frozenset({42, 54})
CONTROL = frozenset({29, 97})
ALT = frozenset({56, 100})
CAPS_LOCK = 58
SILENT = frozenset({*SHIFT, *CONTROL, *ALT, CAPS_LOCK, 69, 70})
"""Keys that type nothing by themselves; the last two are Num Lock and Scroll Lock."""

_ROWS = (
    (2, "1234567890-=", "!@#$%^&*()_+"),
    (16, "qwertyuiop[]", "QWERTYUIOP{}"),
    (30, "asdfghjkl;'`", 'ASDFGHJKL:"~'),
    (43, "\\zxcvbnm,./", "|ZXCVBNM<>?"),
    (57, " ", " "),
    (15, "\t", "\t"),
)
_NUMBER_BLOCK = {
    **dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True)),
    55: "*",
    74: "-",
    78: "+",
    83: ".",
    98: "/",
}
PLAIN = {
    **{first + place: key for first, keys, _ in _ROWS for place, key in enumerate(keys)},
    **_NUMBER_BLOCK,
}
SHIFTED = {
    **{first + place: key for first, _, keys in _ROWS for place, key in enumerate(keys)},
    **_NUMBER_BLOCK,
}


def character(key: int, *, shift: bool, caps: bool, control: bool) -> str | None:
    """What a key types; None for a key that stands for no character.

    Args:
        key: the kernel's code of the key.
        shift: whether a Shift key is held.
        caps: whether Caps Lock is on; it turns letters only.
        control: whether a Control key is held; it makes control characters.
    """
    plain = PLAIN.get(key)
    if plain is None:
        return None
    typed = SHIFTED[key] if shift is not (caps and plain.isalpha()) else plain
    if not control:
        return typed
    return chr(ord(typed.upper()) & 0x1F) if "@" <= typed.upper() <= "_" else None


def strokes(text: str) -> list[tuple[int, bool]]:
    """Keys, and whether Shift is held, that type a text; for simulators.

    Raises:
        KeyError: for a character that no key types.
    """
    keys = {typed: (key, False) for key, typed in PLAIN.items() if key not in _NUMBER_BLOCK}
    for key, typed in SHIFTED.items():
        keys.setdefault(typed, (key, True))
    return [keys[each] for each in text]
