"""Use in class: the notice, the principal's word and the objection that hold on the day of sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builders.cases import message, notice
from builders.worlds import DAY, District, request, staff, student
from hallpass.contracts.consent import PARTS, ClassroomFacts, Consultation, Objection
from hallpass.contracts.roster import ClassFacts, StaffPost
from hallpass.contracts.situation import ClassroomView
from hallpass.decision.classrooms import classroom_view
from hallpass.decision.notices import Notices

BLOG: dict[str, Any] = {"platform_id": "blog", "account": "district", "device": "district"}
MEDIUM: dict[str, Any] = {"class_id": "c", "platform_id": "blog"}
TOMORROW = date(2031, 3, 5)


def school(**facts: Any) -> District:
    district = District(students=[student("s", "07", "g")], classes={"c": ["s"]}, taught_by={"c": "t"})
    district.more["classroom"] = ClassroomFacts(**MEDIUM, **facts)
    return district


def seen(district: District, class_id: str = "c", sender: str = "t") -> ClassroomView:
    asked = request(medium=BLOG, classroom={"class_id": class_id}, sender={"staff_id": sender})
    (view,) = message(district, asked).classroom
    return view


def word(outcome: Any, on: date) -> Consultation:
    return Consultation(principal="p", date=on, outcome=outcome)


def test_a_message_outside_class_says_nothing_of_a_classroom() -> None:
    assert message(school(), request(medium=BLOG)).classroom == []


def test_a_class_that_the_roster_does_not_know_is_said_to_be_unknown() -> None:
    view = seen(school(), "nowhere")
    assert (view.known, view.consultation, view.notice_delivered) == (False, "none", False)


@pytest.mark.parametrize(
    "words, outcome",
    [
        ([], "none"),
        ([word("agreed", DAY)], "agreed"),
        ([word("agreed", TOMORROW)], "none"),
        ([word("declined", DAY), word("agreed", date(2031, 1, 1))], "declined"),
        ([word("declined", date(2031, 1, 1)), word("agreed", DAY)], "agreed"),
        ([word("agreed", DAY), word("declined", DAY)], "declined"),
    ],
)
def test_the_principals_last_word_by_that_day_counts(words: list[Consultation], outcome: str) -> None:
    assert seen(school(consultations=tuple(words))).consultation == outcome


@pytest.mark.parametrize(
    "post, outcome",
    [
        (StaffPost(role="principal", org="school"), "agreed"),
        (StaffPost(role="principal", org="elsewhere"), "declined"),
        (StaffPost(role="principal", org="school", until=date(2031, 3, 3)), "declined"),
        (StaffPost(role="site_administrator", org="school"), "declined"),
    ],
)
def test_the_classs_principal_as_sender_counts_as_consulted(post: StaffPost, outcome: str) -> None:
    district = school(consultations=(word("declined", DAY),))
    district.staff = [staff("q", posts=(post,))]
    assert seen(district, sender="q").consultation == outcome


@pytest.mark.parametrize("on, objection", [(DAY, True), (TOMORROW, False)])
def test_an_objection_to_protection_counts_from_its_day(on: date, *, objection: bool) -> None:
    assert seen(school(objections=(Objection(by="t", date=on),))).objection is objection


def test_the_best_notice_is_a_delivered_one_before_a_fuller_one() -> None:
    district = school()
    district.notices = [
        notice("drafted", "classroom_media", parts=PARTS, **MEDIUM),
        notice("short", "classroom_media", DAY, parts=PARTS[:1], **MEDIUM),
        notice("sent", "classroom_media", DAY, parts=PARTS[:2], **MEDIUM),
    ]
    view = seen(district)
    assert (view.notice_delivered, view.notice_parts) == (True, sorted(PARTS[:2]))


def test_a_notice_that_is_only_drafted_is_not_delivered() -> None:
    district = school()
    district.notices = [notice("drafted", "classroom_media", TOMORROW, parts=PARTS, **MEDIUM)]
    view = seen(district)
    assert (view.notice_delivered, view.notice_parts) == (False, sorted(PARTS))


def test_a_class_shows_only_the_tags_that_the_districts_rules_name() -> None:
    facts = ClassFacts(id="c", school="school", tags=("honors", "private"))
    world = replace(school().world(), classes={"c": facts})
    asked = request(medium=BLOG, classroom={"class_id": "c"})
    (view,) = classroom_view(asked, world, Notices(asked, world, DAY), None, DAY, {"honors"})
    assert view.tags == ["honors"]
