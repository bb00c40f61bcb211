"""Rule files are loaded as a whole or not at all, with every fault named and no word of a text in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from builders.screening_texts import RULES, reviewed_rules
from hallpass.decision.screening import Ruleset
from hallpass.kernel.errors import Invalid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULES, tmp_path / "screening"))


def faults(folder: Path) -> list[tuple[str | None, str, str | None]]:
    with pytest.raises(Invalid) as refused:
        Ruleset.load(folder)
    return [(fault.file, fault.code, fault.member) for fault in refused.value.faults]


def rewrite(file: Path, old: str, new: str) -> None:
    content = file.read_text()
    assert old in content
    file.write_text(content.replace(old, new, 1))


def test_the_revision_changes_with_any_file(folder: Path) -> None:
    assert Ruleset.load(folder).revision == reviewed_rules().revision
    rewrite(folder / "abuse.yaml", "A person reads it", "Somebody reads it")
    assert Ruleset.load(folder).revision != reviewed_rules().revision


def test_every_fault_is_reported_at_once(folder: Path) -> None:
    (folder / "threat.yaml").unlink()
    (folder / "neglect.yaml").write_text("neglect: [")
    (folder / "sexual.yaml").write_text("{}")
    assert faults(folder) == [
        ("neglect.yaml", "not_yaml", None),
        ("threat.yaml", "missing_file", None),
        ("sexual.yaml", "missing_member", "sexual"),
    ]


def test_a_misspelt_member_is_a_fault(folder: Path) -> None:
    rewrite(folder / "abuse.yaml", "      unless: |-", "      unles: |-")
    assert faults(folder) == [("abuse.yaml", "wrong_shape", "abuse")]


def test_a_malformed_pattern_names_its_rule(folder: Path) -> None:
    (folder / "bullying.yaml").write_text(
        "bullying: {about: a, rules: [{id: one, why: w, pattern: '(', examples: [e], counter_examples: [c]}]}"
    )
    assert faults(folder) == [("bullying.yaml", "malformed_pattern", "one")]


def test_a_frame_that_nobody_wrote_is_a_fault(folder: Path) -> None:
    (folder / "bullying.yaml").write_text(
        "bullying: {about: a, rules: [{id: one, why: w, pattern: a, examples: [e], counter_examples: [c], "
        "frames: [fog]}]}"
    )
    assert faults(folder) == [("bullying.yaml", "unknown_frame", "one")]


def test_two_rules_of_one_name_are_a_fault(folder: Path) -> None:
    rule = "{id: one, why: w, pattern: a, examples: [e], counter_examples: [c]}"
    (folder / "bullying.yaml").write_text(f"bullying: {{about: a, rules: [{rule}, {rule}]}}")
    assert faults(folder) == [("", "duplicate_id", "one")]
