"""A sentence names platforms, classes, staff, dates and times; what stands behind an index stays out of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from builders.answers import CLASS_PRINCIPAL, PRINCIPAL, SUPERVISOR, finding, people, person, result, whole, words
from hallpass.contracts.engine import HoldUntil, RemoveSpan
from hallpass.contracts.verdict import Ask
from hallpass.decision.people import Asks, People, Words
from hallpass.decision.render import asked, rendered
from hallpass.decision.spread import verdict

EVERYBODY = Asks(principal=PRINCIPAL, class_principal=CLASS_PRINCIPAL, supervisor=SUPERVISOR)


def sentence(template: str, of: Words | None = None, **members: Any) -> str:
    return rendered(whole(message=template, **members), people(words=of or words()), None).message


@pytest.mark.parametrize(
    "template, known, unknown",
    [
        ("{platform} is fine.", "Class blog is fine.", "This e-mail is fine."),
        ("in {class}.", "In Biology.", "In this class."),
        ("from {organization}.", "From The club.", "From the organization."),
        ("use {sanctioned_media}.", "Use Mail and Phone.", "Use the district's own e-mail or phone."),
    ],
)
def test_names_are_filled_in_and_have_a_plain_word_where_there_is_none(template: str, known: str, unknown: str) -> None:
    named = words(platform="class blog", class_title="Biology", organization="The club", sanctioned=("Mail", "Phone"))
    assert (sentence(template, named), sentence(template)) == (known, unknown)


def test_an_unknown_platform_of_no_known_kind_is_a_medium() -> None:
    assert sentence("{platform}, a {medium}", words(kind=None)) == "This medium, a medium"


def test_the_reporting_line_is_named_with_its_number() -> None:
    assert sentence("{reporting}") == "Child services, 608 555 0111"


@pytest.mark.parametrize(
    "role, named",
    [("principal", PRINCIPAL), ("class_principal", CLASS_PRINCIPAL), ("supervisor", SUPERVISOR)],
)
def test_a_sentence_names_the_person_whom_its_finding_means(role: Any, named: Ask) -> None:
    assert asked(whole(ask=role), EVERYBODY) == named
    assert sentence("ask {ask}", ask=role) == f"Ask {named.name} ({named.role})"


def test_where_that_person_is_missing_the_next_is_named_and_at_last_the_district_office() -> None:
    only = Asks(principal=None, class_principal=None, supervisor=SUPERVISOR)
    nobody = Asks(principal=None, class_principal=None, supervisor=None)
    assert asked(whole(ask="class_principal"), only) == SUPERVISOR
    assert asked(whole(ask="supervisor"), Asks(principal=PRINCIPAL, class_principal=None, supervisor=None)) == PRINCIPAL
    assert rendered(whole(message="ask {ask}"), people(asks=nobody), None).message == "Ask the district office"


def test_codes_in_a_detail_are_read_in_plain_words_and_stay_codes_beside_them() -> None:
    found = rendered(
        whole(message="about {classes}", detail={"classes": ["grades", "special_education", "health"]}), people(), None
    )
    assert found.message == "About grades, special education and health"
    assert found.detail == {"classes": ["grades", "special_education", "health"]}


def test_a_hold_names_the_local_time_and_day_on_which_it_ends() -> None:
    held = [HoldUntil(days=1, minute=420)]
    assert sentence("wait until {hold_until}.", obligations=held) == "Wait until 7:00 AM on Wednesday, March 5, 2031."
    other = [RemoveSpan(phone_numbers=[], reason="r")]
    assert sentence("wait until {hold_until}.", obligations=other) == "Wait until the quiet hours end."


def test_a_window_is_named_in_the_sentence_and_the_detail_where_the_finding_speaks_of_it() -> None:
    over = date(2031, 3, 15)
    dated = rendered(whole(remedy="wait until {window_over}."), people(), over)
    assert dated.remedy == "Wait until Saturday, March 15, 2031."
    assert dated.detail == {"window_over": over}
    assert rendered(whole(), people(), over).detail == {}


def test_of_two_students_with_different_windows_each_is_told_their_own() -> None:
    of = people(person("a", 0, window_over=date(2031, 3, 9)), person("b", 0, window_over=date(2031, 3, 10)))
    answer = verdict(of, result("deny", found=[finding(0, remedy="wait until {window_over}.")]))
    told = [[answer.findings[i].remedy for i in recipient.findings] for recipient in answer.recipients]
    assert told == [["Wait until Sunday, March 9, 2031."], ["Wait until Monday, March 10, 2031."]]


def test_indexes_into_groups_reach_neither_sentence_nor_detail() -> None:
    grouped: dict[str, Any] = {"about": [0], "mentions": [0], "pictured": [0], "phone_numbers": [0]}
    of = people(mentions=[["s-1"]], pictured=[["s-2"]], numbers=[[(1, 5)]], abouts=((), (("s-3",),)))
    found = rendered(whole(detail=grouped | {"student_count": 1}), of, None)
    assert found.detail == {"student_count": 1}


def test_attachments_are_named_by_their_place_in_the_request() -> None:
    of: People = people(attachments=[[4, 0], [1], [2]])
    assert rendered(whole(detail={"attachments": [0, 2]}), of, None).detail == {"attachments": [0, 2, 4]}


def test_no_sentence_can_name_a_student_or_guardian() -> None:
    of = people(person("canary", 0), mentions=[["canary"]], pictured=[["canary"]], abouts=((("canary",),),))
    every = "{platform} {medium} {class} {organization} {sanctioned_media} {reporting} {ask} {window_over} {hold_until}"
    assert b"canary" not in msgspec.json.encode(rendered(whole(message=every, detail={"mentions": [0]}), of, None))


def test_what_the_clause_cites_and_what_to_do_is_passed_on_as_it_is() -> None:
    said = whole(cites=["4.2"], remedy_code="use_platform", remedy="use it.", effect="review")
    found = rendered(said, people(), None)
    assert (found.cites, found.remedy_code, found.remedy, found.effect) == (
        ["4.2"],
        "use_platform",
        "Use it.",
        "review",
    )
