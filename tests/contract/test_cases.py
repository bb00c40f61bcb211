"""The whole-verdict cases through the real OPA on what goes into the bundle: the contracts on both sides of it hold."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import msgspec
import pytest

from builders.policies import evaluated, verdicts
from hallpass.contracts.engine import EngineResult, MessageFinding
from hallpass.contracts.situation import PolicyInput

Cases = dict[str, dict[str, Any]]

TYPED = {"missing", "categories", "record_classes", "directory_classes", "restriction", "work", "minimum_age"} | {
    "version",
    "interaction",
}
"""The placeholders whose value the finding itself must carry."""


@pytest.fixture(scope="module")
def cases() -> Cases:
    """Each case by topic and name, with the `input` that the Rego builders make of it."""
    query = (
        '{concat(": ", [topic, case.name]): object.union(case, {"input": data.hallpass.cases.asked(case)}) |'
        " some topic, list in data.hallpass.cases.verdicts; some case in list}"
    )
    found: Cases = evaluated(query)
    return found


@pytest.fixture(scope="module")
def answers(cases: Cases, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the bundle says to each."""
    return verdicts({name: case["input"] for name, case in cases.items()}, tmp_path_factory.mktemp("cases"))


@pytest.fixture(scope="module")
def results(answers: dict[str, Any]) -> dict[str, EngineResult]:
    """The same, decoded as the decision service decodes it."""
    return {name: msgspec.convert(answer, EngineResult) for name, answer in answers.items()}


def test_there_are_many(cases: Cases) -> None:
    assert len(cases) > 100


def test_each_input_is_the_contracts(cases: Cases) -> None:
    for name, case in cases.items():
        decoded = msgspec.convert(case["input"], PolicyInput)
        assert msgspec.to_builtins(decoded) == case["input"], name


def test_each_answer_is_as_expected(cases: Cases, results: dict[str, EngineResult]) -> None:
    said = {name: _summary(result) for name, result in results.items()}
    assert said == {name: _expected(case["expect"]) for name, case in cases.items()}


def test_each_situation_has_its_effects(cases: Cases, results: dict[str, EngineResult]) -> None:
    for name, result in results.items():
        asked = len(cases[name]["input"]["situations"])
        assert (len(result.effects), len(result.own_effects)) == (asked, asked), name


def test_each_finding_carries_what_its_sentences_name(results: dict[str, EngineResult]) -> None:
    for result in results.values():
        for found in _all(result):
            named = set(re.findall(r"\{(\w+)\}", found.message + (found.remedy or "")))
            assert named & TYPED <= set(found.detail), f"{found.clause}/{found.reason}"


def test_every_guideline_is_heard(results: dict[str, EngineResult]) -> None:
    heard = {found.clause for result in results.values() for found in _all(result)}
    guidelines = set(evaluated('[clause | data.hallpass.guidelines[clause]; not endswith(clause, "_test")]'))
    assert heard == guidelines


def test_an_input_that_lacks_a_member_has_no_answer(cases: Cases, tmp_path: Path) -> None:
    whole = next(iter(cases.values()))["input"]
    lacking = {member: {k: v for k, v in whole.items() if k != member} for member in whole}
    assert verdicts({"whole": whole, **lacking}, tmp_path)["whole"] is not None
    assert {name: answer for name, answer in verdicts(lacking, tmp_path / "lacking").items() if answer} == {}


def _all(result: EngineResult) -> list[MessageFinding]:
    return [*result.message_findings, *result.findings]


def _summary(result: EngineResult) -> dict[str, Any]:
    places: dict[str, set[Any]] = defaultdict(set)
    obligations = []
    for found in _all(result):
        at = getattr(found, "situations", ["message"])
        places[f"{found.clause}/{found.reason}"].update(at)
        obligations += [{**msgspec.to_builtins(each), "at": sorted(at)} for each in found.obligations]
    return {
        "effect": result.effect,
        "effects": result.effects,
        "findings": dict(places),
        "obligations": _sorted(obligations),
    }


def _sorted(obligations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(obligations, key=lambda each: json.dumps(each, sort_keys=True))


def _expected(expect: dict[str, Any]) -> dict[str, Any]:
    def at(place: Any) -> list[Any]:
        return [place] if isinstance(place, str) else sorted(place)

    obligations = [{**each, "at": at(each["at"])} for each in expect.get("obligations", [])]
    return {
        "effect": expect["effect"],
        "effects": expect["effects"],
        "findings": {name: set(at(place)) for name, place in expect.get("findings", {}).items()},
        "obligations": _sorted(obligations),
    }
