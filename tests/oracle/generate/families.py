"""consent.yaml of a generated district: notices of every state, answers of every purpose, scope and date."""

from __future__ import annotations

from oracle.generate.plan import Plan, Row

PARTS = ("purpose", "example", "student_information", "security")
PURPOSES = ("classroom_media", "direct_contact", "direct_contact", "inclusion", "inclusion", "photo", "directory")


def add_consent(plan: Plan) -> None:
    """Everything of consent.yaml."""
    platforms = [one["id"] for one in plan.raw["platforms"]]
    plan.consent = {
        "notices": [*_classroom_notices(plan, platforms), *_direct_notices(plan)],
        "answers": [_answer(plan, link, platforms) for link in _all_links(plan) for _ in range(2) if plan.maybe(0.25)],
        "consultations": [],
        "objections": [],
        "reminders": [],
    }
    for group, school in plan.classes.items():
        for platform in [*plan.chance.sample(platforms, 3), "ok-website", "ok-social_network"]:
            _around_class(plan, group, school, platform)


def _window(plan: Plan) -> int:
    return int(plan.raw["settings"]["consent"]["window_days"])


def _delivery(plan: Plan, guardians: list[str]) -> Row | None:
    """Nothing, the edge of the window, or long ago; to all or to some."""
    if plan.maybe(0.1):
        return None
    edge = -_window(plan) - plan.chance.choice([-1, 0, 1, 1, 2])
    day = plan.days(edge, edge) if plan.maybe(0.4) else plan.days(-90, -20)
    to = sorted(plan.chance.sample(guardians, max(1, len(guardians) // 2))) if guardians and plan.maybe(0.15) else "all"
    return {"date": day, "to": to}


def _notice(plan: Plan, name: str, about: Row, guardians: list[str], share_missing: float) -> Row:
    parts = {part: f"About {part}" for part in PARTS}
    if plan.maybe(share_missing):
        part = plan.chance.choice(PARTS)
        if plan.maybe(0.5):
            parts[part] = ""
        else:
            del parts[part]
    delivered = _delivery(plan, guardians)
    return {"id": name, **about, "parts": parts} | ({"delivered": delivered} if delivered else {})


def _classroom_notices(plan: Plan, platforms: list[str]) -> list[Row]:
    found = []
    for group in plan.classes:
        guardians = _guardians(plan, group)
        for platform in dict.fromkeys([*plan.chance.sample(platforms, 4), "ok-website", "ok-social_network"]):
            for number in range(plan.chance.choice([0, 1, 1, 1, 2])):
                about = {"kind": "classroom_media", "class": group, "platform": platform}
                found.append(_notice(plan, f"n-{group}-{platform}-{number}", about, guardians, 0.15))
    return sorted(found, key=lambda one: str(one["id"]))


def _direct_notices(plan: Plan) -> list[Row]:
    found = []
    for group in plan.classes:
        if plan.maybe(0.6):
            about = {"kind": "direct_contact", "class": group}
            found.append(_notice(plan, f"n-{group}", about, _guardians(plan, group), 0.5))
    for one in plan.staff:
        if plan.maybe(0.7):
            groups = [seat["class"] for seat in plan.seats if seat["person"] == one["id"]]
            guardians = sorted({name for group in groups for name in _guardians(plan, group)})
            found.append(
                _notice(plan, f"n-{one['id']}", {"kind": "direct_contact", "staff": one["id"]}, guardians, 0.5)
            )
    return found


def _guardians(plan: Plan, group: str) -> list[str]:
    members = plan.members(group)
    return sorted({link["guardian_id"] for link in _all_links(plan) if link["student_id"] in members})


def _all_links(plan: Plan) -> list[Row]:
    agents = [
        {"student_id": one["id"], "guardian_id": name} for one in plan.students for name in one.get("agents") or []
    ]
    return plan.links + agents


def _answer(plan: Plan, link: Row, platforms: list[str]) -> Row:
    groups = [seat["class"] for seat in plan.seats if seat["person"] == link["student_id"]]
    teachers = sorted({name for group in groups for name in plan.teachers(group)})
    scopes: list[object] = ["all", "all", {"platform": plan.chance.choice(platforms)}]
    scopes += [{"class": plan.chance.choice(groups)}] if groups else []
    scopes += [{"staff": plan.chance.choice(teachers)}] * 2 if teachers else []
    return {
        "guardian": link["guardian_id"],
        "student": link["student_id"],
        "purpose": plan.chance.choice(PURPOSES),
        "scope": plan.chance.choice(scopes),
        "answer": plan.chance.choice(["opt_out", "opt_in", "opt_in", "withdraw"]),
        "date": plan.days(-40, 2),
    }


def _around_class(plan: Plan, group: str, school: str, platform: str) -> None:
    principals = [
        one["id"] for one in plan.staff if {("principal", school), ("administrator", school)} & set(one["roles"])
    ]
    here = {"class": group, "platform": platform}
    if principals and plan.maybe(0.9):
        outcome = "declined" if plan.maybe(0.1) else "agreed"
        plan.consent["consultations"].append(
            {**here, "principal": principals[0], "date": plan.days(-30, -3), "outcome": outcome}
        )
    if plan.maybe(0.3):
        teacher = (plan.teachers(group) or [plan.staff[0]["id"]])[0]
        plan.consent["objections"].append({**here, "reason": "a wiki", "by": teacher, "date": plan.days(-30, 1)})
    if plan.maybe(0.3):
        about = here if plan.maybe(0.5) else {"students": plan.members(group)[:3], "platform": platform}
        if about.get("students", True):
            plan.consent["reminders"].append({**about, "date": plan.days(-420, 1)})
