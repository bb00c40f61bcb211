"""`Hallpass-Facts`: whoever has just written facts names their numbers, and the decision waits until it knows them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hallpass.contracts.policy import SettingsFacts
from hallpass.decision.facts import Positions
from hallpass.kernel.errors import Invalid, Undecided

HEADER = "Hallpass-Facts"
PATIENCE = 2.0
"""Seconds that a decision waits for facts that are on their way."""
_LOOK_AGAIN = 0.02

_ITEM = re.compile(r"[ \t]*(roster|consent|register)[ \t]*=[ \t]*([0-9]{1,18})[ \t]*", re.ASCII)

PARAMETER: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "example": "roster=812, consent=96",
    "description": (
        "The facts that the decision must know at least, as the answers to writes and earlier verdicts number them: "
        "`roster`, `consent` and `register`, each once at most. The decision waits for them up to 2 seconds; "
        "where they have not arrived by then, it is undecided (503, `facts_behind`)."
    ),
}


@dataclass(frozen=True)
class AtLeast:
    """The least sequence of each topic; 0 asks for nothing."""

    roster: int = 0
    consent: int = 0
    register: int = 0

    def known_at(self, positions: Positions) -> bool:
        """Whether the facts are there, and every owner of a district that has settings has been heard of."""
        return (
            (positions.heard_at is not None or positions.register == 0)
            and positions.roster >= self.roster
            and positions.consent >= self.consent
            and positions.register >= self.register
        )


def read_header(lines: Sequence[str]) -> AtLeast | None:
    """The demand of a request, None where it makes none. Raises `Invalid` for anything but `name=number, …`."""
    if not lines:
        return None
    found: dict[str, int] = {}
    for item in ",".join(lines).split(","):
        match = _ITEM.fullmatch(item)
        if match is None or match[1] in found:
            raise Invalid.member(
                HEADER,
                "malformed_header",
                "The header is written roster=12, consent=7, register=3: each name once at most, with a number.",
            )
        found[match[1]] = int(match[2])
    return AtLeast(**found)


def require_recent(positions: Positions, settings: SettingsFacts, now: datetime) -> None:
    """Raise `Undecided` where the facts are older than the district allows: what happened since, nobody here knows."""
    limit = timedelta(hours=settings.facts_max_age_hours)
    if positions.heard_at is None or now - positions.heard_at > limit:
        raise Undecided("facts_too_old")


async def until_known(wanted: AtLeast, positions: Callable[[], Awaitable[Positions]]) -> None:
    """Return when the facts are there. Raises `Undecided` when they are not within `PATIENCE`."""
    loop = asyncio.get_running_loop()
    until = loop.time() + PATIENCE
    while not wanted.known_at(await positions()):
        if loop.time() >= until:
            raise Undecided("facts_behind")
        await asyncio.sleep(_LOOK_AGAIN)
