"""The facts of the message itself, in groups without ids; the ids behind each group stay beside it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeVar

from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.policy import PlatformFacts
from hallpass.contracts.roster import StaffFacts
from hallpass.contracts.situation import (
    AcceptableUse,
    AttachmentView,
    ConsentState,
    ContentView,
    LocalTime,
    MediumView,
    MentionView,
    MessageView,
    NumberView,
    Outside,
    PicturedView,
    PlatformView,
    SenderView,
    Weekday,
)
from hallpass.decision.audience import PUBLIC, Audience
from hallpass.decision.classrooms import classroom_view
from hallpass.decision.emergencies import Emergency
from hallpass.decision.facts import World
from hallpass.decision.screening import Screened
from hallpass.decision.students import Students
from hallpass.derive.calendar import floored, in_force, school_year
from hallpass.derive.households import households

_WEEKDAYS: tuple[Weekday, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
_FARTHEST = 7
"""Days after which an expiry is no nearer to any hold: a hold lasts two days at most."""
_PICTURES = frozenset({"image", "video"})

_MentionKey = tuple[bool, bool, bool, tuple[ConsentState, ...], tuple[ConsentState, ...], tuple[str, ...]]
Subjects = Literal["none", "own_children", "students"]
Key = TypeVar("Key", bound=Hashable)
Member = TypeVar("Member")


def grouped(pairs: Iterable[tuple[Key, Member]]) -> list[tuple[Key, list[Member]]]:
    """The members of each key, in order of first appearance."""
    groups: dict[Key, list[Member]] = {}
    for key, member in pairs:
        groups.setdefault(key, []).append(member)
    return list(groups.items())


@dataclass(frozen=True)
class Mentions:
    """Of whom the message speaks: known students in order, those shown in a picture, and whether an id is unknown."""

    known: tuple[str, ...]
    shown: frozenset[str]
    unknown: bool

    @classmethod
    def of(cls, request: ContactRequest, world: World) -> Mentions:
        """`attachments.shows` adds to `mentions`; directory data of class `photo` is a picture of all of them."""
        content = request.content
        ids = dict.fromkeys(content.mentions)
        shown: set[str] = set(content.mentions) if "photo" in content.directory_classes else set()
        for attachment in content.attachments:
            ids.update(dict.fromkeys(attachment.shows))
            if attachment.kind in _PICTURES:
                shown.update(attachment.shows)
        known = tuple(student for student in ids if student in world.students)
        return cls(known, frozenset(shown), len(known) < len(ids))


@dataclass(frozen=True)
class Groups:
    """The ids, positions and spans behind the groups of a message view."""

    mentions: list[list[str]]
    pictured: list[list[str]]
    attachments: list[list[int]]
    numbers: list[list[tuple[int, int]]]


class Message:
    """Derives the views of sender and message for one request."""

    def __init__(
        self,
        request: ContactRequest,
        world: World,
        students: Students,
        audience: Audience,
        mentions: Mentions,
        screened: Screened,
        emergency: Emergency | None,
        sender: StaffFacts | None,
        local: datetime,
    ) -> None:
        """`local` is the instant of sending in the district's time zone."""
        self._request, self._world, self._students = request, world, students
        self._audience, self._mentions, self._screened = audience, mentions, screened
        self._emergency, self._sender, self._local = emergency, sender, local
        self._day = local.date()
        self._named_tags = frozenset(world.register.settings.named_tags)
        windows = world.register.settings.quiet_hours.values()
        self._bounds = tuple(sorted({bound for window in windows for bound in (window.start, window.until)}))
        platform_id = request.medium.platform_id
        platform = world.register.platforms.get(platform_id) if platform_id is not None else None
        self.platform: PlatformFacts | None = platform if platform and platform.active else None

    def sender(self) -> SenderView:
        """Who asks."""
        asked, sender = self._request.sender, self._sender
        acknowledged: list[AcceptableUse] = []
        if sender and sender.acceptable_use and sender.acceptable_use.date <= self._day:
            days = (self._day - sender.acceptable_use.date).days
            limit = self._world.register.settings.acceptable_use_days
            acknowledged = [
                AcceptableUse(version=sender.acceptable_use.version, days=floored(days, (0, limit, limit + 1)))
            ]
        return SenderView(
            known=sender is not None,
            discloses_employment=asked.discloses_employment,
            on_duty=asked.on_duty,
            acceptable_use=acknowledged,
            tags=self._tags(sender.tags if sender else ()),
        )

    def view(self) -> tuple[MessageView, Groups]:
        """The message, and what is behind its groups."""
        request = self._request
        content, groups = self._content()
        outside = (request.content.outside_organization or "").strip()
        emergency = self._emergency
        return MessageView(
            interaction=request.interaction,
            purpose=request.purpose,
            account=request.medium.account,
            device=request.medium.device,
            urgency=request.urgency,
            weekday=_WEEKDAYS[self._local.weekday()],
            minute=floored(self._local.hour * 60 + self._local.minute, self._bounds),
            expires=self._expires(),
            households=self._households() if outside else 0,
            declarer=emergency is not None and emergency.facts.declared_by == request.sender.staff_id,
            outside=Outside(named=bool(outside), approved=bool(outside) and self._approved(outside)),
            medium=self._medium(),
            classroom=classroom_view(
                request, self._world, self._students.notices, self._sender, self._day, self._named_tags
            ),
            content=content,
        ), groups

    def _tags(self, tags: Iterable[str]) -> list[str]:
        return [tag for tag in tags if tag in self._named_tags]

    def _expires(self) -> list[LocalTime]:
        expires = self._request.content.expires_at
        if expires is None:
            return []
        local = expires.astimezone(self._local.tzinfo)
        days = (local.date() - self._day).days
        if days < 0:
            return [LocalTime(days=0, minute=0)]
        return [LocalTime(days=min(days, _FARTHEST), minute=floored(local.hour * 60 + local.minute, self._bounds))]

    def _households(self) -> int:
        people = self._audience.people
        if PUBLIC in people:
            return 2
        families: list[list[str]] = []
        recipients: list[str] = []
        for person, addressed in people.items():
            if "student" in addressed.roles:
                recipients.append(person)
                families.append([person, *(link.guardian for link in self._students.facts(person).links)])
            if "guardian" in addressed.roles:
                recipients.append(person)
                families += ([child, person] for child in self._world.guardians.get(person, addressed.children))
                families += ([child, person] for child in addressed.children)
        return min(2, households(families, recipients))

    def _approved(self, organization: str) -> bool:
        wanted = _folded(organization)
        return any(
            approval.active
            and _folded(approval.organization) == wanted
            and in_force(approval.since, approval.until, self._day)
            for approval in self._world.register.approvals
        )

    def _medium(self) -> MediumView:
        medium, platform = self._request.medium, self.platform
        views = []
        if platform:
            views = [
                PlatformView(
                    sanctioned=platform.sanctioned,
                    provided_by=platform.provided_by,
                    minimum_age=[] if platform.minimum_age is None else [platform.minimum_age],
                    profile_restrictions=list(platform.profile_restrictions),
                    visibility=platform.visibility,
                    allows_tagging=platform.allows_tagging,
                    tags=self._tags(platform.tags),
                )
            ]
        kind = platform.kind if platform else (medium.kind or "unknown")
        return MediumView(kind=kind, named=medium.platform_id is not None, platform=views)

    def _content(self) -> tuple[ContentView, Groups]:
        content = self._request.content
        mentions = grouped((self._mention_key(student), student) for student in self._mentions.known)
        pictured = grouped((self._pictured_key(student), student) for student in self._pictured())
        attachments = grouped(
            (
                (a.kind, a.rights, bool((a.attribution or "").strip()), self._subjects(a.kind, a.shows)),
                position,
            )
            for position, a in enumerate(content.attachments)
        )
        numbers = grouped((number.whose, (number.start, number.end)) for number in self._screened.numbers)
        said = content.age_appropriate
        view = ContentView(
            record_classes=sorted(set(content.record_classes)),
            directory_classes=sorted(set(content.directory_classes)),
            signals=sorted({*(s.category for s in content.signals), *(s.category for s in self._screened.signals)}),
            age_appropriate="unstated" if said is None else ("yes" if said else "no"),
            unknown_mentions=self._mentions.unknown,
            attachments=[
                AttachmentView(kind=kind, rights=rights, attributed=attributed, subjects=subjects)
                for (kind, rights, attributed, subjects), _ in attachments
            ],
            phone_numbers=[NumberView(whose=whose) for whose, _ in numbers],
            mentions=[self._mention_view(key) for key, _ in mentions],
            pictured=[PicturedView(own_child=own, reminded=reminded) for (own, reminded), _ in pictured],
        )
        return view, Groups(
            mentions=[ids for _, ids in mentions],
            pictured=[ids for _, ids in pictured],
            attachments=[positions for _, positions in attachments],
            numbers=[spans for _, spans in numbers],
        )

    def _mention_key(self, student: str) -> _MentionKey:
        covered = self._emergency is not None and self._emergency.covers_student(self._students.facts(student))
        return (
            self._students.own_child(student),
            covered,
            student in self._mentions.shown,
            self._students.photo(student),
            self._students.classroom_media(student),
            self._students.tags(student),
        )

    @staticmethod
    def _mention_view(key: _MentionKey) -> MentionView:
        own_child, emergency, pictured, photo, classroom_media, tags = key
        return MentionView(
            own_child=own_child,
            emergency=emergency,
            pictured=pictured,
            photo=list(photo),
            classroom_media=list(classroom_media),
            tags=list(tags),
        )

    def _pictured(self) -> list[str]:
        """Students in an image or video; those who are tagged, named or addressed."""
        shown = {student for a in self._request.content.attachments if a.kind in _PICTURES for student in a.shows}
        found = [student for student in self._mentions.known if student in shown]
        if self._request.interaction == "tag":
            tagged = dict.fromkeys(self._mentions.known)
            tagged.update(
                dict.fromkeys(p for p, addressed in self._audience.people.items() if "student" in addressed.roles)
            )
            return list(tagged)
        return found

    def _pictured_key(self, student: str) -> tuple[bool, bool]:
        began = date(school_year(self._day), 7, 1)
        return self._students.own_child(student), self._students.reminded(student, began)

    def _subjects(self, kind: str, shows: Iterable[str]) -> Subjects:
        of = list(dict.fromkeys(shows))
        if not of and kind == "student_work":
            if self._mentions.unknown or not self._mentions.known:
                return "students" if self._mentions.unknown else "none"
            of = list(self._mentions.known)
        if not of:
            return "none"
        known = self._world.students
        own = all(student in known and self._students.own_child(student) for student in of)
        return "own_children" if own else "students"


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
