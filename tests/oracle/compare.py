"""A verdict of the product held against the oracle's: every difference as a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from oracle.folder import instant
from oracle.judge import Judged, Verdict

EFFECTS = ("not_applicable", "advise", "oblige", "review", "deny")
UNHEARD = {"emergency", "eligible-student"}  # they tell only that other clauses were lifted
LISTS = {"permit": "permitted", "review": "held", "deny": "denied"}


def differences(ours: Verdict, theirs: dict[str, Any]) -> Iterator[str]:
    """Lines that name a clause or a member and both answers: `product` first, then `oracle`."""
    if theirs["effect"] != ours.effect:
        yield f"effect: {theirs['effect']} / {ours.effect}"
    for effect, name in LISTS.items():
        if set(theirs[name]) != ours.ids(effect):
            yield f"{name} differ"
    got = {one["person_id"]: one for one in theirs["recipients"]}
    for name in sorted(got.keys() - ours.recipients.keys()):
        yield f"recipient only in product: {got[name]['kind']} {got[name]['effect']} {_clauses(got[name], theirs)}"
    for name in sorted(ours.recipients.keys() - got.keys()):
        one = ours.recipients[name]
        yield f"recipient only in oracle: {one.kind} {one.effect} {sorted(one.clauses)}"
    for name in sorted(ours.recipients.keys() & got.keys()):
        one = ours.recipients[name]
        if not ours.known_sender:  # nothing is known about what they may do: that they may not is what matters
            one = replace(one, clauses=frozenset(_clauses(got[name], theirs)))
        for line in _of_one(name, one, got[name], theirs):
            yield f"{one.kind} {line}"
    if {one["person_id"] for one in theirs["ask"]} != ours.ask:
        yield f"ask: {sorted(one['person_id'] for one in theirs['ask'])} / {sorted(ours.ask)}"


def seen(verdict: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
    """What each recipient gets: kind, effect, findings by clause and reason, obligations; in no order."""
    return {
        one["person_id"]: (
            one["kind"],
            one["effect"],
            {tuple(verdict["findings"][n][part] for part in ("clause", "reason", "effect")) for n in one["findings"]},
            duties([verdict["obligations"][n] for n in one["obligations"]], one["person_id"]),
        )
        for one in verdict["recipients"]
    }


def _clauses(one: dict[str, Any], verdict: dict[str, Any]) -> list[tuple[str, str]]:
    found = [verdict["findings"][index] for index in one["findings"]]
    return sorted({(finding["clause"], finding["effect"]) for finding in found})


def _strictest(said: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Each clause once, with the strictest effect that it has."""
    found: dict[str, str] = {}
    for clause, effect in said:
        if clause not in UNHEARD and (clause not in found or EFFECTS.index(effect) > EFFECTS.index(found[clause])):
            found[clause] = effect
    return set(found.items())


def _of_one(name: str, ours: Judged, got: dict[str, Any], verdict: dict[str, Any]) -> Iterator[str]:
    if got["kind"] not in ours.kind.split("/"):
        yield f"kind: {got['kind']} / {ours.kind}"
    if got["effect"] != ours.effect:
        yield f"effect: {got['effect']} / {ours.effect}"
    theirs, mine = _strictest(_clauses(got, verdict)), _strictest(ours.clauses)
    for clause, effect in sorted(theirs - mine):
        yield f"only product says {clause} {effect}"
    for clause, effect in sorted(mine - theirs):
        yield f"only oracle says {clause} {effect}"
    if got["effect"] != "deny" and ours.effect != "deny":
        expected = duties(ours.obligations, name)
        other = duties([verdict["obligations"][index] for index in got["obligations"]], name)
        for kind, *duty in sorted(other - expected):
            yield f"only product has {kind} | {duty}"
        for kind, *duty in sorted(expected - other):
            yield f"only oracle has {kind} | {duty}"


def duties(obligations: Any, name: str) -> set[tuple[str, ...]]:
    """One person's obligations as atoms, so that it does not matter how they are put together."""
    found: set[tuple[str, ...]] = set()
    for one in obligations:
        kind = one["type"]
        if kind == "hold_until":
            found.add((kind, instant(one["at"], ZoneInfo("UTC")).astimezone(UTC).isoformat()))
        elif kind == "remove_span":
            found.add((kind, f"{one['start']}-{one['end']}"))
        elif kind == "include_guardians":
            found |= {(kind, one["student_id"], guardian) for guardian in one["guardian_ids"]}
        elif kind == "record_disclosure":
            found |= {
                (kind, student, c)
                for student in one["student_ids"]
                for c in one["record_classes"]
                if name in one["recipient_ids"]
            }
        elif kind == "remind_families":
            found.add((kind, one["platform_id"]))
        elif kind == "report":
            found.add((kind, *one["duty"], str(one["to"]["name"]), str(one["to"]["phone"])))
        elif kind == "leave_out":
            found |= {(kind, student) for student in one["student_ids"]}
        else:
            found.add((kind, str(one.get("text"))))
    return found
