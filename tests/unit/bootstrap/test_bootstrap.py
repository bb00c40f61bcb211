"""A machine that lacks something is told so in one sentence."""

import sys
from pathlib import Path

import pytest
from deploy.bootstrap import pythons, say, trouble
from deploy.bootstrap.__main__ import main
from deploy.bootstrap.environment import Environment
from deploy.bootstrap.gotools import OPA_VERSION, go_version, new_enough, opa_version

from hallpass.embedded import opa_binary


def _script(folder: Path, name: str, prints: str) -> Path:
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{prints}'\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    "output,cause",
    [
        ("ERROR: [Errno 28] No space left on device", "the disk is full"),
        ("ERROR: Could not find a version that satisfies x==1 (from versions: none)", "registry cannot be reached"),
        ("ERROR: Could not find a version that satisfies x==1 (from versions: 0.9)", "has no file for this Python"),
        ("dial tcp: lookup proxy: no such host", "registry cannot be reached"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "is not the file that was locked"),
        ("The virtual environment was not created: ensurepip is not available", "python3-venv"),
        ("compile: signal: killed", "ran out of memory"),
        ("something nobody has seen", "the last lines of"),
    ],
    ids=["disk", "offline", "no file", "offline go", "hash", "no venv", "memory", "other"],
)
def test_the_cause_of_a_failed_step_is_named(tmp_path: Path, output: str, cause: str) -> None:
    log = tmp_path / "pip.log"
    log.write_text(f"many lines\n{output}\n")
    assert cause in trouble.sentence("Installing", log)


def test_an_old_python_looks_for_a_newer_one() -> None:
    assert pythons.choose(
        (3, 9, 2), find=lambda name: f"/usr/bin/{name}", works=lambda path: path.endswith("3.12")
    ) == ("/usr/bin/python3.12")


def test_an_old_python_alone_says_what_it_needs() -> None:
    with pytest.raises(say.CannotPrepareError, match=r"needs Python 3\.11 or newer, and this is Python 3\.9\.2"):
        pythons.choose((3, 9, 2), find=lambda _: None)


def test_a_launcher_without_its_python_does_not_count(tmp_path: Path) -> None:
    broken = tmp_path / "python3.12"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    assert not pythons.new_enough(str(broken))
    assert pythons.new_enough(sys.executable)


def test_a_disk_that_is_all_but_full_is_said_before_the_step(tmp_path: Path) -> None:
    with pytest.raises(say.CannotPrepareError, match="Not enough disk space for the trip"):
        say.require_space(tmp_path, 10**9, "the trip")


def test_a_step_tells_what_it_does_and_keeps_its_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "log" / "step.log"
    code = say.run("Counting", "no time", ["sh", "-c", "echo one; exit 3"], log=log, cwd=tmp_path)
    assert code == 3
    assert log.read_text() == "one\n"
    assert "Counting (once; usually no time)" in capsys.readouterr().err


def test_an_environment_with_a_current_stamp_is_left_alone(tmp_path: Path) -> None:
    root = tmp_path
    (root / "requirements").mkdir()
    (root / "requirements" / "run.txt").write_text("")
    environment = Environment(root, root / ".venv")
    environment.python.parent.mkdir(parents=True)
    environment.python.symlink_to(sys.executable)
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (root / ".venv" / "hallpass-stamp.json").write_text(f'{{"run": "{digest}"}}')
    environment.ensure("run")
    assert not (root / ".tools").exists()


def test_versions_are_read_from_what_the_programs_say(tmp_path: Path) -> None:
    assert opa_version(_script(tmp_path, "opa", "Version: 1.22.2")) == "1.22.2"
    assert opa_version(tmp_path / "missing") is None
    assert go_version(str(_script(tmp_path, "go", "go version go1.26.8 linux/amd64"))) == (1, 26)


def test_an_old_go_is_not_used() -> None:
    assert new_enough((1, 26))
    assert new_enough((2, 0))
    assert not new_enough((1, 25))
    assert not new_enough(None)


def test_a_word_that_names_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tea"], tmp_path) == 1
    assert capsys.readouterr().err == "Hallpass cannot start: There is nothing called tea to prepare.\n"


def test_the_bootstrap_and_the_suite_pin_the_same_opa() -> None:
    assert opa_binary.VERSION == OPA_VERSION


def test_a_checkout_that_cannot_be_written_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".tools").write_text("in the way")
    assert main(["run"], tmp_path) == 1
    assert capsys.readouterr().err.startswith("Hallpass cannot start: File exists")
    assert [entry.name for entry in tmp_path.iterdir()] == [".tools"]
