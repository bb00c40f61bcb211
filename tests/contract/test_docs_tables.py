"""The tables of the documentation name what there is, all of it and nothing else: routes, problems, metrics, health."""

from __future__ import annotations

import json
import re

import pytest

from architecture.checkout import PACKAGE, ROOT, modules
from builders.guarded_routes import guarded_routes
from hallpass.kernel.problems import STATUSES, TABLE, unexpected

README = (ROOT / "README.md").read_text(encoding="utf-8")
API = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
EMBEDDED = (ROOT / "docs" / "operations" / "embedded.md").read_text(encoding="utf-8")

UNDECIDED = re.compile(r"Undecided\(\"(\w+)\"\)|^REASON = \"(\w+)\"", re.MULTILINE)
METRIC = re.compile(r"(?:Counter|Gauge|Histogram)\(\s*\"(hallpass_\w+)\"")
PINGS = re.compile(r"pings=\{(.*?)\}|\| \{\s*(\"districts\": .*?)\}", re.DOTALL)
SETTING = re.compile(r"`(HALLPASS_[A-Z_]+|…[A-Z_]+)`")

PROBLEMS = {(status, kind, title) for status, kind, title in TABLE.values()} | {
    (status, kind, title) for status, (kind, title) in STATUSES.items()
}
"""Every problem that the suite answers with, but the unforeseen one."""


def _sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in modules("services"))


def test_the_readme_names_every_route_and_who_may_call_it() -> None:
    rows = re.findall(r"^\| `([A-Z, ]+) (/\S+)` \| ([a-z, ]+) \|", README, re.MULTILINE)
    named = {
        f"{method} {path}": frozenset(roles.split(", "))
        for methods, path, roles in rows
        for method in methods.split(", ")
    }
    assert named == guarded_routes()


def test_each_problem_has_a_row() -> None:
    rows = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \| ([^|]+) \|", API, re.MULTILINE)
    forgotten = json.loads(bytes(unexpected().body))
    assert {(int(status), kind, title) for status, kind, title in rows} == PROBLEMS | {
        (forgotten["status"], forgotten["type"].rpartition(":")[2], forgotten["title"])
    }


def test_each_problem_has_an_example_that_is_one() -> None:
    examples = [json.loads(block) for block in re.findall(r"^```json\n(.*?)^```", API, re.MULTILINE | re.DOTALL)]
    statuses = {example["type"].removeprefix("urn:hallpass:problem:"): example["status"] for example in examples}
    rows = re.findall(r"^\| (\d{3}) \| `([a-z-]+)`", API, re.MULTILINE)
    assert statuses == {kind: int(status) for status, kind in rows}
    assert len(examples) == len(statuses)


def test_each_reason_for_no_decision_is_explained() -> None:
    section = API.partition("## Why a decision was not reached")[2]
    explained = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|", section, re.MULTILINE))))
    assert explained == {first or second for first, second in UNDECIDED.findall(_sources())}


def test_each_metric_is_explained() -> None:
    explained = re.findall(r"^\| `(hallpass_\w+)` \|", EMBEDDED, re.MULTILINE)
    assert sorted(explained) == sorted(METRIC.findall(_sources()))


def test_each_name_of_readiness_is_explained() -> None:
    section = EMBEDDED.partition("## Health")[2].partition("## Metrics")[0]
    explained = {
        name for row in re.findall(r"^\| (`.*?`) \|", section, re.MULTILINE) for name in re.findall("`(.+?)`", row)
    }
    pings = "".join(first or second for first, second in PINGS.findall(_sources()))
    assert explained == set(re.findall(r"\"([a-z ]+)\":", pings))


@pytest.mark.parametrize("service", ["decision", "roster"])
def test_each_setting_that_is_named_exists(service: str) -> None:
    prefix = f"HALLPASS_{service.upper()}_"
    fields = set(
        re.findall(r"^    (\w+): ", (PACKAGE / service / "settings.py").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {name.removeprefix(prefix).lower() for name in re.findall(rf"{prefix}[A-Z_]+", EMBEDDED)}
    assert named
    assert named - fields == set()
