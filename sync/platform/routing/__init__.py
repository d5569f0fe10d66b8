"""Who sees which part of a case, and whether a case needs a person before it counts as accepted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import JsonValue

from sync.platform.settings import Acceptance
from sync.platform.states import State
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
def _words() -> Mapping[str, Mapping[str, str]]:
    text = files(__name__).joinpath("states.json").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = json.loads(text)
    return words


def accepted_at_receipt(item_id: str, acceptance: Acceptance) -> bool:
    """Whether a case of this item is accepted the moment it arrives."""
    rule = _rules().get(item_id, ItemRule())
    return rule.instant or (rule.by_rule and acceptance is Acceptance.BY_RULE)


def promised_limit(item_id: str) -> Limit | None:
    """Within which time cases of this item are to be decided; None: nothing was promised."""
    return _rules().get(item_id, ItemRule()).limit


def words_for(state: State) -> Mapping[str, str]:
    """What the citizen reads about a state, by language."""
    return _words()[state]


def department_views(body: CaseBody) -> dict[str, dict[str, JsonValue]]:
    """The answers each department may see; an answer routed nowhere is in no view."""
    return {
        department: {path: body.answers[path] for path in paths if path in body.answers}
        for department, paths in body.routing.items()
    }
