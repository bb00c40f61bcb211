"""A guardian's state of consent at an instant, from dated facts."""

from __future__ import annotations

from datetime import date

import pytest

from hallpass.contracts.consent import Answer, Delivery
from hallpass.contracts.roster import GuardianLink
from hallpass.derive.consent import Reach, Scope, Told, last_answer, states, window_over

DAY = date(2031, 3, 25)
SCOPE = Scope(classes=frozenset({"c"}), staff="t", platform="blog")


def link(guardian: str = "g", **changes: object) -> GuardianLink:
    rights = {"may_contact": True, "may_consent": True} | changes
    return GuardianLink(guardian=guardian, **rights)  # type: ignore[arg-type]


def told(on: date, to: tuple[str, ...] | None = ("g",), *, covered: bool = True, bounced: tuple[str, ...] = ()) -> Told:
    return Told((Reach.of(Delivery(date=on, to=to, bounced=bounced)),), {on} if covered else set(), 14)


def answer(said: str, on: date, scope: str = "all", scope_id: str | None = None, guardian: str = "g") -> Answer:
    return Answer(
        guardian=guardian,
        purpose="direct_contact",
        scope=scope,  # type: ignore[arg-type]
        scope_id=scope_id,
        answer=said,  # type: ignore[arg-type]
        date=on,
    )


def state(
    links: list[GuardianLink], answers: list[Answer], notices: list[Told] | None, day: date = DAY
) -> tuple[str, ...]:
    return states(links, answers, "direct_contact", SCOPE, notices, day)


def test_a_window_is_over_at_the_start_of_the_day_after_delivery_and_window() -> None:
    notice = [told(date(2031, 3, 10))]
    assert window_over(link(), notice, DAY) == date(2031, 3, 25)
    assert state([link()], [], notice, date(2031, 3, 24)) == ("advised_waiting",)
    assert state([link()], [], notice, date(2031, 3, 25)) == ("presumed",)


def test_nobody_is_advised_by_a_notice_that_is_not_delivered_yet_bounced_or_went_to_others() -> None:
    for notice in (
        told(date(2031, 3, 26)),
        told(date(2031, 3, 10), bounced=("g",)),
        told(date(2031, 3, 10), ("other",)),
        told(date(2031, 3, 10), None, covered=False),
    ):
        assert state([link()], [], [notice]) == ("not_advised",)


def test_a_notice_to_all_reaches_whose_link_was_in_force_that_day() -> None:
    notice = [told(date(2031, 3, 1), None)]
    assert state([link()], [], notice) == ("presumed",)
    assert state([link(since=date(2031, 3, 2))], [], notice) == ("not_advised",)


def test_the_first_delivery_counts_not_a_later_reminder() -> None:
    assert state([link()], [], [told(date(2031, 3, 20)), told(date(2031, 3, 1))]) == ("presumed",)


@pytest.mark.parametrize("said", ["opt_out", "withdraw"])
def test_a_refusal_holds_whatever_was_delivered_and_for_the_unreachable_too(said: str) -> None:
    unreachable = link(no_contact=True)
    assert state([link()], [answer(said, date(2031, 3, 1))], []) == ("opted_out",)
    assert state([unreachable], [answer(said, date(2031, 3, 1))], []) == ("opted_out",)


def test_an_opt_in_during_the_window_counts_at_once() -> None:
    assert state([link()], [answer("opt_in", date(2031, 3, 20))], [told(date(2031, 3, 20))]) == ("opted_in",)


def test_who_may_not_consent_or_whose_link_is_over_says_nothing() -> None:
    refusal = [answer("opt_out", date(2031, 3, 1))]
    assert state([link(may_consent=False)], refusal, []) == ()
    assert state([link(until=date(2031, 3, 24))], refusal, []) == ()


def test_the_latest_answer_that_applies_wins_and_of_one_day_the_one_recorded_last() -> None:
    both = [answer("opt_out", date(2031, 3, 1)), answer("opt_in", date(2031, 3, 1))]
    assert last_answer(both, "g", "direct_contact", SCOPE, DAY) == "opted_in"
    assert last_answer(both[::-1], "g", "direct_contact", SCOPE, DAY) == "opted_out"
    assert last_answer([answer("opt_out", date(2031, 3, 26))], "g", "direct_contact", SCOPE, DAY) is None


@pytest.mark.parametrize(
    "scope, scope_id, counts",
    [
        ("all", None, True),
        ("class", "c", True),
        ("class", "other", False),
        ("staff", "t", True),
        ("staff", "other", False),
        ("platform", "blog", True),
        ("platform", "other", False),
    ],
)
def test_an_answer_counts_where_its_scope_is_this_message(scope: str, scope_id: str | None, *, counts: bool) -> None:
    found = last_answer([answer("opt_out", date(2031, 3, 1), scope, scope_id)], "g", "direct_contact", SCOPE, DAY)
    assert (found == "opted_out") is counts


def test_where_there_is_no_notice_silence_is_presumed_but_not_of_the_unreachable() -> None:
    assert state([link(), link("h", may_contact=False)], [], None) == ("presumed", "unreachable")
