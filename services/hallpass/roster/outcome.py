"""What an import comes to: its state, what was read, what changed, and every problem."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from hallpass.kernel.errors import Conflict
from hallpass.roster.oneroster.report import Problem, Tally

State = Literal["applied", "unchanged", "held", "refused", "checked"]
"""`checked`: a dry run that would have been applied; `held`: it drops too much and waits for `accept_removals`."""


Removed = Literal["students", "guardians", "guardian_links"]


class Changes(msgspec.Struct, kw_only=True):
    """Of one kind of aggregate: how many came, differ, went."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.changed or self.removed)


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """Something that an import drops more of than it may: `gone` of `before`."""

    what: Removed
    before: int
    gone: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The whole outcome of an import. `files` counts the rows read; `changes` is by kind of aggregate.

    `problems` lists the first of each kind, `totals` counts all of each kind. `sequence` is the tenant's number in the
    roster's topic after the import.
    """

    id: UUID
    state: State
    version: str | None
    strict: bool
    started_at: datetime
    finished_at: datetime
    files: dict[str, int]
    changes: dict[str, Changes]
    removals: tuple[Removal, ...] = ()
    problems: tuple[Problem, ...] = ()
    totals: tuple[Tally, ...] = ()
    sequence: int = 0


class Held(Conflict):
    """The import drops more than it may; nothing was changed. It passes when asked again with `accept_removals`."""

    def __init__(self, outcome: Outcome) -> None:
        """The sentence tells numbers, not people."""
        counts = ", ".join(f"{r.gone} of {r.before} {r.what.replace('_', ' ')}" for r in outcome.removals)
        super().__init__(
            f"Held: the import {outcome.id} would drop {counts}. Ask again with accept_removals=true if that is meant."
        )
        self.outcome = outcome


def too_many(what: Removed, before: int, gone: int, share: float, floor: int) -> Removal | None:
    """A removal that holds the import, or None: more than `share` of them go, and more than `floor`."""
    if gone > max(floor, share * before):
        return Removal(what=what, before=before, gone=gone)
    return None
