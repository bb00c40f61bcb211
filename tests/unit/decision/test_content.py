"""What a message carries, in groups of equal facts; the ids, places and spans of each group stay behind."""

from __future__ import annotations

from typing import Any

import pytest

from builders.cases import message, query
from builders.worlds import District, request, student
from hallpass.contracts.situation import ContentView
from hallpass.decision.content import Mentions, grouped
from hallpass.decision.screening import Screened
from hallpass.decision.screening.model import Number, Signal

IMAGE: dict[str, Any] = {"kind": "image", "rights": "own"}


def content(district: District, **members: Any) -> ContentView:
    return message(district, request(content=members)).content


def both() -> District:
    """Two students, one of whom is the sender's own child."""
    return District(students=[student("s", "07", "g"), student("own", "07", "t")])


def test_members_are_grouped_in_the_order_of_first_appearance() -> None:
    assert grouped([("b", 1), ("a", 2), ("b", 3)]) == [("b", [1, 3]), ("a", [2])]


def test_whom_an_attachment_shows_is_mentioned_and_once() -> None:
    asked = request(content={"mentions": ["s"], "attachments": [IMAGE | {"shows": ["own", "s"]}]})
    found = Mentions.of(asked, both().world())
    assert (found.known, found.shown, found.unknown) == (("s", "own"), frozenset({"s", "own"}), False)


@pytest.mark.parametrize(
    "kind, shown", [("image", {"s"}), ("video", {"s"}), ("document", set()), ("audio", set()), ("student_work", set())]
)
def test_only_an_image_or_a_video_is_a_picture(kind: str, shown: set[str]) -> None:
    found = Mentions.of(request(content={"attachments": [{"kind": kind, "shows": ["s"]}]}), both().world())
    assert (found.known, found.shown) == (("s",), frozenset(shown))


def test_directory_data_of_class_photo_is_a_picture_of_all_who_are_mentioned() -> None:
    asked = request(content={"mentions": ["s", "own"], "directory_classes": ["photo"]})
    assert Mentions.of(asked, both().world()).shown == {"s", "own"}


@pytest.mark.parametrize("members", [{"mentions": ["nobody"]}, {"attachments": [IMAGE | {"shows": ["nobody"]}]}])
def test_an_id_that_the_roster_does_not_know_is_told_of_and_left_out(members: dict[str, Any]) -> None:
    seen = content(both(), **members)
    assert (seen.unknown_mentions, seen.mentions, seen.pictured) == (True, [], [])


def test_students_with_equal_facts_are_one_mention_and_their_ids_stay_behind() -> None:
    district = District(students=[student("a", "07", "g"), student("b", "03", "h"), student("c", "07", "i")])
    district.answered("c", "i", "photo", "opt_out")
    found = query(district, request(content={"mentions": ["a", "b", "c"]}))
    assert [one.photo for one in found.input.message.content.mentions] == [["presumed"], ["opted_out"]]
    assert found.people.mentions == [["a", "b"], ["c"]]


def test_a_mention_tells_the_senders_own_child_and_who_is_in_a_picture() -> None:
    seen = content(both(), mentions=["s"], attachments=[IMAGE | {"shows": ["own"]}])
    assert [(one.own_child, one.pictured) for one in seen.mentions] == [(False, False), (True, True)]


@pytest.mark.parametrize(
    "attachment, subjects",
    [
        (IMAGE, "none"),
        (IMAGE | {"shows": ["own"]}, "own_children"),
        (IMAGE | {"shows": ["own", "s"]}, "students"),
        (IMAGE | {"shows": ["own", "nobody"]}, "students"),
        ({"kind": "student_work"}, "students"),
        ({"kind": "student_work", "shows": ["own"]}, "own_children"),
        ({"kind": "link"}, "none"),
    ],
)
def test_an_attachment_tells_whose_likeness_or_work_it_is(attachment: dict[str, Any], subjects: str) -> None:
    seen = content(both(), mentions=["s"], attachments=[attachment])
    assert [one.subjects for one in seen.attachments] == [subjects]


@pytest.mark.parametrize(
    "mentions, subjects",
    [([], "none"), (["own"], "own_children"), (["own", "s"], "students"), (["nobody"], "students")],
)
def test_a_work_that_shows_nobody_is_of_those_who_are_mentioned(mentions: list[str], subjects: str) -> None:
    seen = content(both(), mentions=mentions, attachments=[{"kind": "student_work"}])
    assert [one.subjects for one in seen.attachments] == [subjects]


def test_equal_attachments_are_one_group_and_their_places_stay_behind() -> None:
    works = [
        *({"kind": "image", "rights": "licensed", "attribution": "someone"}, {"kind": "link"}),
        *({"kind": "image", "rights": "licensed", "attribution": "else"}, {"kind": "image", "rights": "licensed"}),
        {"kind": "image", "rights": "licensed", "attribution": "  "},
    ]
    found = query(both(), request(content={"attachments": works}))
    seen = found.input.message.content.attachments
    assert [(one.kind, one.attributed) for one in seen] == [("image", True), ("link", False), ("image", False)]
    assert found.people.attachments == [[0, 2], [1], [3, 4]]


def test_an_attachment_whose_rights_are_not_said_has_unknown_rights() -> None:
    (seen,) = content(both(), attachments=[{"kind": "image"}]).attachments
    assert seen.rights == "unknown"


def test_what_the_tool_detected_and_what_screening_found_are_told_together() -> None:
    screened = Screened((Signal("threat", 0, 1), Signal("bullying", 2, 3), Signal("threat", 4, 5)), ())
    asked = request(content={"text": "0123456789", "signals": [{"category": "abuse", "start": 0, "end": 1}]})
    assert query(both(), asked, found=screened).input.message.content.signals == ["abuse", "bullying", "threat"]


def test_phone_numbers_are_told_by_whose_they_are_and_their_spans_stay_behind() -> None:
    screened = Screened((), (Number(0, 8, "staff"), Number(9, 20, "district"), Number(30, 40, "staff")))
    found = query(both(), request(content={"text": "..."}), found=screened)
    assert [one.whose for one in found.input.message.content.phone_numbers] == ["staff", "district"]
    assert found.people.numbers == [[(0, 8), (30, 40)], [(9, 20)]]


@pytest.mark.parametrize("said, told", [(None, "unstated"), (True, "yes"), (False, "no")])
def test_saying_nothing_of_age_is_neither_yes_nor_no(*, said: bool | None, told: str) -> None:
    assert content(both(), age_appropriate=said).age_appropriate == told


def test_classes_of_content_are_told_once_and_in_order() -> None:
    seen = content(
        both(), mentions=["s"], record_classes=["health", "grades", "health"], directory_classes=["photo"] * 2
    )
    assert (seen.record_classes, seen.directory_classes) == (["grades", "health"], ["photo"])


def test_those_in_a_picture_are_pictured_and_those_only_mentioned_are_not() -> None:
    asked = request(content={"mentions": ["s"], "attachments": [IMAGE | {"shows": ["own"]}]})
    assert query(both(), asked).people.pictured == [["own"]]


def test_when_somebody_is_tagged_all_who_are_mentioned_or_addressed_are_pictured() -> None:
    asked = request(interaction="tag", content={"mentions": ["own"]})
    found = query(both(), asked)
    assert found.people.pictured == [["own"], ["s"]]
    assert [one.own_child for one in found.input.message.content.pictured] == [True, False]
