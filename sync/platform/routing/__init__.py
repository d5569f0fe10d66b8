"""Who sees which part of a case, and whether a case needs a person before it counts as accepted."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import JsonValue

from kiosk.catalogue.model import Handling
from sync.platform.settings import Acceptance
from sync.platform.states import PartState, State
from sync.platform.store import ItemRow, Transaction
from sync.platform.supervision.limits import Limit, Unit
from sync.protocol.body import CaseBody


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How the platform takes cases of an item.

    Args:
        instant: decided at once, never waits for a person.
        by_rule: accepted at receipt unless the operator wants to see every case.
        limit: within which it is to be decided.
    """

    instant: bool = False
    by_rule: bool = True
    limit: Limit | None = None


@cache
def _rules() -> Mapping[str, ItemRule]:
    found = json.loads(files(__name__).joinpath("items.json").read_text(encoding="utf-8"))
    return {
        item: ItemRule(
            rule["handling"] == "instant", rule["acceptance"] == "rule", _limit(rule.get("limit"))
        )
        for item, rule in found.items()
    }


def _limit(found: Mapping[str, Any] | None) -> Limit | None:
    return None if found is None else Limit(found["number"], Unit(found["unit"]))


@cache
def _words(name: str) -> Mapping[str, Mapping[str, str]]:
    text = files(__name__).joinpath(name).read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = json.loads(text)
    return words


def rule_of(transaction: Transaction, item_id: str, version: str) -> ItemRule:
    """How cases of one version of an item are taken.

    What the imported catalogue says of that very version goes before what ships with the platform;
    of an item neither knows, nothing was promised.
    """
    return _rule(item_id, transaction.catalogue.item(item_id, version))


def rules_of(
    transaction: Transaction, versions: Collection[tuple[str, str]]
) -> dict[tuple[str, str], ItemRule]:
    """As `rule_of` for several at once, by item and version."""
    imported = transaction.catalogue.items(versions)
    return {key: _rule(key[0], imported.get(key)) for key in versions}


def _rule(item_id: str, item: ItemRow | None) -> ItemRule:
    shipped = _rules().get(item_id, ItemRule())
    if item is None:
        return shipped
    limit = Limit(item.limit_number, Unit(item.limit_unit)) if item.limit_number else None
    return ItemRule(item.handling == Handling.INSTANT, shipped.by_rule, limit)


def accepted_at_receipt(rule: ItemRule, acceptance: Acceptance) -> bool:
    """Whether a case of an item with this rule is accepted the moment it arrives."""
    return rule.instant or (rule.by_rule and acceptance is Acceptance.BY_RULE)


def words_for(state: State) -> Mapping[str, str]:
    """What the citizen reads about a state, by language."""
    return _words("states.json")[state]


def words_for_part(state: PartState) -> Mapping[str, str]:
    """What the citizen reads about one part of a bundle, by language."""
    return _words("parts.json")[state]


def department_views(body: CaseBody) -> dict[str, dict[str, JsonValue]]:
    """The answers each department may see; an answer routed nowhere is in no view.

    A view has the shape of the answers, groups as objects and repeats as lists, with what its
    department does not see left out.
    """
    return {
        department: _seen(body.answers, [_steps(path) for path in paths])
        for department, paths in body.routing.items()
    }


def _steps(path: str) -> tuple[str, ...]:
    """The local names on the way to a question; the form's root is no part of the answers."""
    return tuple(step.rpartition(":")[2] for step in path.strip("/").split("/"))[1:]


def _seen(
    answers: Mapping[str, JsonValue], paths: Iterable[tuple[str, ...]]
) -> dict[str, JsonValue]:
    below: dict[str, list[tuple[str, ...]]] = {}
    for name, *rest in filter(None, paths):
        below.setdefault(name, []).append(tuple(rest))
    seen: dict[str, JsonValue] = {}
    for name, wanted in below.items():
        match answers.get(name):
            case _ if name not in answers:
                continue
            case whole if () in wanted:
                seen[name] = whole
            case dict() as group:
                seen[name] = _seen(group, wanted)
            case list() as rows:
                seen[name] = [_seen(row, wanted) for row in rows if isinstance(row, dict)]
            case _:
                continue  # the form asks for a group where the terminal sent something else
    return seen
