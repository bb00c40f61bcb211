"""Screening: within its deadline, or undecided; off the event loop where the text is not short."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from itertools import count
from threading import Event, current_thread, main_thread

import pytest

from builders.screening_texts import number_book, reviewed_rules
from hallpass.decision.screening import Screener
from hallpass.decision.screening.screener import SHORT
from hallpass.kernel.errors import Undecided

HOSTILE = {
    "digits": "1" * 100_000,
    "numbers": "608-345-2211 " * 7_600,
    "stars": "f*" * 50_000,
    "quotes": "'a \"" * 25_000,
    "spread letters": "s h i t " * 12_500,
    "kin": "my dad my mom " * 7_100,
    "threats": "i will kill you. " * 5_800,
    "one word": "a" * 100_000,
    "foreign": "\u0455\u04bb\u0456\u200b" * 25_000,
    "lines": "\n" * 100_000,
}


async def test_a_text_is_screened() -> None:
    async with Screener(reviewed_rules()) as screener:
        found = await screener.attribute(
            await screener.read("I'm going to kill you, call me at 608-345-2211."), number_book()
        )
    assert [signal.category for signal in found.signals] == ["threat"]
    assert [number.whose for number in found.numbers] == ["claimed"]
    assert screener.revision == reviewed_rules().revision


@pytest.mark.parametrize("text", ["words", "words " * 100], ids=["short", "long"])
async def test_past_its_deadline_it_is_undecided(text: str) -> None:
    ticks = count()
    async with Screener(reviewed_rules(), deadline=5.0, monotonic=lambda: float(next(ticks))) as screener:
        with pytest.raises(Undecided):
            await screener.read(text)


@pytest.mark.parametrize(
    "text, here",
    [("Bring your notes.", True), ("w" * SHORT, True), ("w" * (SHORT + 1), False), ("Call 608-345-2211.", False)],
)
async def test_only_what_is_read_quickly_is_read_on_the_event_loop(text: str, *, here: bool) -> None:
    asked_in = set()

    def clock() -> float:
        asked_in.add(current_thread())
        return 0.0

    async with Screener(reviewed_rules(), monotonic=clock) as screener:
        await screener.read(text)
    assert (asked_in == {main_thread()}) == here


async def test_a_thread_that_does_not_come_back_is_given_up() -> None:
    free = Event()

    def clock() -> float:
        if current_thread() is not main_thread():
            free.wait(10)
        return 0.0

    async with Screener(reviewed_rules(), deadline=0.05, threads=1, monotonic=clock) as screener:
        try:
            with pytest.raises(Undecided):
                await screener.read("words " * 100)
        finally:
            free.set()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_text_ends_by_its_deadline(text: str) -> None:
    """Found or given up, but the loop is free again: the deadline is met with the time of one step to spare."""
    loop = asyncio.get_running_loop()
    async with Screener(reviewed_rules(), deadline=0.5) as screener:
        start = loop.time()
        with suppress(Undecided):
            await screener.attribute(await screener.read(text[:100_000]), number_book())
        assert loop.time() - start < 3.0
