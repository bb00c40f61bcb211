"""What must be done before a message goes: turned from indexes into people, spans and instants, each once."""

from __future__ import annotations

from typing import Any

import pytest

from builders.answers import LOCAL, finding, people, person, result, whole, words
from hallpass.contracts.contact import Effect
from hallpass.contracts.engine import (
    CarryDisclaimer,
    HoldUntil,
    IncludeGuardians,
    LeaveOut,
    Obligation,
    RecordDisclosure,
    RemindFamilies,
    RemoveSpan,
    Report,
)
from hallpass.contracts.verdict import Verdict
from hallpass.decision.people import People, Person, Role
from hallpass.decision.spread import verdict

REPORT = Report(duty=["4510"])


def due(answer: Verdict, person_id: str) -> list[dict[str, Any]]:
    (recipient,) = [recipient for recipient in answer.recipients if recipient.person_id == person_id]
    return [answer.obligations[index] for index in recipient.obligations]


def about_all(obligation: Obligation, of: People, effect: Effect = "permit") -> Verdict:
    """One finding about the whole message with this obligation."""
    return verdict(of, result(effect, effect=effect, said=[whole(effect="oblige", obligations=[obligation])]))


def test_each_students_own_guardians_are_to_be_included() -> None:
    of = people(
        Person("a", "student", (Role(0, (("g1", "g2"), ("g3",))),)),
        Person("b", "student", (Role(0, (("h1",), ("h2",))),)),
    )
    answer = verdict(of, result("permit", found=[finding(0, obligations=[IncludeGuardians(guardians=[0])])]))
    assert due(answer, "a") == [{"type": "include_guardians", "student_id": "a", "guardian_ids": ["g1", "g2"]}]
    assert due(answer, "b") == [{"type": "include_guardians", "student_id": "b", "guardian_ids": ["h1"]}]


@pytest.mark.parametrize("effect, count", [("permit", 1), ("review", 1), ("deny", 0)])
def test_who_is_denied_has_nothing_to_be_done_for_them(effect: Effect, count: int) -> None:
    of = people(Person("a", "student", (Role(0, (("g1",),)),)))
    answer = verdict(of, result(effect, found=[finding(0, obligations=[IncludeGuardians(guardians=[0])])]))
    assert len(due(answer, "a")) == len(answer.obligations) == count


def test_a_duty_to_report_stands_where_the_message_is_denied_and_other_duties_fall() -> None:
    both = [whole(effect="oblige", obligations=[REPORT]), whole(effect="oblige", obligations=[CarryDisclaimer()])]
    answer = verdict(people(person("a", 0), person("b", 1)), result("deny", "permit", said=both))
    assert [one["type"] for one in due(answer, "a")] == ["report"]
    assert [one["type"] for one in due(answer, "b")] == ["report", "carry_disclaimer"]


def test_a_report_names_the_policies_and_the_reporting_line() -> None:
    assert due(about_all(REPORT, people(person("a", 0))), "a") == [
        {"type": "report", "duty": ["4510"], "to": {"name": "Child services", "phone": "608 555 0111"}}
    ]


@pytest.mark.parametrize("days, minute, at", [(0, 1200, "04T20:00:00-06:00"), (1, 420, "05T07:00:00-06:00")])
def test_a_hold_ends_at_an_instant_of_the_districts_clock(days: int, minute: int, at: str) -> None:
    hold = HoldUntil(days=days, minute=minute)
    (held,) = due(verdict(people(person("a", 0)), result("permit", found=[finding(0, obligations=[hold])])), "a")
    assert held["at"].isoformat() == f"2031-03-{at}"
    assert held["at"].utcoffset() == LOCAL.utcoffset()


def test_every_number_to_be_removed_is_a_span_of_its_own_in_the_order_of_the_text() -> None:
    of = people(person("a", 0), numbers=[[(40, 52)], [(1, 5)], [(20, 30), (10, 15)]])
    found = due(about_all(RemoveSpan(phone_numbers=[0, 2], reason="personal_number"), of), "a")
    assert [(one["start"], one["end"]) for one in found] == [(10, 15), (20, 30), (40, 52)]
    assert {one["reason"] for one in found} == {"personal_number"}


def test_the_disclaimer_is_carried_word_for_word_and_once() -> None:
    said = [whole(effect="oblige", obligations=[CarryDisclaimer()])] * 2
    answer = verdict(people(person("a", 0)), result("permit", said=said))
    assert answer.obligations == [{"type": "carry_disclaimer", "text": "The views here are my own."}]


def test_disclosures_to_several_readers_of_the_same_record_are_one_entry() -> None:
    of = people(
        Person("x", "staff", (Role(0, (), 1),)),
        Person("y", "staff", (Role(0, (), 1),)),
        Person("z", "staff", (Role(0, (), 2),)),
        abouts=((), (("s1", "s2"), ()), (("s3",), ())),
    )
    disclosed = RecordDisclosure(about=[0], record_classes=["grades"])
    answer = verdict(of, result("permit", found=[finding(0, effect="oblige", obligations=[disclosed])]))
    assert [(one["student_ids"], one["recipient_ids"]) for one in answer.obligations] == [
        (["s1", "s2"], ["x", "y"]),
        (["s3"], ["z"]),
    ]
    assert due(answer, "x") == due(answer, "y") == answer.obligations[:1]
    assert answer.obligations[0]["record_classes"] == ["grades"]


def test_a_disclosure_by_two_findings_counts_its_reader_once() -> None:
    of = people(Person("x", "staff", (Role(0, (), 1),)), abouts=((), (("s1",),)))
    disclosed = RecordDisclosure(about=[0], record_classes=["grades"])
    found = [finding(0, effect="oblige", clause=clause, obligations=[disclosed]) for clause in ("one", "two")]
    assert verdict(of, result("permit", found=found)).obligations[0]["recipient_ids"] == ["x"]


def test_families_are_reminded_by_class_in_a_class_and_else_by_student() -> None:
    remind = RemindFamilies(pictured=[1])
    of = people(person("a", 0), pictured=[["s0"], ["s1", "s2"]], words=words(platform_id="blog"))
    assert due(about_all(remind, of), "a") == [
        {"type": "remind_families", "student_ids": ["s1", "s2"], "platform_id": "blog"}
    ]
    of = people(person("a", 0), pictured=[["s0"], ["s1"]], words=words(platform_id="blog", class_id="c"))
    assert due(about_all(remind, of), "a") == [{"type": "remind_families", "class_id": "c", "platform_id": "blog"}]


def test_the_students_to_be_left_out_are_those_of_the_groups_named() -> None:
    of = people(person("a", 0), mentions=[["s9"], ["s1"], ["s5", "s0"]])
    assert due(about_all(LeaveOut(mentions=[2, 0]), of), "a") == [
        {"type": "leave_out", "student_ids": ["s0", "s5", "s9"]}
    ]
