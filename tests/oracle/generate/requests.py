"""Random requests to a generated district: most begin as something that a teacher would send, then one or two members
are changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oracle.generate.changes import CHANGES
from oracle.generate.choices import DIRECTORY, RECORDS, TEXT, any_group, any_guardian, any_staff, any_student
from oracle.generate.instants import planned
from oracle.generate.plan import Plan, Row
from oracle.generate.register import KINDS, ORGANIZATIONS


def request(plan: Plan) -> Row:
    """One request body."""
    body = plan.chance.choices([shape for shape, _ in SHAPES], [weight for _, weight in SHAPES])[0](plan)
    for _ in range(plan.chance.choice([0, 0, 1, 1, 2])):
        plan.chance.choice(CHANGES)(plan, body)
    return body


def _base(plan: Plan, sender: str, **audience: Any) -> Row:
    return {
        "sender": {"staff_id": sender},
        "purpose": "education",
        "medium": {"platform_id": f"ok-{plan.chance.choice(KINDS)}", "account": "district", "device": "district"},
        "audience": audience,
        "content": {"text": TEXT},
        "send_at": planned(plan),
    }


def _teacher(plan: Plan, group: str) -> str:
    teachers = plan.teachers(group)
    return plan.chance.choice(teachers) if teachers and not plan.maybe(0.15) else any_staff(plan)


def _some(plan: Plan, group: str) -> list[str]:
    members = plan.members(group) or [any_student(plan)]
    return plan.chance.sample(members, plan.chance.randint(1, min(3, len(members))))


def _to_students(plan: Plan) -> Row:
    group = any_group(plan)
    students = _some(plan, group)
    body = _base(plan, _teacher(plan, group), student_ids=students)
    if plan.maybe(0.4):
        body["audience"]["guardians_of"] = students
    return body


def _to_guardians(plan: Plan) -> Row:
    body = _base(plan, any_staff(plan), guardian_ids=[any_guardian(plan) for _ in range(plan.chance.randint(1, 2))])
    if plan.maybe(0.4):
        student = plan.chance.choice(plan.links)
        body["audience"] = {"guardian_ids": [student["guardian_id"]]}
        body["content"]["mentions"] = [student["student_id"]]
    return body


def _to_groups(plan: Plan) -> Row:
    group = any_group(plan)
    members = plan.chance.choice(["students", "guardians", "both"])
    if plan.maybe(0.7):
        return _base(plan, _teacher(plan, group), classes=[{"id": group, "members": members}])
    school = plan.chance.choice(list(plan.schools))
    return _base(plan, any_staff(plan), schools=[{"id": school, "members": members}])


def _in_class(plan: Plan) -> Row:
    group = any_group(plan)
    body = _base(
        plan,
        _teacher(plan, group),
        classes=[{"id": group, "members": plan.chance.choice(["students", "both", "guardians"])}],
    )
    if plan.maybe(0.3):
        body["audience"] = {"student_ids": _some(plan, group)}
    notices = [one for one in plan.consent["notices"] if one.get("class") == group and "platform" in one]
    if notices:
        body["medium"]["platform_id"] = plan.chance.choice(notices)["platform"]
    body["classroom"] = {"class_id": group}
    body["interaction"] = plan.chance.choice(["post", "message"])
    if plan.maybe(0.4):
        kind = plan.chance.choice(["image", "video", "student_work"])
        body["content"]["attachments"] = [{"kind": kind, "rights": "own", "shows": _some(plan, group)}]
    return body


def _to_staff(plan: Plan) -> Row:
    body = _base(plan, any_staff(plan), staff_ids=[any_staff(plan), any_staff(plan)])
    if plan.maybe(0.5):
        body["content"] |= {"mentions": [any_student(plan)], "record_classes": [plan.chance.choice(RECORDS)]}
    return body


def _records(plan: Plan) -> Row:
    group = any_group(plan)
    student = plan.chance.choice(_some(plan, group))
    body = _base(
        plan, _teacher(plan, group), guardians_of=[student], staff_ids=[*plan.teachers(group), any_staff(plan)]
    )
    if plan.maybe(0.5):
        body["audience"]["student_ids"] = [student]
    body["content"] |= {"mentions": [student], "record_classes": plan.chance.sample(RECORDS, 2)}
    if plan.maybe(0.4):
        del body["content"]["record_classes"]
        body["content"]["directory_classes"] = plan.chance.sample(DIRECTORY, 2)
        body["audience"] = {"classes": [{"id": group, "members": "both"}]}
        body["content"]["mentions"] = _some(plan, group)
    return body


def _personal(plan: Plan) -> Row:
    body = _base(plan, any_staff(plan), public=True)
    body |= {"purpose": "personal", "interaction": plan.chance.choice(["post", "message", "comment", "react"])}
    body["medium"] = {"kind": plan.chance.choice(KINDS), "account": "personal", "device": "personal"}
    body["sender"] |= {"discloses_employment": plan.maybe(0.5), "on_duty": plan.maybe(0.2)}
    if plan.maybe(0.5):
        parents = [link for link in plan.links if link["guardian_id"].startswith("t-")] or plan.links
        link = plan.chance.choice(parents)
        body["sender"]["staff_id"] = link["guardian_id"] if link["guardian_id"].startswith("t-") else any_staff(plan)
        body["audience"] = plan.chance.choice(
            [
                {"student_ids": [link["student_id"]]},
                {"guardian_ids": [any_guardian(plan)]},
                {"staff_ids": [any_staff(plan)]},
                {"public": True},
            ]
        )
        if plan.maybe(0.4):
            body["content"]["mentions"] = [link["student_id"]]
    return body


def _emergency(plan: Plan) -> Row:
    body = plan.chance.choice([_to_students, _to_groups, _to_guardians, _in_class])(plan)
    body["purpose"] = "emergency"
    found = plan.raw["emergencies"]
    if found:
        one = plan.chance.choice(found)
        if plan.maybe(0.75):
            body["emergency_id"] = "em-unknown" if plan.maybe(0.1) else one["id"]
        if plan.maybe(0.7):
            body["send_at"] = one["from"].isoformat()
        if plan.maybe(0.3):
            body["sender"]["staff_id"] = one["declared_by"]
    return body


def _outside(plan: Plan) -> Row:
    body = plan.chance.choice([_to_guardians, _to_groups])(plan)
    body["purpose"] = plan.chance.choice(["outside", "school"])
    if plan.maybe(0.85):
        body["content"]["outside_organization"] = plan.chance.choice(ORGANIZATIONS)
    return body


def _public(plan: Plan) -> Row:
    body = _base(plan, any_staff(plan), public=True)
    body |= {"purpose": "school", "interaction": "post"}
    if plan.maybe(0.6):
        body["content"] |= {"mentions": [any_student(plan)], "directory_classes": [plan.chance.choice(DIRECTORY)]}
    if plan.maybe(0.4):
        body["content"]["attachments"] = [{"kind": "image", "rights": "own", "shows": [any_student(plan)]}]
    return body


SHAPES: list[tuple[Callable[[Plan], Row], int]] = [
    (_to_students, 24),
    (_to_guardians, 12),
    (_to_groups, 14),
    (_in_class, 16),
    (_to_staff, 7),
    (_records, 9),
    (_personal, 9),
    (_emergency, 8),
    (_outside, 5),
    (_public, 5),
]
