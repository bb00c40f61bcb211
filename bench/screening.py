"""Precision and recall of screening on the labelled sentences, for each category and part.

`python -m bench.screening` prints the tables; `scores` and `number_scores` return their rows for the common report.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal, NamedTuple

import msgspec

from hallpass.decision.screening import CATEGORIES, NumberBook, Ruleset, number_hash, screen

DATA: Final = Path(__file__).parent / "data"
RULES: Final = Path(__file__).parents[1] / "policies" / "hallpass" / "screening"
PARTS: Final = ("tuned", "held_out")
LATER: Final = "held_out, written later"
_KEY: Final = b"bench" * 7
_BOOK: Final = NumberBook(
    district=frozenset({"+16086631879", "+16082045500"}),
    staff_hashes=frozenset(number_hash(_KEY, "+16082310190")),
    key=_KEY,
)


class Sentence(msgspec.Struct, frozen=True):
    """One labelled sentence; the members are explained in data/README.md."""

    part: str
    register: str
    expect: tuple[str, ...]
    also: tuple[str, ...]
    text: str
    written: Literal["before", "later"] = "before"


class Place(msgspec.Struct, frozen=True):
    """A phone number that must be found, in code points."""

    start: int
    end: int
    whose: str


class NumberText(msgspec.Struct, frozen=True):
    """A text with the phone numbers that it holds."""

    part: str
    expect: tuple[Place, ...]
    text: str


class Score(NamedTuple):
    """How one category does in one part: found rightly, missed, and found where no reader would name it."""

    part: str
    category: str
    hits: int
    misses: int
    false: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 when nothing was found."""
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else 1.0


class NumberScore(NamedTuple):
    """Texts whose numbers were all found, exactly where they stand and with their owner; and all texts."""

    part: str
    exact: int
    texts: int


class Cost(NamedTuple):
    """Milliseconds for one text of so many characters, the shortest of several runs."""

    what: str
    characters: int
    milliseconds: float


def sentences(folder: str = "screening") -> list[Sentence]:
    """The measured sentences, or with "practice" those that only keep what is found; in the order of their files."""
    return [
        msgspec.json.decode(line, type=Sentence)
        for file in sorted((DATA / folder).glob("*.jsonl"))
        for line in file.read_bytes().splitlines()
    ]


def scores(rules: Ruleset) -> list[Score]:
    """One row for each part and category. A category that careful readers could name too counts neither way.

    LATER are those of the held-out sentences that were written after the rules, without sight of them.
    """
    found = [(each, {signal.category for signal in screen(each.text, rules, _BOOK).signals}) for each in sentences()]
    return [
        Score(
            part,
            category,
            hits=sum(category in each.expect and category in got for each, got in rows),
            misses=sum(category in each.expect and category not in got for each, got in rows),
            false=sum(category in got and category not in (*each.expect, *each.also) for each, got in rows),
        )
        for part in (*PARTS, LATER)
        for rows in [[row for row in found if _belongs(row[0], part)]]
        for category in CATEGORIES
    ]


def _belongs(sentence: Sentence, part: str) -> bool:
    if part == LATER:
        return sentence.part == "held_out" and sentence.written == "later"
    return sentence.part == part


def number_scores(rules: Ruleset) -> list[NumberScore]:
    """How many of the labelled texts give exactly their numbers."""
    lines = (DATA / "numbers.jsonl").read_bytes().splitlines()
    texts = [msgspec.json.decode(line, type=NumberText) for line in lines]
    exact = [
        each.part
        for each in texts
        if tuple(Place(n.start, n.end, n.whose) for n in screen(each.text, rules, _BOOK).numbers) == each.expect
    ]
    return [NumberScore(part, exact.count(part), sum(each.part == part for each in texts)) for part in PARTS]


def costs(rules: Ruleset) -> list[Cost]:
    """What screening costs: ordinary sentences, and the longest text that a request may carry, kind and hostile."""
    every = [each.text for each in sentences()]
    whole = " ".join(every)
    long = (whole * (100_000 // len(whole) + 1))[:100_000]
    start = time.perf_counter()
    for text in every:
        screen(text, rules, _BOOK)
    typical = (time.perf_counter() - start) / len(every)
    return [
        Cost("one sentence of the corpus, on average", len(whole) // len(every), typical * 1_000),
        *(
            Cost(what, len(text), _shortest(text, rules) * 1_000)
            for what, text in (
                ("the corpus over and over", long),
                ("digits without end", "1" * 100_000),
                ("phone numbers without end", "608-345-2211 " * 7_692),
                ("hidden letters without end", "f*" * 50_000),
                ("threats without end", "i will kill you. " * 5_882),
            )
        ),
    ]


def _shortest(text: str, rules: Ruleset, runs: int = 3) -> float:
    took = []
    for _ in range(runs):
        start = time.perf_counter()
        screen(text, rules, _BOOK)
        took.append(time.perf_counter() - start)
    return min(took)


def table(rules: Ruleset) -> Iterator[str]:
    """All figures as lines of Markdown."""
    yield "| category | part | found | missed | false | precision | recall |"
    yield "|---|---|---:|---:|---:|---:|---:|"
    for row in sorted(scores(rules), key=lambda row: (CATEGORIES.index(row.category), (*PARTS, LATER).index(row.part))):
        yield (
            f"| {row.category} | {row.part} | {row.hits} | {row.misses} | {row.false} "
            f"| {row.precision:.2f} | {row.recall:.2f} |"
        )
    yield ""
    yield "| phone numbers | texts that give exactly theirs | texts |"
    yield "|---|---:|---:|"
    for number in number_scores(rules):
        yield f"| {number.part} | {number.exact} | {number.texts} |"
    yield ""
    yield "| text | characters | milliseconds |"
    yield "|---|---:|---:|"
    for cost in costs(rules):
        yield f"| {cost.what} | {cost.characters} | {cost.milliseconds:.1f} |"


def main() -> None:
    """Print the tables."""
    print("\n".join(table(Ruleset.load(RULES))))


if __name__ == "__main__":
    main()
