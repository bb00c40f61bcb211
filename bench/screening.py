"""How well screening finds what it should: precision and recall for each category, on both parts of the labelled texts.

`tuned` is what rules may be changed for; `held_out` was written before the first rule and is only counted here.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import msgspec
from bench.report import Section, Table

from hallpass.decision.screening import CATEGORIES, NumberBook, Ruleset, number_hash, screen
from hallpass.settings import SuiteSettings

_DATA = Path(__file__).parent / "data"
_KEY = b"bench" * 8
_STAFF = "+16082310190"
_DISTRICT = ("+16086631879", "+16082045500")
_PARTS: tuple[Literal["tuned", "held_out"], ...] = ("tuned", "held_out")


class Sentence(msgspec.Struct, frozen=True):
    """A labelled text. `also`: what careful readers could name too, neither a hit nor a false alarm."""

    part: Literal["tuned", "held_out"]
    expect: list[str]
    also: list[str]
    text: str


class Given(msgspec.Struct, frozen=True):
    """A text with the phone numbers that it gives."""

    part: Literal["tuned", "held_out"]
    expect: list[dict[str, Any]]
    text: str


def section() -> Section:
    """Screen every labelled text, and count."""
    rules = Ruleset.load(SuiteSettings().screening)
    book = NumberBook(district=frozenset(_DISTRICT), staff_hashes=frozenset(number_hash(_KEY, _STAFF, "US")), key=_KEY)
    sentences = [s for path in sorted((_DATA / "screening").glob("*.jsonl")) for s in _read(path, Sentence)]
    began = time.process_time()
    found: list[set[str]] = [{x.category for x in screen(s.text, rules, book).signals} for s in sentences]
    spent = (time.process_time() - began) / len(sentences)
    tables = [_categories(part, sentences, found) for part in _PARTS]
    tables.append(_numbers(rules, book))
    return Section(
        title="Screening",
        about=(
            f"{len(sentences)} labelled sentences, {sum(not s.expect for s in sentences)} of them harmless. "
            "Missed and false are numbers of sentences."
        ),
        tables=tables,
        notes=[
            "The first two tables are the tuned and the held-out part; the third counts phone numbers with exact span.",
            f"{spent * 1000:.2f} ms of CPU for a sentence, on the average.",
        ],
    )


def _read(path: Path, shape: type[Any]) -> list[Any]:
    return [msgspec.json.decode(line, type=shape) for line in path.read_bytes().splitlines() if line.strip()]


def _categories(part: str, sentences: list[Sentence], found: list[set[str]]) -> Table:
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for sentence, categories in zip(sentences, found, strict=True):
        if sentence.part == part:
            right.update(categories & set(sentence.expect))
            missed.update(set(sentence.expect) - categories)
            false.update(categories - {*sentence.expect, *sentence.also})
    rows = [_row(category, right[category], missed[category], false[category]) for category in CATEGORIES]
    rows.append(_row("all", sum(right.values()), sum(missed.values()), sum(false.values())))
    return Table((f"category ({part.replace('_', ' ')})", "found", "missed", "false", "precision", "recall"), rows)


def _numbers(rules: Ruleset, book: NumberBook) -> Table:
    rows = []
    for part in _PARTS:
        texts = [given for given in _read(_DATA / "numbers.jsonl", Given) if given.part == part]
        wanted = [{(e["start"], e["end"], e["whose"]) for e in given.expect} for given in texts]
        seen = [{(n.start, n.end, n.whose) for n in screen(given.text, rules, book).numbers} for given in texts]
        pairs = list(zip(wanted, seen, strict=True))
        rows.append(
            _row(
                part.replace("_", " "),
                _total(w & s for w, s in pairs),
                _total(w - s for w, s in pairs),
                _total(s - w for w, s in pairs),
            )
        )
    return Table(("phone numbers", "found", "missed", "false", "precision", "recall"), rows)


def _total(sets: Iterable[set[Any]]) -> int:
    return sum(len(one) for one in sets)


def _row(name: str, right: int, missed: int, false: int) -> list[str]:
    return [name, str(right), str(missed), str(false), _share(right, right + false), _share(right, right + missed)]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"
