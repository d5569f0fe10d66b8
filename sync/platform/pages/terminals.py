"""Terminals: how they are, and what they are told to do."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from sync.platform import conditions
from sync.platform.commands import give, state_of
from sync.platform.pages.errors import not_found
from sync.platform.pages.rendering import render
from sync.platform.pages.visit import SignedIn, Visit, Word, read_form
from sync.platform.problems import ProblemError
from sync.protocol.command_names import CommandName

router = APIRouter()
_LAST = 20
"""Commands and acts shown of one terminal."""


@router.get("/terminals")
async def get_terminals(request: Request, visit: SignedIn) -> Response:
    """All terminals."""

    def look() -> list[conditions.Condition]:
        with visit.platform.database.reading() as transaction:
            return conditions.every(transaction)

    found = await run_in_threadpool(look)
    return render(request, "terminals", terminals=found, now=visit.platform.clock.now())


@router.get("/terminals/{number}")
async def get_terminal(request: Request, visit: SignedIn, number: Word) -> Response:
    """One terminal, all that is known of it."""
    found = await run_in_threadpool(_look, visit, number)
    if found is None:
        raise not_found()
    return render(request, "terminal", **found)


def _look(visit: Visit, number: str) -> dict[str, Any] | None:
    now = visit.platform.clock.now()
    with visit.platform.database.reading() as transaction:
        condition = conditions.one(transaction, number)
        if condition is None:
            return None
        commands = transaction.commands.last_of(number, _LAST)
        acts = transaction.listing.acts_about(number, _LAST)
    return {
        "now": now,
        "terminal": condition,
        "commands": [
            (row, state_of(row, now), json.loads(row.outcome)["text"] if row.outcome else "")
            for row in commands
        ],
        "acts": acts,
        "names": list(CommandName),
    }


@router.post("/terminals/{number}/commands")
async def post_command(request: Request, visit: SignedIn, number: Word) -> Response:
    """Tell a terminal to do something."""
    form = await read_form(request, visit)
    platform = visit.platform
    try:
        name = CommandName(form.get("name", ""))
    except ValueError as error:
        raise ProblemError(400, "operator.command", "There is no such command.") from error

    def tell() -> bool:
        with platform.database.reading() as transaction:
            if transaction.terminal(number) is None:
                return False
        give(platform.database, number, name, actor=visit.operator, clock=platform.clock)
        return True

    if not await run_in_threadpool(tell):
        raise not_found()
    platform.bell.ring()
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/terminals/{number}#commands", HTTPStatus.SEE_OTHER)
