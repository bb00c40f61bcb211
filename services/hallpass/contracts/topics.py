"""The topics: who owns each, and what its key is. One state topic per owner, so that a tenant's sequence is one
number.
"""

from __future__ import annotations

from typing import Literal

import msgspec


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic: `owner` is the only service that writes it; `compacted` keeps the last fact of each key for ever."""

    name: str
    owner: str
    compacted: bool
    partitions: int
    retention_days: int | None
    about: str


ROSTER = "roster.facts"
CONSENT = "consent.facts"
REGISTER = "policy.facts"
VERDICTS = "decision.verdicts"
EMERGENCIES = "decision.emergencies"

StateTopic = Literal["roster.facts", "consent.facts", "policy.facts"]

TOPICS = (
    Topic(
        name=ROSTER,
        owner="roster",
        compacted=True,
        partitions=12,
        retention_days=None,
        about="students with their guardian links, staff, classes with their members, schools",
    ),
    Topic(
        name=CONSENT,
        owner="consent",
        compacted=True,
        partitions=12,
        retention_days=None,
        about="notices with their deliveries, answers, consultations, objections, reminders",
    ),
    Topic(
        name=REGISTER,
        owner="policy",
        compacted=True,
        partitions=12,
        retention_days=None,
        about="settings, platforms, emergencies, approvals, tags of platforms",
    ),
    Topic(
        name=VERDICTS,
        owner="decision",
        compacted=False,
        partitions=12,
        retention_days=30,
        about="every verdict: policy input, engine result, counts and hash, without ids of recipients",
    ),
    Topic(
        name=EMERGENCIES,
        owner="decision",
        compacted=False,
        partitions=12,
        retention_days=30,
        about="emergencies that an authorised sender declared by sending",
    ),
)
