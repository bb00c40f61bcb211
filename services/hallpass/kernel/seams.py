"""What the composition root hands to each service's wiring, and what it gets back. Nothing here asks which mode it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter

from hallpass.kernel.bus import Bus
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database
from hallpass.kernel.guard import Guard
from hallpass.kernel.health import Ping
from hallpass.kernel.ids import Ids
from hallpass.kernel.logs import Logger
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.telemetry import Telemetry

Task = Callable[[], Awaitable[None]]
"""Runs until cancelled."""


@dataclass(frozen=True, slots=True)
class Seams:
    """The collaborators of one service. `database` is its own schema as its own app role; `dsn` is that role's."""

    database: Database
    dsn: str
    bus: Bus
    clock: Clock
    ids: Ids
    secrets: Secrets
    guard: Guard
    telemetry: Telemetry
    log: Logger


@dataclass(frozen=True, slots=True)
class Wired:
    """A service, put together: routes, tasks that run until cancelled, and the pings that say whether it is ready.

    `opened` runs before the first task, `closed` after the last.
    """

    routers: Sequence[APIRouter]
    tasks: Mapping[str, Task] = field(default_factory=dict)
    pings: Mapping[str, Ping] = field(default_factory=dict)
    opened: Sequence[Task] = ()
    closed: Sequence[Task] = ()
