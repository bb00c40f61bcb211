"""The suite on generated districts, held against an oracle that decides each person alone, straight from the sentences;
and what must hold of any verdict, whatever the sentences say. `python tests/journeys/oracle_campaign.py` asks more."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from builders.running_suites import running_suite
from oracle.compare import seen
from oracle.folder import read
from oracle.generate.plan import Plan
from oracle.generate.renaming import renamed, renamed_folder
from oracle.generate.requests import request
from oracle.generate.writing import generate
from oracle.judge import judge
from oracle.session import Session

SEEDS = (3, 8, 34, 48)
RENAMED = 34
EACH = 80  # requests to each district that are compared
FEW = 30  # requests of which a property is asked
COMPANY = {"guardians-included", "high-school-direct"}


@pytest.fixture(scope="module")
def made() -> Iterator[dict[int, tuple[Plan, Path]]]:
    """The districts as folders, by seed. A short path, which the unprivileged database may enter."""
    home = Path(tempfile.mkdtemp(prefix="hallpass-"))
    home.chmod(0o711)
    try:
        yield {seed: generate(seed, home) for seed in SEEDS}
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def sessions(made: dict[int, tuple[Plan, Path]], client: httpx.Client) -> Iterator[dict[int, Session]]:
    """A suite on all of them, and on one once more under other names (with the seed's negative)."""
    home = made[SEEDS[0]][1].parent
    other = renamed_folder(made[RENAMED][1], home)
    with running_suite([*(folder for _, folder in made.values()), other], home / "data", home / "run.log") as suite:
        found = {seed: Session(suite, plan, folder, client) for seed, (plan, folder) in made.items()}
        yield found | {-RENAMED: Session(suite, made[RENAMED][0], other, client)}


def requests_to(plan: Plan, count: int, salt: int) -> Iterator[dict[str, Any]]:
    """Fixed requests; the salt keeps one test's apart from another's."""
    plan.chance = Random(f"{plan.name}/{salt}")
    for _ in range(count):
        yield request(plan)


def calm(plan: Plan, count: int, salt: int) -> Iterator[dict[str, Any]]:
    """Those that declare nothing by being sent."""
    return (body for body in requests_to(plan, count, salt) if body["purpose"] != "emergency")


def test_the_requests_are_worth_asking(made: dict[int, tuple[Plan, Path]]) -> None:
    effects: list[str] = []
    clauses: set[str] = set()
    for plan, folder in made.values():
        district = read(folder)
        for body in requests_to(plan, EACH, salt=0):
            verdict = judge(district, body, datetime.now(UTC))
            effects.append(verdict.effect)
            clauses |= {clause for one in verdict.recipients.values() for clause, _ in one.clauses}
    assert min(effects.count(effect) for effect in ("permit", "review", "deny")) > len(effects) / 10
    assert len(clauses) >= 30, sorted(clauses)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_suite_decides_as_the_sentences_do(sessions: dict[int, Session], seed: int) -> None:
    session = sessions[seed]
    wrong = {
        json.dumps(body): lines
        for body in requests_to(session.plan, EACH, salt=0)
        if (lines := session.differences(body))
    }
    assert not wrong, "\n\n".join(f"{body}\n  " + "\n  ".join(lines) for body, lines in wrong.items())


def test_the_order_of_what_is_asked_never_matters(sessions: dict[int, Session]) -> None:
    session = sessions[SEEDS[0]]
    for body in calm(session.plan, FEW, salt=1):
        assert seen(session.ask(shuffled(body, Random(1)))) == seen(session.ask(body)), body


def test_ids_are_only_names(sessions: dict[int, Session]) -> None:
    here, there = sessions[RENAMED], sessions[-RENAMED]
    for body in calm(here.plan, FEW, salt=2):
        verdict = json.loads(renamed(json.dumps(here.ask(body))))
        other = there.ask(json.loads(renamed(json.dumps(body))))
        assert seen(other) == seen(verdict), body
        assert {one["person_id"] for one in other["ask"]} == {one["person_id"] for one in verdict["ask"]}, body


def test_a_verdict_holds_until_it_says(sessions: dict[int, Session]) -> None:
    session = sessions[SEEDS[1]]
    for body in calm(session.plan, FEW, salt=3):
        verdict = session.ask(body)
        planned, until = (datetime.fromisoformat(text) for text in (body["send_at"], verdict["valid_until"]))
        assert planned < until <= planned + timedelta(minutes=15)
        later = body | {"send_at": (until - timedelta(seconds=1)).isoformat()}
        assert seen(session.ask(later)) == seen(verdict), body


def test_somebody_more_lets_nobody_else_through_but_as_company(sessions: dict[int, Session]) -> None:
    session = sessions[SEEDS[2]]
    for body in calm(session.plan, FEW, salt=4):
        before = seen(session.ask(body))
        for person, (_, effect, *_) in seen(session.ask(with_somebody_more(body, session.plan))).items():
            if person in before and effect != "deny":
                denials = {clause for clause, _, found in before[person][2] if found == "deny"}
                assert denials <= COMPANY, (person, body)


def test_everybody_gets_what_they_would_get_alone(sessions: dict[int, Session]) -> None:
    session = sessions[SEEDS[3]]
    asked = 0
    for body in calm(session.plan, 2 * FEW, salt=5):
        if body["purpose"] == "personal" or body["audience"].get("public") or "outside_organization" in body["content"]:
            continue  # these are facts about the audience as a whole
        together = seen(session.ask(body))
        for person, (kind, *_) in list(together.items())[:2]:
            if (audience := alone(body["audience"], person, kind)) is not None:
                asked += 1
                assert seen(session.ask(body | {"audience": audience}))[person] == together[person], (person, body)
    assert asked > FEW


def shuffled(value: Any, chance: Random) -> Any:
    """The same in another order, all the way down."""
    if isinstance(value, dict):
        members = [(name, shuffled(member, chance)) for name, member in value.items()]
        return dict(chance.sample(members, len(members)))
    if isinstance(value, list):
        return [shuffled(item, chance) for item in chance.sample(value, len(value))]
    return value


def with_somebody_more(body: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """The request to one person more: a student, some guardians, or a colleague."""
    member, people = plan.chance.choice(
        [("student_ids", plan.students), ("guardians_of", plan.students), ("staff_ids", plan.staff)]
    )
    more = deepcopy(body)
    more["audience"].setdefault(member, []).append(plan.chance.choice(people)["id"])
    return more


def alone(audience: dict[str, Any], person: str, kind: str) -> dict[str, Any] | None:
    """The audience without everybody else, but for a student's company; None where that cannot be said."""
    if kind == "staff":
        return {"staff_ids": [person]}
    if kind == "guardian" and person in audience.get("guardian_ids", []):
        return {"guardian_ids": [person]}
    if kind != "student":
        return None
    groups = {
        member: [group | {"members": "guardians"} for group in audience[member] if group["members"] != "students"]
        for member in ("classes", "schools")
        if member in audience
    }
    named = ("guardian_ids", "guardians_of", "staff_ids")
    return {member: audience[member] for member in named if member in audience} | groups | {"student_ids": [person]}
