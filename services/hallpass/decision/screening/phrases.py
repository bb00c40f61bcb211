"""Finds the phrases that rules speak of, in one spelling of a text."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from hallpass.contracts.contact import SignalCategory
from hallpass.decision.screening.folding import View
from hallpass.decision.screening.model import Signal
from hallpass.decision.screening.rules import Rule
from hallpass.decision.screening.surroundings import Surroundings

# A phrase repeated more often than this says nothing new, and a hostile text could repeat it for ever.
_ENOUGH: Final = 100


def phrases(view: View, rules: Iterable[Rule], checkpoint: Callable[[], None]) -> Iterator[Signal]:
    """Every phrase in the view, in places of the original text. `checkpoint` is called before each rule."""
    content = view.text.encode("ascii")
    surroundings = Surroundings(view.text)
    for rule in rules:
        checkpoint()
        if rule.pattern.search(content) is None:
            continue
        for start, end in _meant(rule, content, surroundings):
            yield Signal(rule.category, *view.original(start, end))


def merged(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """One signal where several of a category overlap, in the order of the text."""
    open_ones: dict[SignalCategory, Signal] = {}
    whole: list[Signal] = []
    for signal in sorted(signals, key=_place):
        before = open_ones.get(signal.category)
        if before is not None and signal.start < before.end:
            open_ones[signal.category] = Signal(signal.category, before.start, max(before.end, signal.end))
            continue
        if before is not None:
            whole.append(before)
        open_ones[signal.category] = signal
    return tuple(sorted((*whole, *open_ones.values()), key=_place))


def _place(signal: Signal) -> tuple[int, int, str]:
    return signal.start, signal.end, signal.category


def _meant(rule: Rule, content: bytes, surroundings: Surroundings) -> Iterator[tuple[int, int]]:
    """The matches that no exception and no frame takes away; of a phrase repeated without end, the first hundred."""
    exceptions = _spans(rule.unless, content) if rule.unless is not None else []
    kept = 0
    for start, end in _spans(rule.pattern, content):
        if start == end or _touches(exceptions, start, end):
            continue
        if any(surroundings.excuse(frame, start, end) for frame in rule.frames):
            continue
        yield start, end
        kept += 1
        if kept == _ENOUGH:
            return


def _spans(pattern: Any, content: bytes) -> list[tuple[int, int]]:
    return [found.span() for found in pattern.finditer(content)]


def _touches(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether one of the spans, which are in order and apart, overlaps the given one."""
    place = bisect_left(spans, (start + 1,))
    before = place > 0 and spans[place - 1][1] > start
    return before or (place < len(spans) and spans[place][0] < end)
