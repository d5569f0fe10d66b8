"""`body::intent` and `ex:` appearances: calls outside that fill a group's fields or one value."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kiosk.forms.body import Intent
from kiosk.forms.errors import FormError

_CALL = re.compile(r"\s*(?P<name>[A-Za-z_][\w.]*)\s*(?:\((?P<inner>.*)\))?\s*\Z", re.DOTALL)
_PARAMETER = re.compile(
    r"\s*(?P<name>[\w.-]+)\s*=\s*(?P<value>(?:'[^']*'|\"[^\"]*\"|\((?:[^()]|\([^()]*\))*\)|[^,'\"()])+)"
)


EXTERNAL = "ex:"
"""How an appearance begins that names an outside call for one value."""


def called(intent: Intent | None, appearances: Iterable[str]) -> str:
    """Name of the outside call that fills a control; "" where there is none."""
    if intent is not None:
        return intent.name
    for appearance in appearances:
        if appearance.startswith(EXTERNAL):
            return appearance.removeprefix(EXTERNAL).partition("(")[0]
    return ""


def parse_intent(written: str, *, place: str) -> Intent:
    """Read ``kiosk.id_card(name='…', id_no='…')``.

    Raises:
        FormError: it has another shape.
    """
    match = _CALL.match(written)
    if match is None:
        raise _refused(written, place)
    parameters: dict[str, str] = {}
    inner = match["inner"] or ""
    position = 0
    while inner[position:].strip():
        parameter = _PARAMETER.match(inner, position)
        if parameter is None:
            raise _refused(written, place)
        parameters[parameter["name"]] = parameter["value"].strip()
        position = parameter.end()
        rest = inner[position:].lstrip()
        if rest and not rest.startswith(","):
            raise _refused(written, place)
        position = len(inner) - len(rest) + 1 if rest else len(inner)
    return Intent(match["name"], parameters)


def _refused(written: str, place: str) -> FormError:
    return FormError(
        f"The intent “{written}” cannot be read.",
        place=place,
        remedy="Write it as kiosk.id_card(name='…', id_no='…').",
        code="form.intent",
    )
