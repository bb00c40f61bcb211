"""The log of verdicts on a real database: one that cannot be told is refused, and harms no other."""

import asyncio
from datetime import UTC, datetime

import pytest

from hallpass.decision.log import Entry, VerdictLog
from hallpass.kernel.bus import LARGEST_PAYLOAD
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.errors import TooLarge
from hallpass.kernel.ids import TimeOrderedIds
from integration.decision.conftest import LAKESIDE, ReadModel

NOW = datetime(2026, 9, 14, 8, tzinfo=UTC)


def entry(name: str, size: int) -> Entry:
    return Entry(LAKESIDE, name, NOW, "tool/tool-1", "t-1", "permit", 1, "r-1", b"record", b"x" * size)


async def test_a_verdict_that_no_bus_takes_is_not_stored_and_those_beside_it_are(model: ReadModel) -> None:
    log = VerdictLog(model.pool, TimeOrderedIds(SystemClock()), lambda: None)
    writing = asyncio.create_task(log.run())
    entries = [entry("d-1", 10), entry("d-2", LARGEST_PAYLOAD + 1), entry("d-3", LARGEST_PAYLOAD)]
    first, second, third = await asyncio.gather(*map(log.write, entries), return_exceptions=True)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    assert (first, third) == (None, None)
    with pytest.raises(TooLarge, match=r"^Too large: audience\.$"):
        raise second if isinstance(second, BaseException) else AssertionError
    async with model.database.unit_of_work(LAKESIDE) as work:
        connection = await work.driver()
        verdicts = await connection.fetch("SELECT id FROM decision.verdict ORDER BY id")
        events = await connection.fetch("SELECT key, sequence FROM decision.outbox ORDER BY id")
    assert [row["id"] for row in verdicts] == ["d-1", "d-3"]
    assert [tuple(row) for row in events] == [("d-1", 1), ("d-3", 2)]
