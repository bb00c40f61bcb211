"""A small district for decision tests: say only what matters, the rest is an ordinary school."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from hallpass.contracts.consent import Answer, AnswerFacts, Delivery, NoticeFacts
from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.policy import (
    ApprovalFacts,
    Contact,
    EmergencyFacts,
    PlatformFacts,
    QuietWindow,
    SettingsFacts,
    Toolkit,
)
from hallpass.contracts.roster import (
    Acknowledgement,
    ClassFacts,
    GuardianLink,
    StaffFacts,
    StaffPost,
    StudentFacts,
)
from hallpass.decision.facts import Enrollment, Positions, Register, World

MORNING = datetime(2031, 3, 4, 16, 0, tzinfo=UTC)
"""Tuesday, ten in the morning in Chicago."""
DAY = date(2031, 3, 4)
GRADES = {
    **dict.fromkeys(("KG", "01", "02", "03", "04", "05"), "elementary"),
    **dict.fromkeys(("06", "07", "08"), "middle"),
    **dict.fromkeys(("09", "10", "11", "12"), "high"),
}


def settings(**changes: Any) -> SettingsFacts:
    """A district's settings; evenings are quiet below high school."""
    return msgspec.structs.replace(
        SettingsFacts(
            name="Testing Schools",
            time_zone="America/Chicago",
            disclaimer="The views on this site are my own.",
            toolkit=Toolkit(link="https://toolkit.example.org", phone="608 555 0100"),
            reporting=Contact(name="Child services", phone="608 555 0111"),
            grade_map=GRADES,  # type: ignore[arg-type]
            acceptable_use_version="2031",
            acceptable_use_days=365,
            quiet_hours={
                "elementary": QuietWindow(start=1200, until=420),
                "middle": QuietWindow(start=1260, until=420),
            },
        ),
        **changes,
    )


def link(guardian: str, **changes: Any) -> GuardianLink:
    """A parent with every right."""
    rights = {"may_contact": True, "may_consent": True, "records_access": True} | changes
    return GuardianLink(guardian=guardian, relationship="parent", **rights)


def student(student_id: str, grade: str = "07", *guardians: str | GuardianLink, **changes: Any) -> StudentFacts:
    """A student of the one school; birth date unknown unless said."""
    links = tuple(link(g) if isinstance(g, str) else g for g in guardians)
    return msgspec.structs.replace(
        StudentFacts(id=student_id, grade=grade, schools=("school",), links=links), **changes
    )


def staff(staff_id: str, role: Any = "teacher", **changes: Any) -> StaffFacts:
    """A member of staff of the one school, whose acknowledgement is good."""
    return msgspec.structs.replace(
        StaffFacts(
            id=staff_id,
            name=f"Staff {staff_id}",
            posts=(StaffPost(role=role, org="school"),),
            building="school",
            acceptable_use=Acknowledgement(version="2031", date=date(2031, 1, 10)),
        ),
        **changes,
    )


def platform(platform_id: str, kind: Any = "email", **changes: Any) -> PlatformFacts:
    """A sanctioned platform of the district."""
    return msgspec.structs.replace(
        PlatformFacts(
            id=platform_id,
            name=platform_id.title(),
            kind=kind,
            sanctioned=True,
            provided_by="district",
            visibility="class_families",
            allows_tagging=False,
        ),
        **changes,
    )


@dataclass
class District:
    """What the roster, the families and the register say; `world()` is what a decision reads of it."""

    students: list[StudentFacts] = field(default_factory=list)
    staff: list[StaffFacts] = field(default_factory=lambda: [staff("t"), staff("p", "principal")])
    classes: dict[str, list[str]] = field(default_factory=dict)
    taught_by: dict[str, str] = field(default_factory=dict)
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    directory_opt_outs: set[str] = field(default_factory=set)
    notices: list[NoticeFacts] = field(default_factory=list)
    platforms: list[PlatformFacts] = field(default_factory=lambda: [platform("mail"), platform("blog", "website")])
    emergencies: list[EmergencyFacts] = field(default_factory=list)
    approvals: list[ApprovalFacts] = field(default_factory=list)
    settings: SettingsFacts = field(default_factory=settings)
    more: dict[str, Any] = field(default_factory=dict)

    def advised(self, staff_id: str, on: date, *guardians: str) -> None:
        """A notice of direct contact was delivered to these guardians."""
        said = NoticeFacts(
            id=f"n-{staff_id}",
            kind="direct_contact",
            staff_id=staff_id,
            deliveries=(Delivery(date=on, to=guardians),),
        )
        self.notices.append(said)

    def answered(self, student_id: str, guardian: str, purpose: Any, answer: Any, on: date = date(2031, 2, 1)) -> None:
        """A guardian said something that holds for everything."""
        said = Answer(guardian=guardian, purpose=purpose, scope="all", answer=answer, date=on)
        self.answers.setdefault(student_id, []).append(said)

    def world(self) -> World:
        """Everything at once: reading less is the store's business."""
        guardians: dict[str, list[str]] = {}
        for child in self.students:
            for found in child.links:
                guardians.setdefault(found.guardian, []).append(child.id)
        enrollments: dict[str, list[Enrollment]] = {}
        for class_id, members in self.classes.items():
            for member in members:
                enrollments.setdefault(member, []).append(Enrollment(class_id, None, None))
        teaching: dict[str, list[Enrollment]] = {}
        for class_id, teacher in self.taught_by.items():
            teaching.setdefault(teacher, []).append(Enrollment(class_id, None, None))
        answered = {*self.answers, *self.directory_opt_outs}
        return World(
            register=Register(
                sequence=1,
                settings=self.settings,
                platforms={p.id: p for p in self.platforms},
                emergencies={e.id: e for e in self.emergencies},
                approvals=tuple(self.approvals),
            ),
            positions=Positions(roster=1, consent=1, register=1, as_of=MORNING, heard_at=MORNING),
            students={s.id: s for s in self.students},
            answers={
                s: AnswerFacts(
                    student_id=s,
                    answers=tuple(self.answers.get(s, ())),
                    directory_opt_out=s in self.directory_opt_outs,
                )
                for s in answered
            },
            guardians={g: tuple(children) for g, children in guardians.items()},
            staff={s.id: s for s in self.staff},
            classes={c: ClassFacts(id=c, title=f"Class {c}", school="school") for c in self.classes},
            class_students={c: tuple((s, None, None) for s in members) for c, members in self.classes.items()},
            school_students={"school": tuple(s.id for s in self.students)},
            teaching={t: tuple(places) for t, places in teaching.items()},
            enrollments={s: tuple(places) for s, places in enrollments.items()},
            notices=tuple(self.notices),
            **self.more,
        )


def request(**members: Any) -> ContactRequest:
    """An education mail from the teacher over the district's e-mail, to whom `audience` says."""
    base: dict[str, Any] = {
        "sender": {"staff_id": "t"},
        "purpose": "education",
        "medium": {"platform_id": "mail", "account": "district", "device": "district"},
        "audience": {"student_ids": ["s"]},
        "send_at": MORNING.isoformat(),
    }
    return msgspec.convert(base | members, ContactRequest)
