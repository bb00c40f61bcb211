"""What is checked before a release says which check failed, and says when a machine cannot run containers."""

import os
from pathlib import Path

import pytest
from deploy.bootstrap.gotools import COMPOSE_VERSION
from deploy.release.__main__ import ROOT, check, main
from deploy.release.commands import CannotRun, Commands, Failed, with_env


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    return Commands(tmp_path, os.environ, tmp_path / "log")


def test_a_program_that_fails_is_named_with_the_end_of_what_it_said(commands: Commands) -> None:
    with pytest.raises(Failed, match=r"sh -c .* ended with 3:\nno such luck"):
        commands.run("sh", "-c", "echo no such luck >&2; exit 3")
    assert not commands.succeeds("sh", "-c", "exit 3")


def test_what_programs_print_is_handed_on_and_kept(commands: Commands) -> None:
    given = with_env(commands, {"HALLPASS_WORD": "hello"})
    assert given.run("sh", "-c", "echo $HALLPASS_WORD; echo aside >&2") == "hello\n"
    assert "hello\naside\n" in commands.log.read_text(encoding="utf-8")


def test_a_program_that_does_not_end_is_ended(commands: Commands) -> None:
    with pytest.raises(Failed, match="took more than 0 s"):
        commands.run("tail", "-f", "/dev/null", within=0.05)


@pytest.mark.parametrize("require,code", [(False, 0), (True, 1)])
def test_containers_that_cannot_run_are_left_out_in_one_line_unless_they_are_wanted(
    commands: Commands, tmp_path: Path, capsys: pytest.CaptureFixture[str], require: bool, code: int
) -> None:
    def nowhere(_commands: Commands, _data: Path, _scratch: Path) -> None:
        raise CannotRun("there is no engine.")

    assert check(["containers"], commands, tmp_path, tmp_path, nowhere, require=require) == code
    assert capsys.readouterr().err == "containers: left out, there is no engine.\n"


def test_a_check_that_there_is_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["fly"])
    assert "there is nothing called fly to check" in capsys.readouterr().err


def test_compose_is_built_in_the_version_that_the_bootstrap_names() -> None:
    module = (ROOT / "deploy" / "release" / "compose" / "go.mod").read_text(encoding="utf-8")
    assert f"require github.com/docker/compose/v5 v{COMPOSE_VERSION}\n" in module
