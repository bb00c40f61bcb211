"""The age of facts as an operator reads it: the worst district counts, and nobody heard of is older than anything."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from prometheus_client import CollectorRegistry

from hallpass.decision.aging import oldest, show_ages_for_ever
from hallpass.decision.facts import Positions
from hallpass.decision.metrics import Metrics
from hallpass.kernel.clock import FixedClock
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.tenancy import TenantId

NOW = datetime(2026, 9, 14, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "ago, age",
    [([], 0.0), ([5, 90, 60], 90.0), ([5, None], float("inf")), ([-3], 0.0)],
    ids=["no district", "the longest", "never heard of", "another clock"],
)
def test_the_oldest(ago: list[int | None], age: float) -> None:
    heard = [None if seconds is None else NOW - timedelta(seconds=seconds) for seconds in ago]
    assert oldest(heard, NOW) == age


async def test_it_is_shown_again_and_again_and_outlives_an_absent_database() -> None:
    registry, clock = CollectorRegistry(), FixedClock(NOW)
    seen: list[float | None] = []
    turns = iter([None, Unavailable("database"), None])

    async def districts() -> Collection[TenantId]:
        seen.append(registry.get_sample_value("hallpass_decision_facts_age_seconds"))
        clock.advance(timedelta(seconds=10))
        if failure := next(turns, asyncio.CancelledError()):
            raise failure
        return [TenantId("lakeside")]

    async def reached(_tenant: TenantId) -> Positions:
        return Positions(roster=1, consent=1, register=1, as_of=NOW, heard_at=NOW)

    with pytest.raises(asyncio.CancelledError):
        await show_ages_for_ever(districts, reached, Metrics(registry), clock, 0, structlog.get_logger())
    assert seen == [0.0, 10.0, 10.0, 30.0]
