"""How old the facts are, as a number: what decides nothing after the district's limit shall be seen long before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

from hallpass.decision.facts import Positions
from hallpass.decision.metrics import Metrics
from hallpass.kernel.clock import Clock
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.logs import Logger
from hallpass.kernel.tenancy import TenantId

LOOK_AGAIN = 30.0
"""Seconds; the owners tell of every district once a minute."""
NEVER = float("inf")

Districts = Callable[[], Awaitable[Collection[TenantId]]]
Reached = Callable[[TenantId], Awaitable[Positions]]


async def show_ages_for_ever(
    districts: Districts, reached: Reached, metrics: Metrics, clock: Clock, every: float, log: Logger
) -> None:
    """Look every so many seconds until cancelled; an absent database is waited out until the next turn."""
    while True:
        try:
            heard = [(await reached(tenant)).heard_at for tenant in await districts()]
            metrics.facts_age.set(oldest(heard, clock.now()))
        except Unavailable as error:
            log.warning("ages_unknown", reason=error.reason)
        await asyncio.sleep(every)


def oldest(heard: Collection[datetime | None], now: datetime) -> float:
    """Seconds since the owners were last heard of, in the district for which that is longest; 0 without districts."""
    return max((NEVER if at is None else max(0.0, (now - at).total_seconds()) for at in heard), default=0.0)
