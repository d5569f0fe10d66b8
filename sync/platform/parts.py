"""Bundles: what each department does for a case, in which order, and what becomes of the whole.

    waiting ──► open ──► approved | refused
       └───────────┴───► closed

A part opens when all it waits for were approved. What waits for a refused part is closed, the
others go on; when all have ended, the case is approved if one was, and refused if none was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from kiosk.catalogue.deciding import Parts
from sync.platform.keys import PlatformKeys
from sync.platform.routing import words_for_part
from sync.platform.states import PartState
from sync.platform.store import PartRow
from sync.protocol.canonical import canonical
from sync.protocol.envelope import open_sealed, seal

MOST_CHARACTERS = 1000
"""Of a value that a part produces."""
_TAG = b"bianmin-produced-v1\x00"
_LANGUAGES = {"zh_CN": ("：", "；"), "en": (": ", "; ")}
ENDED = frozenset({PartState.APPROVED, PartState.REFUSED, PartState.CLOSED})


def rows_of(parts: Parts, case_id: UUID, now: datetime) -> list[PartRow]:
    """The parts of a new case; none if its item is no bundle."""
    return [
        PartRow(
            case_id=case_id,
            department=department,
            position=position,
            name=_json(dict(part.name.texts)),
            waits_for=_json(waits_for := parts.waits_for(department)),
            needs=_json(part.needs),
            produces=_json(part.produces),
            limit_number=part.limit.number if part.limit else None,
            limit_unit=part.limit.unit if part.limit else None,
            state=PartState.WAITING if waits_for else PartState.OPEN,
            made_at=now,
            started_at=None if waits_for else now,
        )
        for position, (department, part) in enumerate(parts.by_department.items())
    ]


def after_a_decision(parts: Sequence[PartRow], now: datetime) -> list[PartRow]:
    """The parts that change because another one was decided: those that can begin, or never can."""
    state = {part.department: part.state for part in parts}
    changed: dict[str, PartRow] = {}
    waiting = [part for part in parts if part.state == PartState.WAITING]
    for _ in waiting:  # as often as a chain of them can be long
        for part in waiting:
            befores = [state[one] for one in part.listed("waits_for")]
            if part.department in changed:
                continue
            if any(one in (PartState.REFUSED, PartState.CLOSED) for one in befores):
                closed = replace(part, state=PartState.CLOSED, ended_at=now)
                changed[part.department] = closed
                state[part.department] = PartState.CLOSED
            elif all(one == PartState.APPROVED for one in befores):
                changed[part.department] = replace(part, state=PartState.OPEN, started_at=now)
    return list(changed.values())


def words_about(parts: Iterable[PartRow]) -> dict[str, str]:
    """What the citizen reads about a bundle, by language: how each part stands."""
    parts = list(parts)
    said = {}
    for language, (colon, between) in _LANGUAGES.items():
        lines = []
        for part in parts:
            names = json.loads(part.name)
            word = part.text or words_for_part(PartState(part.state))[language]
            lines.append(f"{names.get(language) or names['zh_CN']}{colon}{word}")
        said[language] = between.join(lines)
    return said


@dataclass(frozen=True, slots=True)
class _Produced:
    """What sealed values are bound to: their part, and the key they are sealed to."""

    part: PartRow
    key_id: str

    def info(self) -> bytes:
        return _TAG + canonical([str(self.part.case_id), self.part.department, self.key_id])


def with_values(part: PartRow, values: Mapping[str, str], keys: PlatformKeys) -> PartRow:
    """A part with the values it produced, sealed: they may be a citizen's numbers."""
    if not values:
        return part
    key = keys.public_keys[0]
    sealed = seal(canonical(dict(values)), _Produced(part, key.key_id), key)
    return replace(part, key_id=key.key_id, produced=sealed)


def values_of(part: PartRow, keys: PlatformKeys) -> dict[str, str]:
    """The values a part produced.

    Raises:
        EnvelopeError: they were sealed to a key that is gone.
    """
    if not part.produced:
        return {}
    context = _Produced(part, part.key_id)
    opened = open_sealed(part.produced, context, keys.private_key(part.key_id))
    values: dict[str, str] = json.loads(opened)
    return values


def values_for(department: str, parts: Iterable[PartRow], keys: PlatformKeys) -> dict[str, str]:
    """What other parts produced that a department needs; nothing if it has no part."""
    parts = list(parts)
    needed = {
        value for one in parts if one.department == department for value in one.listed("needs")
    }
    return {
        name: value
        for part in parts
        if needed & set(part.listed("produces"))
        for name, value in values_of(part, keys).items()
        if name in needed
    }


def _json(found: object) -> str:
    return json.dumps(found, ensure_ascii=False)
