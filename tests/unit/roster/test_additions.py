"""Staff facts, interests and tags that nobody could understand later are refused, by member."""

from datetime import date

import pytest

from hallpass.contracts.roster import Acknowledgement
from hallpass.roster.additions import (
    Interest,
    StaffAdditions,
    Tags,
    interest_faults,
    staff_faults,
    tags_faults,
)

SIGNED = Acknowledgement(version="2026", date=date(2026, 8, 20))


def members(additions: StaffAdditions, staff: str = "t-1") -> list[str | None]:
    return [fault.member for fault in staff_faults(staff, additions, "US")]


def test_whole_staff_facts_have_no_fault() -> None:
    whole = StaffAdditions(acceptable_use=SIGNED, supervisor="p-1", personal_numbers=("+16085550142", "555-0143"))
    assert members(whole) == []


def test_a_number_must_have_seven_digits() -> None:
    assert members(StaffAdditions(personal_numbers=("+16085550142", "12345", "9" * 60))) == [
        "personal_numbers[1]",
        "personal_numbers[2]",
    ]


def test_nobody_is_their_own_supervisor() -> None:
    assert members(StaffAdditions(supervisor="t-1")) == ["supervisor"]


@pytest.mark.parametrize("name", ["", "x" * 256, "t\0", " "])
def test_ids_are_printable_and_short(name: str) -> None:
    assert members(StaffAdditions(), staff=name) == ["staff"]
    assert [f.member for f in interest_faults(Interest(staff=name, student=name, reason="504"))] == ["staff", "student"]
    assert [fault.member for fault in tags_faults(Tags(kind="student", id=name, words=()))] == ["id"]


def test_tags_are_words() -> None:
    words = ("homebound", "", " padded", "two\nlines", "x" * 101)
    faults = tags_faults(Tags(kind="student", id="s-1", words=words))
    assert [fault.member for fault in faults] == ["tags[1]", "tags[2]", "tags[3]", "tags[4]"]
    many = tuple(f"tag {number}" for number in range(51))
    assert [fault.member for fault in tags_faults(Tags(kind="class", id="c-1", words=many))] == ["tags"]


def test_a_reason_is_short_and_without_nul() -> None:
    for reason in ("x" * 1_001, "a\0b"):
        faults = interest_faults(Interest(staff="t-1", student="s-1", reason=reason))
        assert [fault.member for fault in faults] == ["reason"]
