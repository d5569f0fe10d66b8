"""The operator page: what a platform's operators see and do with a web browser.

No JavaScript, nothing from elsewhere; every page says so in its headers.
"""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from sync.platform.api.parts import Platform
from sync.platform.pages.acts import router as acts_router
from sync.platform.pages.cases import router as cases_router
from sync.platform.pages.errors import handle_errors
from sync.platform.pages.headers import Headers
from sync.platform.pages.overview import router as overview_router
from sync.platform.pages.ratings import router as ratings_router
from sync.platform.pages.signing import router as signing_router
from sync.platform.pages.terminals import router as terminals_router

__all__ = ["PATH", "create_pages"]

PATH = "/operator"


def create_pages(platform: Platform) -> ASGIApp:
    """The pages of a platform, to be mounted at `PATH`; none of them is part of the protocol."""
    pages = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    pages.state.platform = platform
    for router in (
        overview_router,
        terminals_router,
        cases_router,
        ratings_router,
        acts_router,
        signing_router,
    ):
        pages.include_router(router)
    pages.mount("/static", StaticFiles(directory=Path(__file__).with_name("static")))
    handle_errors(pages)
    return Headers(pages)  # also around what answers for our own mistakes
