"""What the citizens of the headless demo enter, and what therefore has to arrive."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.demo.people import BY_KEY, Person

Answer = str | list[str]


@dataclass(frozen=True, slots=True)
class Visit:
    """One citizen's visit.

    Args:
        name: as the report calls it.
        person: whose card is laid.
        item: number of the service item.
        entries: what is entered, by the path of the question below the form's root.
        network: ``up``, or ``down`` until after the receipt.
        agent: ``alive``, or ``killed`` between deposit and acknowledgement.
        printer: ``ready``, or ``paper_out`` until after the deposit.
    """

    name: str
    person: Person
    item: str
    entries: Mapping[str, Answer]
    network: str = "up"
    agent: str = "alive"
    printer: str = field(default="ready")


def load_visits() -> tuple[Visit, ...]:
    """The visits of `visits.json`, in order."""
    entries = json.loads(Path(__file__).with_name("visits.json").read_text(encoding="utf-8"))
    return tuple(Visit(**{**entry, "person": BY_KEY[entry["person"]]}) for entry in entries)


def flatten(answers: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Typed answers as (path, value), repeats with their position: ``a/b[2]/c``."""
    if isinstance(answers, Mapping):
        for name, value in answers.items():
            yield from flatten(value, f"{path}/{name}" if path else str(name))
    elif isinstance(answers, list) and answers and isinstance(answers[0], Mapping):
        for position, value in enumerate(answers, start=1):
            yield from flatten(value, f"{path}[{position}]")
    else:
        yield path, answers


def differences(visit: Visit, body: Mapping[str, Any]) -> list[str]:
    """Compare what the platform decrypted with what the person entered and the card said.

    Everything entered must be there with the same meaning, every fact of the card must be there,
    and nothing else but what the form itself works out (calculated values have no entry; they are
    covered by the tests of the items).

    Returns:
        One sentence for each difference; empty when all is equal.
    """
    arrived = dict(flatten(body["answers"]))
    found: list[str] = []
    for path, entered in visit.entries.items():
        if path not in arrived:
            found.append(f"{path} did not arrive")
        elif as_text(arrived[path]) != as_text(entered):
            found.append(f"{path}: entered {entered!r}, arrived {arrived[path]!r}")
    card = visit.person.facts
    facts = {
        "applicant/name": card.name,
        "applicant/sex": card.sex.value,
        "applicant/nation": card.nation,
        "applicant/birth": card.birth.isoformat(),
        "applicant/id_no": card.id_no,
        "applicant/address": card.address,
    }
    for path, fact in facts.items():
        if as_text(arrived.get(path)) != fact:
            found.append(f"{path}: the card says {fact!r}, arrived {arrived.get(path)!r}")
    rows = {re.sub(r"/[^/]*$", "", path) for path in arrived if "[" in path}
    if expected := rows - {re.sub(r"/[^/]*$", "", path) for path in visit.entries}:
        found.append(f"rows nobody entered: {sorted(expected)}")
    if body["applicant"]["id_no"] != card.id_no:
        found.append("the applicant is another person")
    return found


def as_text(value: Any) -> str:
    """The XForms string form of an answer, as it was entered."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)
