"""Whom to ask: a person of the roster, the nearest first, never oneself."""

from __future__ import annotations

from datetime import date
from typing import Any

from builders.worlds import DAY, District, staff
from hallpass.contracts.roster import StaffFacts, StaffPost
from hallpass.contracts.verdict import Ask
from hallpass.decision.asks import asks_of
from hallpass.decision.people import Asks


def asks(*others: StaffFacts, sender: StaffFacts | None = None, class_school: str | None = None) -> Asks:
    asking = sender or staff("t")
    return asks_of(District(staff=[asking, *others]).world(), asking, class_school, DAY)


def at(staff_id: str, role: Any, org: str, **changes: Any) -> StaffFacts:
    return staff(staff_id, posts=(StaffPost(role=role, org=org),), building=org, **changes)


def test_a_teacher_asks_the_principal_of_their_building() -> None:
    found = asks(at("a", "principal", "elsewhere"), staff("p", "principal"), staff("b", "site_administrator"))
    assert found.principal == Ask(person_id="p", name="Staff p", role="principal")


def test_where_a_school_has_no_principal_its_administrator_is_asked() -> None:
    found = asks(
        at("a", "principal", "elsewhere"), staff("b", "site_administrator"), staff("d", "district_administrator")
    )
    assert found.principal == Ask(person_id="b", name="Staff b", role="administrator")


def test_where_a_school_has_neither_the_supervisor_is_asked_and_then_the_district() -> None:
    district = at("d", "district_administrator", "district")
    nurse = at("n", "aide", "elsewhere")
    supervised = asks(district, nurse, sender=staff("t", supervisor="n"))
    assert supervised.principal == Ask(person_id="n", name="Staff n", role="supervisor")
    assert asks(district, nurse).principal == Ask(person_id="d", name="Staff d", role="district administrator")


def test_a_principal_asks_the_supervisor_and_never_themselves() -> None:
    district = at("d", "district_administrator", "district")
    head = staff("p", "principal", supervisor="s")
    assert asks(district, staff("s", "teacher"), sender=head).principal == Ask(
        person_id="s", name="Staff s", role="supervisor"
    )


def test_a_principal_without_a_supervisor_asks_another_administrator_of_the_district() -> None:
    own = staff("p", "principal", supervisor="p")
    assert asks(at("z", "district_administrator", "district"), sender=own).principal == Ask(
        person_id="z", name="Staff z", role="district administrator"
    )


def test_somebody_alone_on_the_roster_has_nobody_to_ask() -> None:
    assert asks(sender=staff("p", "principal", supervisor="p")) == Asks(
        principal=None, class_principal=None, supervisor=None
    )


def test_a_consultation_is_asked_of_the_principal_of_the_classs_school() -> None:
    found = asks(staff("p", "principal"), at("q", "principal", "elsewhere"), class_school="elsewhere")
    assert (_id(found.principal), _id(found.class_principal)) == ("p", "q")
    assert _id(asks(staff("p", "principal")).class_principal) == "p"


def test_the_supervisor_is_the_one_who_is_recorded_else_the_principal() -> None:
    principal = staff("p", "principal")
    assert _id(asks(principal, staff("s"), sender=staff("t", supervisor="s")).supervisor) == "s"
    assert _id(asks(principal, staff("s")).supervisor) == "p"
    assert _id(asks(principal, staff("s", active=False), sender=staff("t", supervisor="s")).supervisor) == "p"


def test_who_left_or_whose_post_is_over_is_not_asked() -> None:
    left = staff("a", "principal", active=False)
    over = staff("b", posts=(StaffPost(role="principal", org="school", until=date(2031, 3, 3)),))
    assert _id(asks(left, over, staff("p", "principal")).principal) == "p"


def test_of_two_the_same_one_is_always_asked() -> None:
    assert _id(asks(staff("p2", "principal"), staff("p1", "principal")).principal) == "p1"


def _id(found: Ask | None) -> str | None:
    return found.person_id if found else None
