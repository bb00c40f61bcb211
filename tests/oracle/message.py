"""One request as the oracle sees it: what was asked, when, by whom, and the facts of section 3 about students."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from oracle.folder import District, instant
from oracle.roster import Link, Person

UNSANCTIONED: dict[str, Any] = {"sanctioned": False}


@dataclass(frozen=True)
class Recipient:
    """A person in one role. A guardian carries the children for whom they are addressed."""

    id: str
    kind: str
    children: frozenset[str] = frozenset()


class Message:
    """A request put to a district. Instants are in the district's time zone; `now` counts where no `send_at` is."""

    def __init__(self, district: District, body: dict[str, Any], now: datetime) -> None:
        self.district = district
        self.body = body
        self.content: dict[str, Any] = body.get("content") or {}
        self.medium: dict[str, Any] = body["medium"]
        self.audience: dict[str, Any] = body["audience"]
        self.purpose: str = body["purpose"]
        self.interaction: str = body.get("interaction") or "message"
        self.account: str = self.medium["account"]
        self.sender_id: str = body["sender"]["staff_id"]
        # Facts about the whole audience, set once it is expanded.
        self.out_of_scope = False
        self.reaches_families = False
        self.addressed: frozenset[str] = frozenset()
        self.households = 0
        self.at = instant(body.get("send_at") or now, district.zone).astimezone(district.zone)

    @cached_property
    def day(self) -> date:
        return self.at.date()

    @cached_property
    def sender(self) -> Person | None:
        """None where the roster does not know them as staff."""
        found = self.district.people.get(self.sender_id)
        return found if found is not None and found.is_staff else None

    # --- the medium

    @cached_property
    def platform(self) -> dict[str, Any] | None:
        """The entry of the register; None without a platform, and for one that the register does not know."""
        wanted = self.medium.get("platform_id")
        return next((entry for entry in self.district.many("platforms") if entry["id"] == wanted), None)

    @cached_property
    def kind(self) -> str:
        """Section 1: required when platform_id is null; else the register's kind wins."""
        return str(self.platform["kind"]) if self.platform else self.medium.get("kind") or ""

    @cached_property
    def sanctioned(self) -> bool:
        """Sanctioned, or created by the district. Section 5: an unknown platform is an unsanctioned one."""
        entry = self.platform or UNSANCTIONED
        return bool(entry["sanctioned"]) or entry.get("provided_by") == "district"

    @cached_property
    def by_phone(self) -> bool:
        """A phone call or text without a platform."""
        return not self.medium.get("platform_id") and self.kind in {"phone_call", "text_message"}

    @cached_property
    def device(self) -> str:
        """`district`, `personal` or `advice`. Section 1: unknown = the tool cannot tell: advice on a sanctioned
        platform, elsewhere as personal."""
        said = str(self.medium["device"])
        if said == "unknown":
            return "advice" if self.sanctioned else "personal"
        return said

    @cached_property
    def classroom(self) -> str | None:
        """The class with which the medium is used."""
        asked = self.body.get("classroom")
        return asked["class_id"] if asked else None

    @cached_property
    def known_classroom(self) -> str | None:
        return self.classroom if self.classroom in self.district.groups else None

    # --- the content

    @cached_property
    def mentions(self) -> frozenset[str]:
        """Section 1: `shows` adds to `mentions`."""
        shown = (student for one in self.attachments for student in one.get("shows") or [])
        return frozenset([*(self.content.get("mentions") or []), *shown])

    @cached_property
    def attachments(self) -> list[dict[str, Any]]:
        return self.content.get("attachments") or []

    @cached_property
    def shown(self) -> frozenset[str]:
        """Students in images. Section 5: a video is an image for photo-tagging."""
        return frozenset(
            student
            for one in self.attachments
            if one["kind"] in {"image", "video"}
            for student in one.get("shows") or []
        )

    @cached_property
    def pictured(self) -> frozenset[str]:
        """Directory data of class `photo` is a picture of those who are mentioned."""
        photo = "photo" in (self.content.get("directory_classes") or [])
        return self.shown | frozenset((self.content.get("mentions") or []) if photo else [])

    @cached_property
    def signals(self) -> frozenset[str]:
        return frozenset(signal["category"] for signal in self.content.get("signals") or [])

    # --- facts about people

    def links(self, student: str) -> list[Link]:
        """The guardian links of a child that are in force, to guardians whom the roster knows."""
        found = [link for link in self.district.links if link.student == student and link.in_force(self.day)]
        return [link for link in found if self._is_family(link.guardian)]

    def _is_family(self, name: str) -> bool:
        return name in self.district.people and self.district.people[name].is_family

    def children(self, guardian: str) -> list[Link]:
        """Every link of a guardian to a student whom the roster knows, in force or not."""
        return [link for link in self.district.links if link.guardian == guardian and self.student(link.student)]

    def student(self, name: str) -> Person | None:
        found = self.district.people.get(name)
        return found if found is not None and found.is_student else None

    def level(self, student: str) -> str:
        """Section 3: the grade through the district's grade map; an unknown grade takes the strictest, elementary."""
        person = self.district.people[student]
        return str((self.district.settings.get("grade_map") or {}).get(person.grade, "elementary"))

    def age(self, student: str) -> int | None:
        """Section 3: from the birth date at send_at; unknown where there is none."""
        born = self.district.people[student].born
        if born is None:
            return None
        return self.day.year - born.year - ((self.day.month, self.day.day) < (born.month, born.day))

    def eligible(self, student: str) -> bool:
        """Section 3: eligible student: 18 or older. Nobody of unknown age is one."""
        age = self.age(student)
        return age is not None and age >= 18

    def schools(self, person: str) -> set[str]:
        """The schools of somebody's roles."""
        found = self.district.people.get(person)
        posts = found.posts if found else ()
        return {post.place for post in posts if post.in_force(self.day) and post.place in self.district.schools}

    def classes(self, person: str, role: str, day: date | None = None) -> set[str]:
        """Section 5: only enrollments in force at send_at count; a day asks about that day."""
        return {
            seat.group
            for seat in self.district.seats
            if seat.person == person and seat.role == role and seat.in_force(day or self.day)
        }

    def own(self, student: str) -> bool:
        """Section 5: for personal purposes a staff member's own children (a guardian link with the sender's id) are no
        students for any clause about personal media. (Not one whom they may not contact.)"""
        links = [link for link in self.links(student) if link.reachable(self.day) and self.student(student)]
        return self.purpose == "personal" and any(link.guardian == self.sender_id for link in links)

    def own_and_private(self, student: str) -> bool:
        """An own child, over one's personal account."""
        return self.account == "personal" and self.own(student)

    def interest(self, staff: str, student: str) -> bool:
        """Section 3: teaches a class of theirs, is principal, counselor or administrator at their school, or a
        recorded interest. Section 5: a district administrator needs a recorded one."""
        recorded = any(
            one["staff"] == staff and one["student"] == student for one in self.district.many("record_interests")
        )
        person = self.district.people[staff]
        there = person.places(self.day, "principal", "counselor", "administrator") & self.schools(student)
        return recorded or bool(there) or bool(self.classes(staff, "teacher") & self.classes(student, "student"))

    @property
    def for_school(self) -> bool:
        """Section 5: School purpose is every purpose but personal."""
        return self.purpose != "personal"
