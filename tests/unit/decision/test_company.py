"""A guardian is company only when this very message may reach them; otherwise the students are asked about again."""

from __future__ import annotations

import msgspec

from builders.worlds import DAY, MORNING, District, link, platform, request, staff, student
from hallpass.contracts.contact import ContactRequest
from hallpass.decision.prepare import Case, Instants, Query
from hallpass.decision.screening import Screened


def case(district: District, asked: ContactRequest) -> Case:
    return Case(asked, district.world(), Screened((), ()), Instants(MORNING, MORNING), "d-1", "key")


def effects(query: Query, **of: str) -> list[str]:
    """An effect for each situation: permit, but for the guardians named."""
    found = ["permit"] * len(query.input.situations)
    for guardian, index in query.candidates:
        found[index] = of.get(guardian, found[index])
    return found


def test_guardians_who_might_be_included_are_asked_about_behind_the_recipients() -> None:
    query = case(District(students=[student("s", "07", "g1", "g2")]), request()).first()
    assert [s.kind for s in query.input.situations] == ["student", "guardian"]
    assert query.people.situations == 1
    assert [person.id for person in query.people.persons] == ["s"]
    assert {guardian for guardian, _ in query.candidates} == {"g1", "g2"}


def test_nobody_is_prospective_company_in_high_school_nor_who_opted_out_or_is_there_already() -> None:
    district = District(students=[student("h", "10", "g1"), student("s", "07", "g2", "g3", "g4")])
    district.answered("s", "g3", "inclusion", "opt_out")
    asked = request(audience={"student_ids": ["h", "s"], "guardian_ids": ["g4"]})
    query = case(district, asked).first()
    assert {guardian for guardian, _ in query.candidates} == {"g2", "g4"}


def test_nobody_comes_along_to_a_private_word_with_ones_own_child() -> None:
    district = District(students=[student("s", "07", "t", "g1")])
    private = {"kind": "chatroom", "account": "personal", "device": "personal"}
    query = case(district, request(purpose="personal", medium=private)).first()
    assert [s.kind for s in query.input.situations] == ["student"]
    assert query.candidates == ()


def test_a_refused_guardian_is_no_company_and_the_rest_are_still_included() -> None:
    made = case(District(students=[student("s", "07", "g1", link("g2", records_access=False))]), _grades())
    query = made.first()
    refused = made.refused(query, effects(query, g2="deny"))  # type: ignore[arg-type]
    assert refused == {"g2"}
    again = made.second(refused)
    (seen,) = again.input.situations
    assert seen.students[0].company_refused
    assert [(c.opted_out, c.in_audience) for c in seen.students[0].company] == [(False, False)]
    assert again.people.persons[0].roles[0].company == (("g1",),)


def test_whoever_is_company_has_to_get_the_message_in_whatever_role_they_are_addressed() -> None:
    parent = staff("p")
    district = District(students=[student("s", "07", "p", "g"), student("other", "07")], staff=[staff("t"), parent])
    made = case(district, request(audience={"student_ids": ["s", "g"], "staff_ids": ["p"]}))
    query = made.first()
    assert {person for person, _ in query.candidates} == {"p", "g"}
    (index,) = (index for person, index in query.candidates if person == "g")
    assert query.input.situations[index].kind == "unknown"


def test_a_held_guardian_is_no_company_either() -> None:
    made = case(District(students=[student("s", "07", "g1")]), request())
    query = made.first()
    refused = made.refused(query, effects(query, g1="review"))  # type: ignore[arg-type]
    (seen,) = made.second(refused).input.situations
    assert seen.students[0].company == []
    assert seen.students[0].company_refused


def test_who_opted_out_of_inclusion_is_not_missed_where_this_message_may_not_reach_them() -> None:
    district = District(students=[student("s", "07", link("g1", records_access=False))])
    district.answered("s", "g1", "inclusion", "opt_out")
    made = case(district, _grades())
    (seen,) = made.second(frozenset({"g1"})).input.situations
    assert [(c.opted_out, c.in_audience) for c in seen.students[0].company] == [(True, False)]
    assert not seen.students[0].company_refused


def test_equal_people_are_one_situation_and_keep_their_own_guardians() -> None:
    students = [student(f"s{n}", "07", f"g{n}") for n in range(50)]
    asked = request(audience={"schools": [{"id": "school", "members": "students"}]})
    query = case(District(students=students), asked).first()
    assert len(query.input.situations) == 2
    assert len(query.people.persons) == 50
    assert all(p.roles[0].company == ((f"g{p.id[1:]}",),) for p in query.people.persons)


def test_neither_ids_nor_names_nor_text_reach_the_engine() -> None:
    district = District(
        students=[
            student("canary-student", "07", "canary-guardian", birth_date=DAY.replace(year=2018), tags=("canary-tag",))
        ],
        staff=[staff("canary-sender", name="Canary Name"), staff("canary-principal", "principal")],
        classes={"canary-class": ["canary-student"]},
        taught_by={"canary-class": "canary-sender"},
        platforms=[platform("mail", name="Mail")],
    )
    asked = request(
        sender={"staff_id": "canary-sender"},
        audience={
            "student_ids": ["canary-student", "canary-unknown"],
            "guardian_ids": ["canary-guardian"],
            "staff_ids": ["canary-principal"],
            "guardians_of": ["canary-student"],
            "classes": [{"id": "canary-class", "members": "both"}],
        },
        content={
            "text": "canary text",
            "mentions": ["canary-student"],
            "record_classes": ["grades"],
            "attachments": [{"kind": "image", "shows": ["canary-student"], "attribution": "canary author"}],
        },
        classroom={"class_id": "canary-class"},
    )
    document = msgspec.json.encode(case(district, asked).first().input).lower()
    assert b"canary" not in document
    assert b"2018" not in document


def _grades() -> ContactRequest:
    return request(content={"mentions": ["s"], "record_classes": ["grades"]})
