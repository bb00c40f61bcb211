"""What a rule says: the clause that speaks, with which effect, and what has to be done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

STRICTNESS = ("permit", "review", "deny")
ADVICE = {"advise", "not_applicable"}


@dataclass(frozen=True)
class Said:
    """A finding without its words. `effect`: deny, review, oblige, advise or not_applicable."""

    clause: str
    effect: str
    obligations: tuple[dict[str, Any], ...] = ()


def effect_of(said: Iterable[Said]) -> str:
    """Section 2: deny > review > permit."""
    effects = {one.effect for one in said}
    return "deny" if "deny" in effects else "review" if "review" in effects else "permit"


def strictest(effects: Iterable[str]) -> str:
    return max(effects, key=STRICTNESS.index, default="permit")
