"""How content people are: by item, and what they said one by one."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel

from sync.platform.pages.places import name_of, place_of
from sync.platform.pages.rendering import language_of, next_link, render
from sync.platform.pages.visit import SignedIn, Word
from sync.platform.store import RatedCase
from sync.protocol.satisfaction import CONTENT, Satisfaction, reasons

router = APIRouter()
PAGE = 50
_LANGUAGE_OF_REASONS = {"zh": "zh_CN", "en": "en"}


class Asked(BaseModel):
    """Which ratings somebody asks for, as in the address; empty is all.

    Args:
        satisfaction: the level.
        behind: the last rating of the page before.
    """

    satisfaction: Satisfaction | Literal[""] = ""
    behind: Word = ""


@router.get("/ratings")
async def get_ratings(
    request: Request, visit: SignedIn, asked: Annotated[Asked, Query()]
) -> Response:
    """Counts for each item, and a page of ratings, the newest first."""
    place = place_of(asked.behind) if asked.behind else None

    def look() -> tuple[list[RatedCase], dict[str, dict[str, int]]]:
        with visit.platform.database.reading() as transaction:
            counted = {} if place is not None else transaction.ratings.by_item()
            return transaction.ratings.newest(asked.satisfaction, place, PAGE + 1), counted

    found, counted = await run_in_threadpool(look)
    ratings = found[:PAGE]
    last = ratings[-1] if len(found) > PAGE else None
    language = _LANGUAGE_OF_REASONS[language_of(request)]
    return render(
        request,
        "ratings",
        items=[_of_item(item, levels) for item, levels in counted.items()],
        ratings=[(one, _reasons(one, language)) for one in ratings],
        levels=list(Satisfaction),
        wanted=asked.satisfaction,
        first=place is None,
        more="" if last is None else next_link(request, name_of(last.received_at, last.case_id)),
    )


def _of_item(item: str, levels: dict[str, int]) -> dict[str, Any]:
    rated = sum(levels.values())
    content = sum(levels.get(level, 0) for level in CONTENT)
    return {
        "item": item,
        "rated": rated,
        "content": f"{content / rated:.0%}",
        "levels": [levels.get(level, 0) for level in Satisfaction],
    }


def _reasons(rating: RatedCase, language: str) -> list[str]:
    """What the reasons say; a code nobody knows any more stands for itself."""
    known = {one.code: one.words for one in reasons()[Satisfaction(rating.satisfaction)]}
    codes = [code for code in rating.reasons.split(",") if code]
    return [known[code][language] if code in known else code for code in codes]
