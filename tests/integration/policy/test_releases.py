"""During a rollout old and new processes start in any order: a start never takes the policy back a release, unasked."""

import asyncio
import json
from pathlib import Path
from shutil import copytree

import pytest
import structlog
from prometheus_client import CollectorRegistry

from hallpass.kernel.clock import FixedClock
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.memory_bus import MemoryBus
from hallpass.kernel.parked import ParkedEvents
from hallpass.kernel.seams import Seams
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tokens import TokenVerifier
from hallpass.policy.publishing import Publisher
from hallpass.policy.settings import PolicySettings
from hallpass.policy.wiring import build
from integration.policy.conftest import say
from integration.rooms import Schema


def name_release(policies: Path, release: str) -> None:
    """Another release, which says its own name."""
    (policies / "hallpass/release/data.json").write_text(json.dumps({"revision": "source", "release": release}))
    say(policies, release)


async def started(
    schema: Schema, clock: FixedClock, opa: Path, policies: Path, keys: Path, *, allow_older: bool = False
) -> None:
    """A policy service as it is put together and opened."""
    telemetry, log = Telemetry(CollectorRegistry()), structlog.get_logger()
    bus = MemoryBus(ParkedEvents(schema.database, clock).park, telemetry, log)
    guard = Guard(TokenVerifier([], clock))
    seams = Seams(schema.database, schema.app_dsn, clock, TimeOrderedIds(clock), bus, guard, telemetry, log, None)
    settings = PolicySettings(opa=opa, policies=policies, keys=keys, allow_older=allow_older)
    for step in build(settings, seams).wired.opened:
        await step()


async def current(publisher: Publisher) -> list[str]:
    """The release that stands."""
    return [one.release for one in await publisher.revisions() if one.current]


@pytest.mark.parametrize("newer", ["1.0.1", "1.10.0", "2.0.0"])
async def test_a_start_of_the_release_before_leaves_what_stands(
    schema: Schema, clock: FixedClock, opa: Path, policies: Path, publisher: Publisher, tmp_path: Path, newer: str
) -> None:
    name_release(policies, newer)
    await started(schema, clock, opa, policies, tmp_path / "keys")
    name_release(policies, "1.0.0")
    await started(schema, clock, opa, policies, tmp_path / "keys")
    assert await current(publisher) == [newer]


async def test_whoever_goes_back_a_release_says_so(
    schema: Schema, clock: FixedClock, opa: Path, policies: Path, publisher: Publisher, tmp_path: Path
) -> None:
    name_release(policies, "1.10.0")
    await started(schema, clock, opa, policies, tmp_path / "keys")
    name_release(policies, "1.9.0")
    await started(schema, clock, opa, policies, tmp_path / "keys", allow_older=True)
    assert await current(publisher) == ["1.9.0"]


async def test_the_next_release_and_a_change_within_one_take_over(
    schema: Schema, clock: FixedClock, opa: Path, policies: Path, publisher: Publisher, tmp_path: Path
) -> None:
    await started(schema, clock, opa, policies, tmp_path / "keys")
    say(policies, "changed")
    await started(schema, clock, opa, policies, tmp_path / "keys")
    assert [one.current for one in await publisher.revisions()].count(True) == 1
    changed = await publisher.download("hallpass", None, 0)
    assert changed is not None
    assert changed == await publisher.publish()
    name_release(policies, "1.9.0")
    await started(schema, clock, opa, policies, tmp_path / "keys")
    name_release(policies, "1.10.0")
    await started(schema, clock, opa, policies, tmp_path / "keys")
    assert await current(publisher) == ["1.10.0"]


async def test_of_two_that_start_at_once_the_newer_one_stays(
    schema: Schema, clock: FixedClock, opa: Path, policies: Path, publisher: Publisher, tmp_path: Path
) -> None:
    folders = {release: tmp_path / release / "policies" for release in ("1.0.0", "2.0.0")}
    for release, folder in folders.items():
        copytree(policies, folder)
        name_release(folder, release)
    starts = (started(schema, clock, opa, folder, tmp_path / "keys") for folder in folders.values())
    await asyncio.gather(*starts)
    assert await current(publisher) == ["2.0.0"]
