"""What the rows of a roster mean."""

from datetime import date

import pytest

from hallpass.contracts.roster import (
    ClassFacts,
    ClassMember,
    GuardianFacts,
    GuardianLink,
    SchoolFacts,
    StaffFacts,
    StaffPost,
    StudentFacts,
)
from hallpass.roster.model import (
    Entered,
    Facts,
    HeldRole,
    Kin,
    Kind,
    StaffParts,
    StudentParts,
    class_facts,
    key_of,
    removed,
    staff_facts,
    student_facts,
)
from hallpass.roster.outcome import too_many
from hallpass.roster.settings import RosterSettings

JANUARY, MARCH, JUNE = date(2027, 1, 1), date(2027, 3, 1), date(2027, 6, 30)


def student(*kin: Kin, entered: tuple[Entered, ...] | None = None) -> StudentFacts:
    return student_facts(StudentParts(id="s-1", kin=kin, entered=entered))


def kin(*roles: str | HeldRole, name: str = "g-1") -> Kin:
    return Kin(name, tuple(role if isinstance(role, HeldRole) else HeldRole(role) for role in roles))


def staff(*roles: HeldRole, primary_org: str | None = None) -> StaffFacts:
    return staff_facts(StaffParts(id="t-1", roles=roles, primary_org=primary_org), ())


def at(role: str, org: str, *, kind: str = "school", primary: bool = False) -> HeldRole:
    return HeldRole(role, org, kind, primary)


@pytest.mark.parametrize("role", ["parent", "guardian"])
def test_an_agent_who_is_a_parent_or_guardian_may_be_contacted_consent_and_see_records(role: str) -> None:
    assert student(kin(role)).links == (
        GuardianLink(guardian="g-1", relationship=role, may_contact=True, may_consent=True, records_access=True),
    )


def test_an_agent_who_is_a_relative_may_be_contacted_and_no_more() -> None:
    assert student(kin("relative")).links == (GuardianLink(guardian="g-1", relationship="relative", may_contact=True),)


def test_an_agent_with_several_roles_speaks_as_the_strongest() -> None:
    [link] = student(kin("relative", "guardian", "parent")).links
    assert (link.relationship, link.may_consent) == ("parent", True)


def test_an_agents_link_is_in_force_while_their_role_is() -> None:
    held = [HeldRole("parent", since=JANUARY, until=MARCH), HeldRole("parent", since=MARCH, until=JUNE)]
    [link] = student(kin(*held)).links
    assert (link.since, link.until) == (JANUARY, JUNE)
    [link] = student(kin(*held, HeldRole("parent", since=MARCH))).links
    assert (link.since, link.until) == (JANUARY, None)


def test_guardians_csv_is_authoritative_for_a_student_that_it_names() -> None:
    said = GuardianLink(guardian="g-2", no_contact=True)
    assert student(kin("parent"), entered=(Entered(said, holds=True),)).links == (said,)


def test_a_student_all_of_whose_entered_guardians_are_gone_does_not_fall_back_on_agents() -> None:
    gone = Entered(GuardianLink(guardian="g-2", may_contact=True), holds=False)
    assert student(kin("parent"), entered=(gone,)).links == ()


def test_links_schools_and_tags_come_in_one_order_whatever_the_sis_did() -> None:
    links = [Entered(GuardianLink(guardian=name), holds=True) for name in ("g-2", "g-1")]
    parts = StudentParts(id="s-1", schools=("b", "a", "b"), entered=tuple(links), tags=("y", "x"))
    facts = student_facts(parts)
    assert [link.guardian for link in facts.links] == ["g-1", "g-2"]
    assert (facts.schools, facts.tags) == (("a", "b"), ("x", "y"))


def test_the_administrator_of_1_1_is_the_districts_at_a_district_and_a_schools_elsewhere_never_its_principal() -> None:
    facts = staff(at("administrator", "d", kind="district"), at("administrator", "maple"))
    assert facts.posts == (
        StaffPost(role="district_administrator", org="d"),
        StaffPost(role="site_administrator", org="maple"),
    )


def test_a_parents_role_is_no_post_of_staff() -> None:
    assert staff(at("teacher", "maple"), at("parent", "d")).posts == (StaffPost(role="teacher", org="maple"),)


@pytest.mark.parametrize(
    "roles, primary_org, building",
    [
        ((at("teacher", "maple", primary=True),), "brook", "brook"),
        ((at("teacher", "brook"), at("teacher", "maple", primary=True)), None, "maple"),
        ((at("teacher", "d", kind="district"), at("teacher", "brook"), at("teacher", "maple")), None, "brook"),
        ((at("teacher", "d", kind="district"),), None, None),
        ((at("parent", "brook", primary=True), at("teacher", "maple")), None, "maple"),
    ],
)
def test_the_building_is_the_primary_organization_else_the_first_school(
    roles: tuple[HeldRole, ...], primary_org: str | None, building: str | None
) -> None:
    assert staff(*roles, primary_org=primary_org).building == building


def test_a_post_that_comes_twice_counts_once_and_one_without_an_organization_not_at_all() -> None:
    twice = at("teacher", "maple")
    assert staff(twice, twice, HeldRole("teacher")).posts == (StaffPost(role="teacher", org="maple"),)


def test_members_of_a_class_come_in_one_order_and_once() -> None:
    teacher, student = ClassMember(person="t-1", role="teacher"), ClassMember(person="s-1", role="student")
    facts = class_facts(ClassFacts(id="c-1", members=(teacher, student, teacher)))
    assert facts.members == (student, teacher)


@pytest.mark.parametrize(
    "kind, facts",
    [
        ("student", StudentFacts(id="x", active=False)),
        ("guardian", GuardianFacts(id="x", active=False)),
        ("staff", StaffFacts(id="x", active=False)),
        ("class", ClassFacts(id="x", active=False)),
        ("school", SchoolFacts(id="x", active=False)),
    ],
)
def test_of_what_is_gone_only_the_id_is_told(kind: Kind, facts: Facts) -> None:
    assert removed(kind, "x") == facts
    assert key_of(kind, "x") == f"{kind}/x"


@pytest.mark.parametrize(
    "before, gone, held",
    [
        *((100, 10, False), (100, 11, True), (30, 15, True), (30, 3, False), (30, 4, True)),
        *((20, 20, True), (20, 3, True), (20, 2, False), (5, 3, True), (5, 2, False), (2, 2, False), (0, 0, False)),
    ],
)
def test_dropping_more_than_a_tenth_is_too_many_unless_it_is_one_or_two(before: int, gone: int, held: bool) -> None:
    assert (too_many("students", before, gone, 0.10, RosterSettings().removal_floor) is not None) is held
