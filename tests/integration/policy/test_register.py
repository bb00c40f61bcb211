"""The register on a real PostgreSQL: entries as they stand, published whole, and who may declare an emergency."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from builders.register import PLATFORM as BLOG
from builders.register import SETTINGS
from hallpass.contracts.decision import EmergencyDeclared
from hallpass.contracts.envelope import Envelope, open_payload, seal_payload
from hallpass.contracts.policy import ApprovalFacts, EmergencyFacts, PlatformFacts, SettingsFacts
from hallpass.contracts.roster import StaffFacts, StaffPost
from hallpass.contracts.topics import EMERGENCIES, ROSTER
from hallpass.kernel.clock import FixedClock
from hallpass.kernel.errors import Conflict, Invalid, NotFound
from hallpass.kernel.ids import CountedIds
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.consumers import Consumer
from hallpass.policy.model import Emergency
from hallpass.policy.service import PolicyService
from integration.rooms import Schema

LAKESIDE, HILLTOP = TenantId("lakeside"), TenantId("hilltop")
ADMIN = "admin-1"
IDS = CountedIds()
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
BURST = Emergency(id="e-1", declared_by="p-1", start=NOW, until=NOW + timedelta(hours=4), reason="Burst main")


def envelope(topic: str, key: str, payload: object, *, tenant: str = LAKESIDE, version: int = 1) -> Envelope:
    return Envelope(
        event_id=IDS.new(),
        tenant=tenant,
        topic=topic,
        key=key,
        type="said",
        sequence=version,
        version=version,
        occurred_at=NOW,
        payload=seal_payload(payload),
    )


def staff(name: str, *posts: StaffPost, version: int = 1, active: bool = True) -> Envelope:
    return envelope(ROSTER, f"staff/{name}", StaffFacts(id=name, active=active, posts=posts), version=version)


PRINCIPAL = StaffPost(role="principal", org="maple")
HEAD = StaffPost(role="district_administrator", org="district")


@pytest.fixture
def consumer(schema: Schema, service: PolicyService) -> Consumer:
    return Consumer(schema.database, service)


async def test_settings_are_published_whole_and_register_the_tenant(schema: Schema, service: PolicyService) -> None:
    assert await service.tenants() == []
    with pytest.raises(NotFound):
        await service.settings(LAKESIDE)
    assert await service.put(LAKESIDE, SETTINGS, ADMIN) == 1
    assert await service.put(LAKESIDE, SETTINGS, ADMIN) == 1
    assert await service.put(LAKESIDE, msgspec.structs.replace(SETTINGS, window_days=7), ADMIN) == 2
    assert (await service.settings(LAKESIDE)).window_days == 7
    assert await service.tenants() == [LAKESIDE]
    assert [(e.key, e.version, open_payload(e, SettingsFacts).window_days) for e in await schema.events()] == [
        ("settings", 1, 14),
        ("settings", 2, 7),
    ]


async def test_settings_that_cannot_be_judged_by_are_refused(service: PolicyService) -> None:
    with pytest.raises(Invalid) as refused:
        await service.put(LAKESIDE, msgspec.structs.replace(SETTINGS, time_zone="Mars/Base", retention_days=0), ADMIN)
    assert [fault.member for fault in refused.value.faults] == ["time_zone", "retention_days"]


async def test_a_platform_that_is_taken_off_is_published_as_gone(schema: Schema, service: PolicyService) -> None:
    await service.put(LAKESIDE, BLOG, ADMIN)
    assert await service.platforms(HILLTOP) == []
    await service.remove(LAKESIDE, "platform", "blog", ADMIN)
    assert await service.platforms(LAKESIDE) == []
    assert not open_payload((await schema.events())[-1], PlatformFacts).active
    with pytest.raises(NotFound):
        await service.remove(LAKESIDE, "platform", "blog", ADMIN)


async def test_a_principal_declares_for_their_school_and_a_district_administrator_everywhere(
    schema: Schema, service: PolicyService, consumer: Consumer
) -> None:
    await consumer.handle([staff("p-1", PRINCIPAL), staff("d-1", HEAD), staff("t-1")])
    principal, _ = await service.declare(LAKESIDE, BURST, ADMIN)
    district, _ = await service.declare(LAKESIDE, msgspec.structs.replace(BURST, id="e-2", declared_by="d-1"), ADMIN)
    assert (principal.school, district.school) == ("maple", None)
    assert b"Burst" not in (await schema.events())[0].payload
    with pytest.raises(Conflict):
        await service.declare(LAKESIDE, BURST, ADMIN)


@pytest.mark.parametrize(
    "heard",
    [
        [],
        [staff("p-1", StaffPost(role="teacher", org="maple"))],
        [staff("p-1", StaffPost(role="principal", org="maple", until=date(2026, 8, 31)))],
        [staff("p-1", PRINCIPAL), staff("p-1", PRINCIPAL, version=2, active=False)],
        [staff("p-1", version=2), staff("p-1", PRINCIPAL, version=1)],
    ],
    ids=["unknown", "teacher", "former principal", "left", "late news"],
)
async def test_nobody_else_declares(service: PolicyService, consumer: Consumer, heard: list[Envelope]) -> None:
    for event in heard:
        await consumer.handle([event])
    with pytest.raises(Invalid) as refused:
        await service.declare(LAKESIDE, BURST, ADMIN)
    assert [(fault.member, fault.code) for fault in refused.value.faults] == [("declared_by", "no_authority")]


async def test_an_emergency_ends_early_and_one_that_has_not_begun_is_taken_off(
    service: PolicyService, consumer: Consumer, clock: FixedClock
) -> None:
    await consumer.handle([staff("p-1", PRINCIPAL)])
    later = msgspec.structs.replace(BURST, id="e-2", start=NOW + timedelta(days=1), until=NOW + timedelta(days=2))
    await service.declare(LAKESIDE, BURST, ADMIN)
    await service.declare(LAKESIDE, later, ADMIN)
    clock.advance(timedelta(hours=1))
    await service.end(LAKESIDE, "e-1", ADMIN)
    await service.end(LAKESIDE, "e-2", ADMIN)
    (left,) = await service.emergencies(LAKESIDE)
    assert (left.id, left.until) == ("e-1", NOW + timedelta(hours=1))
    with pytest.raises(NotFound):
        await service.end(LAKESIDE, "e-2", ADMIN)


async def test_an_emergency_declared_by_sending_is_registered_once(
    schema: Schema, service: PolicyService, consumer: Consumer
) -> None:
    declared = EmergencyDeclared(
        emergency_id="e-9",
        decision_id="d-1",
        declared_by="p-1",
        school="maple",
        start=NOW,
        until=NOW + timedelta(hours=4),
    )
    event = envelope(EMERGENCIES, "e-9", declared)
    await consumer.handle([event, event])
    await consumer.handle([event])
    (told,) = await schema.events()
    assert (told.key, open_payload(told, EmergencyFacts).school) == ("emergency/e-9", "maple")


async def test_a_folder_is_taken_over_as_differences_and_leaves_the_api_alone(
    schema: Schema, service: PolicyService
) -> None:
    camp = ApprovalFacts(id="a-1", organization="Camp", approved_by="p-1")
    renamed = msgspec.structs.replace(BLOG, name="Our Blog")
    assert await service.take_over(LAKESIDE, {"settings": SETTINGS, "platform/blog": BLOG, "approval/a-1": camp}) == 3
    assert await service.take_over(LAKESIDE, {"platform/blog": BLOG}) == 3
    await service.put(LAKESIDE, renamed, ADMIN)
    assert await service.take_over(LAKESIDE, {"platform/blog": None, "approval/a-1": None}) == 5
    assert await service.platforms(LAKESIDE) == [renamed]
    assert await service.approvals(LAKESIDE) == []


async def test_what_a_folder_said_is_noted_by_tenant(service: PolicyService) -> None:
    await service.note_folder_items(LAKESIDE, {("a", "1"): "x", ("a", "2"): "y"})
    await service.note_folder_items(LAKESIDE, {("a", "1"): None, ("a", "2"): "z", ("b", "1"): None})
    assert await service.folder_items(LAKESIDE) == {("a", "2"): "z"}
    assert await service.folder_items(HILLTOP) == {}


async def test_republishing_sends_everything_again_as_newer_versions(schema: Schema, service: PolicyService) -> None:
    await service.put(LAKESIDE, BLOG, ADMIN)
    await service.remove(LAKESIDE, "platform", "blog", ADMIN)
    await service.put(LAKESIDE, SETTINGS, ADMIN)
    assert await service.republish(LAKESIDE) == 2
    assert [(e.key, e.version) for e in (await schema.events())[-2:]] == [("platform/blog", 3), ("settings", 2)]
