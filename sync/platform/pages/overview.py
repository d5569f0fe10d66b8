"""How the platform stands, at one look."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from sync.platform import conditions
from sync.platform.conditions import Trouble
from sync.platform.pages.rendering import render
from sync.platform.pages.visit import SignedIn, Visit
from sync.platform.states import State

router = APIRouter()


@router.get("/")
async def get_overview(request: Request, visit: SignedIn) -> Response:
    """Counts of what there is, and of what somebody should look at."""
    return render(request, "overview", **await run_in_threadpool(_look, visit))


def _look(visit: Visit) -> dict[str, Any]:
    now = visit.platform.clock.now()
    with visit.platform.database.reading() as transaction:
        terminals = conditions.every(transaction)
        by_state = transaction.cases_by_state()
        yellow, red = transaction.lights(now)
        green = transaction.listing.running(now)
        quarantined = transaction.listing.quarantined()
        missing, _ = transaction.uploads.compared()
        notices = transaction.notices.in_force(now)
    troubles = [one.troubles(now) for one in terminals]
    return {
        "now": now,
        "terminals": len(terminals),
        "revoked": sum(one.row.revoked_at is not None for one in terminals),
        "silent": sum(Trouble.SILENT in found for found in troubles),
        "troubled": sum(any(one is not Trouble.SILENT for one in found) for found in troubles),
        "states": {state: by_state.get(state, 0) for state in State},
        "cases": sum(by_state.values()),
        "lights": {"green": green, "yellow": yellow, "red": red},
        "quarantined": quarantined,
        "missing": missing,
        "notices": notices,
    }
