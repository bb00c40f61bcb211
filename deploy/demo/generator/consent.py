"""consent.yaml: what families were told and answered, what principals said, what stands against passwords."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from deploy.demo.generator.chance import Chance
from deploy.demo.generator.dates import Calendar
from deploy.demo.generator.model import Class, District, Link
from deploy.demo.generator.shape import elementary

_TOLD, _CONSULTED, _ANSWERED, _JUST_NOW = -75, -80, -60, -1

_PARTS = {
    "blog": (
        "Show families what we learn",
        "A page for each project",
        "First names and work",
        "Password, families only",
    ),
    "video": ("Lessons for those at home", "A lesson on a snow day", "Faces and voices", "Invited accounts only"),
    "photos": (
        "Show our field trips",
        "An album of the museum visit",
        "Pictures without names",
        "School accounts only",
    ),
    "chat": ("Questions about homework", "A question before a test", "First names", "Class accounts only"),
    "site": ("Write for readers everywhere", "A weather diary", "No names, no pictures", "Open to everyone"),
}
_MEMBERS = ("purpose", "example", "student_information", "security")

# How far each class's notice has come, in turn: most families know, some know half of it, some nothing yet.
_CLASSROOM = ("told", "told", "incomplete", "told", "told", "waiting", "told", "undelivered", "told", "some")
# The same for each teacher of a high school who wants to write to students directly.
_DIRECT = ("told", "some", "waiting", "undelivered", "told", "told")

_NOT_ASKED = 11
"""For every so-many-th use of a medium nobody asked the principal."""

_ANSWER_SHARE = 0.05
_PURPOSES = {"classroom_media": 0.3, "direct_contact": 0.2, "inclusion": 0.1, "photo": 0.25, "directory": 0.15}
_ANSWERS = {"opt_out": 0.75, "opt_in": 0.15, "withdraw": 0.1}
_QUIET = (("heron", "06", "a"), ("heron", "07", "a"), ("heron", "08", "a"), ("beacon", "09", "a"))
"""Sections in which only the families of the demo's stories have answered."""


class Consent:
    """Reads the district, writes down its families' answers."""

    def __init__(self, district: District, calendar: Calendar, chance: Chance) -> None:
        self._district, self._calendar, self._chance = district, calendar, chance
        self._members, self._teachers = _members(district, "student"), _members(district, "teacher")
        self._links: defaultdict[str, list[Link]] = defaultdict(list)
        for link in district.links:
            self._links[link.student].append(link)

    def document(self) -> dict[str, Any]:
        """The members of consent.yaml."""
        used = list(self._used())
        return {
            "notices": [*self._classroom(used), *self._direct()],
            "answers": [*self._told_stories(), *self._others()],
            "consultations": list(self._consultations(used)),
            "objections": list(self._objections(used)),
            "reminders": self._reminders(),
        }

    def _used(self) -> Iterator[tuple[Class, str]]:
        """Which classes use which medium."""
        for found in self._district.classes.values():
            if found.subject in {"", "science"}:
                yield found, "blog"
            if found.subject == "math" and not elementary(found.grades[0]):
                yield found, "video"
            if found.subject == "spanish":
                yield found, "chat"
            if found.subject == "drama":
                yield found, "photos"
            if found.subject == "english":
                yield found, "site"

    def _classroom(self, used: Sequence[tuple[Class, str]]) -> Iterator[dict[str, Any]]:
        for number, (found, platform) in enumerate(used):
            story = found.id in {"c-heron-6a", "c-beacon-drama"}
            state = "told" if story else _CLASSROOM[number % len(_CLASSROOM)]
            words = dict(zip(_MEMBERS, _PARTS[platform], strict=True))
            if state == "incomplete":
                words["security"] = ""
            yield {
                "id": f"n-{found.id[2:]}-{platform}",
                "kind": "classroom_media",
                "class": found.id,
                "platform": platform,
                "parts": words,
            } | self._delivered(state, self._members[found.id])

    def _direct(self) -> Iterator[dict[str, Any]]:
        """From teachers of high schools, the drama club's as a class."""
        for school in self._district.schools:
            if school.plan != "beacon":
                continue
            parts = {"purpose": "Reminders of deadlines and changes of room", "example": "Rehearsal moved to room 12"}
            drama = f"c-{school.id}-drama"
            teachers = [p.id for p in self._district.staff if p.roles[0] == ("teacher", school.id)]
            for number, teacher in enumerate(teachers):
                taught = [c for c, members in self._teachers.items() if teacher in members]
                students = [student for class_id in taught for student in self._members[class_id]]
                about = {"class": drama} if taught == [drama] else {"staff": teacher}
                head = {"id": f"n-{teacher}-direct", "kind": "direct_contact"} | about | {"parts": parts}
                yield head | self._delivered(_DIRECT[number % len(_DIRECT)], students)

    def _delivered(self, state: str, students: Sequence[str]) -> dict[str, Any]:
        if state == "undelivered":
            return {}
        day = self._calendar.day(_JUST_NOW if state == "waiting" else _TOLD)
        if state != "some":
            return {"delivered": {"date": day, "to": "all"}}
        reached = {link.guardian for student in students[::2] for link in self._links[student]}
        return {"delivered": {"date": day, "to": sorted(reached)}}

    def _told_stories(self) -> Iterator[dict[str, Any]]:
        """The answers that the README's requests meet, and one of each kind that chance may leave out."""
        place = self._district.student
        yield self._answer(place("heron", "06", 1).id, "photo", "all", "opt_out")
        yield self._answer(place("heron", "06", 2).id, "classroom_media", {"platform": "blog"}, "opt_out")
        yield self._answer(place("heron", "07", 0).id, "inclusion", "all", "opt_out")
        yield self._answer(place("beacon", "11", 0).id, "direct_contact", {"staff": "t-beacon-1"}, "opt_out")
        yield self._answer(place("beacon", "10", 0).id, "direct_contact", {"staff": "t-beacon-3"}, "opt_in")
        yield self._answer(place("beacon", "12", 0).id, "directory", "all", "opt_out")
        # A grandparent's answer is kept and has no force.
        yield self._answer(place("windmill", "04", 0).id, "photo", "all", "opt_out", position=1)

    def _others(self) -> Iterator[dict[str, Any]]:
        for student in self._district.students:
            if (student.school, student.grade, student.section) in _QUIET or not self._links[student.id]:
                continue
            if self._chance.often(_ANSWER_SHARE):
                purpose, answer = self._chance.weighted(_PURPOSES), self._chance.weighted(_ANSWERS)
                scope = self._scope(student.id, purpose)
                if answer == "withdraw":
                    yield self._answer(student.id, purpose, scope, "opt_in", earlier=12)
                yield self._answer(student.id, purpose, scope, answer)

    def _scope(self, student: str, purpose: str) -> Any:
        """Mostly everything; for what is about a class or a medium sometimes only that."""
        classes = [class_id for class_id, members in self._members.items() if student in members]
        narrow: dict[str, list[Any]] = {
            "classroom_media": [{"class": self._chance.pick(classes)}, {"platform": "blog"}],
            "direct_contact": [{"class": self._chance.pick(classes)}],
            "photo": [{"platform": "photos"}],
        }
        return self._chance.pick(["all", *narrow.get(purpose, [])])

    def _answer(
        self, student: str, purpose: str, scope: Any, answer: str, *, position: int = 0, earlier: int = 0
    ) -> dict[str, Any]:
        return {
            "guardian": self._links[student][position].guardian,
            "student": student,
            "purpose": purpose,
            "scope": scope,
            "answer": answer,
            "date": self._calendar.day(_ANSWERED - earlier if answer != "opt_in" or earlier else _JUST_NOW),
        }

    def _consultations(self, used: Sequence[tuple[Class, str]]) -> Iterator[dict[str, Any]]:
        """Most classes asked; where there is no principal the administrator answered. Chat was declined once."""
        heads = {s.id: f"p-{s.id}" if s.principal else f"a-{s.id}" for s in self._district.schools}
        declined = next((found.id for found, platform in used if platform == "chat"), "")
        for number, (found, platform) in enumerate(used):
            if number % _NOT_ASKED == 0 and found.id != "c-heron-6a":
                continue
            outcome = "declined" if platform == "chat" and found.id == declined else "agreed"
            yield {
                "class": found.id,
                "platform": platform,
                "principal": heads[found.school],
                "date": self._calendar.day(_CONSULTED),
                "outcome": outcome,
            }

    def _objections(self, used: Sequence[tuple[Class, str]]) -> Iterator[dict[str, Any]]:
        """Half of the classes that write for the public say why a password would be in the way."""
        for found, _ in [entry for entry in used if entry[1] == "site"][::2]:
            yield {
                "class": found.id,
                "platform": "site",
                "reason": "The diary is written for readers everywhere",
                "by": self._teachers[found.id][0],
                "date": self._calendar.day(_CONSULTED),
            }

    def _reminders(self) -> list[dict[str, Any]]:
        students = [self._district.student("beacon", "11", position).id for position in (0, 1)]
        return [
            {"class": "c-beacon-drama", "platform": "photos", "date": self._calendar.day(_ANSWERED)},
            {"students": students, "platform": "photos", "date": self._calendar.day(_ANSWERED)},
        ]


def _members(district: District, role: str) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for enrollment in district.enrollments:
        if enrollment.role == role:
            found[enrollment.class_id].append(enrollment.person)
    return found
