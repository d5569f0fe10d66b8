"""Regular expressions that cannot hang: `regex()` of constraints on what a citizen types.

Patterns run in the linear-time engine that pydantic brings along (Rust's regex). What that engine
does not have (look-around, back references) runs in Python's own, which can take exponential time;
there no group may be repeated, and the text is kept short.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from kiosk.forms.errors import EvaluationError

MAX_PATTERN_LENGTH = 2_000
MAX_TEXT_LENGTH = 100_000
_MAX_BACKTRACKING_TEXT = 500
_REPEATED_GROUP = re.compile(r"(?<!\\)\)[*+{]")
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_"}


def search(pattern: str, text: str) -> bool:
    """Whether `pattern` matches anywhere in `text`.

    Raises:
        EvaluationError: the pattern is none, or either is too long.
    """
    if len(text) > MAX_TEXT_LENGTH:
        raise EvaluationError(
            f"A text of {len(text)} characters is too long for a pattern.",
            remedy="Limit its length first.",
            code="form.regex",
        )
    return _matcher(pattern)(text)


@lru_cache(maxsize=512)
def _matcher(pattern: str) -> Callable[[str], bool]:
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise _refused(pattern[:40] + "…", "it is too long")
    # pydantic is heavy to import and many forms have no pattern
    from pydantic_core import SchemaError, SchemaValidator, core_schema

    plain = _ascii_classes(pattern)
    try:
        validator = SchemaValidator(core_schema.str_schema(pattern=plain))
    except SchemaError:
        return _backtracking(plain)
    return validator.isinstance_python


def _backtracking(pattern: str) -> Callable[[str], bool]:
    try:
        compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        raise _refused(pattern, str(error)) from error
    # (a|a)* is as bad as (a+)+, so no group may be repeated at all here
    if _REPEATED_GROUP.search(pattern):
        raise _refused(pattern, "it repeats a group beside look-around or references")

    def matches(text: str) -> bool:
        if len(text) > _MAX_BACKTRACKING_TEXT:
            raise _refused(pattern, f"it cannot be used on {len(text)} characters")
        return compiled.search(text) is not None

    return matches


def _refused(pattern: str, reason: str) -> EvaluationError:
    return EvaluationError(
        f"The pattern “{pattern}” is refused: {reason}.",
        remedy="Write it simpler.",
        code="form.regex",
    )


def _ascii_classes(pattern: str) -> str:
    r"""Write ``\d`` and ``\w`` out as ASCII, as they are in every other form engine."""
    out: list[str] = []
    inside = False
    letters = iter(pattern)
    for letter in letters:
        if letter == "\\":
            escaped = next(letters, "")
            lower = escaped.lower()
            if lower in _CLASSES and not (inside and escaped.isupper()):
                body = _CLASSES[lower]
                out.append(body if inside else f"[{'^' if escaped.isupper() else ''}{body}]")
            elif escaped in "/\"'@#%&~`!:;,=<> _-":
                out.append(escaped if escaped not in "-#&~" else f"\\{escaped}")
            else:
                out.append(letter + escaped)
            continue
        if letter == "[":
            inside = True
        elif letter == "]":
            inside = False
        out.append(letter)
    return "".join(out)
