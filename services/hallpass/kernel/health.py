"""Whether the process lives, whether it can do its work, and its numbers: /healthz, /readyz, /metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from hallpass.kernel import problems
from hallpass.kernel.failures import describe
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry

Ping = Callable[[], Awaitable[None]]
"""Returns when a part can do its work, and raises when it cannot."""

PATIENCE = 2.0


def health_router(
    pings: Mapping[str, Ping], telemetry: Telemetry, log: Logger, watched: Mapping[str, Ping] | None = None
) -> APIRouter:
    """The three routes. They need no token and answer nothing about anybody.

    `watched` are asked too, for the metric and the log; they do not decide whether the process is ready.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def ready() -> Response:
        asked = {**pings, **(watched or {})}
        answers = await asyncio.gather(*(_answers(name, ping, log) for name, ping in asked.items()))
        for name, good in zip(asked, answers, strict=True):
            telemetry.ready.labels(name).set(good)
        missing = tuple(name for name, good in zip(asked, answers, strict=True) if name in pings and not good)
        if missing:
            return problems.problem(503, "unavailable", "Not ready", not_ready=missing)
        return Response(b'{"status":"ready"}', media_type="application/json")

    @router.get("/metrics")
    async def metrics() -> Response:
        return Response(generate_latest(telemetry.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return router


async def _answers(name: str, ping: Ping, log: Logger) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await ping()
    except Exception as error:  # noqa: BLE001 - whatever a part raises, it is not ready; the name goes into the answer
        log.warning("not_ready", not_ready=name, reason=describe(error))
        return False
    return True
