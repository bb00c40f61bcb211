"""What an installation takes: memory of each process, disk of each decision, decisions a second through the gateway.

Measured for docs/operations/sizing.md, and shown after the run. Only what would be out of all proportion fails.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from secrets import token_hex

import httpx
import psutil
import pytest

from builders.api_districts import ApiDistrict, a_request
from builders.places import rows
from distributed.conftest import Tables
from servers.installation import DistributedSuite

CALLERS = 8
SECONDS = 5.0
MEGABYTE = 1_000_000
ANY_SERVICE = 1_000
"""Megabytes that no process of a service may reach."""
ANY_DECISION = 20_000
"""Bytes that no small decision may need."""


@pytest.fixture
def district(distributed: DistributedSuite) -> Iterator[ApiDistrict]:
    with httpx.Client(timeout=30) as http:
        yield ApiDistrict(distributed, f"sizing-{token_hex(4)}", http).set_up()


def test_what_it_takes(district: ApiDistrict, distributed: DistributedSuite, tables: Tables) -> None:
    answered = _asked(district, CALLERS, SECONDS)
    tables.figures["decisions a second through the gateway, for one recipient"] = f"{answered / SECONDS:.0f}"
    (size,) = rows(
        distributed,
        """SELECT pg_total_relation_size('decision.verdict') / greatest(count(*), 1) AS each, count(*) AS count
        FROM decision.verdict""",
    )
    tables.figures["bytes on disk for each decision in the log, indexes included"] = (
        f"{size['each']} ({size['count']} decisions)"
    )
    taken = {name: psutil.Process(process.pid).memory_info().rss for name, process in distributed.services.items()}
    taken["opa"] = psutil.Process(distributed.engine.pid).memory_info().rss
    for name, memory in taken.items():
        tables.figures[f"megabytes of {name}"] = f"{memory / MEGABYTE:.0f}"
    assert answered > 0
    assert size["each"] < ANY_DECISION
    assert max(taken.values()) < ANY_SERVICE * MEGABYTE


def _asked(district: ApiDistrict, callers: int, seconds: float) -> int:
    """How many verdicts so many callers get, each asking again as soon as it has one."""
    headers = {"Authorization": f"Bearer {district.suite.speaking('app', district.tenant)}"}
    counts = [0] * callers
    until = time.monotonic() + seconds

    def ask(number: int) -> None:
        with httpx.Client(timeout=30, headers=headers) as http:
            while time.monotonic() < until:
                answer = http.post(f"{district.suite.url}/v1/decisions", json=a_request())
                counts[number] += answer.status_code == httpx.codes.OK

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)
