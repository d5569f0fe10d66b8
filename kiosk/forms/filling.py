"""Filling a form without a screen, from paths or from JSON of the shape that `to_json` gives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kiosk.forms.definition import Definition
from kiosk.forms.errors import FormError
from kiosk.forms.session import Session
from kiosk.forms.state import RepeatState
from kiosk.forms.xpath.values import number_text

_MULTIPLE = frozenset({"select", "rank"})
_POSITION = re.compile(r"\[(\d+)\]")


def handed_in(session: Session) -> dict[str, object]:
    """What would be handed in: instance, answers, what is violated, who sees which field."""
    return {
        "instance": session.to_xml(),
        "answers": session.to_json(),
        "violations": [
            {"ref": node.path, "violation": node.violation, "message": node.message}
            for node in session.violations()
        ],
        "routing": {ref: list(names) for ref, names in session.form.routing.items()},
    }


def fill(session: Session, answers: Mapping[str, object]) -> None:
    """Answer a form.

    Args:
        session: newly opened; what a device has filled already stays as it is.
        answers: path to XForms string value (``{"/data/member[2]/name": "王秀花"}``), or nested
            as `Session.to_json` gives it. Rows of repeats are added as they are named; what the
            form calculates is left to it.

    Raises:
        FormError: an answer has no field, or a value is none that a field can take.
    """
    by_path = [name.startswith("/") for name in answers]
    if answers and all(by_path):
        for path, value in answers.items():
            _add_rows(session, path)
            _set(session, path, _text(value, path))
        return
    if any(by_path):
        raise FormError(
            "Some answers are named by paths and some are not.",
            place=next(iter(answers)),
            remedy="Name all by paths, or nest all of them.",
            code="form.answers",
        )
    root = session.form.model.root
    for path, value in _nested(session, root, root.path, answers):
        _set(session, path, value)


def _set(session: Session, path: str, value: str) -> None:
    if not session[path].source:
        session.set(path, value)


def _add_rows(session: Session, path: str) -> None:
    """Add rows until the one that a path names is there; the form may have counted it already."""
    for position in _POSITION.finditer(path):
        repeat = path[: position.start()]
        state = session[repeat]
        if not isinstance(state, RepeatState):
            raise _refused(path, f"{repeat} is no repeat")
        for _ in range(state.count, int(position[1])):
            session.add_repeat(repeat)


def _nested(
    session: Session, definition: Definition, path: str, answers: Mapping[str, object]
) -> Iterator[tuple[str, str]]:
    """Paths and values in the order of the form, so that rows are counted before they are set."""
    children = {child.qname.rpartition(":")[2]: child for child in definition.children}
    unknown = [name for name in answers if name not in children]
    if unknown:
        raise _refused(f"{path}/{unknown[0]}", "the form has no such field")
    for name, child in children.items():
        value = answers.get(name)
        below = f"{path}/{child.qname}"
        if value is None or child.bind.calculate is not None or child.bind.preload:
            continue
        if child.is_repeat:
            for number, row in enumerate(_rows(value, below), 1):
                _add_rows(session, f"{below}[{number}]/")
                yield from _nested(session, child, f"{below}[{number}]", row)
        elif child.children:
            yield from _nested(session, child, below, _object(value, below))
        else:
            yield below, _answer(value, child, below)


def _rows(value: object, path: str) -> list[Mapping[str, object]]:
    if not isinstance(value, list):
        raise _refused(path, "a repeat needs a list of objects")
    return [_object(row, path) for row in value]


def _object(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise _refused(path, "a group needs an object")
    return value


def _answer(value: object, definition: Definition, path: str) -> str:
    control = definition.control
    chosen = control is not None and control.kind in _MULTIPLE
    if isinstance(value, list) and (chosen or definition.bind.type == "geopoint"):
        return " ".join(_text(each, path) for each in value)
    return _text(value, path)


def _text(value: object, path: str) -> str:
    """A JSON value as the XForms string value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return number_text(value) if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return value
    kind = "list" if isinstance(value, Sequence) else "object"
    raise _refused(path, f"a field takes no {kind}")


def _refused(path: str, reason: str) -> FormError:
    return FormError(
        f"The answer for {path} cannot be taken: {reason}.",
        place=path,
        remedy="Correct the file of answers.",
        code="form.answers",
    )
