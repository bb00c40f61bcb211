"""From situations back to people: the ids, spans, names and dates that never went to the engine.

Stored with each verdict, so that the same engine result gives the same verdict byte for byte, years later.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from hallpass.contracts.contact import MediumKind, RecipientKind
from hallpass.contracts.policy import Contact, Toolkit
from hallpass.contracts.verdict import Ask, FactsVersion


class Role(msgspec.Struct, frozen=True, array_like=True):
    """A recipient in one role: the situation's index, and the ids behind its groups (`about`: index into `abouts`)."""

    situation: int
    company: tuple[tuple[str, ...], ...] = ()
    about: int = 0


class Person(msgspec.Struct, frozen=True, array_like=True):
    """A recipient. `window_over`: when silence will be consent to what this message needs."""

    id: str
    kind: RecipientKind
    roles: tuple[Role, ...]
    window_over: date | None = None


class Asks(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask, by the role that a finding names."""

    principal: Ask | None
    class_principal: Ask | None
    supervisor: Ask | None


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What sentences and obligations are filled with: names of platforms, classes and the district's own places."""

    platform: str | None
    kind: MediumKind | None
    class_title: str | None
    organization: str | None
    sanctioned: tuple[str, ...]
    disclaimer: str
    toolkit: Toolkit
    reporting: Contact
    class_id: str | None
    platform_id: str | None
    time_zone: str
    day: date


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a verdict says that no rule decides."""

    decision_id: str
    decided_at: datetime
    valid_until: datetime
    facts: FactsVersion
    emergency_id: str | None


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Everything besides the engine's result that a verdict is made of.

    `situations`: how many of the query's situations are recipients (those after them are guardians who might have to be
    included). `mentions`, `pictured`, `attachments`, `numbers`: what is behind the message's groups, in their order.
    """

    header: Header
    persons: tuple[Person, ...]
    situations: int
    abouts: tuple[tuple[tuple[str, ...], ...], ...]
    mentions: list[list[str]]
    pictured: list[list[str]]
    attachments: list[list[int]]
    numbers: list[list[tuple[int, int]]]
    asks: Asks
    words: Words
