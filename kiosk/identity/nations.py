"""Words for the codes a card carries: nations (GB/T 3304) and sexes (GB/T 2261.1)."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.identity.card import Sex


def nation_name(code: str, language: str = "zh_CN") -> str:
    """Name of a nation by its two-digit code, as it stands on a card; empty if unknown.

    Args:
        code: GB/T 3304 code `01`..`98`.
        language: `zh_CN` or `en` (the standard's own romanisation).
    """
    return _words("nations.json").get(code, {}).get(language, "")


def nation_codes() -> tuple[str, ...]:
    """All codes of GB/T 3304 in their order."""
    return tuple(_words("nations.json"))


def sex_name(sex: Sex, language: str = "zh_CN") -> str:
    """Word for a sex in `zh_CN` or `en`."""
    return _words("sexes.json").get(sex.value, {}).get(language, "")


@cache
def _words(name: str) -> Mapping[str, Mapping[str, str]]:
    """Read a word file that ships beside this module."""
    words: dict[str, dict[str, str]] = json.loads(
        files("kiosk.identity").joinpath(name).read_text("utf-8")
    )
    return words
