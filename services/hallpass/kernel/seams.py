"""What a room is given to stand in, and what it gives back: the two sides of every `wiring.build(settings, seams)`."""

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
"""Runs until it is cancelled; returning or raising means that it has failed."""

Step = Callable[[], Awaitable[None]]
"""Something to be done once, at the start or the end."""


@dataclass(frozen=True, slots=True)
class Seams:
    """The collaborators of one service, chosen once by the way of running. `database` and `dsn` are its app role's."""

    database: Database
    dsn: str
    clock: Clock
    ids: Ids
    bus: Bus
    guard: Guard
    telemetry: Telemetry
    log: Logger
    secrets: Secrets | None
    """The keys derived from the installation's master key; None for a service that needs none."""

    @property
    def keys(self) -> Secrets:
        """The same, for a service that cannot do without. Raises ValueError."""
        if self.secrets is None:
            raise ValueError("this service needs the master key")
        return self.secrets


@dataclass(frozen=True, slots=True)
class Wired:
    """A service that has been put together and does nothing yet; its handlers of events are subscribed already.

    `opened` runs before the first request, `tasks` beside the routes, `chores` beside the handlers of events (several
    processes may answer, these need run in one), `closed` after both have ended. The relay of its outbox and the
    database belong to whoever made the seams.
    """

    routers: Sequence[APIRouter] = ()
    tasks: Mapping[str, Task] = field(default_factory=dict)
    chores: Mapping[str, Task] = field(default_factory=dict)
    pings: Mapping[str, Ping] = field(default_factory=dict)
    opened: Sequence[Step] = ()
    closed: Sequence[Step] = ()
