"""From a request and the facts to the policy's query, and the ids that stay behind. Pure: facts and a clock in,
values out.

Guardians who might have to be included join the first query as situations of their own, outside the answer. A guardian
whose own effect for this very message is not permit is no company: the students are then asked about once more
without them (contact.md, rules of combination).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hallpass.contracts.contact import ContactRequest, Effect, RecipientKind
from hallpass.contracts.policy import LEVELS
from hallpass.contracts.situation import SCHEMA, Parameters, PolicyInput, QuietHours
from hallpass.contracts.verdict import FactsVersion
from hallpass.decision.asks import asks_of
from hallpass.decision.audience import KINDS, Audience
from hallpass.decision.content import Mentions
from hallpass.decision.disclosure import Records
from hallpass.decision.emergencies import Emergency, emergency_of
from hallpass.decision.facts import World
from hallpass.decision.message import Message
from hallpass.decision.people import Header, People, Person, Role, Words
from hallpass.decision.screening import Screened
from hallpass.decision.situations import SituationKey, Situations, situation
from hallpass.decision.students import Students
from hallpass.decision.validity import valid_until


@dataclass(frozen=True)
class Instants:
    """`now`, and when the message is planned to go (`send_at`, or now)."""

    now: datetime
    sending: datetime


@dataclass(frozen=True)
class Query:
    """One question to the engine. `asked` are the situations of the recipients; `others` come after them."""

    input: PolicyInput
    people: People
    candidates: tuple[tuple[str, int], ...]
    """Those who are or could be company, each with the index of their situation."""


class Case:
    """One request, prepared: facts derived once, grouped for each round."""

    def __init__(
        self,
        request: ContactRequest,
        world: World,
        screened: Screened,
        when: Instants,
        decision_id: str,
        policy_key: str,
    ) -> None:
        """Expand and derive; an audience of more than 10,000 is `Invalid`. `policy_key`: whose own rules hold."""
        settings = world.register.settings
        self._policy_key = policy_key
        self._request, self._world, self._when, self._id = request, world, when, decision_id
        self._zone = ZoneInfo(settings.time_zone)
        self._local = when.sending.astimezone(self._zone)
        self._day = self._local.date()
        found = world.staff.get(request.sender.staff_id)
        self._sender = found if found and found.active else None
        self.emergency: Emergency | None = emergency_of(
            request, world, self._sender, when.sending, self._day, decision_id
        )
        if self.emergency and self._sender and not self.emergency.covers_staff(self._sender, self._day):
            self.emergency = None
        mentions = Mentions.of(request, world)
        self._students = Students(request, world, self._day)
        self._audience = Audience(request, world, frozenset(mentions.known), self._day)
        content = request.content
        records = (
            Records(
                world,
                self._students,
                mentions.known,
                self._day,
                directory=bool(content.directory_classes),
            )
            if mentions.known and (content.record_classes or content.directory_classes)
            else None
        )
        self._situations = Situations(world, self._students, self._audience, records, self.emergency, self._day)
        message = Message(
            request,
            world,
            self._students,
            self._audience,
            mentions,
            screened,
            self.emergency,
            self._sender,
            self._local,
        )
        self._recipients = [(person, addressed.kinds) for person, addressed in self._audience.people.items()]
        self._message, self._groups = message.view()
        self._sender_view = message.sender()
        self._platform = message.platform

    def first(self) -> Query:
        """Everybody, and the guardians who might have to be included."""
        return self._query(frozenset(), with_prospects=True)

    def refused(self, query: Query, own_effects: Sequence[Effect]) -> frozenset[str]:
        """The guardians whom this very message may not reach."""
        return frozenset(person for person, index in query.candidates if own_effects[index] != "permit")

    def second(self, refused: frozenset[str]) -> Query:
        """The recipients once more, without those who are no company."""
        return self._query(refused, with_prospects=False)

    def _query(self, refused: frozenset[str], *, with_prospects: bool) -> Query:
        index: dict[SituationKey, int] = {}
        abouts: dict[tuple[tuple[str, ...], ...], int] = {(): 0}
        candidates: list[tuple[str, int]] = []
        others: list[tuple[str, int]] = []
        company: set[str] = set()
        persons: list[Person] = []
        has_students = False
        for person, kinds in self._recipients:
            roles = []
            for kind in kinds:
                place = self._situations.of(person, kind, refused)
                number = index.setdefault(place.key, len(index))
                roles.append(Role(number, place.company, abouts.setdefault(place.about, len(abouts))))
                has_students = has_students or kind == "student"
                company.update(*place.company)
                (candidates if kind == "guardian" else others).append((person, number))
            persons.append(Person(person, kinds[0], tuple(roles), self._window(person, kinds[0])))
        # Who is addressed as something else is company too, if they get this message: a parent on the staff.
        candidates += [(person, number) for person, number in others if person in company]
        persons.sort(key=_by_kind_then_id)
        count = len(index)
        if with_prospects and has_students:
            for guardian, children in self._prospects().items():
                place = self._situations.guardian(guardian, tuple(children))
                candidates.append((guardian, index.setdefault(place.key, len(index))))
        return Query(
            input=PolicyInput(
                schema=SCHEMA,
                tenant=self._policy_key,
                parameters=self._parameters(),
                sender=self._sender_view,
                message=self._message,
                situations=[situation(key) for key in index],
            ),
            people=self._people(tuple(persons), count, tuple(abouts)),
            candidates=tuple(candidates),
        )

    def _prospects(self) -> dict[str, list[str]]:
        """Below high school: reachable guardians outside the audience, with the children they would come along for.

        Nobody comes along to a private word with one's own child, which no family besides is part of.
        """
        found: dict[str, list[str]] = {}
        people = self._audience.people
        private = self._request.purpose == "personal" and self._request.medium.account == "personal"
        for person, addressed in people.items():
            if "student" not in addressed.roles or self._students.level(person) == LEVELS[-1]:
                continue
            if private and self._students.own_child(person):
                continue
            for (opted_out, present), ids in self._students.company(person, people, frozenset()).groups:
                if not opted_out and not present:
                    for guardian in ids:
                        found.setdefault(guardian, []).append(person)
        return found

    def _window(self, person: str, kind: RecipientKind) -> date | None:
        """Only where a guardian still waits: other sentences name no date."""
        if kind != "student":
            return None
        students = self._students
        states = students.classroom_media(person) or students.direct_contact(person)
        return students.window_over(person) if "advised_waiting" in states else None

    def _parameters(self) -> Parameters:
        settings = self._world.register.settings
        return Parameters(
            acceptable_use_version=settings.acceptable_use_version,
            acceptable_use_days=settings.acceptable_use_days,
            active_purposes=sorted(settings.active_purposes),
            guardian_rules=settings.guardian_rules,
            quiet_hours=[
                QuietHours(level=level, start=window.start, until=window.until)
                for level in LEVELS
                if (window := settings.quiet_hours.get(level)) is not None
            ],
        )

    def _people(
        self, persons: tuple[Person, ...], count: int, abouts: tuple[tuple[tuple[str, ...], ...], ...]
    ) -> People:
        groups = self._groups
        return People(
            header=self._header(),
            persons=persons,
            situations=count,
            abouts=abouts,
            mentions=groups.mentions,
            pictured=groups.pictured,
            attachments=groups.attachments,
            numbers=groups.numbers,
            asks=asks_of(self._world, self._sender, self._class_school(), self._day),
            words=self._words(),
        )

    def _class_school(self) -> str | None:
        classroom = self._request.classroom
        known = self._world.classes.get(classroom.class_id) if classroom else None
        return known.school if known else None

    def _header(self) -> Header:
        register, positions = self._world.register, self._world.positions
        start = max(self._when.now, self._when.sending)
        emergencies = [e for e in register.emergencies.values() if e.active and self._request.purpose == "emergency"]
        if self.emergency is not None:
            emergencies.append(self.emergency.facts)
        until = valid_until(start, self._zone, register.settings.quiet_hours.values(), emergencies)
        return Header(
            decision_id=self._id,
            decided_at=self._when.now.astimezone(self._zone),
            valid_until=until.astimezone(self._zone),
            facts=FactsVersion(
                roster=positions.roster,
                consent=positions.consent,
                register=positions.register,
                as_of=positions.as_of.astimezone(self._zone),
            ),
            emergency_id=self.emergency.facts.id if self.emergency else None,
        )

    def _words(self) -> Words:
        request, register = self._request, self._world.register
        settings = register.settings
        kind = self._platform.kind if self._platform else request.medium.kind
        classroom = request.classroom
        known = self._world.classes.get(classroom.class_id) if classroom else None
        return Words(
            platform=self._platform.name if self._platform else None,
            kind=kind,
            class_title=known.title if known else None,
            organization=request.content.outside_organization,
            sanctioned=tuple(
                sorted(
                    p.name
                    for p in register.platforms.values()
                    if p.active and p.kind == kind and (p.sanctioned or p.provided_by == "district")
                )
            ),
            disclaimer=settings.disclaimer,
            toolkit=settings.toolkit,
            reporting=settings.reporting,
            class_id=classroom.class_id if classroom else None,
            platform_id=request.medium.platform_id,
            time_zone=settings.time_zone,
            day=self._day,
        )


def _by_kind_then_id(person: Person) -> tuple[int, str]:
    return KINDS.index(person.kind), person.id
