"""Spreads the engine's result back to the people: pure, so that stored facts give the stored verdict byte for byte."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hallpass.contracts.contact import Effect
from hallpass.contracts.engine import (
    CarryDisclaimer,
    EngineResult,
    HoldUntil,
    IncludeGuardians,
    LeaveOut,
    MessageFinding,
    Obligation,
    RecordDisclosure,
    RemindFamilies,
    RemoveSpan,
    Report,
)
from hallpass.contracts.verdict import Ask, Finding, PolicyVersion, Recipient, Resources, Verdict
from hallpass.decision.people import People, Person, Role
from hallpass.decision.render import asked, rendered, speaks_of_window
from hallpass.decision.summary import summary
from hallpass.decision.validity import local_instant

_STRICTNESS: dict[Effect, int] = {"permit": 0, "review": 1, "deny": 2}


def strictest(effects: Iterable[Effect]) -> Effect:
    """Deny > review > permit."""
    return max(effects, key=_STRICTNESS.__getitem__, default="permit")


def verdict(people: People, result: EngineResult) -> Verdict:
    """The whole answer, from what is stored."""
    return _Spread(people, result).verdict()


class _Spread:
    def __init__(self, people: People, result: EngineResult) -> None:
        self._people, self._result = people, result
        self._findings: list[Finding] = []
        self._sources: list[MessageFinding] = []
        self._numbered: dict[tuple[int, Any], int] = {}
        self._obligations: list[dict[str, Any]] = []
        self._known: dict[Any, int] = {}
        self._by_situation: list[list[tuple[int, MessageFinding, bool]]] = [[] for _ in range(people.situations)]
        for number, finding in enumerate(result.findings):
            dated = speaks_of_window(finding)
            for situation in finding.situations:
                if situation < people.situations:
                    self._by_situation[situation].append((number, finding, dated))

    def verdict(self) -> Verdict:
        people, result = self._people, self._result
        whole = [self._finding(-1 - n, f, None) for n, f in enumerate(result.message_findings)]
        binding = [(n, f) for f in result.message_findings for o in f.obligations for n in self._for_message(o)]
        always = [n for n, f in binding if any(isinstance(o, Report) for o in f.obligations)]
        bound = [n for n, _ in binding]
        recipients = [self._recipient(person, whole, bound, always) for person in people.persons]
        effect = strictest((result.effect, *(r.effect for r in recipients)))
        by_effect: dict[Effect, list[str]] = {"permit": [], "review": [], "deny": []}
        for recipient in recipients:
            by_effect[recipient.effect].append(recipient.person_id)
        ask = self._ask()
        words, header = people.words, people.header
        return Verdict(
            decision_id=header.decision_id,
            decided_at=header.decided_at,
            valid_until=header.valid_until,
            effect=effect,
            summary=summary(effect, by_effect, self._obligations, ask),
            permitted=by_effect["permit"],
            held=by_effect["review"],
            denied=by_effect["deny"],
            recipients=recipients,
            findings=self._findings,
            obligations=self._obligations,
            ask=ask,
            resources=Resources(link=words.toolkit.link, phone=words.toolkit.phone),
            policy=PolicyVersion(revision=result.revision, release=result.release),
            facts=header.facts,
            emergency_id=header.emergency_id,
        )

    def _recipient(self, person: Person, whole: list[int], bound: list[int], always: list[int]) -> Recipient:
        effects = self._result.effects
        roles = person.roles
        effect = effects[roles[0].situation] if len(roles) == 1 else strictest([effects[r.situation] for r in roles])
        found = dict.fromkeys(whole)
        due = dict.fromkeys(always if effect == "deny" else bound)
        for role in roles:
            for number, finding, dated in self._by_situation[role.situation]:
                window = person.window_over if dated else None
                found[self._finding(number, finding, window)] = None
                if effect != "deny":
                    for obligation in finding.obligations:
                        due.update(dict.fromkeys(self._for_person(obligation, person, role)))
        return Recipient(
            person_id=person.id, kind=person.kind, effect=effect, findings=list(found), obligations=list(due)
        )

    def _finding(self, number: int, finding: MessageFinding, window: Any) -> int:
        """The finding's place in the answer; findings that read the same are one."""
        key = (number, window)
        position = self._numbered.get(key)
        if position is None:
            said = rendered(finding, self._people, window)
            known = next((place for place, other in enumerate(self._findings) if other == said), None)
            position = self._numbered[key] = len(self._findings) if known is None else known
            if known is None:
                self._findings.append(said)
                self._sources.append(finding)
        return position

    def _ask(self) -> list[Ask]:
        """Whom to ask on every review and deny; acceptable use adds the supervisor to the principal."""
        found: dict[str, Ask] = {}
        asks = self._people.asks
        for source in self._sources:
            if source.effect not in ("review", "deny"):
                continue
            for ask in (asked(source, asks), asks.principal if source.ask == "supervisor" else None):
                if ask is not None:
                    found.setdefault(ask.person_id, ask)
        return list(found.values())

    # -- obligations

    def _number(self, key: Any, obligation: dict[str, Any]) -> int:
        position = self._known.get(key)
        if position is None:
            position = self._known[key] = len(self._obligations)
            self._obligations.append(obligation)
        return position

    def _for_person(self, obligation: Obligation, person: Person, role: Role) -> list[int]:
        if isinstance(obligation, IncludeGuardians):
            ids = [guardian for k in obligation.guardians for guardian in role.company[k]]
            filled = {"type": "include_guardians", "student_id": person.id, "guardian_ids": ids}
            return [self._number(("include_guardians", person.id), filled)]
        if isinstance(obligation, RecordDisclosure):
            students = [s for k in obligation.about for s in self._people.abouts[role.about][k]]
            key = ("record_disclosure", tuple(students), tuple(obligation.record_classes))
            position = self._number(
                key,
                {
                    "type": "record_disclosure",
                    "student_ids": students,
                    "recipient_ids": [],
                    "record_classes": obligation.record_classes,
                },
            )
            readers = self._obligations[position]["recipient_ids"]
            if person.id not in readers[-1:]:
                readers.append(person.id)
            return [position]
        return self._for_message(obligation)

    def _for_message(self, obligation: Obligation) -> list[int]:
        people, words = self._people, self._people.words
        match obligation:
            case HoldUntil(days=days, minute=minute):
                at = local_instant(words.day + timedelta(days=days), minute, ZoneInfo(words.time_zone))
                return [self._number(("hold_until", at), {"type": "hold_until", "at": at})]
            case RemoveSpan(phone_numbers=groups, reason=reason):
                spans = sorted(span for k in groups for span in people.numbers[k])
                return [
                    self._number(
                        ("remove_span", *span),
                        {"type": "remove_span", "start": span[0], "end": span[1], "reason": reason},
                    )
                    for span in spans
                ]
            case CarryDisclaimer():
                return [self._number("carry_disclaimer", {"type": "carry_disclaimer", "text": words.disclaimer})]
            case RemindFamilies(pictured=groups):
                ids = [student for k in groups for student in people.pictured[k]]
                whom = {"class_id": words.class_id} if words.class_id is not None else {"student_ids": ids}
                return [
                    self._number(
                        "remind_families", {"type": "remind_families", **whom, "platform_id": words.platform_id}
                    )
                ]
            case Report(duty=duty):
                to = {"name": words.reporting.name, "phone": words.reporting.phone}
                return [self._number(("report", *duty), {"type": "report", "duty": duty, "to": to})]
            case LeaveOut(mentions=groups):
                ids = sorted(student for k in groups for student in people.mentions[k])
                return [self._number(("leave_out", *ids), {"type": "leave_out", "student_ids": ids})]
            case _:
                raise AssertionError(f"{type(obligation).__name__} belongs to a person")
