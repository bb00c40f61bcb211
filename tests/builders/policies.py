"""The shipped policies as tests see them: through the real OPA, never through a copy of what it would do."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from architecture.checkout import ROOT
from hallpass.embedded.opa_binary import find
from hallpass.policy.bundle import read_sources

POLICIES = ROOT / "policies"
GUIDELINES = POLICIES / "hallpass" / "guidelines"
CAPABILITIES = POLICIES / "capabilities.json"

_NO_POLICY = ("--ignore", "capabilities.json", "--ignore", "schemas")


class OpaFailed(Exception):
    """OPA ended with an error; the message is its own."""


def opa(*arguments: str) -> str:
    """What OPA prints. Raises OpaFailed."""
    done = subprocess.run([str(find(ROOT)), *arguments], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise OpaFailed(done.stderr + done.stdout)
    return done.stdout


def evaluated(query: str) -> Any:
    """The value of a query on the sources with their tests and cases."""
    return json.loads(opa("eval", "--data", str(POLICIES), *_NO_POLICY, "--format", "raw", query))


def metadata_blocks() -> list[dict[str, Any]]:
    """Every METADATA block of the sources: `path` in words and what it says."""
    found = json.loads(opa("inspect", "--annotations", "--format", "json", str(POLICIES)))["annotations"]
    return [{"path": [part["value"] for part in each["path"]], **each["annotations"]} for each in found]


def stage(folder: Path) -> Path:
    """Write what would go into the bundle, and nothing else, into an empty folder."""
    for path, content in read_sources(POLICIES).files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


def verdicts(inputs: Mapping[str, Any], room: Path) -> dict[str, Any]:
    """The answer of the bundle to each input, by its name; None where it is undefined. `room` is an empty folder."""
    bundle, asked = stage(room / "bundle"), room / "inputs"
    asked.mkdir()
    names = {f"{number}.json": name for number, name in enumerate(inputs)}
    for file, name in names.items():
        (asked / file).write_text(json.dumps(inputs[name]), encoding="utf-8")
    said = opa("exec", "--bundle", str(bundle), "--decision", "hallpass/main/verdict", str(asked))
    return {names[Path(each["path"]).name]: each.get("result") for each in json.loads(said)["result"]}
