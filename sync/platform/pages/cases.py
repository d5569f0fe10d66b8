"""Cases: which there are, and how one stands; nothing of what citizens entered."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from sync.platform.pages.errors import not_found
from sync.platform.pages.places import name_of, place_of
from sync.platform.pages.rendering import next_link, render
from sync.platform.pages.visit import SignedIn, Visit, Word
from sync.platform.states import State
from sync.platform.store import CaseRow, Wanted
from sync.platform.supervision.lights import Light, light_of

router = APIRouter()
PAGE = 50


class Asked(BaseModel):
    """Which cases somebody asks for, as in the address; empty is all.

    Args:
        state: they are in.
        light: colour of their clock.
        terminal: they came from.
        department: they are for.
        behind: the last case of the page before.
    """

    state: State | Literal[""] = ""
    light: Light | Literal[""] = ""
    terminal: Word = ""
    department: Word = ""
    behind: Word = ""


@router.get("/cases")
async def get_cases(
    request: Request, visit: SignedIn, asked: Annotated[Asked, Query()]
) -> Response:
    """A page of cases, the newest first."""
    wanted = Wanted(
        asked.state, asked.light or None, asked.terminal.strip(), asked.department.strip()
    )
    place = place_of(asked.behind) if asked.behind else None
    now = visit.platform.clock.now()

    def look() -> tuple[list[CaseRow], list[str]]:
        with visit.platform.database.reading() as transaction:
            cases = transaction.listing.cases(wanted, now, place, PAGE + 1)
            names = [one.name for one in transaction.handovers.departments()]
        return cases, names

    found, names = await run_in_threadpool(look)
    cases = found[:PAGE]
    more = (
        next_link(request, name_of(cases[-1].received_at, cases[-1].case_id))
        if len(found) > PAGE
        else ""
    )
    return render(
        request,
        "cases",
        cases=[(one, light_of(one, now)) for one in cases],
        wanted=wanted,
        states=list(State),
        lights=list(Light),
        departments=names,
        first=place is None,
        more=more,
    )


@router.get("/cases/{number}")
async def get_case(request: Request, visit: SignedIn, number: Word) -> Response:
    """One case, by its number; of two with one deposit number the first."""
    found = await run_in_threadpool(_look, visit, number)
    if found is None:
        raise not_found()
    return render(request, "case", **found)


def _look(visit: Visit, number: str) -> dict[str, Any] | None:
    now = visit.platform.clock.now()
    with visit.platform.database.reading() as transaction:
        case = transaction.case_by_number(number)
        if case is None:
            return None
        history = transaction.history(case.case_id)
        check = transaction.checks.of(case.case_id)
        departments = transaction.listing.departments_of(case.case_id)
        parts = transaction.parts.of_case(case.case_id)
    return {
        "case": case,
        "colour": light_of(case, now),
        "history": history,
        "check": check,
        "doubts": [] if check is None else json.loads(check.doubts),
        "departments": departments,
        "parts": [(part, light_of(part, now)) for part in parts],
    }
