"""`make run` hands its folders on as they were meant: one with blanks in its name, or several."""

import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """In place of the environment: a `hallpass` that prints its words, one a line."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "hallpass"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    for name in ("north", "south", "two words"):
        (tmp_path / "districts" / name).mkdir(parents=True)
    return tmp_path / "districts"


def folders(programs: Path, said: str | None) -> list[str]:
    """What is handed on between `run` and the options."""
    named = [] if said is None else [f"DISTRICT={said}"]
    command = ["make", "-s", "-C", str(CHECKOUT), "run", f"BIN={programs}", "PREPARE=true", *named]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    words = done.stdout.splitlines()
    assert words[0] == "run"
    return words[1 : words.index("--port")]


def test_without_a_word_it_is_the_demo(programs: Path) -> None:
    assert folders(programs, None) == ["deploy/demo"]


def test_one_folder_may_have_blanks_in_its_name(programs: Path, districts: Path) -> None:
    assert folders(programs, f"{districts}/two words") == [f"{districts}/two words"]


def test_several_folders_stand_side_by_side(programs: Path, districts: Path) -> None:
    assert folders(programs, f"{districts}/north {districts}/south") == [f"{districts}/north", f"{districts}/south"]


def test_among_several_a_name_with_blanks_is_quoted(programs: Path, districts: Path) -> None:
    said = f"{districts}/north '{districts}/two words'"
    assert folders(programs, said) == [f"{districts}/north", f"{districts}/two words"]
