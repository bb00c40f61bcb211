"""Phone numbers: whose they are, exactly where they stand, and what is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from builders.screening_texts import number_book, numbers_in, reviewed_rules
from hallpass.decision.screening import NumberBook, screen
from hallpass.decision.screening.model import Whose

LABELLED = Path(__file__).parents[4] / "bench" / "data" / "numbers.jsonl"


@pytest.mark.parametrize(
    "text, written",
    [
        ("You can reach me at 608-231-0190.", "608-231-0190"),
        ("231-0190", "231-0190"),
        ("Cell: (608) 231-0190", "(608) 231-0190"),
        ("+1 608 231 0190", "+1 608 231 0190"),
        ("text 6082310190 anytime", "6082310190"),
        ("call 2310190", "2310190"),
    ],
)
def test_a_staff_members_known_number(text: str, written: str) -> None:
    assert numbers_in(text) == [(written, "staff")]


@pytest.mark.parametrize(
    "text, written",
    [
        ("Call 663-1879 for help.", "663-1879"),
        ("My office is 608-204-5500, text me there.", "608-204-5500"),
        ("Office 204-5500", "204-5500"),
        ("(608) 663-1879", "(608) 663-1879"),
    ],
)
def test_the_districts_own_number_stays_so_whatever_is_said_about_it(text: str, written: str) -> None:
    assert numbers_in(text) == [(written, "district")]


@pytest.mark.parametrize(
    "text",
    [
        "My cell is 608-345-2211.",
        "Text me at 608-345-2211",
        "call me on 608-345-2211 after 6",
        "Here is my personal number. 608-345-2211",
        "608-345-2211 is my cell",
        "hit me up 608-345-2211",
        "my # is 608-345-2211",
        "add me on WhatsApp 608-345-2211",
        "mi celular es 608-345-2211",
        "ll\u00e1mame al 608-345-2211",
    ],
)
def test_a_number_that_the_text_offers_as_the_writers_own(text: str) -> None:
    assert numbers_in(text) == [("608-345-2211", "claimed")]


@pytest.mark.parametrize(
    "text",
    [
        "The museum's number is 608-345-2211.",
        "Text STOP to 608-345-2211",
        "Sign up with the YMCA at 608-345-2211 by Friday.",
    ],
)
def test_any_other_number(text: str) -> None:
    assert numbers_in(text) == [("608-345-2211", "unlisted")]


def test_a_second_number_belongs_to_the_same_offer() -> None:
    text = "My cell is 608-345-2211 or home 608-345-2212."
    assert numbers_in(text) == [("608-345-2211", "claimed"), ("608-345-2212", "claimed")]


def test_an_offer_does_not_reach_into_the_next_sentence() -> None:
    found = numbers_in("My cell is 608-345-2211. The museum is at 608-345-2212.")
    assert found == [("608-345-2211", "claimed"), ("608-345-2212", "unlisted")]


def test_spoken_digits_are_digits() -> None:
    spoken = "six zero eight three four five two two one one"
    assert numbers_in(f"text me at {spoken}!") == [(spoken, "claimed")]


def test_the_place_counts_code_points() -> None:
    text = "\U0001f600 My cell: \uff16\uff10\uff18-345-2211 \U0001f600"
    (found,) = screen(text, reviewed_rules(), number_book()).numbers
    assert (found.start, found.end, found.whose) == (11, 23, "claimed")


@pytest.mark.parametrize(
    "text",
    [
        "The game is on 10/12/2026 at 10:30-11:15.",
        "Room 2214, building 345.",
        "We raised $6,083.45 of $345,221.",
        "ISBN 978-0-14-032872-1",
        "Order number 345-2211",
        "School years 2025-2026, grades 9-12",
        "The population is 6,083,452,211.",
        "Meeting ID: 845 2233 1122",
        "zip 53703-1234",
        "They won 58-51, 42 to 7 and 103-99.",
        "3452211 pennies were collected",
        "2026-10-12T14:00:00",
    ],
)
def test_dates_scores_rooms_money_and_codes_are_none(text: str) -> None:
    assert numbers_in(text) == []


def test_a_whole_number_must_agree_as_a_whole() -> None:
    assert numbers_in("Call 414-231-0190.") == [("414-231-0190", "unlisted")]


def test_nobody_is_known_where_the_district_lists_nobody() -> None:
    book = NumberBook(frozenset(), frozenset(), b"k" * 32)
    (found,) = screen("608-231-0190", reviewed_rules(), book).numbers
    assert found.whose == "unlisted"


def _labelled() -> list[tuple[str, list[tuple[int, int, Whose]]]]:
    rows = [json.loads(line) for line in LABELLED.read_text().splitlines()]
    return [
        (row["text"], [(each["start"], each["end"], each["whose"]) for each in row["expect"]])
        for row in rows
        if row["part"] == "tuned"
    ]


@pytest.mark.parametrize("text, expect", _labelled())
def test_a_labelled_text(text: str, expect: list[tuple[int, int, Whose]]) -> None:
    found = screen(text, reviewed_rules(), number_book()).numbers
    assert [(each.start, each.end, each.whose) for each in found] == expect


def test_what_is_too_much_to_read_is_one_number_that_the_text_claims() -> None:
    text = "the office is 608-555-0100, " + "608-345-2211 " * 7_000
    found = screen(text, reviewed_rules(), number_book()).numbers
    read, rest = found[:-1], found[-1]
    assert 1_000 < len(read) < 2_000
    assert {number.whose for number in read} <= {"unlisted", "district", "staff"}
    assert (rest.end, rest.whose) == (len(text), "claimed")
    assert read[-1].end <= rest.start < read[-1].end + 100


def test_a_long_text_with_numbers_here_and_there_is_read_to_its_end() -> None:
    text = ("We meet at the pond, and whoever is late calls the office of the school. " * 8 + "608-345-2211. ") * 150
    found = screen(text, reviewed_rules(), number_book()).numbers
    assert [number.whose for number in found] == ["unlisted"] * 150
