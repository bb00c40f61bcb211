"""Faults while requests run: nothing that was answered 2xx is lost, nothing is taken in twice, nothing is let through.

Three rounds of each; HALLPASS_FAULT_ROUNDS says another number. The table at the end of the run has the counts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from secrets import token_hex

import httpx
import pytest

from builders.api_districts import ApiDistrict
from distributed import reckoning
from distributed.conftest import Tables
from distributed.faults import FAULTS
from distributed.traffic import SAID, Answers, Traffic
from servers.installation import DistributedSuite

ROUNDS = int(os.environ.get("HALLPASS_FAULT_ROUNDS", "3"))
BEFORE = 1.0
"""Seconds of quiet work before each fault."""
RECOVERS_WITHIN = 90.0
"""Seconds, after which a test gives up: no promise of ours. What it took is in the table."""


@pytest.fixture(scope="module")
def district(distributed: DistributedSuite) -> Iterator[ApiDistrict]:
    reckoning.watch(distributed)
    with httpx.Client(timeout=30) as http:
        yield ApiDistrict(distributed, f"fault-{token_hex(4)}", http).set_up()


@pytest.mark.parametrize("round_", range(1, ROUNDS + 1))
@pytest.mark.parametrize("name", FAULTS)
def test_nothing_is_lost_or_done_twice(
    name: str, round_: int, distributed: DistributedSuite, district: ApiDistrict, tables: Tables
) -> None:
    fault = FAULTS[name]
    before = reckoning.on_the_wire(distributed, district.tenant)
    with Traffic(district, f"n-{token_hex(4)}") as traffic:
        traffic.until(lambda so_far: len(so_far.taken) >= 5 and len(so_far.verdicts) >= 5, RECOVERS_WITHIN)
        fault.prepare(distributed)
        time.sleep(BEFORE)
        struck = time.monotonic()
        try:
            fault.strike(distributed)
            time.sleep(fault.seconds)
            during = time.monotonic()
        finally:
            fault.heal(distributed)
        healed = time.monotonic()
        traffic.until(lambda so_far: _at_work(so_far, healed), RECOVERS_WITHIN)
        distributed.wait_until_ready(RECOVERS_WITHIN)
        recovered = time.monotonic() - healed
    answers = traffic.answers
    seconds = reckoning.arrived(distributed, district.tenant, answers.taken)
    found = reckoning.books(distributed, district.tenant, answers.taken, before, seconds)
    tables.fault(name, answers, found, struck, healed, recovered)
    assert (found.lost, found.twice) == (0, 0)
    assert set(answers.decisions) <= SAID, answers.decisions
    assert set(answers.effects) == {"permit"}, "what is decided meanwhile is decided right"
    assert not fault.goes_on or any(struck < at < during for at in answers.verdicts), "decisions go on"
    # Else the zero of the effects that came twice would say nothing.
    assert not fault.again or found.again > 0


def _at_work(so_far: Answers, healed: float) -> bool:
    """Whether verdicts come again, and changes are taken."""
    return bool(so_far.verdicts) and so_far.verdicts[-1] > healed and so_far.last_taken > healed
