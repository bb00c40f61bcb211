"""A caller may demand facts by their numbers: the decision waits for them, and gives up rather than not know them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from builders.register import SETTINGS
from fakes.hurried_loop import hurried
from hallpass.decision.facts import Positions
from hallpass.decision.freshness import PATIENCE, AtLeast, read_header, require_recent, until_known
from hallpass.kernel.errors import Invalid, Undecided

NOON = datetime(2031, 2, 11, 12, tzinfo=UTC)


class Arriving:
    """A read model that comes one number further in each topic whenever somebody looks."""

    def __init__(self, most: int) -> None:
        self.looks = 0
        self._most = most

    async def positions(self) -> Positions:
        self.looks += 1
        at = min(self.looks, self._most)
        return Positions(roster=at, consent=at, register=at, as_of=NOON, heard_at=NOON)


def test_without_the_header_nothing_is_demanded() -> None:
    assert read_header([]) is None


@pytest.mark.parametrize(
    "lines, wanted",
    [
        (["roster=12, consent=7, register=3"], AtLeast(roster=12, consent=7, register=3)),
        (["consent=7"], AtLeast(consent=7)),
        (["register = 0 ,roster=5"], AtLeast(roster=5)),
        (["roster=12", "consent=7"], AtLeast(roster=12, consent=7)),
    ],
)
def test_each_topic_is_named_with_its_number(lines: list[str], wanted: AtLeast) -> None:
    assert read_header(lines) == wanted


@pytest.mark.parametrize(
    "line",
    [
        *("", "roster", "roster=", "roster=x", "roster=-1", "roster=1.5", "roster=1;consent=2", "roster=1,"),
        *("roster=1 2", "weather=1", "Roster=1", "roster=1, roster=1", "roster=9999999999999999999"),
        "roster=\N{ARABIC-INDIC DIGIT ONE}",
    ],
)
def test_anything_else_is_refused_by_the_headers_name(line: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_header([line])
    assert [(fault.member, fault.code) for fault in refused.value.faults] == [("Hallpass-Facts", "malformed_header")]


def test_facts_that_are_there_cost_no_wait() -> None:
    facts = Arriving(most=1)
    _, seconds = hurried(until_known(AtLeast(roster=1, consent=1, register=1), facts.positions))
    assert (facts.looks, seconds) == (1, 0)


@pytest.mark.parametrize("wanted", [AtLeast(roster=3), AtLeast(consent=3), AtLeast(register=3)])
def test_facts_on_their_way_are_waited_for(wanted: AtLeast) -> None:
    facts = Arriving(most=9)
    _, seconds = hurried(until_known(wanted, facts.positions))
    assert facts.looks == 3
    assert 0 < seconds < PATIENCE


@pytest.mark.parametrize("wanted", [AtLeast(roster=3), AtLeast(consent=3), AtLeast(register=3)])
def test_facts_that_do_not_come_leave_it_undecided(wanted: AtLeast) -> None:
    facts = Arriving(most=2)

    async def given_up() -> str:
        with pytest.raises(Undecided) as undecided:
            await until_known(wanted, facts.positions)
        return undecided.value.reason

    reason, seconds = hurried(given_up())
    assert reason == "facts_behind"
    assert PATIENCE <= seconds < PATIENCE + 0.1


def heard(at: datetime | None) -> Positions:
    return Positions(roster=1, consent=1, register=1, as_of=NOON, heard_at=at)


def test_facts_as_old_as_the_district_allows_still_decide() -> None:
    require_recent(heard(NOON), SETTINGS, NOON + timedelta(hours=24))


@pytest.mark.parametrize("age", [timedelta(hours=24, seconds=1), None])
def test_older_facts_and_an_owner_who_was_never_heard_of_decide_nothing(age: timedelta | None) -> None:
    with pytest.raises(Undecided) as undecided:
        require_recent(heard(NOON - age if age else None), SETTINGS, NOON)
    assert undecided.value.reason == "facts_too_old"


def test_a_district_may_allow_less() -> None:
    strict = msgspec.structs.replace(SETTINGS, facts_max_age_hours=1)
    with pytest.raises(Undecided):
        require_recent(heard(NOON - timedelta(hours=2)), strict, NOON)
