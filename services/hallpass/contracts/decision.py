"""What the decision service says of its verdicts: inputs and results, counts and hashes; no id of a recipient."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallpass.contracts.contact import Effect
from hallpass.contracts.verdict import FactsVersion, PolicyVersion


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """Recipients by effect."""

    permit: int
    review: int
    deny: int


class VerdictGiven(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict was given and written down. `verdict_hash`: SHA-256 of its canonical bytes, hexadecimal."""

    decision_id: str
    decided_at: datetime
    effect: Effect
    counts: Counts
    verdict_hash: str
    inputs: list[msgspec.Raw]
    results: list[msgspec.Raw]
    policy: PolicyVersion
    facts: FactsVersion
    emergency_id: str | None


class EmergencyDeclared(msgspec.Struct, frozen=True, kw_only=True):
    """An authorised sender declared an emergency by sending."""

    emergency_id: str
    decision_id: str
    declared_by: str
    school: str | None
    start: datetime
    until: datetime


class DecisionsPurged(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions older than `before` were deleted, as the district's retention asks; `count` is what remains of them."""

    at: datetime
    before: datetime
    count: int
