"""The HTTP interface of the platform (docs/protocol.md)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from kiosk.clock import Clock, SystemClock
from sync.platform.api.departments import router as departments_router
from sync.platform.api.description import describe
from sync.platform.api.errors import handle_errors
from sync.platform.api.files import router as files_router
from sync.platform.api.keys import router as keys_router
from sync.platform.api.openrosa import router as openrosa_router
from sync.platform.api.parts import Platform
from sync.platform.api.queries import router as queries_router
from sync.platform.api.results import router as results_router
from sync.platform.api.routes import router
from sync.platform.api.terminals import router as terminals_router
from sync.platform.api.watching import watch
from sync.platform.bundles import Bundles
from sync.platform.decisions import Decisions
from sync.platform.handover.answering import Answering
from sync.platform.handover.fetching import Giving
from sync.platform.handover.results import Bringing
from sync.platform.items import FilesOf, Items
from sync.platform.keys import open_keys
from sync.platform.people import PersonIndex
from sync.platform.queries import Queries
from sync.platform.receipt import Receiver
from sync.platform.results import Results
from sync.platform.settings import Settings, prepare_folder
from sync.platform.shelf import imported
from sync.platform.storage import open_storage
from sync.platform.store import Database
from sync.platform.supervision.timekeeper import timekeeper
from sync.platform.uploads import Receiving
from sync.platform.waiting import Bell

__all__ = ["create_app"]


def create_app(
    settings: Settings, clock: Clock | None = None, files_of: FilesOf | None = None
) -> FastAPI:
    """A platform ready to be served; makes keys and tables where there are none.

    Args:
        settings: where its data is and how it decides.
        clock: its time; the machine's by default.
        files_of: where the files of its catalogue's items come from; the database by default.

    Raises:
        EnvironmentFault: data folder, keys or database cannot be used.
    """
    from sync.platform.pages import PATH, create_pages  # they are made of parts of this package

    clock = clock or SystemClock()
    prepare_folder(settings.data)
    keys = open_keys(settings.data, clock)
    database = Database(settings.database_url)
    database.migrate()
    keeper = timekeeper(settings.data)
    decisions = Decisions(database, keeper, clock)
    receiver = Receiver(
        database,
        keys,
        items=Items(files_of or imported(database), clock),
        acceptance=settings.acceptance,
        timekeeper=keeper,
        decisions=decisions,
        clock=clock,
    )
    storage = open_storage(settings.files_url)
    files = Receiving(
        database,
        storage,
        decisions,
        acceptance=settings.acceptance,
        clock=clock,
    )
    giving = Giving(database, storage, keys, rate=settings.rate, clock=clock)
    platform = Platform(
        database,
        keys,
        receiver,
        decisions,
        files,
        giving,
        Answering(Bundles(database, decisions, keys, clock)),
        Bringing(database, Results(database, storage, keys, decisions, clock)),
        Queries(database, storage, keys, index=PersonIndex(keys), decisions=decisions, clock=clock),
        Bell(),
        clock,
        settings.rate,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(watch(platform))
        yield
        platform.bell.close()  # a long look at the files hears it, and stops
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        database.close()

    app = FastAPI(
        title="Bianmin platform",
        version="1",
        summary="What a service terminal says to its platform.",
        openapi_url="/v1/openapi.json",
        docs_url=None,  # its page would load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.platform = platform
    app.include_router(router)
    app.include_router(files_router)
    app.include_router(departments_router)
    app.include_router(results_router)
    app.include_router(queries_router)
    app.include_router(openrosa_router)
    app.include_router(terminals_router)
    app.include_router(keys_router)
    app.mount(PATH, create_pages(platform))
    handle_errors(app)
    describe(app)
    return app
