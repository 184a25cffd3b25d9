"""The application: routers mounted, guards in front, helpers running while it does."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.concurrency import run_in_threadpool

from trombine.web import pages
from trombine.web.api import (
    accounts,
    avatars,
    events,
    local,
    me,
    orders,
    photos,
    public,
    styles,
    verify,
)
from trombine.web.callers import limit_requests
from trombine.web.housekeeping import housekeeping
from trombine.web.openapi import answer_other_method, describe
from trombine.web.outbox import telling
from trombine.web.problems import handle_faults
from trombine.web.security import protect
from trombine.web.services import Services

ROUTERS = (
    styles.ROUTER,
    orders.ROUTER,
    events.ROUTER,
    photos.UPLOADS,
    photos.ROUTER,
    avatars.ROUTER,
    me.ROUTER,
    accounts.ROUTER,
    verify.ROUTER,
    local.ROUTER,
)


def create_app(services: Services) -> FastAPI:
    """Return the application that serves these parts."""
    app = FastAPI(
        title="Trombine",
        version=version("trombine"),
        openapi_url="/v1/openapi.json",
        docs_url=None,  # the framework's pages load scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.services = services
    handle_faults(app)
    app.add_exception_handler(405, answer_other_method)
    rules = services.rules
    protect(
        app,
        hosts=frozenset(host.lower() for host in rules.own_hosts),
        secure=rules.is_secure,
    )
    for router in ROUTERS:
        app.include_router(router, dependencies=[Depends(limit_requests)])
    app.include_router(public.ROUTER)
    app.include_router(pages.ROUTER, dependencies=[Depends(limit_requests)])
    app.include_router(pages.FILES)
    app.state.show_problem = pages.show_problem
    app.openapi = lambda: describe(app)  # type: ignore[method-assign]
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    inspecting = services.inspector.photo_judge.running()
    await run_in_threadpool(inspecting.__enter__)
    try:
        async with AsyncExitStack() as helpers:
            await helpers.enter_async_context(services.broker.running())
            await helpers.enter_async_context(housekeeping(services))
            if services.webhook:
                await helpers.enter_async_context(telling(services.webhook.tell_due))
            if services.letters:
                await helpers.enter_async_context(telling(services.letters.tell_due))
            if services.notices:
                await helpers.enter_async_context(telling(services.notices.tell_due))
            yield
    finally:
        await run_in_threadpool(inspecting.__exit__, None, None, None)
