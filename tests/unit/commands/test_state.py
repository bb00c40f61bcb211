"""How a command finds the suite that was started last, though others may have been started and removed since."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from hallpass.kernel.errors import Conflict
from hallpass.state import RunningSuite, recall, remember


def a_suite(data: Path, district: str = "lakeside") -> RunningSuite:
    data.mkdir(exist_ok=True)
    return RunningSuite(
        data=str(data), url="http://127.0.0.1:8080", admin_dsn="postgresql://", districts=[district], last=district
    )


def test_before_the_first_start_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="No suite was started here yet"):
        recall(None, tmp_path / "started.json")


def test_the_one_last_started_is_found_without_being_named(tmp_path: Path) -> None:
    started = tmp_path / "started.json"
    for name in ("one", "two"):
        remember(a_suite(tmp_path / name, name), started)
    assert recall(None, started).last == "two"
    assert recall(tmp_path / "one", started).last == "one"


def test_starting_again_makes_it_the_last_one(tmp_path: Path) -> None:
    started = tmp_path / "started.json"
    for name in ("one", "two", "one"):
        remember(a_suite(tmp_path / name, name), started)
    assert recall(None, started).last == "one"


def test_one_whose_folder_was_removed_gives_way_to_the_one_before(tmp_path: Path) -> None:
    started = tmp_path / "started.json"
    for name in ("one", "two"):
        remember(a_suite(tmp_path / name, name), started)
    shutil.rmtree(tmp_path / "two")
    assert recall(None, started).last == "one"


def test_a_folder_without_a_suite_is_none(tmp_path: Path) -> None:
    with pytest.raises(Conflict):
        recall(tmp_path, tmp_path / "started.json")


def test_what_is_left_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    started = tmp_path / "started.json"
    remember(a_suite(tmp_path / "one"), started)
    for path in (started, tmp_path / "one" / "suite.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
