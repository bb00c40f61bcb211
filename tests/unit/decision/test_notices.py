"""Which notices bear on a message and a student, and whom `to: all` reached on the day of its delivery."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from builders.cases import notice
from builders.worlds import DAY, District, request, settings, student
from hallpass.contracts.consent import PARTS
from hallpass.contracts.contact import ContactRequest
from hallpass.decision.facts import Enrollment
from hallpass.decision.notices import Notices

THEN = date(2031, 2, 10)
IN_CLASS = request(
    medium={"platform_id": "blog", "account": "district", "device": "district"}, classroom={"class_id": "c"}
)
MEDIUM: dict[str, Any] = {"class_id": "c", "platform_id": "blog"}


def school(*notices: Any) -> District:
    return District(
        students=[student("s", "10", "g")],
        classes={"c": ["s"], "d": []},
        taught_by={"c": "t", "d": "t"},
        notices=list(notices),
    )


def notices(district: District, asked: ContactRequest = IN_CLASS, day: date = DAY) -> Notices:
    return Notices(asked, district.world(), day)


def test_a_medium_is_spoken_of_by_the_notices_for_its_class_and_platform_alone() -> None:
    district = school(
        notice("right", "classroom_media", THEN, **MEDIUM),
        notice("other-class", "classroom_media", THEN, class_id="d", platform_id="blog"),
        notice("other-platform", "classroom_media", THEN, class_id="c", platform_id="mail"),
        notice("contact", "direct_contact", THEN, class_id="c"),
    )
    assert [found.id for found in notices(district).of_medium] == ["right"]
    assert notices(district, request()).of_medium == ()


def test_where_one_notice_is_complete_and_delivered_the_incomplete_do_not_count() -> None:
    partly = notice("partly", "classroom_media", THEN, parts=PARTS[:3], **MEDIUM)
    unsent = notice("unsent", "classroom_media", parts=PARTS, **MEDIUM)
    whole = notice("whole", "classroom_media", THEN, parts=PARTS, **MEDIUM)
    assert [found.id for found in notices(school(partly, unsent, whole)).of_medium] == ["whole"]
    assert [found.id for found in notices(school(partly, unsent)).of_medium] == ["partly", "unsent"]


@pytest.mark.parametrize("day, delivered", [(date(2031, 2, 9), False), (THEN, True)])
def test_a_notice_is_delivered_from_its_day(day: date, *, delivered: bool) -> None:
    given = notice("n", "classroom_media", THEN, **MEDIUM)
    assert notices(school(given), day=day).delivered(given) is delivered


@pytest.mark.parametrize(
    "members, told",
    [
        ({"staff_id": "t"}, 1),
        ({"staff_id": "x"}, 0),
        ({"class_id": "c"}, 1),
        ({"class_id": "d"}, 0),
    ],
)
def test_direct_contact_is_spoken_of_by_the_senders_notice_and_by_a_shared_classs(
    members: dict[str, Any], told: int
) -> None:
    found = notices(school(notice("n", "direct_contact", THEN, **members)), request())
    assert len(found.told_of_contact("s")) == told


def test_a_classs_notice_covers_only_who_teaches_it() -> None:
    district = school(notice("n", "direct_contact", THEN, class_id="c"))
    district.taught_by = {"c": "x"}
    assert notices(district, request()).told_of_contact("s") == ()


@pytest.mark.parametrize("since, covered", [(date(2031, 2, 10), {THEN}), (date(2031, 2, 11), set())])
@pytest.mark.parametrize("members", [{"class_id": "c"}, {"staff_id": "t"}])
def test_who_came_to_the_class_after_the_delivery_is_not_told(
    since: date, covered: set[date], members: dict[str, Any]
) -> None:
    district = school(notice("n", "direct_contact", THEN, **members))
    world = replace(district.world(), enrollments={"s": (Enrollment("c", since, None),)})
    (told,) = Notices(request(), world, DAY).told_of_contact("s")
    assert told.covered == covered


def test_a_staff_members_notice_to_all_reached_the_classes_that_they_taught_that_day() -> None:
    district = school(notice("n", "direct_contact", THEN, staff_id="t"))
    world = replace(district.world(), teaching={"t": (Enrollment("c", date(2031, 2, 11), None),)})
    (told,) = Notices(request(), world, DAY).told_of_contact("s")
    assert told.covered == set()


def test_a_delivery_to_named_guardians_covers_nobody_else() -> None:
    (told,) = notices(school(notice("n", "direct_contact", THEN, to=("g",), staff_id="t")), request()).told_of_contact(
        "s"
    )
    assert told.covered == set()
    assert [reach.to for reach in told.deliveries] == [frozenset({"g"})]


def test_a_notice_has_its_own_window_or_the_districts() -> None:
    district = school(
        notice("own", "classroom_media", THEN, window_days=3, **MEDIUM), notice("n", "classroom_media", THEN, **MEDIUM)
    )
    district.settings = settings(window_days=21)
    assert [told.window_days for told in notices(district).told_of_medium("s")] == [3, 21]


def test_a_class_is_shared_only_while_the_sender_teaches_and_the_student_attends_it() -> None:
    district = school()
    assert notices(district).shared_classes("s") == {"c"}
    over = (Enrollment("c", None, date(2031, 3, 3)),)
    for change in ({"teaching": {"t": over}}, {"enrollments": {"s": over}}):
        world = replace(district.world(), **change)  # type: ignore[arg-type]
        assert Notices(IN_CLASS, world, DAY).shared_classes("s") == frozenset()
