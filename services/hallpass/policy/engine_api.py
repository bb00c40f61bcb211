"""The routes of engines: OPA reports its state, and people see which engine runs which revision."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path

from hallpass.contracts.web import Body as Shape
from hallpass.contracts.web import shown
from hallpass.kernel.clock import Clock
from hallpass.kernel.guard import Guard
from hallpass.kernel.tokens import Caller
from hallpass.policy import examples
from hallpass.policy.engines import Engine, State, read_report
from hallpass.policy.publishing import NAME, Publisher

Counted = Callable[[list[tuple[Engine, State]]], None]
"""Told of every engine and its state after each report."""

_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"


class EngineAnswer(Shape):
    """A policy engine: the revision it runs, how it stands to the published one, and OPA's code where it fails."""

    model_config = shown(examples.ENGINE)

    name: str
    revision: str
    state: State
    trouble: str
    reported_at: datetime


class EnginesAnswer(Shape):
    """Every engine that has reported within a day."""

    model_config = shown(examples.ENGINES)

    engines: tuple[EngineAnswer, ...]


def router(publisher: Publisher, guard: Guard, clock: Clock, counted: Counted) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1", tags=["policies"])
    service = Depends(guard.require("service"))
    reader = Depends(guard.require("admin", "auditor"))

    @routes.post(
        "/status/{engine}", summary="An engine says what it runs, as OPA's status plugin does", status_code=204
    )
    async def report(
        engine: Annotated[str, Path(pattern=_NAME)],
        said: Annotated[dict[str, Any], Body(examples=[examples.ENGINE_REPORT])],
        _caller: Annotated[Caller, service],
    ) -> None:
        await publisher.note(read_report(engine, said, NAME, clock.now()))
        counted(await publisher.engines())

    @routes.get("/policies/engines", summary="Which engine runs which revision")
    async def engines(_caller: Annotated[Caller, reader]) -> EnginesAnswer:
        return EnginesAnswer(
            engines=tuple(
                EngineAnswer(
                    name=found.name,
                    revision=found.revision,
                    state=state,
                    trouble=found.trouble,
                    reported_at=found.reported_at,
                )
                for found, state in await publisher.engines()
            )
        )

    return routes
