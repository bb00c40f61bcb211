"""The people of a generated district: schools, staff, students, guardians, and what each may do for whom."""

from __future__ import annotations

from datetime import date, timedelta

from oracle.generate.plan import GRADES, Plan, Row


def add_people(plan: Plan) -> None:
    """Two to four schools, 15 to 40 students, and every oddity of a roster that section 5 speaks of."""
    kinds = plan.chance.sample(["elementary", "k8", "high", "six12", "high", "middle"], plan.chance.randint(2, 4))
    if not {"high", "six12"} & set(kinds):
        kinds[0] = "high"
    if not {"elementary", "k8", "middle"} & set(kinds):
        kinds[0] = "k8"
    plan.schools = {f"school-{number}": kind for number, kind in enumerate(kinds)}
    _add_staff(plan)
    for number in range(plan.chance.randint(15, 40)):
        plan.students.append(_student(plan, f"s-{number}"))
    for number in range(plan.chance.randint(18, 44)):
        plan.guardians.append(
            {
                "id": f"g-{number}",
                "roles": [(plan.chance.choice(["parent", "parent", "guardian", "relative"]), "district")],
                "status": "tobedeleted" if plan.maybe(0.02) else "",
            }
        )
    _add_classes(plan)
    _add_links(plan)


def _add_staff(plan: Plan) -> None:
    modern = plan.version == "1.2"
    top = "districtAdministrator" if modern else "administrator"
    plan.staff = [{"id": f"d-{number}", "roles": [(top, "district")]} for number in range(plan.chance.randint(1, 2))]
    for school in plan.schools:
        if modern and plan.maybe(0.8):
            plan.staff.append({"id": f"p-{school}", "roles": [("principal", school)]})
        if not modern or plan.maybe(0.4):
            assistant: Row = {
                "id": f"a-{school}",
                "roles": [("siteAdministrator" if modern else "administrator", school)],
            }
            if modern and plan.maybe(0.3):
                acting = ("principal", school, None, plan.days(-2, 2))
                assistant["roles"].append(acting if plan.maybe(0.5) else ("principal", school, plan.days(-2, 2), None))
            plan.staff.append(assistant)
        if modern and plan.maybe(0.5):
            plan.staff.append({"id": f"c-{school}", "roles": [("counselor", school)]})
        for number in range(plan.chance.randint(2, 3)):
            teacher: Row = {"id": f"t-{school}-{number}", "roles": [("teacher", school)]}
            if modern and plan.maybe(0.25):
                teacher["roles"].append(("parent", "district"))
            teacher["enabled"] = not plan.maybe(0.03)
            teacher["status"] = "tobedeleted" if plan.maybe(0.02) else ""
            plan.staff.append(teacher)


def _student(plan: Plan, name: str) -> Row:
    school = plan.chance.choice(list(plan.schools))
    grade = plan.chance.choice(GRADES[plan.schools[school]])
    years = 5 + ("KG", *(f"{number:02}" for number in range(1, 13))).index(grade)
    born: date | None = plan.day.replace(year=plan.day.year - years) + timedelta(days=plan.chance.randint(-330, 30))
    if grade == "12" and plan.maybe(0.5):
        born = plan.day.replace(year=plan.day.year - 18) + timedelta(days=plan.chance.randint(-3, 3))
    if plan.maybe(0.03):
        born = date(2020, 2, 29)
    if plan.maybe(0.12):
        born = None
    elif plan.maybe(0.1):
        born = plan.day.replace(year=plan.day.year - 13) + timedelta(days=plan.chance.randint(-2, 2))
    roles: list[tuple[object, ...]] = [("student", school)]
    if plan.version == "1.2" and plan.maybe(0.06):
        roles.append(("student", plan.chance.choice([one for one in plan.schools if one != school])))
    if plan.version == "1.2" and plan.maybe(0.04):
        roles.append(("aide", school))
    return {
        "id": name,
        "roles": roles,
        "school": school,
        "grade": plan.chance.choice(["", "UG"]) if plan.maybe(0.06) else grade,
        "born": born,
        "status": "tobedeleted" if plan.maybe(0.04) else "",
    }


def _add_classes(plan: Plan) -> None:
    for school in plan.schools:
        there = [one["id"] for one in plan.students if one["school"] == school]
        teachers = [one["id"] for one in plan.staff if ("teacher", school) in one["roles"]]
        for number in range(plan.chance.randint(2, 3)):
            group = f"class-{school}-{number}"
            plan.classes[group] = school
            for teacher in plan.chance.sample(teachers, plan.chance.randint(1, min(2, len(teachers)))):
                plan.seats.append(_seat(plan, group, teacher, "teacher", 0.08))
            for student in plan.chance.sample(there, min(len(there), plan.chance.randint(0, 9))):
                plan.seats.append(_seat(plan, group, student, "student", 0.15))


def _seat(plan: Plan, group: str, person: str, role: str, odd: float) -> Row:
    begin = plan.days(-40, 3) if plan.maybe(odd) else None
    end = plan.days(-3, 40) if plan.maybe(odd) else None
    if begin and end and end < begin:
        end = begin
    status = "tobedeleted" if plan.maybe(0.02) else ""
    return {"class": group, "person": person, "role": role, "begin": begin, "end": end, "status": status}


def _add_links(plan: Plan) -> None:
    pool = [one["id"] for one in plan.guardians]
    pool += [one["id"] for one in plan.staff if ("parent", "district") in one["roles"]] * 3
    for student in plan.students:
        number = plan.chance.choice([0, 1, 1, 2, 2, 2, 2, 2, 3])
        chosen = list(dict.fromkeys(plan.chance.choices(pool, k=number)))
        if plan.maybe(0.15):
            student["agents"] = chosen
            continue
        for guardian in chosen:
            since = plan.days(-60, 4) if plan.maybe(0.12) else None
            until = plan.days(-4, 60) if plan.maybe(0.12) else None
            plan.links.append(
                {
                    "student_id": student["id"],
                    "guardian_id": guardian,
                    "relationship": "parent",
                    "may_contact": not plan.maybe(0.06),
                    "no_contact": plan.maybe(0.06),
                    "may_consent": not plan.maybe(0.12),
                    "records_access": not plan.maybe(0.12),
                    "language": "en",
                    "from": since,
                    "until": until if not (since and until and until < since) else since,
                }
            )
