"""The checks of `expect` that speak of obligations: which are there, with which members, for whom, which are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from builders.contract_answers import Answer, instant

SPECIAL = {"for", "span_of", "duty_has"}


def carries(obligation: Mapping[str, Any], wanted: Mapping[str, Any], text: str) -> bool:
    """Whether an obligation has the wanted members. Lists are sets; a span is told by the words that it covers."""
    for name, value in wanted.items():
        if name in SPECIAL:
            continue
        got = obligation.get(name)
        same = (
            isinstance(got, list) and sorted(map(str, got)) == sorted(map(str, value))
            if isinstance(value, list)
            else got == value
        )
        if not same:
            return False
    if (words := wanted.get("span_of")) is not None:
        start = text.index(words)
        if (obligation.get("start"), obligation.get("end")) != (start, start + len(words)):
            return False
    return set(wanted.get("duty_has", [])) <= set(map(str, obligation.get("duty") or []))


def _obligations(answer: Answer, expected: list[dict[str, Any]], request: Mapping[str, Any]) -> Iterator[str]:
    content = request.get("content")
    text = str(content.get("text") or "") if isinstance(content, dict) else ""
    for wanted in expected:
        pool = answer.obligations_for(wanted["for"]) if "for" in wanted else answer.obligations
        if not any(carries(obligation, wanted, text) for obligation in pool):
            same: list[Any] = [obligation for obligation in pool if obligation.get("type") == wanted["type"]]
            yield f"expected the obligation {wanted}, got {same or [obligation.get('type') for obligation in pool]}"


def _no_obligations(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Iterator[str]:
    for obligation in answer.obligations:
        if obligation.get("type") in expected:
            yield f"expected no obligation {expected}, got {obligation}"


def _no_obligations_for(answer: Answer, expected: Mapping[str, list[str]], _: Mapping[str, Any]) -> Iterator[str]:
    for person, types in expected.items():
        for obligation in answer.obligations_for(person):
            if obligation.get("type") in types:
                yield f"expected no obligation {types} for {person}, got {obligation}"


def _obligation_count(answer: Answer, expected: Mapping[str, int], _: Mapping[str, Any]) -> Iterator[str]:
    for kind, count in expected.items():
        got = [obligation for obligation in answer.obligations if obligation.get("type") == kind]
        if len(got) != count:
            yield f"expected {count} obligations {kind}, got {got}"


def _hold_until(answer: Answer, expected: Mapping[str, str], _: Mapping[str, Any]) -> Iterator[str]:
    for person, at in expected.items():
        got = [item.get("at") for item in answer.obligations_for(person) if item.get("type") == "hold_until"]
        if [instant(item) for item in got] != [instant(at)]:
            yield f"expected {person} to be held until {at}, got {got or 'no hold'}"


OBLIGATION_CHECKS: dict[str, Callable[[Answer, Any, Mapping[str, Any]], Iterator[str]]] = {
    "obligations": _obligations,
    "no_obligations": _no_obligations,
    "no_obligations_for": _no_obligations_for,
    "obligation_count": _obligation_count,
    "hold_until": _hold_until,
}
