"""`hallpass parked` as an operator types it, on events that real handlers could not take from a real broker."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from kafka import KafkaProducer

from builders.envelopes import MORNING
from builders.register import SETTINGS
from builders.typed_commands import Typed, typed
from hallpass.contracts.envelope import seal_payload
from hallpass.contracts.roster import StaffFacts, StaffPost
from hallpass.contracts.topics import REGISTER, ROSTER
from hallpass.decision.consumers import Consumer as DecisionConsumer
from hallpass.distributed.operators import make_keys, prepare_facts, prepare_roles, upgrade
from hallpass.distributed.settings import AdministratorSettings
from hallpass.kernel.bus import Handler
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.inbox import position
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from hallpass.kernel.kafka_bus.wire import headers_of
from hallpass.kernel.parked import ParkedEvents
from hallpass.kernel.roles import app_role, dsn_for
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.consumers import Consumer as PolicyConsumer
from hallpass.policy.service import PolicyService
from hallpass.roster.consumers import consumer as roster_consumer
from hallpass.settings import SERVICES
from integration.kafka.workbench import Workbench

LAKESIDE, HILLTOP = TenantId("lakeside"), TenantId("hilltop")
BESIDE = "decision__next"
UNKNOWN = "No such event is parked; `hallpass parked list` shows those that are.\n"


class Mistake:
    """A handler with a mistake that a later release no longer has: it cannot take the events of these ids."""

    def __init__(self, handler: Handler, *events: UUID) -> None:
        self._handler, self._events = handler, events

    async def __call__(self, envelopes: Sequence[Envelope]) -> None:
        if any(one.event_id in self._events for one in envelopes):
            raise KeyError("Zephyrine")
        await self._handler(envelopes)


@dataclass
class Operator:
    """An installation with a database and a broker, and somebody who types."""

    settings: KafkaSettings
    place: AdministratorSettings
    databases: dict[str, Database] = field(default_factory=dict)
    sequences: dict[tuple[str, str], int] = field(default_factory=dict)

    def database(self, schema: str) -> Database:
        if schema not in self.databases:
            role, clock = app_role(schema), SystemClock()
            dsn = dsn_for(self.place.database_url, role, self.place.password(role))
            self.databases[schema] = Database(DatabaseSettings(dsn, schema), clock, TimeOrderedIds(clock))
        return self.databases[schema]

    def handler(self, group: str) -> Handler:
        database = self.database(group)
        if group == "policy":
            return PolicyConsumer(database, PolicyService(database, SystemClock())).handle
        if group == "roster":
            return roster_consumer(database).handle
        return DecisionConsumer(database, lambda _count: None).handle

    def event(self, topic: str, key: str, payload: Any, *, tenant: str = LAKESIDE, version: int = 1) -> Envelope:
        sequence = self.sequences[tenant, topic] = self.sequences.get((tenant, topic), 0) + 1
        return Envelope(
            event_id=uuid4(),
            tenant=tenant,
            topic=topic,
            key=key,
            type=key.partition("/")[0],
            sequence=sequence,
            version=version,
            occurred_at=MORNING,
            payload=seal_payload(payload),
        )

    def staff(self, name: str, *, tenant: str = LAKESIDE, version: int = 1, building: str | None = None) -> Envelope:
        post = StaffPost(role="principal", org="maple")
        facts = StaffFacts(id=name, name="Zephyrine Quill", posts=(post,), building=building)
        return self.event(ROSTER, f"staff/{name}", facts, tenant=tenant, version=version)

    async def hears(self, group: str, handler: Handler, envelopes: Sequence[Envelope], last: Envelope) -> None:
        """Publish, and let the group hear until it has come to `last`, which is handled."""
        bench, database = Workbench(self.settings), self.database(group)
        bus = bench.bus(parked=ParkedEvents(database, SystemClock()).park)
        bus.subscribe(group, [ROSTER, REGISTER], handler)

        async def reached() -> bool:
            async with database.unit_of_work(TenantId(last.tenant)) as work:
                found = await position(work, database.schema.partition("__")[0], last.topic)
            return found is not None and found.sequence >= last.sequence

        async with bench.run(bus):
            await bus.publish(envelopes)
            async with asyncio.timeout(30):
                while not await reached():  # noqa: ASYNC110 - in a database
                    await asyncio.sleep(0.05)

    async def types(self, *words: str) -> Typed:
        return await asyncio.to_thread(typed, "parked", *words)

    async def buildings(self, schema: str = "decision", tenant: TenantId = LAKESIDE) -> dict[str, str | None]:
        """What the read model knows of the staff."""
        async with self.database(schema).unit_of_work(tenant) as work:
            rows = await (await work.driver()).fetch("SELECT doc FROM staff")
        facts = [msgspec.json.decode(row["doc"], type=StaffFacts) for row in rows]
        return {one.id: one.building for one in facts}


@pytest.fixture
async def operator(
    settings: KafkaSettings, admin_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Operator]:
    """The environment of an operator's commands, after `hallpass keys make`, `database prepare` and `migrate`."""
    plans = [TopicPlan(topic, 1, 1, {}) for topic in (ROSTER, REGISTER)]
    await asyncio.to_thread(Topics(settings).apply, plans)
    passwords = tmp_path / "passwords"
    make_keys(tmp_path / "keys", passwords)
    place = AdministratorSettings(database_url=admin_dsn, admin_database_url=admin_dsn, passwords=passwords)
    await prepare_roles(place)
    await upgrade(place, SERVICES, lambda _line: None)
    await prepare_facts(place, BESIDE, lambda _line: None)
    monkeypatch.setenv("HALLPASS_DATABASE_URL", admin_dsn)
    monkeypatch.setenv("HALLPASS_PASSWORDS", str(passwords))
    operator = Operator(settings, place)
    yield operator
    for database in operator.databases.values():
        await database.close()


def lines(said: str) -> list[str]:
    return said.splitlines()


async def test_nothing_is_parked(operator: Operator) -> None:
    assert await operator.types("list") == Typed(0, "Nothing is parked.\n", "")
    assert await operator.types("retry") == Typed(0, "Nothing is parked.\n", "")
    for words in (("retry", str(uuid4())), ("retry", "nonsense"), ("discard", "nonsense")):
        assert await operator.types(*words) == Typed(1, "", UNKNOWN)


async def test_the_list_says_where_and_why_and_not_what(operator: Operator) -> None:
    bad, other = operator.staff("t-quill"), operator.staff("t-other", tenant=HILLTOP)
    good = operator.staff("t-good")
    handler = Mistake(operator.handler("decision"), bad.event_id, other.event_id)
    await operator.hears("decision", handler, [bad, other, good], good)
    listed = await operator.types("list")
    first, why, second, _ = lines(listed.stdout)
    assert listed.returncode == 1
    assert first.startswith(f"{bad.event_id} decision lakeside roster.facts 1, since 20")
    assert second.startswith(f"{other.event_id} decision hilltop roster.facts 1, since 20")
    assert why.startswith("    KeyError at kernel/feeding.py:")
    assert not {word for word in ("Zephyrine", "quill", "maple") if word in listed.stdout}


async def test_one_is_retried_then_all(operator: Operator) -> None:
    bad = [operator.staff(f"t-{number}") for number in range(3)]
    last = operator.staff("t-last")
    handler = Mistake(operator.handler("decision"), *(one.event_id for one in bad))
    await operator.hears("decision", handler, [*bad, last], last)
    assert await operator.buildings() == {"t-last": None}

    one = await operator.types("retry", str(bad[1].event_id).upper())
    assert one == Typed(0, f"{bad[1].event_id} decision lakeside roster.facts 2: handled\n", "")
    assert set(await operator.buildings()) == {"t-1", "t-last"}

    rest = await operator.types("retry")
    assert lines(rest.stdout) == [
        f"{bad[0].event_id} decision lakeside roster.facts 1: handled",
        f"{bad[2].event_id} decision lakeside roster.facts 3: handled",
    ]
    assert rest.returncode == 0
    assert set(await operator.buildings()) == {"t-0", "t-1", "t-2", "t-last"}
    assert (await operator.types("list")).returncode == 0


async def test_what_fails_again_stays_with_its_new_reason_and_does_not_hold_up_the_others(operator: Operator) -> None:
    hopeless = operator.event(ROSTER, "alien/Zephyrine", {})
    bad, last = operator.staff("t-1"), operator.staff("t-last")
    handler = Mistake(operator.handler("decision"), hopeless.event_id, bad.event_id)
    await operator.hears("decision", handler, [hopeless, bad, last], last)

    again = await operator.types("retry")
    assert again.returncode == 1
    failed, handled = lines(again.stdout)
    place = f"{hopeless.event_id} decision lakeside roster.facts 1"
    assert failed.startswith(f"{place}: Invalid: One thing is wrong. at decision/consumers.py:")
    assert handled.endswith(": handled")

    listed = await operator.types("list")
    where, why = lines(listed.stdout)
    assert (listed.returncode, where.startswith(place), ", retried 20" in where) == (1, True, True)
    assert why == f"    {failed.removeprefix(f'{place}: ')}"
    assert "Zephyrine" not in listed.stdout + again.stdout

    gone = await operator.types("discard", str(hopeless.event_id))
    assert gone == Typed(0, f"{place}: discarded\n", "")
    assert (await operator.types("list")).returncode == 0


async def test_a_superseded_event_changes_nothing_when_it_is_retried(operator: Operator) -> None:
    old = operator.staff("t-1", version=1, building="old")
    new = operator.staff("t-1", version=2, building="new")
    handler = Mistake(operator.handler("decision"), old.event_id)
    await operator.hears("decision", handler, [old, new], new)
    assert (await operator.types("list")).returncode == 1
    assert (await operator.types("retry")).stdout.endswith(": handled\n")
    assert await operator.buildings() == {"t-1": "new"}
    async with operator.database("decision").unit_of_work(LAKESIDE) as work:
        found = await position(work, "decision", ROSTER)
    assert found is not None
    assert found.sequence == new.sequence


async def test_an_event_that_two_services_parked_is_retried_for_both(operator: Operator) -> None:
    bad, last = operator.staff("t-1"), operator.staff("t-last")
    both = ("policy", "decision")
    for group in both:
        await operator.hears(group, Mistake(operator.handler(group), bad.event_id), [bad, last], last)
    again = await operator.types("retry", str(bad.event_id))
    assert again.returncode == 0
    assert lines(again.stdout) == [f"{bad.event_id} {group} lakeside roster.facts 1: handled" for group in both]
    assert set(await operator.buildings()) == {"t-1", "t-last"}
    async with operator.database("policy").unit_of_work(LAKESIDE) as work:
        assert await (await work.driver()).fetchval("SELECT count(*) FROM policy.staff") == 2


async def test_every_service_and_a_schema_beside_are_looked_through(operator: Operator) -> None:
    newcomer, last = operator.event(REGISTER, "settings", SETTINGS), operator.event(REGISTER, "platform/x", {})
    await operator.hears("roster", Mistake(operator.handler("roster"), newcomer.event_id), [newcomer, last], last)
    bad, good = operator.staff("t-1"), operator.staff("t-good")
    # The new schema hears everything from the beginning; the platform is none, and is parked there.
    await operator.hears(BESIDE, Mistake(operator.handler(BESIDE), bad.event_id), [bad, good], good)
    listed = [line.split(",")[0] for line in lines((await operator.types("list")).stdout) if not line.startswith(" ")]
    assert sorted(line.partition(" ")[2] for line in listed) == [
        "decision__next lakeside policy.facts 2",
        "decision__next lakeside roster.facts 1",
        "roster lakeside policy.facts 1",
    ]
    again = await operator.types("retry")
    assert [line.rpartition(": ")[2] for line in lines(again.stdout)].count("handled") == 2
    assert await operator.buildings() == {}
    assert set(await operator.buildings(BESIDE)) == {"t-1", "t-good"}
    async with operator.database("roster").unit_of_work(LAKESIDE) as work:
        assert await work.last_number(ROSTER) == 0
        begun = await (await work.driver()).fetchval("SELECT count(*) FROM roster.topic_sequence")
    assert begun == 1


async def test_a_record_that_nobody_can_read_is_kept_until_it_is_discarded(operator: Operator) -> None:
    """Handing it over would lift the tenant's position to the record's offset: facts would be known that are not."""
    others = [operator.staff(f"t-{number}", tenant=HILLTOP) for number in range(5)]
    good = operator.staff("t-good")
    await operator.hears("decision", operator.handler("decision"), [*others, good], good)
    headers = [pair for pair in headers_of(good) if pair[0] != "version"]
    await asyncio.to_thread(write, operator.settings, b"lakeside/staff/t-1", headers)
    last = operator.staff("t-last")
    await operator.hears("decision", operator.handler("decision"), [last], last)

    reason = "unreadable record, partition 0, offset 6: header version is missing"
    again = await operator.types("retry")
    assert (again.returncode, again.stdout.endswith(f": {reason}\n")) == (1, True)
    async with operator.database("decision").unit_of_work(LAKESIDE) as work:
        found = await position(work, "decision", ROSTER)
    assert found is not None
    assert found.sequence == last.sequence
    (place, _) = lines((await operator.types("list")).stdout)
    assert (await operator.types("discard", place.split()[0])).returncode == 0
    assert (await operator.types("list")).returncode == 0


def write(settings: KafkaSettings, key: bytes, headers: list[tuple[str, bytes]]) -> None:
    producer = KafkaProducer(bootstrap_servers=settings.bootstrap.split(","))
    producer.send(settings.topic(ROSTER), key=key, value=b"{}", headers=headers).get(timeout=10)
    producer.close()


async def test_without_a_database_it_is_one_sentence(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLPASS_DATABASE_URL", "postgresql://127.0.0.1:1/hallpass")
    for word in ("list", "retry"):
        done = await operator.types(word)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "Not available at the moment: database.\n"
