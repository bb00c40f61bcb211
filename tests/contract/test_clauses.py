"""Every clause of the guidelines has a folder or a named home, and its METADATA says what the list of clauses says."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, get_args

import pytest
import yaml

from architecture.checkout import ROOT
from builders.policies import GUIDELINES, metadata_blocks
from hallpass.contracts.contact import FindingEffect, RemedyCode

CLAUSES = ROOT / "docs" / "guidelines" / "clauses.yaml"

PLACEHOLDERS = {
    *("platform", "medium", "class", "organization", "sanctioned_media", "missing", "categories", "record_classes"),
    *("directory_classes", "restriction", "work", "minimum_age", "version", "window_over", "hold_until", "ask"),
    *("reporting", "interaction"),
}
"""What the decision service fills in; policies/README.md says with what."""

JARGON = re.compile(
    r"\b(roster|clause|metadata|obligation|register|recipient|situation|audience|sanctioned|unsanctioned|opt(ed)?[- ]"
    r"(in|out)|eligible|input|null|true|false|api|enum|opa|rego|id)\b",
    re.IGNORECASE,
)
"""Words of ours that a new teacher need not know."""


@pytest.fixture(scope="module")
def clauses() -> dict[str, dict[str, Any]]:
    """The list of clauses, by id."""
    listed = yaml.safe_load(CLAUSES.read_text(encoding="utf-8"))["clauses"]
    return {clause["id"]: clause for clause in listed}


@pytest.fixture(scope="module")
def metadata() -> list[dict[str, Any]]:
    """Every METADATA block of the guidelines, with the clause in `clause`."""
    prefix = ["data", "hallpass", "guidelines"]
    return [{**each, "clause": each["path"][3]} for each in metadata_blocks() if each["path"][:3] == prefix]


def _folders() -> set[str]:
    return {path.parent.name for path in GUIDELINES.glob("*/rule.rego")}


def _homeless(clauses: Mapping[str, Mapping[str, Any]], folders: Collection[str]) -> list[str]:
    """Clauses with neither a folder nor a home, with both, and folders that no clause asks for."""
    unclear = [name for name, clause in clauses.items() if (name in folders) == ("home" in clause)]
    return sorted([*unclear, *(name for name in folders if name not in clauses)])


def test_each_clause_has_a_folder_or_a_home(clauses: dict[str, dict[str, Any]]) -> None:
    assert _homeless(clauses, _folders()) == []
    assert len(clauses) > 40


def test_a_clause_without_either_would_be_found() -> None:
    clauses: dict[str, dict[str, Any]] = {"a": {}, "b": {"home": "portal"}, "c": {"home": "portal"}, "d": {}}
    assert _homeless(clauses, {"c", "d", "e"}) == ["a", "c", "e"]


def test_a_home_says_why(clauses: dict[str, dict[str, Any]]) -> None:
    for name, clause in clauses.items():
        assert ("home" in clause) == bool(clause.get("why")), name


def test_each_rule_has_its_test() -> None:
    assert {path.parent.name for path in GUIDELINES.glob("*/rule_test.rego")} == _folders()


def test_each_package_says_what_the_clause_says(
    clauses: dict[str, dict[str, Any]], metadata: list[dict[str, Any]]
) -> None:
    packages = {each["clause"]: each for each in metadata if each["scope"] == "package"}
    assert set(packages) == _folders()
    for name, package in packages.items():
        assert package["title"], name
        assert package["description"], name
        expected = {key: clauses[name][key] for key in ("section", "strength", "cites")}
        assert package["custom"] == expected, name


def _rules(metadata: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [each for each in metadata if each["scope"] != "package"]


def test_each_rule_has_an_effect_a_reason_and_words(metadata: list[dict[str, Any]]) -> None:
    assert len(_rules(metadata)) > 70
    for rule in _rules(metadata):
        custom = rule["custom"]
        where = f"{rule['clause']}/{custom.get('reason')}"
        assert custom["effect"] in get_args(FindingEffect), where
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", custom["reason"]), where
        assert custom.get("ask", "principal") in {"principal", "class_principal", "supervisor"}, where
        assert custom.get("remedy_code") in {None, *get_args(RemedyCode)}, where
        assert set(custom) <= {"effect", "reason", "message", "remedy", "remedy_code", "ask"}, where


def test_who_is_stopped_is_told_what_to_do(metadata: list[dict[str, Any]]) -> None:
    for rule in _rules(metadata):
        if rule["custom"]["effect"] in {"deny", "review"}:
            assert "remedy_code" in rule["custom"], rule["clause"]
            assert "remedy" in rule["custom"] or "{ask}" in rule["custom"]["message"], rule["clause"]


def test_sentences_are_plain(metadata: list[dict[str, Any]]) -> None:
    for rule in _rules(metadata):
        for sentence in (rule["custom"]["message"], rule["custom"].get("remedy", "Fine.")):
            spoken = re.sub(r"\{\w+\}", "", sentence)
            assert sentence[0].isupper() or sentence[0] == "{", sentence
            assert sentence.endswith("."), sentence
            assert len(sentence) <= 180, sentence
            assert set(re.findall(r"\{(\w+)\}", sentence)) <= PLACEHOLDERS, sentence
            assert "{" not in spoken, sentence
            assert not JARGON.search(spoken), sentence
            assert not any(f"-{clause}" in f"-{spoken}" and "-" in clause for clause in _folders()), sentence
