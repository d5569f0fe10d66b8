"""What operators did."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from sync.platform.pages.rendering import next_link, render
from sync.platform.pages.visit import SignedIn
from sync.platform.store import KeptAct

router = APIRouter()
PAGE = 50
_FARTHEST = 2**53


@router.get("/acts")
async def get_acts(
    request: Request,
    visit: SignedIn,
    behind: Annotated[int | None, Query(ge=0, le=_FARTHEST)] = None,
) -> Response:
    """A page of acts, the newest first."""

    def look() -> list[KeptAct]:
        with visit.platform.database.reading() as transaction:
            return transaction.listing.acts(behind, PAGE + 1)

    found = await run_in_threadpool(look)
    acts = found[:PAGE]
    more = next_link(request, str(acts[-1].id)) if len(found) > PAGE else ""
    return render(request, "acts", acts=acts, first=behind is None, more=more)
