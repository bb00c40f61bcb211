"""What a room is given to stand in, and what it gives back: the two sides of every `wiring.build(settings, seams)`."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter

from hallpass.kernel.bus import Bus
from hallpass.kernel.clock import Clock
from hallpass.kernel.guard import Guard
from hallpass.kernel.health import Ping
from hallpass.kernel.ids import Ids
from hallpass.kernel.logs import Logger
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.telemetry import Telemetry

Task = Callable[[], Awaitable[None]]
"""Runs until it is cancelled; returning or raising means that it has failed."""


@dataclass(frozen=True, slots=True)
class Seams:
    """The collaborators that a way of running chooses once for all its services."""

    clock: Clock
    ids: Ids
    bus: Bus
    guard: Guard
    telemetry: Telemetry
    log: Logger
    secrets: Secrets


@dataclass(frozen=True, slots=True)
class Room:
    """A service that has been built and does nothing yet.

    `tasks` run beside the routes; `pings` say whether it is ready; `close` gives back what it holds, after the tasks.
    Handlers of other services' events are subscribed already. Its use cases are what `wiring.build` returns with it.
    """

    name: str
    routers: tuple[APIRouter, ...] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)
    pings: Mapping[str, Ping] = field(default_factory=dict)
    close: Callable[[], Awaitable[None]] | None = None
