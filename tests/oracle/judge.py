"""The verdict the naive way: each person alone, every rule asked of each, and company looked at afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from oracle import classroom, conduct, hours, media, records
from oracle.asking import whom_to_ask
from oracle.audience import count_households, expand, is_out_of_scope
from oracle.classroom import high_school_direct, lifted_by_age
from oracle.consent import opted_out_of_inclusion
from oracle.emergencies import is_emergency
from oracle.folder import District
from oracle.message import Message, Recipient
from oracle.records import not_contactable, unknown_person
from oracle.said import Said, effect_of, strictest

WHOLE = (*records.WHOLE, *media.WHOLE, *classroom.WHOLE, *conduct.WHOLE)
EACH = (*records.EACH, *media.EACH, *classroom.EACH, *conduct.EACH, *hours.EACH)
# Section 2: personal use that is out of scope is permit with one finding; section 5: it may still carry advice. What
# follows are the clauses whose subject is such use itself, reports, records, and classes, which make a use a school's.
OUT_OF_SCOPE = {
    "personal-use",
    "unknown-person",
    "records-disclosure",
    "records-directory",
    "records-of-disclosure",
    "mandatory-reporting",
    "student-content-personal-media",
    "employee-disclaimer",
    "professional-image",
    "public-domain",
    "family-notice",
    "password-protected",
    "passive-consent",
    "principal-consultation",
}


@dataclass(frozen=True)
class Judged:
    """What one recipient gets; `clauses` are pairs of clause and effect."""

    kind: str
    effect: str
    clauses: frozenset[tuple[str, str]]
    obligations: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Verdict:
    """The answer to one request."""

    effect: str
    recipients: dict[str, Judged]
    ask: frozenset[str]
    known_sender: bool

    def ids(self, effect: str) -> set[str]:
        """The recipients with this effect."""
        return {name for name, one in self.recipients.items() if one.effect == effect}


def judge(district: District, body: dict[str, Any], now: datetime) -> Verdict:
    """The verdict on one request."""
    message = Message(district, body, now)
    recipients = expand(message)
    message.out_of_scope = is_out_of_scope(message, recipients)
    message.households = count_households(message, recipients)
    message.reaches_families = any(one.kind in {"student", "guardian"} for one in recipients)
    message.addressed = frozenset(one.id for one in recipients if one.kind == "student")
    return _Judge(message, recipients).verdict()


class _Judge:
    def __init__(self, message: Message, recipients: list[Recipient]) -> None:
        self._message, self._recipients = message, recipients
        self._whole = self._kept(one for rule in WHOLE for one in rule(message))

    def verdict(self) -> Verdict:
        """Section 2: a finding about the whole message counts for each recipient."""
        roles: dict[str, list[Recipient]] = {}
        for who in self._recipients:
            roles.setdefault(who.id, []).append(who)
        judged = {name: self._judged(each) for name, each in roles.items()}
        effect = strictest([effect_of(self._whole), *(one.effect for one in judged.values())])
        spoken = {(one.clause, one.effect) for one in self._whole}.union(*(one.clauses for one in judged.values()))
        known = self._message.sender is not None
        return Verdict(effect, judged, whom_to_ask(self._message, spoken), known)

    def _judged(self, roles: list[Recipient]) -> Judged:
        said = [*self._whole, *(one for who in roles for one in (*self._alone(who), *self._company(who)))]
        return Judged(
            "/".join(who.kind for who in roles),
            effect_of(said),
            frozenset((one.clause, one.effect) for one in said),
            tuple(duty for one in said for duty in one.obligations),
        )

    def _alone(self, who: Recipient) -> list[Said]:
        """What is said of one person for themselves. Of one who is unknown or not contactable nothing else is said."""
        barred = [*unknown_person(self._message, who), *not_contactable(self._message, who)]
        return barred or self._kept(one for rule in EACH for one in rule(self._message, who))

    def _kept(self, said: Iterable[Said]) -> list[Said]:
        return [
            one
            for one in said
            if not self._message.out_of_scope or one.clause in OUT_OF_SCOPE or one.effect == "advise"
        ]

    def _company(self, who: Recipient) -> Iterator[Said]:
        """guardians-included and high-school-direct. A guardian counts as included only if their own effect for this
        very message is permit (whether in the audience or to be added); when nobody is left, the student is held."""
        message = self._message
        if who.kind != "student" or lifted_by_age(message, who.id) or message.own_and_private(who.id):
            return
        present = {one.id for one in self._recipients}
        reachable = [link.guardian for link in message.links(who.id) if link.reachable(message.day)]
        wanted = [name for name in reachable if not opted_out_of_inclusion(message, name, who.id)]
        permitted = [name for name in wanted if self._effect(name) == "permit"]
        if message.level(who.id) == "high":
            here = [name for name in reachable if name in present and self._effect(name) == "permit"]
            together = bool(here) and set(wanted) <= set(here)
            yield from high_school_direct(message, who, together)
        elif not permitted and not (reachable and not wanted):
            if reachable or not is_emergency(message, who):
                yield Said("guardians-included", "review")
        elif missing := sorted(set(permitted) - present):
            duty = {"type": "include_guardians", "student_id": who.id, "guardian_ids": missing}
            yield Said("guardians-included", "oblige", (duty,))

    def _effect(self, guardian: str) -> str:
        """A guardian's own effect, as a recipient or as one to be added for the students of the audience."""
        here = [one for one in self._recipients if one.id == guardian]
        roles = here or [Recipient(guardian, "guardian", self._with(guardian))]
        return strictest(effect_of(self._alone(one)) for one in roles)

    def _with(self, guardian: str) -> frozenset[str]:
        """The students below high school for whom a guardian who is not addressed could be added."""
        return frozenset(
            one.id
            for one in self._recipients
            if one.kind == "student"
            and self._message.level(one.id) != "high"
            and any(
                link.guardian == guardian and link.reachable(self._message.day) for link in self._message.links(one.id)
            )
            and not opted_out_of_inclusion(self._message, guardian, one.id)
        )
