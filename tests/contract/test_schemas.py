"""What is generated from the contracts is what lies in the policies, and it catches what it is there to catch."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from architecture.checkout import ROOT
from builders.policies import CAPABILITIES, POLICIES, OpaFailed, opa
from hallpass.contracts import schemas

SCHEMA = POLICIES / "schemas" / "input.json"
"""Named as a file: of a folder OPA takes only what annotations ask for, and finds nothing."""


@pytest.mark.parametrize("path", [path.relative_to(ROOT).as_posix() for path in schemas.generated(POLICIES)])
def test_the_file_is_what_the_contracts_say(path: str) -> None:
    expected = schemas.generated(POLICIES)[ROOT / path]
    message = "renew it with: python -m hallpass.contracts.schemas policies"
    assert (ROOT / path).read_text(encoding="utf-8") == expected, message


def test_the_schema_is_closed_at_every_level() -> None:
    open_structs = []

    def look(place: str, schema: object) -> None:
        if isinstance(schema, dict):
            if schema.get("type") == "object" and "properties" in schema:
                whole = schema["required"] == list(schema["properties"]) and schema["additionalProperties"] is False
                open_structs.extend([] if whole else [place])
            for key, value in schema.items():
                look(f"{place}.{key}", value)

    look("input", schemas.input_schema())
    assert open_structs == []
    assert "$ref" not in json.dumps(schemas.input_schema())


def _check(folder: Path, condition: str) -> None:
    rule = folder / "rule.rego"
    rule.write_text(f"package trial\n\nfound if {condition}\n", encoding="utf-8")
    opa("check", "--strict", "--capabilities", str(CAPABILITIES), "--schema", str(SCHEMA), str(rule))


def test_a_rule_on_members_that_exist_passes(tmp_path: Path) -> None:
    _check(tmp_path, 'input.message.purpose == "school"')


@pytest.mark.parametrize("member", ["input.message.purpos", "input.sender.age", "input.situations[0].name"])
def test_a_misspelt_member_is_refused_before_it_runs(tmp_path: Path, member: str) -> None:
    with pytest.raises(OpaFailed, match="undefined ref"):
        _check(tmp_path, f'{member} == "school"')


def test_the_command_writes_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["schemas", str(tmp_path)])
    schemas.main()
    written = {path: path.read_text(encoding="utf-8") for path in schemas.generated(tmp_path)}
    assert written == schemas.generated(tmp_path)
