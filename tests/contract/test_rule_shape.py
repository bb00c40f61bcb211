"""Guidelines are written as main needs them, and what is not would be found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from builders.policies import GUIDELINES, POLICIES, opa
from contract.rule_shape import objections

HEAD = """package tenants.lakeside.guidelines.trial

import data.hallpass.lib

"""
GOOD = """findings[i] contains lib.finding(rego.metadata.chain(), {}) if {
	some i, s in %s
	s.kind == "guardian"
}
"""


def _parsed(path: Path) -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(opa("parse", "--format", "json", "--json-include", "locations", str(path)))
    return tree


@pytest.fixture(scope="module")
def lib() -> dict[str, Any]:
    """All rules of the package that guidelines share."""
    paths = [path for path in (POLICIES / "hallpass" / "lib").glob("*.rego") if not path.name.endswith("_test.rego")]
    return {"rules": [rule for path in paths for rule in _parsed(path).get("rules", [])]}


def test_every_guideline_is_as_main_needs_it(lib: dict[str, Any]) -> None:
    found = {path.parent.name: objections(_parsed(path), lib) for path in GUIDELINES.glob("*/rule.rego")}
    assert len(found) > 30
    assert {clause: what for clause, what in found.items() if what} == {}


def _objections_to(text: str, room: Path, lib: dict[str, Any]) -> list[str]:
    path = room / "rule.rego"
    path.write_text(HEAD + text, encoding="utf-8")
    return [objection.split(": ", 1)[1] for objection in objections(_parsed(path), lib)]


@pytest.mark.parametrize("collection", ["input.situations", "lib.guardians", "object.union(lib.staff, lib.public)"])
def test_a_finding_by_situation_passes(collection: str, tmp_path: Path, lib: dict[str, Any]) -> None:
    assert _objections_to(GOOD % collection, tmp_path, lib) == []


def test_a_finding_by_a_private_selection_passes(tmp_path: Path, lib: dict[str, Any]) -> None:
    selection = "\n_chosen := {i: student | some i, s in lib.students; some student in s.students}\n"
    assert _objections_to(GOOD % "_chosen" + selection, tmp_path, lib) == []


NOT_KEYED = "a finding is not keyed by the index of a situation"
NOT_MADE = "a finding is not made by one of ['lib.finding', 'lib.obliging'] from rego.metadata.chain()"


@pytest.mark.parametrize(
    "text,objection",
    [
        (GOOD % "input.message.content.mentions", NOT_KEYED),
        (GOOD % "lib.signals({})", NOT_KEYED),
        (GOOD % "_chosen" + "\n_chosen := {s.kind: s | some i, s in input.situations}\n", NOT_KEYED),
        (GOOD % "_chosen" + "\n_chosen := _chosen\n", NOT_KEYED),
        ((GOOD % "input.situations").replace("findings[i]", "findings[s.kind]"), NOT_KEYED),
        ((GOOD % "input.situations").replace("findings[i]", "findings"), NOT_KEYED),
        ("findings[0] contains lib.finding(rego.metadata.chain(), {})\n", NOT_KEYED),
        ('message_findings contains {"effect": "deny"}\n', NOT_MADE),
        ("message_findings contains lib.finding([], {})\n", NOT_MADE),
        ((GOOD % "input.situations").replace("lib.finding", "_mine") + "\n_mine(x, _) := x\n", NOT_MADE),
        ('message_findings := {{"effect": "deny"}}\n', "message_findings does not say `contains`"),
        (
            (GOOD % "input.situations").replace("findings", "finding"),
            "finding is neither one of ['findings', 'message_findings'] nor private",
        ),
    ],
)
def test_anything_else_is_found(text: str, objection: str, tmp_path: Path, lib: dict[str, Any]) -> None:
    assert _objections_to(text, tmp_path, lib) == [objection]
