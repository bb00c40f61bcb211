"""Decisions past their retention are deleted turn by turn; a database that is away costs one turn."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest

from fakes.hurried_loop import hurried
from hallpass.decision.purging import purge_for_ever
from hallpass.decision.service import Decisions
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.logs import Logger
from hallpass.kernel.tenancy import TenantId

LAKE, HILL = TenantId("lake"), TenantId("hill")
HOUR = 3600


class Kept:
    """Counts what is deleted; the first turns may fail."""

    def __init__(self, away: int = 0, deletes: int = 3, failure: Exception | None = None) -> None:
        self.asked: list[tuple[str, int]] = []
        self._away, self._deletes = away, deletes
        self._failure = failure or Unavailable("database")

    async def purge(self, tenant: TenantId, days: int) -> int:
        self.asked.append((tenant, days))
        if self._away:
            self._away -= 1
            raise self._failure
        return self._deletes if tenant == LAKE else 0


class Heard:
    """A log that keeps what it was told."""

    def __init__(self) -> None:
        self.events: list[tuple[str, dict[str, Any]]] = []

    def info(self, event: str, **members: Any) -> None:
        self.events.append((event, members))

    warning = info


async def districts() -> dict[TenantId, int]:
    return {LAKE: 365, HILL: 30}


def turns(kept: Kept, heard: Heard, hours: float) -> float:
    """Purge every hour for as long; the seconds that it would have taken."""

    async def run() -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(hours * HOUR):
                await purge_for_ever(cast("Decisions", kept), districts, 1, cast("Logger", heard))

    return hurried(run())[1]


def test_every_district_is_purged_by_its_own_retention_turn_after_turn() -> None:
    kept = Kept()
    assert turns(kept, Heard(), 1.5) == pytest.approx(1.5 * HOUR)
    assert kept.asked == [("lake", 365), ("hill", 30)] * 2


def test_only_a_turn_that_deleted_something_is_told_of() -> None:
    heard = Heard()
    turns(Kept(), heard, 0.5)
    assert heard.events == [("decisions_purged", {"tenant": "lake", "count": 3})]


def test_a_database_that_is_away_is_waited_out_until_the_next_turn() -> None:
    kept, heard = Kept(away=1, deletes=0), Heard()
    turns(kept, heard, 1.5)
    assert kept.asked == [("lake", 365), ("lake", 365), ("hill", 30)]
    assert heard.events == [("purge_waits", {"reason": "database"})]


def test_any_other_failure_is_not_swallowed() -> None:
    with pytest.raises(LookupError):
        turns(Kept(away=1, failure=LookupError()), Heard(), 0.5)
