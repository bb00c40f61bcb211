"""What requests choose from: people and classes of a generated district, and the words of a request."""

from __future__ import annotations

from oracle.generate.plan import Plan

SIGNALS = (
    "abuse",
    "neglect",
    "enticement",
    "self_harm",
    "bullying",
    "threat",
    "harassment",
    "discrimination",
    "profanity",
    "demeaning",
    "sexual",
    "drugs_alcohol",
)
RECORDS = ["grades", "attendance", "discipline", "health", "special_education", "counseling", "other_record"]
DIRECTORY = ["name", "grade_level", "activity", "photo", "award"]
INTERACTIONS = ["message", "call", "post", "comment", "react", "connect", "tag"]
TEXT = "The class meets in the library on Monday."


def any_staff(plan: Plan) -> str:
    return str(plan.chance.choice(plan.staff)["id"])


def any_student(plan: Plan) -> str:
    return str(plan.chance.choice(plan.students)["id"])


def any_guardian(plan: Plan) -> str:
    return str(plan.chance.choice(plan.links)["guardian_id"])


def any_group(plan: Plan) -> str:
    return plan.chance.choice(list(plan.classes))
