"""The facts of the message itself: its time, medium and sender, as far as a rule asks for them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from builders.cases import message, query
from builders.worlds import DAY, MORNING, District, platform, request, staff, student
from hallpass.contracts.policy import ApprovalFacts, EmergencyFacts
from hallpass.contracts.roster import Acknowledgement
from hallpass.contracts.situation import SenderView
from hallpass.decision.emergencies import DECLARED_FOR

CHICAGO = ZoneInfo("America/Chicago")
YESTERDAY, TOMORROW = date(2031, 3, 3), date(2031, 3, 5)
PERSONAL: dict[str, Any] = {"account": "district", "device": "district"}


def sender(district: District, staff_id: str = "t") -> SenderView:
    return query(district, request(sender={"staff_id": staff_id})).input.sender


@pytest.mark.parametrize(
    "acknowledged, days",
    [
        (DAY, [0]),
        (date(2030, 3, 5), [0]),
        (date(2030, 3, 4), [365]),
        (date(2030, 3, 3), [366]),
        (date(2029, 1, 1), [366]),
    ],
)
def test_an_acknowledgement_is_as_old_as_its_limit_can_tell(acknowledged: date, days: list[int]) -> None:
    given = staff("t", acceptable_use=Acknowledgement(version="2031", date=acknowledged))
    assert [found.days for found in sender(District(staff=[given])).acceptable_use] == days


@pytest.mark.parametrize("given", [None, Acknowledgement(version="2031", date=TOMORROW)])
def test_what_was_not_acknowledged_by_the_day_of_sending_is_not_acknowledged(given: Any) -> None:
    assert sender(District(staff=[staff("t", acceptable_use=given)])).acceptable_use == []


def test_a_sender_whom_the_roster_does_not_know_or_who_left_is_unknown() -> None:
    district = District(staff=[staff("t"), staff("gone", active=False)])
    assert [sender(district, who).known for who in ("t", "gone", "nobody")] == [True, False, False]


@pytest.mark.parametrize(
    "hour, minute, seen",
    [
        (6, 59, 0),
        (7, 0, 420),
        (10, 0, 420),
        (19, 59, 420),
        (20, 0, 1200),
        (20, 59, 1200),
        (21, 0, 1260),
        (23, 59, 1260),
    ],
)
def test_the_time_of_day_is_told_only_as_the_bounds_of_quiet_hours_divide_it(hour: int, minute: int, seen: int) -> None:
    at = datetime(2031, 3, 4, hour, minute, tzinfo=CHICAGO)
    found = message(District(), request(), at)
    assert (found.minute, found.weekday) == (seen, "tuesday")


def test_the_day_is_the_districts_own() -> None:
    assert message(District(), request(), datetime(2031, 3, 5, 5, 59, tzinfo=ZoneInfo("UTC"))).weekday == "tuesday"
    assert message(District(), request(), datetime(2031, 3, 5, 6, 0, tzinfo=ZoneInfo("UTC"))).weekday == "wednesday"


@pytest.mark.parametrize(
    "after, expires",
    [
        (timedelta(hours=-1), [(0, 420)]),
        (timedelta(hours=-30), [(0, 0)]),
        (timedelta(hours=11), [(0, 1260)]),
        (timedelta(hours=21), [(1, 420)]),
        (timedelta(days=90), [(7, 420)]),
    ],
)
def test_an_expiry_is_days_and_minutes_from_the_day_of_sending(after: timedelta, expires: list[Any]) -> None:
    found = message(District(), request(content={"expires_at": (MORNING + after).isoformat()})).expires
    assert [(one.days, one.minute) for one in found] == expires


def test_a_message_that_does_not_expire_says_so() -> None:
    assert message(District(), request()).expires == []


def test_the_registers_kind_wins_over_the_tools() -> None:
    medium = message(District(), request(medium=PERSONAL | {"platform_id": "blog", "kind": "email"})).medium
    assert (medium.kind, medium.named, len(medium.platform)) == ("website", True, 1)


@pytest.mark.parametrize("asked", ["nowhere", "closed"])
def test_a_platform_that_the_register_does_not_know_or_that_is_gone_is_named_and_no_more(asked: str) -> None:
    district = District(platforms=[platform("closed", active=False)])
    medium = message(district, request(medium=PERSONAL | {"platform_id": asked, "kind": "forum"})).medium
    assert (medium.kind, medium.named, medium.platform) == ("forum", True, [])


def test_a_medium_without_a_platform_is_of_its_kind() -> None:
    medium = message(District(), request(medium=PERSONAL | {"kind": "phone_call"})).medium
    assert (medium.kind, medium.named, medium.platform) == ("phone_call", False, [])


@pytest.mark.parametrize("minimum, seen", [(None, []), (13, [13])])
def test_a_minimum_age_that_is_not_set_is_no_number(minimum: int | None, seen: list[int]) -> None:
    (found,) = message(District(platforms=[platform("mail", minimum_age=minimum)]), request()).medium.platform
    assert found.minimum_age == seen


@pytest.mark.parametrize(
    "changes, approved",
    [
        ({}, True),
        ({"organization": " the  CHESS club "}, True),
        ({"organization": "The chess clubs"}, False),
        ({"since": DAY, "until": DAY}, True),
        ({"until": YESTERDAY}, False),
        ({"since": TOMORROW}, False),
        ({"active": False}, False),
    ],
)
def test_an_organization_is_approved_by_name_on_the_days_of_its_approval(
    changes: dict[str, Any], *, approved: bool
) -> None:
    given = ApprovalFacts(**{"id": "a", "organization": "The chess club", "approved_by": "p"} | changes)
    asked = request(content={"outside_organization": "The Chess Club"})
    outside = message(District(approvals=[given]), asked).outside
    assert (outside.named, outside.approved) == (True, approved)


@pytest.mark.parametrize("organization", [None, "", "  "])
def test_an_organization_without_a_name_is_not_named(organization: str | None) -> None:
    given = ApprovalFacts(id="a", organization="", approved_by="p")
    asked = request(content={"outside_organization": organization})
    outside = message(District(approvals=[given]), asked).outside
    assert (outside.named, outside.approved) == (False, False)


@pytest.mark.parametrize(
    "audience, count",
    [
        ({"student_ids": ["a"]}, 1),
        ({"student_ids": ["a", "b"]}, 1),
        ({"student_ids": ["a"], "guardian_ids": ["g2"]}, 1),
        ({"guardian_ids": ["g1", "g2"]}, 1),
        ({"student_ids": ["a", "c"]}, 2),
        ({"guardian_ids": ["g1", "g3"]}, 2),
        ({"student_ids": ["a", "c", "d"]}, 2),
        ({"public": True}, 2),
        ({"staff_ids": ["p"]}, 0),
    ],
)
def test_guardians_who_share_a_child_are_one_household(audience: dict[str, Any], count: int) -> None:
    district = District(
        students=[
            *(student("a", "07", "g1", "g2"), student("b", "07", "g2")),
            *(student("c", "07", "g3"), student("d", "07", "g4")),
        ]
    )
    asked = request(audience=audience, content={"outside_organization": "The chess club"})
    assert message(district, asked).households == count


def test_households_are_counted_only_for_an_outside_organization() -> None:
    assert (
        message(District(students=[student("a", "07", "g")]), request(audience={"student_ids": ["a"]})).households == 0
    )


@pytest.mark.parametrize(
    "who, purpose, declarer", [("p", "emergency", True), ("t", "emergency", False), ("p", "school", False)]
)
def test_the_declarer_of_an_emergency_is_its_declarer_only_in_its_messages(
    who: str, purpose: str, *, declarer: bool
) -> None:
    declared = EmergencyFacts(id="e", declared_by="p", school="school", start=MORNING, until=MORNING + DECLARED_FOR)
    district = District(students=[student("s")], emergencies=[declared])
    assert message(district, request(sender={"staff_id": who}, purpose=purpose)).declarer is declarer
