"""Platforms that tell of people's cases to others, or give documents otherwise than they must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from sync.conformance.bench import Wishes
from sync.platform import people, queries
from sync.platform.api import queries as api
from sync.platform.people import PersonIndex
from sync.platform.store.people import People

Fault = Callable[[Any, pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def _no_limits() -> Iterator[None]:
    # what is asked here hundreds of times is not to wait
    with pytest.MonkeyPatch.context() as patched:
        for name in ("PERSON_GAP", "TERMINAL_GAP"):
            patched.setattr(queries, name, timedelta(microseconds=1))
        yield


def changed(change: Callable[[Any], None]) -> Fault:
    """A platform whose answers are changed."""

    def fault(trial: Any, _: pytest.MonkeyPatch) -> None:
        trial.door.change = change

    return fault


def patched(*parts: tuple[Any, str, Any]) -> Fault:
    """A platform with other parts."""

    def fault(_: Any, patch: pytest.MonkeyPatch) -> None:
        for place, name, value in parts:
            patch.setattr(place, name, value)

    return fault


def calls_it_otherwise(code: str) -> Fault:
    """A platform that refuses what it must, by another code."""

    def change(exchange: Any) -> None:
        exchange.answer = exchange.answer.replace(f'"{code}"'.encode(), b'"other.code"')

    return changed(change)


def named(room: str, *names: str) -> set[str]:
    """Names of checks of a room."""
    return {f"{room}.{name}" for name in names}


def _believes_no_code(check: Callable[..., None]) -> Callable[..., None]:
    def checked(asker: Any, created: Any) -> None:
        source = "typed" if asker.source == "code" else asker.source
        check(asker.model_copy(update={"source": source}), created)

    return checked


def _the_oldest_first(look: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *of: look(*of)[::-1]


def _gives_less(exchange: Any) -> None:
    if (
        exchange.method == "GET"
        and exchange.path.startswith("/v1/results/")
        and exchange.status == 200
    ):
        exchange.answer = exchange.answer[:-1]


FAULTS: dict[str, tuple[Fault, set[str]]] = {
    "tells everybody everything": (  # the first who asks is alone
        patched((PersonIndex, "of", lambda *_: bytes(16)), (queries, "normal", lambda _: "")),
        named("queries", "anywhere", "nobody_else", "verified", "this_visit", "pages"),
    ),
    "compares numbers letter by letter": (
        patched((people, "normal", str), (queries, "normal", str)),
        named("queries", "anywhere"),
    ),
    "believes whatever is typed": (
        patched((queries, "check_evidence", lambda *_: None)),
        named("queries", "typed", "this_visit"),
    ),
    "believes no code": (
        patched((queries, "check_evidence", _believes_no_code(queries.check_evidence))),
        named("queries", "verified"),
    ),
    "believes old evidence": (
        patched((queries, "FRESH", timedelta(hours=1))),
        named("queries", "this_visit"),
    ),
    "has its own word for what it cannot open": (
        calls_it_otherwise("envelope.unreadable"),
        named("queries", "context"),
    ),
    "has its own word for what is no question": (
        calls_it_otherwise("body.invalid"),
        named("queries", "malformed"),
    ),
    "signs its answers for something else": (
        patched((api, "QUERIES_PURPOSE", "feed")),
        named("queries", "acknowledged"),
    ),
    "tells the oldest case first": (
        patched((People, "cases_of", _the_oldest_first(People.cases_of))),
        named("queries", "own_cases", "pages"),
    ),
    "has shorter pages": (patched((queries, "MAX_CASES", 10)), named("queries", "pages")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_platform_that(name: str, failing: Callable[..., set[str]]) -> None:
    fault, breaks = FAULTS[name]
    assert failing(fault, breaks) == breaks


OTHERS: dict[str, tuple[Fault, set[str]]] = {
    "has its own word for what it gave nobody": (
        calls_it_otherwise("result.unknown"),
        named("results", "unknown", "granted"),
    ),
    "gives less than there is": (changed(_gives_less), named("results", "fetched")),
    "signs for a document's end as for something else": (
        patched((api, "RESULTS_PURPOSE", "feed")),
        named("results", "collected"),
    ),
    "has its own word for what nobody fetched": (
        calls_it_otherwise("result.not_fetched"),
        named("results", "collected"),
    ),
    "has its own word for too many questions": (
        calls_it_otherwise("query.rate"),
        named("queries", "rate"),
    ),
}


@pytest.mark.parametrize("name", [one for one in OTHERS if "questions" not in one])
def test_a_platform_with_documents_that(
    name: str, failing: Callable[..., set[str]], trial: Any, operator: Callable[..., None]
) -> None:
    fault, breaks = OTHERS[name]
    assert failing(fault, breaks, Wishes(result=True, ask=partial(operator, trial))) == breaks


@pytest.mark.usefixtures("failing")  # puts the platform right again
def test_a_platform_that_has_its_own_word_for_too_many_questions(
    trial: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, breaks = OTHERS["has its own word for too many questions"]
    fault(trial, monkeypatch)
    monkeypatch.setattr(queries, "PERSON_GAP", timedelta(hours=1))
    results = trial.run(*breaks, wishes=Wishes(requests=20))
    assert {one.check.name for one in results if one.verdict == "failed"} == breaks
