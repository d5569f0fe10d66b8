"""What a check is, what may come of it, and the words with which it says what came."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from sync.conformance.bench import Bench

_SHOWN = 300
"""Characters of an answer that are repeated."""


class Verdict(StrEnum):
    """What came of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not_run"


class FailedError(Exception):
    """The platform did something else than the protocol demands; the text says what came."""


class NotRunError(Exception):
    """A check cannot be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Check:
    """One demand of the protocol, and how it is tried.

    Args:
        name: ``room.what``, as it is given to ``--only``.
        section: heading of docs/protocol.md that demands it.
        demand: one sentence.
        run: tries it; what it raises is the verdict.
    """

    name: str
    section: str
    demand: str
    run: Callable[[Bench], None]


class Room:
    """Checks that stand under one heading of the document.

    Args:
        name: first part of their names.
        section: the heading.
    """

    def __init__(self, name: str, section: str) -> None:
        self.name = name
        self.section = section
        self.checks: list[Check] = []

    def check(self, run: Callable[[Bench], None]) -> Callable[[Bench], None]:
        """Make a check of a function: its name is the check's, its docstring the demand."""
        demand = " ".join((run.__doc__ or "").split())
        self.checks.append(Check(f"{self.name}.{run.__name__}", self.section, demand, run))
        return run


def need(right: object, came: str) -> None:
    """Demand something.

    Raises:
        FailedError: it is not so; `came` says what is.
    """
    if not right:
        raise FailedError(came)


def same(found: object, wanted: object, what: str) -> None:
    """Demand that two things are the same.

    Raises:
        FailedError: they are not.
    """
    need(found == wanted, f"{what}: {found!r} instead of {wanted!r}")


def fail(came: str) -> NoReturn:
    """Say what came instead.

    Raises:
        FailedError: always.
    """
    raise FailedError(came)


def shortened(text: str) -> str:
    """A text that fits a line of the report."""
    plain = "".join(one if one.isprintable() else " " for one in text)
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"


def read_json(content: bytes) -> Any:
    """The JSON of an answer.

    Raises:
        FailedError: it is none.
    """
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        fail(f"no JSON: {shortened(content.decode(errors='replace'))}")
