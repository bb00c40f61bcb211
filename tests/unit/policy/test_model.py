"""What makes an entry of the register fit to judge by, and who may declare an emergency."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from builders.register import PLATFORM, SETTINGS
from hallpass.contracts.policy import (
    ApprovalFacts,
    EmergencyFacts,
    QuietWindow,
)
from hallpass.contracts.roster import StaffPost, StaffRole
from hallpass.policy.model import Emergency, Entry, authority, faults_of, key_of, published

EMERGENCY = Emergency(
    id="e-1",
    declared_by="p-1",
    start=datetime(2026, 1, 12, 6, tzinfo=UTC),
    until=datetime(2026, 1, 12, 10, tzinfo=UTC),
    reason="Burst main",
)
APPROVAL = ApprovalFacts(id="a-1", organization="Camp", approved_by="p-1", since=date(2026, 9, 1))
DAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    "entry,key",
    [
        (SETTINGS, "settings"),
        (PLATFORM, "platform/blog"),
        (EMERGENCY, "emergency/e-1"),
        (APPROVAL, "approval/a-1"),
    ],
)
def test_a_good_entry_has_its_key_and_no_faults(entry: Entry, key: str) -> None:
    assert (key_of(entry), faults_of(entry)) == (key, ())


@pytest.mark.parametrize(
    "entry,changes,member",
    [
        (SETTINGS, {"time_zone": "Mars/Base"}, "time_zone"),
        (SETTINGS, {"time_zone": "../../etc/passwd"}, "time_zone"),
        (SETTINGS, {"time_zone": ""}, "time_zone"),
        (SETTINGS, {"name": " "}, "name"),
        (SETTINGS, {"disclaimer": ""}, "disclaimer"),
        (SETTINGS, {"grade_map": {" ": "high"}}, "grade_map"),
        (SETTINGS, {"quiet_hours": {"high": QuietWindow(start=60, until=60)}}, "quiet_hours.high"),
        (SETTINGS, {"acceptable_use_days": 0}, "acceptable_use.valid_days"),
        (SETTINGS, {"window_days": -1}, "consent.window_days"),
        (SETTINGS, {"retention_days": 0}, "retention_days"),
        (PLATFORM, {"id": ""}, "id"),
        (PLATFORM, {"name": "\x00"}, "name"),
        (PLATFORM, {"minimum_age": 131}, "minimum_age"),
        (EMERGENCY, {"until": EMERGENCY.start}, "until"),
        (EMERGENCY, {"reason": "\x00"}, "reason"),
        (APPROVAL, {"organization": " "}, "organization"),
        (APPROVAL, {"until": date(2026, 8, 31)}, "until"),
    ],
)
def test_what_cannot_be_judged_by_is_told_by_member(entry: Entry, changes: dict[str, Any], member: str) -> None:
    assert [fault.member for fault in faults_of(msgspec.structs.replace(entry, **changes))] == [member]


def test_the_reason_of_an_emergency_is_not_published() -> None:
    told = published(EMERGENCY)
    assert isinstance(told, EmergencyFacts)
    assert b"Burst" not in msgspec.json.encode(told)


def post(role: StaffRole, org: str = "maple", **members: Any) -> StaffPost:
    return StaffPost(role=role, org=org, **members)


@pytest.mark.parametrize(
    "posts,expected",
    [
        ([], (False, ())),
        ([post("teacher"), post("counselor"), post("site_administrator")], (False, ())),
        ([post("principal")], (False, ("maple",))),
        ([post("principal", "brook"), post("principal", primary=True)], (False, ("maple", "brook"))),
        ([post("district_administrator", "district")], (True, ())),
        ([post("principal", until=date(2026, 8, 31))], (False, ())),
        ([post("principal", until=DAY), post("principal", since=date(2026, 9, 2), org="brook")], (False, ("maple",))),
    ],
    ids=["nobody", "no authority", "principal", "of two schools", "district", "former", "on the last day"],
)
def test_authority_follows_the_posts_in_force(posts: list[StaffPost], expected: tuple[bool, tuple[str, ...]]) -> None:
    assert authority(posts, DAY) == expected
