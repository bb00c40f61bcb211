"""district.yaml of a generated district: settings, platforms of every kind, staff facts, emergencies, approvals."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from oracle.generate.plan import LEVELS, Plan, Row

KINDS = (
    "email",
    "text_message",
    "phone_call",
    "video_call",
    "social_network",
    "microblog",
    "listserv",
    "forum",
    "chatroom",
    "website",
)
ORGANIZATIONS = ("Science Museum", "Chess Club")


def add_register(plan: Plan) -> None:
    """Everything of district.yaml."""
    plan.raw = {
        "district": {"id": plan.name, "name": plan.name.title(), "time_zone": plan.zone},
        "settings": _settings(plan),
        "platforms": _platforms(plan),
        "staff": [fact for one in plan.staff if (fact := _staff_facts(plan, one))],
        "record_interests": [
            {
                "staff": plan.chance.choice(plan.staff)["id"],
                "student": plan.chance.choice(plan.students)["id"],
                "reason": "team",
            }
            for _ in range(3)
        ],
        "directory_opt_outs": [one["id"] for one in plan.chance.sample(plan.students, 2)],
        "emergencies": _emergencies(plan),
        "approvals": [
            {
                "organization": ORGANIZATIONS[0],
                "approved_by": plan.staff[0]["id"],
                "from": plan.days(-10, 1),
                "until": plan.days(1, 5),
            }
        ],
    }


def _settings(plan: Plan) -> Row:
    hours = {
        "elementary": {"from": plan.chance.choice(["19:30", "20:00"]), "until": "07:00"},
        "middle": {"from": "21:00", "until": plan.chance.choice(["06:30", "07:30"])},
        "high": {"from": "22:00", "until": plan.chance.choice(["06:00", "02:30", "01:30"])},
    }
    if plan.maybe(0.15):
        hours["elementary"] = {"from": "06:00", "until": "23:00"}  # with those of high school it never ends
    gone = plan.chance.sample(list(hours), plan.chance.randint(0, 2))
    active = [purpose for purpose in ("classroom_media", "direct_contact", "photo", "directory") if plan.maybe(0.15)]
    found: Row = {
        "disclaimer": "These views are my own.",
        "toolkit": {"link": "https://example.org/toolkit", "phone": "+16085550191"},
        "phone_numbers": ["+16085550190"],
        "grade_map": dict(LEVELS),
        "acceptable_use": {"version": "2035", "valid_days": plan.chance.choice([60, 365])},
        "consent": {"window_days": plan.chance.choice([0, 7, 14]), "active": active},
        "eligible_students": {"guardian_rules": plan.chance.choice(["lift", "keep"])},
        "quiet_hours": {level: window for level, window in hours.items() if level not in gone},
        "reporting": {"name": "Child Protection", "phone": "+16085550192"},
    }
    for name in ("acceptable_use", "quiet_hours", "eligible_students", "phone_numbers"):
        if plan.maybe(0.08):
            del found[name]
    return found


def _platforms(plan: Plan) -> list[Row]:
    found = [_platform(plan, f"ok-{kind}", kind) for kind in KINDS]
    found += [_platform(plan, f"odd-{number}", plan.chance.choice(KINDS)) for number in range(8)]
    for one in found[len(KINDS) :]:
        one |= {
            "sanctioned": plan.maybe(0.7),
            "provided_by": plan.chance.choice(["district", "vendor"]),
            "minimum_age": plan.chance.choice([None, 13, 13, 16, 18]),
            "profile_restrictions": plan.chance.sample(
                ["no_students", "adults_only", "staff_only"], plan.chance.choice([0, 0, 0, 1, 2])
            ),
            "visibility": plan.chance.choice(["class_families", "school", "staff", "public"]),
            "allows_tagging": plan.maybe(0.5),
        }
    return found


def _platform(plan: Plan, name: str, kind: str) -> Row:
    return {
        "id": name,
        "name": name.title(),
        "kind": kind,
        "sanctioned": True,
        "provided_by": plan.chance.choice(["district", "vendor"]),
        "minimum_age": None,
        "profile_restrictions": [],
        "visibility": "class_families",
        "allows_tagging": kind == "social_network",
    }


def _staff_facts(plan: Plan, one: Row) -> Row | None:
    if plan.maybe(0.04):
        return None
    fact: Row = {"id": one["id"]}
    if not plan.maybe(0.05):
        ago = plan.chance.choice([-1, 0, 59, 60, 61, 364, 365, 366]) if plan.maybe(0.15) else 15
        fact["acceptable_use"] = {
            "version": "2034" if plan.maybe(0.05) else "2035",
            "date": plan.day - timedelta(days=ago),
        }
    if plan.maybe(0.5):
        fact["supervisor"] = plan.chance.choice([other["id"] for other in plan.staff if other["id"] != one["id"]])
    if plan.maybe(0.4):
        fact["personal_numbers"] = [f"+1608555{plan.chance.randint(1000, 9999)}"]
    return fact if len(fact) > 1 else None


def _emergencies(plan: Plan) -> list[Row]:
    if plan.version != "1.2":
        return []
    declarers = [one["id"] for one in plan.staff if one["roles"][0][0] in {"principal", "districtAdministrator"}]
    found = []
    for number, name in enumerate(plan.chance.sample(declarers, min(2, len(declarers)))):
        start = datetime.combine(plan.day, datetime.min.time(), ZoneInfo(plan.zone)) + timedelta(hours=9 + 6 * number)
        until = start + timedelta(hours=plan.chance.choice([3, 15]))
        found.append({"id": f"em-{number}", "declared_by": name, "from": start, "until": until, "reason": "weather"})
    return found
