"""One or two plain sentences for the sender: how many will get it, who waits, what to do. No reason about a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hallpass.contracts.contact import Effect
from hallpass.contracts.verdict import Ask
from hallpass.decision.words import counted

_TO_DO = {
    "include_guardians": "include the guardians named",
    "remove_span": "take out the personal phone number",
    "carry_disclaimer": "add the district's disclaimer",
    "record_disclosure": "enter the disclosure in the record",
    "remind_families": "remind the families about tagging",
    "report": "make the report that the law asks for",
    "leave_out": "take out the students named",
    "hold_until": "wait until quiet hours are over",
}


def summary(
    effect: Effect,
    by_effect: Mapping[Effect, Sequence[str]],
    obligations: Sequence[Mapping[str, Any]],
    ask: Sequence[Ask],
) -> str:
    """Counts first, then what to do next."""
    total = sum(len(people) for people in by_effect.values())
    permitted, held, denied = (len(by_effect[e]) for e in ("permit", "review", "deny"))
    whom = f"{ask[0].name} ({ask[0].role})" if ask else "the district office"
    if total == 0:
        return {
            "permit": "Nobody is in this audience, and nothing stands in the way of the message.",
            "review": f"Nobody is in this audience; the message waits for {whom}.",
            "deny": f"Nobody is in this audience, and the message may not go. Ask {whom}.",
        }[effect]
    parts = []
    if permitted:
        parts.append(f"{permitted} of {counted(total, 'recipient', 'recipients')} may get this message")
    if held:
        parts.append(f"{held} of {counted(total, 'recipient', 'recipients')} must wait for {whom}")
    if denied:
        parts.append(f"{denied} of {counted(total, 'recipient', 'recipients')} may not get it")
    first = "; ".join(parts) + "."
    to_do = list(dict.fromkeys(_TO_DO[str(o["type"])] for o in obligations))
    if (permitted or held) and to_do:
        return f"{first} Before it goes: {', '.join(to_do)}."
    if denied:
        return f"{first} See what each finding says to do instead, or ask {whom}."
    return first
