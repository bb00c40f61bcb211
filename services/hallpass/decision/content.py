"""What the message carries: of whom it speaks, whom it shows, works, signals and numbers, in groups without ids."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.situation import (
    AttachmentView,
    ConsentState,
    ContentView,
    MentionView,
    NumberView,
    PicturedView,
)
from hallpass.decision.audience import Audience
from hallpass.decision.emergencies import Emergency
from hallpass.decision.facts import World
from hallpass.decision.screening import Screened
from hallpass.decision.students import Students
from hallpass.derive.calendar import school_year

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


class Content:
    """Derives the view of the content for one request."""

    def __init__(
        self,
        request: ContactRequest,
        world: World,
        students: Students,
        audience: Audience,
        mentions: Mentions,
        screened: Screened,
        emergency: Emergency | None,
        day: date,
    ) -> None:
        """`day` is the local day of sending."""
        self._request, self._world, self._students = request, world, students
        self._audience, self._mentions, self._screened = audience, mentions, screened
        self._emergency, self._day = emergency, day

    def view(self) -> tuple[ContentView, Groups]:
        """The content, and what is behind its groups."""
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
