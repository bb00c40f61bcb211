"""Which emergency a message belongs to, and who declares one by sending."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from builders.worlds import DAY, MORNING, District, request, staff, student
from hallpass.contracts.policy import EmergencyFacts
from hallpass.contracts.roster import StaffPost
from hallpass.decision.emergencies import Emergency, emergency_of

HOUR = timedelta(hours=1)


def declared(school: str | None = "school", by: str = "p") -> EmergencyFacts:
    return EmergencyFacts(id="e", declared_by=by, school=school, start=MORNING - HOUR, until=MORNING + HOUR)


def emergency(district: District, sender: str = "t", **members: Any) -> Emergency | None:
    asked = request(sender={"staff_id": sender}, **({"purpose": "emergency"} | members))
    world = district.world()
    return emergency_of(asked, world, world.staff.get(sender), MORNING, DAY, "new")


def test_one_in_force_is_used_by_senders_of_its_scope_with_its_id_or_without() -> None:
    district = District(emergencies=[declared()])
    for members in ({}, {"emergency_id": "e"}):
        found = emergency(district, **members)
        assert found is not None
        assert not found.declared_now
        assert found.facts.id == "e"


def test_another_purpose_another_school_or_an_unknown_id_is_none() -> None:
    district = District(emergencies=[declared("elsewhere")])
    assert emergency(district) is None
    assert emergency(District(emergencies=[declared()]), purpose="education") is None
    assert emergency(District(emergencies=[declared()]), emergency_id="unknown") is None
    assert emergency(District(), sender="p", emergency_id="unknown") is None


def test_before_and_after_its_time_it_lifts_nothing() -> None:
    for start in (MORNING + HOUR, MORNING - 3 * HOUR):
        over = EmergencyFacts(id="e", declared_by="p", school="school", start=start, until=start + HOUR)
        assert emergency(District(emergencies=[over])) is None


def test_a_principal_declares_by_sending_for_their_school_and_four_hours() -> None:
    found = emergency(District(), sender="p")
    assert found is not None
    assert found.declared_now
    assert found.facts == EmergencyFacts(
        id="new", declared_by="p", school="school", start=MORNING, until=MORNING + 4 * HOUR
    )
    assert found.covers_student(student("s"))
    assert not found.covers_student(student("s", schools=("elsewhere",)))


def test_a_wider_one_that_is_in_force_too_lifts_for_its_recipients_beside_the_senders_own() -> None:
    wide = EmergencyFacts(id="a", declared_by="d", school=None, start=MORNING - HOUR, until=MORNING + HOUR)
    found = emergency(District(emergencies=[wide, declared()]), sender="p")
    assert found is not None
    assert found.facts.id == "e"
    assert found.covers_student(student("s", schools=("elsewhere",)))
    named = emergency(District(emergencies=[wide, declared()]), sender="p", emergency_id="e")
    assert named is not None
    assert not named.covers_student(student("s", schools=("elsewhere",)))


def test_a_district_administrator_declares_everywhere_and_a_teacher_nowhere() -> None:
    head = staff("a", posts=(StaffPost(role="district_administrator", org="district"),), building="district")
    found = emergency(District(staff=[head]), sender="a")
    assert found is not None
    assert found.facts.school is None
    assert emergency(District(), sender="t") is None
