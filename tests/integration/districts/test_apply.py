"""A district folder applied to the services on a real PostgreSQL: whole, once, and after that only as differences."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from builders.district_folder import CONSENT, DISTRICT, ROSTER, district_folder, with_lines
from hallpass.consent.model import Answered
from hallpass.consent.service import ConsentService
from hallpass.districts.apply import Applied, apply_folder
from hallpass.districts.reader import read_folder
from hallpass.kernel.clock import FixedClock
from hallpass.kernel.errors import Invalid, NotFound
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.service import PolicyService
from hallpass.roster.additions import StaffAdditions
from hallpass.roster.service import RosterService
from integration.rooms import Schema, schema_of

LAKESIDE = TenantId("lakeside")
CLOCK = FixedClock(datetime(2026, 9, 1, 12, tzinfo=UTC))
CHECKOUT = Path(__file__).resolve().parents[3]
FULL = with_lines(
    "staff: [{id: t-1, supervisor: p-1}, {id: p-1, personal_numbers: ['+16085550142']}]",
    "record_interests: [{staff: t-1, student: s-1, reason: 504 team}]",
    "directory_opt_outs: [s-1]",
    "emergencies: [{id: e-1, declared_by: p-1, from: 2026-01-12, until: 2026-01-13, reason: Ice}]",
    "approvals: [{organization: Camp, approved_by: p-1}]",
    "tags: {students: {s-1: [homebound]}, platforms: {blog: [pilot]}}",
)


@dataclass(frozen=True)
class District:
    """The three services, and what they have told."""

    roster: Any
    policy: Any
    consent: Any
    schemas: dict[str, Schema]
    said: list[str]

    async def apply(self, folder: Path) -> Applied:
        return await apply_folder(self, read_folder(folder), self.said.append)

    async def told(self) -> int:
        """How many events there are by now."""
        return sum([len(await schema.events()) for schema in self.schemas.values()])


@pytest.fixture
async def district(admin_dsn: str) -> AsyncIterator[District]:
    async with AsyncExitStack() as stack:
        schemas = {
            name: await stack.enter_async_context(schema_of(admin_dsn, name, CLOCK))
            for name in ("roster", "policy", "consent")
        }
        yield District(
            roster=SimpleNamespace(service=RosterService(schemas["roster"].database, CLOCK, Secrets(bytes(32)))),
            policy=SimpleNamespace(service=PolicyService(schemas["policy"].database, CLOCK)),
            consent=SimpleNamespace(service=ConsentService(schemas["consent"].database, CLOCK)),
            schemas=schemas,
            said=[],
        )


async def keys(district: District, schema: str) -> set[str]:
    return {event.key for event in await district.schemas[schema].events()}


async def test_everything_in_a_folder_reaches_the_service_that_owns_it(district: District, tmp_path: Path) -> None:
    applied = await district.apply(district_folder(tmp_path, district=FULL))
    assert str(applied) == "11 new, 0 changed, 0 taken back"
    assert await keys(district, "policy") >= {"settings", "platform/blog", "emergency/e-1"}
    assert await keys(district, "consent") == {"notice/n-1", "answers/s-1"}
    assert await keys(district, "roster") >= {"student/s-1", "staff/t-1", "class/c-1", "guardian/g-1"}
    assert (await district.roster.service.staff_facts(LAKESIDE, "t-1")).supervisor == "p-1"
    assert await district.policy.service.tenants() == [LAKESIDE]
    assert all(line.startswith("  ") for line in district.said)


async def test_the_same_folder_again_tells_nothing(district: District, tmp_path: Path) -> None:
    folder = district_folder(tmp_path, district=FULL)
    await district.apply(folder)
    before = await district.told()
    assert str(await district.apply(folder)) == "nothing has changed"
    assert await district.told() == before


async def test_a_changed_folder_is_applied_as_differences(district: District, tmp_path: Path) -> None:
    await district.apply(district_folder(tmp_path, district=FULL))
    before = await district.told()
    changed = DISTRICT.replace("name: Blog", "name: Our Blog") + "staff: [{id: t-1, supervisor: d-1}]\n"
    applied = await district.apply(district_folder(tmp_path, district=changed, consent=CONSENT.split("answers")[0]))
    assert applied == Applied(new=0, changed=2, taken_back=6)
    assert await district.told() == before + 8
    roster, policy = district.roster.service, district.policy.service
    assert (await roster.staff_facts(LAKESIDE, "t-1")).supervisor == "d-1"
    with pytest.raises(NotFound):
        await roster.staff_facts(LAKESIDE, "p-1")
    assert await roster.interests(LAKESIDE) == []
    assert (await policy.platform(LAKESIDE, "blog")).name == "Our Blog"
    assert (await policy.emergencies(LAKESIDE), await policy.approvals(LAKESIDE)) == ([], [])
    assert await district.consent.service.answers(LAKESIDE, "s-1") == ([], False)


async def test_what_was_written_through_the_api_stays(district: District, tmp_path: Path) -> None:
    await district.apply(district_folder(tmp_path, district=FULL))
    by_hand = Answered(
        guardian="g-1", student="s-1", purpose="photo", scope="all", answer="opt_out", date=date(2026, 9, 3)
    )
    numbers = StaffAdditions(personal_numbers=("+16085550143",))
    await district.consent.service.record(LAKESIDE, by_hand, "admin")
    await district.roster.service.put_staff_facts(LAKESIDE, "p-1", numbers)
    await district.apply(district_folder(tmp_path, consent=None))
    assert await district.consent.service.answers(LAKESIDE, "s-1") == ([by_hand], False)
    assert await district.roster.service.staff_facts(LAKESIDE, "p-1") == numbers


async def test_a_package_that_contradicts_itself_loads_nothing(district: District, tmp_path: Path) -> None:
    dangling = {"enrollments.csv": ROSTER["enrollments.csv"] + "\ne-3,,,c-9,maple,s-1,student,,,"}
    folder = district_folder(tmp_path, district=FULL, roster=dangling)
    with pytest.raises(Invalid) as refused:
        await district.apply(folder)
    assert [(fault.file, fault.line) for fault in refused.value.faults] == [("enrollments.csv", 4)]
    assert await district.told() == 0
    assert await district.policy.service.folder_items(LAKESIDE) == {}


async def test_an_interrupted_start_goes_on_where_it_was(
    district: District, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = district_folder(tmp_path, district=FULL)

    async def stopped(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(district.consent.service, "take_over", stopped)
        with pytest.raises(KeyboardInterrupt):
            await district.apply(folder)
    assert await district.apply(folder) == Applied(new=2, changed=0, taken_back=0)
    assert await keys(district, "consent") == {"notice/n-1", "answers/s-1"}


@pytest.mark.parametrize("name", ["lakeside", "hillview"])
async def test_the_districts_of_the_contract_cases_load_and_load_again(district: District, name: str) -> None:
    folder = CHECKOUT / "tests" / "data" / "districts" / name
    await district.apply(folder)
    assert str(await district.apply(folder)) == "nothing has changed"
