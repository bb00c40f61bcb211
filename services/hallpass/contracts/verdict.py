"""The verdict: what a decision answers, for each recipient. Member order is the order on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from hallpass.contracts.contact import Effect, FindingEffect, RecipientKind, RemedyCode


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for one person: indexes into the verdict's findings and obligations."""

    person_id: str
    kind: RecipientKind
    effect: Effect
    findings: list[int]
    obligations: list[int]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What one clause says, in plain words that name no student and no guardian."""

    clause: str
    reason: str
    effect: FindingEffect
    message: str
    remedy: str | None
    remedy_code: RemedyCode | None
    cites: list[str]
    detail: dict[str, Any]


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of the district's staff whom the sender can ask."""

    person_id: str
    name: str
    role: str


class Resources(msgspec.Struct, frozen=True, kw_only=True):
    """The district's communications toolkit."""

    link: str
    phone: str


class PolicyVersion(msgspec.Struct, frozen=True, kw_only=True):
    """`revision`: hash of the district's effective policy; `release`: version of the shipped guidelines."""

    revision: str
    release: str


class FactsVersion(msgspec.Struct, frozen=True, kw_only=True):
    """The tenant's sequence numbers of the facts that were used, and the instant that they describe."""

    roster: int
    consent: int
    register: int
    as_of: datetime


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `POST /v1/decisions`."""

    decision_id: str
    decided_at: datetime
    valid_until: datetime
    effect: Effect
    summary: str
    permitted: list[str]
    held: list[str]
    denied: list[str]
    recipients: list[Recipient]
    findings: list[Finding]
    obligations: list[dict[str, Any]]
    ask: list[Ask]
    resources: Resources
    policy: PolicyVersion
    facts: FactsVersion
    emergency_id: str | None = None
