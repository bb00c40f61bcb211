"""The image holds what the suite needs and nothing else, and nobody in it is root."""

import re

import pytest

from architecture.checkout import ROOT, files
from builders.deployments import DOCKERFILE, argument
from hallpass.embedded.opa_binary import VERSION as OPA

IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
LET_IN = {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
STAGES = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)


def _copied() -> set[str]:
    """What is copied from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return {source for line in lines for source in line.split()}


def test_the_processes_run_as_a_user_by_number_and_not_as_root() -> None:
    assert re.findall(r"^USER (.+)$", STAGES[-1], re.MULTILINE) == ["10001:10001"]


@pytest.mark.parametrize("name", ["PYTHON_IMAGE", "OPA_IMAGE"])
def test_every_base_is_pinned_by_version_and_can_be_replaced(name: str) -> None:
    assert re.fullmatch(r"[\w./-]+:\d+\.\d+\.\d+[\w.-]*", argument(name))
    assert f"FROM ${{{name}}}" in DOCKERFILE
    assert re.findall(r"^FROM (?!\$\{\w+\})", DOCKERFILE, re.MULTILINE) == []


def test_opa_is_the_one_that_the_suite_was_tested_with() -> None:
    assert argument("OPA_IMAGE") == f"openpolicyagent/opa:{OPA}-static"


def test_python_is_the_one_that_the_packages_are_locked_for() -> None:
    locked_for = re.findall(r"--python-version (\S+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert [argument("PYTHON_IMAGE").startswith(f"python:{version}.") for version in locked_for] == [True]


def test_packages_are_those_of_the_lock_by_their_hashes() -> None:
    assert "pip install --require-hashes -r requirements/run.txt" in DOCKERFILE
    assert re.findall(r"pip install (?!--require-hashes|--no-deps)", DOCKERFILE) == []


def test_it_builds_without_a_frontend_from_elsewhere() -> None:
    assert "# syntax" not in DOCKERFILE


def test_only_what_is_copied_is_handed_to_the_build() -> None:
    assert IGNORED[1] == "*"
    assert _copied() == LET_IN


def test_what_is_copied_exists() -> None:
    kept = files()
    for name in _copied():
        assert any(path == ROOT / name or ROOT / name in path.parents for path in kept), name
