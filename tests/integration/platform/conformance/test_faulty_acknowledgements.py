"""Platforms that sign nothing, something else or for somebody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Fault = Callable[[Any, pytest.MonkeyPatch], None]


def acknowledged(path: str, change: Callable[[dict[str, Any]], None]) -> Fault:
    """A platform that signs something else than what it says."""

    def answer(exchange: Any) -> None:
        if exchange.path.startswith(path) and exchange.status == 200:
            document = exchange.json
            if "acknowledgement" in document:
                change(document)
                exchange.say(document, signed=False)

    def fault(trial: Any, _: pytest.MonkeyPatch) -> None:
        trial.door.change = answer

    return fault


def _unsigned(document: dict[str, Any]) -> None:
    del document["acknowledgement"]


def _for_another(document: dict[str, Any]) -> None:
    document["acknowledgement"]["terminal"] = "7777"


def _refusals_unsigned(document: dict[str, Any]) -> None:
    if any(one["outcome"] == "refused" for one in document.get("results", ())):
        del document["acknowledgement"]


def _says_more_than_it_signs(document: dict[str, Any]) -> None:
    document["more"] = not document.get("more", False)


def _signs_an_older_answer(trial: Any, _: pytest.MonkeyPatch) -> None:
    def change(document: dict[str, Any]) -> None:
        number = document["terminal"]
        older = {"terminal": number, "results": [], "held": []}
        signed = trial.parts.signed(older, purpose="messages", terminal=number)
        document["acknowledgement"] = json.loads(signed)["acknowledgement"]

    acknowledged("/v1/messages", change)(trial, _)


ACKNOWLEDGED = {"acknowledgement.messages", "acknowledgement.refusals"}
FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "does not sign for messages": (acknowledged("/v1/messages", _unsigned), ACKNOWLEDGED),
    "signs for another terminal": (acknowledged("/v1/messages", _for_another), ACKNOWLEDGED),
    "signs an older answer": (_signs_an_older_answer, ACKNOWLEDGED),
    "does not sign refusals": (
        acknowledged("/v1/messages", _refusals_unsigned),
        {"acknowledgement.refusals"},
    ),
    "says more in the feed than it signs": (
        acknowledged("/v1/feed", _says_more_than_it_signs),
        {"acknowledgement.feed"},
    ),
    "does not sign for files": (acknowledged("/v1/files", _unsigned), {"acknowledgement.files"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_platform_that(name: str, failing: Callable[..., set[str]]) -> None:
    fault, breaks = FAULTS[name]
    assert failing(fault, breaks) == breaks
