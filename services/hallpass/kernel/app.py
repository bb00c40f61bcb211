"""One way to make an HTTP app, so that every service answers, logs, measures and refuses alike."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from hallpass.kernel import problems
from hallpass.kernel.docs_page import docs_router
from hallpass.kernel.edge import Edge
from hallpass.kernel.gate import Gate, Known
from hallpass.kernel.health import Ping, health_router
from hallpass.kernel.ids import Ids
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry

LARGEST_BODY = 4_000_000

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every app is given: ids for requests, metrics, a log, the pings that say whether it is ready, the gate."""

    ids: Ids
    telemetry: Telemetry
    log: Logger
    pings: Mapping[str, Ping] = field(default_factory=dict)
    known: Known | None = None
    """Where given, no path below /v1/ is reached without a token that holds."""
    watched: Mapping[str, Ping] = field(default_factory=dict)
    """Told of by the metrics alone: while one fails, the process goes on taking requests."""


class App(FastAPI):
    """FastAPI with one layer around everything, the framework's own limits and last resort included."""

    surroundings: Surroundings

    def build_middleware_stack(self) -> ASGIApp:
        """Put the edge outermost and the gate next, where a middleware that is merely added does not come."""
        inner = super().build_middleware_stack()
        return Edge(
            inner if self.surroundings.known is None else Gate(inner, self.surroundings.known),
            ids=self.surroundings.ids,
            telemetry=self.surroundings.telemetry,
            log=self.surroundings.log,
            service=self.title,
        )


def create_app(
    title: str,
    routers: Sequence[APIRouter],
    surroundings: Surroundings,
    lifespan: Lifespan | None = None,
    *,
    version: str = "0",
    description: str = "",
    body_limit: int = LARGEST_BODY,
) -> App:
    """An app with the routers, problem documents, health routes, and a limit of bytes for each body.

    A route that takes uploads names its own limit: `@router.post(…, max_body_size=200_000_000)`. Chunked bodies are
    counted as they come. `title` also names the service in the log.
    """
    app = App(
        title=title,
        version=version,
        description=description,
        lifespan=lifespan,
        max_body_size=body_limit,
        # The framework's own page loads its files from elsewhere; docs_page serves them.
        docs_url=None,
        redoc_url=None,
        responses={"default": problems.RESPONSE},
    )
    app.surroundings = surroundings
    problems.install(app)
    health = health_router(surroundings.pings, surroundings.telemetry, surroundings.log, surroundings.watched)
    app.include_router(health)
    app.include_router(docs_router(title))
    for router in routers:
        app.include_router(router)
    return app
