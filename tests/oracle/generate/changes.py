"""One member of a request, changed at random."""

from __future__ import annotations

from collections.abc import Callable

from oracle.generate.choices import (
    DIRECTORY,
    INTERACTIONS,
    RECORDS,
    SIGNALS,
    TEXT,
    any_group,
    any_guardian,
    any_staff,
    any_student,
)
from oracle.generate.instants import later, planned
from oracle.generate.plan import Plan, Row
from oracle.generate.register import KINDS, ORGANIZATIONS


def _purpose(plan: Plan, body: Row) -> None:
    body["purpose"] = plan.chance.choice(["education", "school", "outside", "emergency", "personal"])


def _interaction(plan: Plan, body: Row) -> None:
    body["interaction"] = plan.chance.choice(INTERACTIONS)


def _medium(plan: Plan, body: Row) -> None:
    kept = {"account": body["medium"]["account"], "device": plan.chance.choice(["district", "personal", "unknown"])}
    choice = plan.chance.random()
    if choice < 0.3:
        body["medium"] = kept | {"kind": plan.chance.choice(["text_message", "phone_call", *KINDS])}
    elif choice < 0.4:
        body["medium"] = kept | {"platform_id": "nowhere", "kind": plan.chance.choice(KINDS)}
    else:
        body["medium"] = kept | {"platform_id": plan.chance.choice(plan.raw["platforms"])["id"]}


def _account(plan: Plan, body: Row) -> None:
    body["medium"]["account"] = "personal"


def _device(plan: Plan, body: Row) -> None:
    body["medium"]["device"] = plan.chance.choice(["personal", "unknown"])


def _somebody(plan: Plan, body: Row) -> None:
    name, value = plan.chance.choice(
        [
            ("student_ids", any_student(plan)),
            ("guardian_ids", any_guardian(plan)),
            ("guardian_ids", any_staff(plan)),
            ("staff_ids", any_staff(plan)),
            ("guardians_of", any_student(plan)),
            ("student_ids", "nobody"),
            ("staff_ids", any_student(plan)),
            ("staff_ids", any_guardian(plan)),
            ("student_ids", any_guardian(plan)),
        ]
    )
    body["audience"][name] = [*dict.fromkeys([*body["audience"].get(name, []), value])]


def _unknown_group(plan: Plan, body: Row) -> None:
    member = plan.chance.choice(["classes", "schools", "guardians_of"])
    unknown = "nothing" if member == "guardians_of" else {"id": "nothing", "members": "both"}
    body["audience"][member] = [*body["audience"].get(member, []), unknown]


def _unknown_mention(plan: Plan, body: Row) -> None:
    body["content"]["mentions"] = [*body["content"].get("mentions", []), "nobody"]


def _to_public(plan: Plan, body: Row) -> None:
    body["audience"]["public"] = True


def _signal(plan: Plan, body: Row) -> None:
    body["content"]["signals"] = [{"category": plan.chance.choice(SIGNALS), "start": 0, "end": 3}]


def _mention(plan: Plan, body: Row) -> None:
    content = body["content"]
    content["mentions"] = [*content.get("mentions", []), any_student(plan)]
    if plan.maybe(0.3):
        content["record_classes"] = [plan.chance.choice(RECORDS)]
    elif plan.maybe(0.5):
        content["directory_classes"] = [plan.chance.choice(DIRECTORY)]


def _records_of_nobody(plan: Plan, body: Row) -> None:
    body["content"]["record_classes"] = ["grades"]


def _attach(plan: Plan, body: Row) -> None:
    one: Row = {
        "kind": plan.chance.choice(["image", "video", "audio", "document", "link", "student_work"]),
        "rights": plan.chance.choice(["own", "own", "licensed", "fair_use", "unknown"]),
        "attribution": plan.chance.choice([None, "by its author"]),
    }
    if plan.maybe(0.5):
        one["shows"] = [any_student(plan)]
    body["content"]["attachments"] = [one]


def _classroom(plan: Plan, body: Row) -> None:
    body["classroom"] = {"class_id": any_group(plan) if plan.maybe(0.9) else "no-class"}


def _urgency(plan: Plan, body: Row) -> None:
    body["urgency"] = "time_critical"


def _expires(plan: Plan, body: Row) -> None:
    body["content"]["expires_at"] = later(plan, body["send_at"])


def _sender(plan: Plan, body: Row) -> None:
    body["sender"]["staff_id"] = any_staff(plan)


def _age_appropriate(plan: Plan, body: Row) -> None:
    body["content"]["age_appropriate"] = plan.maybe(0.3)


def _phone(plan: Plan, body: Row) -> None:
    numbers = [number for one in plan.raw["staff"] for number in one.get("personal_numbers", [])]
    digits = plan.chance.choice([*numbers, "+16085550190", "+16085550173"])[-10:]
    shown = plan.chance.choice(
        [f"{digits[:3]}-{digits[3:6]}-{digits[6:]}", f"{digits[3:6]}-{digits[6:]}", f"+1{digits}"]
    )
    lead = plan.chance.choice(["Call", "The desk is at", "Text me at"])
    body["content"]["text"] = f"{TEXT} {lead} {shown} please."


def _organization(plan: Plan, body: Row) -> None:
    body["content"]["outside_organization"] = plan.chance.choice(ORGANIZATIONS)


def _when(plan: Plan, body: Row) -> None:
    body["send_at"] = planned(plan)


CHANGES: list[Callable[[Plan, Row], None]] = [
    _purpose,
    _interaction,
    _medium,
    _medium,
    _account,
    _device,
    _somebody,
    _somebody,
    _to_public,
    _signal,
    _signal,
    _mention,
    _records_of_nobody,
    _unknown_group,
    _unknown_mention,
    _attach,
    _attach,
    _classroom,
    _urgency,
    _expires,
    _sender,
    _age_appropriate,
    _phone,
    _organization,
    _when,
]
