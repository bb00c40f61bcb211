"""One or two plain sentences for the sender: how many will get it, who waits, what to do. No reason about a family."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hallpass.contracts.contact import Effect
from hallpass.contracts.verdict import Ask

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
    permitted, held, denied = (len(by_effect[e]) for e in ("permit", "review", "deny"))
    total = permitted + held + denied
    whom = f"{ask[0].name} ({ask[0].role})" if ask else "the district office"
    if total == 0:
        return {
            "permit": "Nobody is in this audience, and nothing stands in the way of the message.",
            "review": f"Nobody is in this audience; the message waits for {whom}.",
            "deny": f"Nobody is in this audience, and the message may not go. Ask {whom}.",
        }[effect]
    first = _of_all(effect, total, whom) if total == len(by_effect[effect]) else _of_some(permitted, held, denied, whom)
    to_do = list(dict.fromkeys(_TO_DO[str(o["type"])] for o in obligations))
    if (permitted or held) and to_do:
        return f"{first} Before it goes: {', '.join(to_do)}."
    if denied:
        return f"{first} See what each finding says to do instead, or ask {whom}."
    return first


def _of_all(effect: Effect, total: int, whom: str) -> str:
    """One answer for everybody: nobody needs to count."""
    everybody = {1: "this recipient", 2: "both recipients"}.get(total, f"all {total} recipients")
    match effect:
        case "permit":
            return f"{everybody[0].upper()}{everybody[1:]} may get this message."
        case "review":
            return f"The message to {everybody} waits for {whom}."
        case "deny":
            nobody = {1: "This recipient may not", 2: "Neither recipient may"}
            return f"{nobody.get(total, f'None of the {total} recipients may')} get this message."


def _of_some(permitted: int, held: int, denied: int, whom: str) -> str:
    """Different answers, with how many have each; the first says of how many."""
    total = permitted + held + denied
    if permitted:
        parts = [f"{permitted} of {total} recipients may get this message"]
        if held:
            parts.append(f"for {held} it waits for {whom}")
    else:
        parts = [f"For {held} of {total} recipients this message waits for {whom}"]
    if denied:
        parts.append(f"{denied} may not get it")
    return "; ".join(parts) + "."
