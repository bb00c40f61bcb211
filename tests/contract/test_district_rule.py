"""The rule of a district's own that policies/README.md shows: it is as main needs it, and it speaks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from builders.policies import CAPABILITIES, POLICIES, evaluated, opa, stage
from contract.rule_shape import objections
from hallpass.contracts.engine import EngineResult

RULE = Path("tenants/lakeside/guidelines/homebound-students/rule.rego")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What goes into a bundle, with the example of the README in its place."""
    folder = stage(tmp_path_factory.mktemp("bundle"))
    blocks = re.findall(r"```rego\n(.*?)```", (POLICIES / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (example,) = [block for block in blocks if block.startswith("package tenants.")]
    (folder / RULE).parent.mkdir(parents=True)
    (folder / RULE).write_text(example, encoding="utf-8")
    return folder


def _verdict(bundle: Path, room: Path, **case: Any) -> EngineResult:
    asked = evaluated(f"data.hallpass.cases.asked({json.dumps(case)})")
    (room / "input.json").write_text(json.dumps(asked), encoding="utf-8")
    query = ["--input", str(room / "input.json"), "--format", "raw", "data.hallpass.main.verdict"]
    return msgspec.json.decode(opa("eval", "--bundle", str(bundle), *query), type=EngineResult)


HOMEBOUND = {"like": "high_student", "student": {"tags": ["homebound"]}}


def test_it_compiles_within_the_capabilities_and_the_schema(bundle: Path) -> None:
    schema = POLICIES / "schemas" / "input.json"
    opa("check", "--strict", "--bundle", "--capabilities", str(CAPABILITIES), "--schema", str(schema), str(bundle))


def test_it_is_as_main_needs_it(bundle: Path) -> None:
    paths = [bundle / "hallpass" / "lib" / "people.rego", bundle / RULE]
    lib, rule = (json.loads(opa("parse", "--format", "json", "--json-include", "locations", str(p))) for p in paths)
    assert objections(rule, lib) == []


def test_it_holds_a_message_to_a_student_with_the_tag(bundle: Path, tmp_path: Path) -> None:
    result = _verdict(bundle, tmp_path, situations=[HOMEBOUND, {"like": "high_student"}])
    assert result.effects == ["review", "permit"]
    (found,) = result.findings
    assert (found.clause, found.reason, found.situations) == ("homebound-students", "homebound", [0])


def test_it_does_not_speak_for_another_district(bundle: Path, tmp_path: Path) -> None:
    result = _verdict(bundle, tmp_path, situations=[HOMEBOUND], tenant="hillview")
    assert (result.effects, result.findings) == (["permit"], [])


def test_it_takes_nothing_away(bundle: Path, tmp_path: Path) -> None:
    refused = {**HOMEBOUND, "student": {"tags": ["homebound"], "direct_contact": ["opted_out"]}}
    assert _verdict(bundle, tmp_path, situations=[refused]).effects == ["deny"]
