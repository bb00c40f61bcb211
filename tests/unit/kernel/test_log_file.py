"""The file of the log holds what the terminal shows, as JSON, and cannot fill the disk."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from builders.captured_logs import captured_logs
from hallpass.kernel.log_file import kept_log
from hallpass.kernel.logs import get_logger

CANARY = "Zephyrine-Canary"


@pytest.fixture(autouse=True)
def terminal() -> Iterator[io.StringIO]:
    with captured_logs("console") as stream:
        yield stream


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_each_event_is_one_object_in_the_file_and_one_line_on_the_terminal(
    tmp_path: Path, terminal: io.StringIO
) -> None:
    with kept_log(tmp_path / "suite.log"):
        get_logger("roster").warning("imported", rows=12)
    (line,) = lines(tmp_path / "suite.log")
    assert (line["event"], line["rows"], line["level"], line["logger"]) == ("imported", 12, "warning", "roster")
    assert line["timestamp"]
    assert terminal.getvalue().count("imported") == 1


def test_nothing_personal_gets_into_the_file(tmp_path: Path) -> None:
    with kept_log(tmp_path / "suite.log"):
        get_logger("roster").error("imported", name=CANARY, exc_info=ValueError(CANARY))
        logging.getLogger("library").warning("no answer for %s", CANARY)
        logging.getLogger("library").error("failed for %s", CANARY, exc_info=RuntimeError(CANARY))
    assert CANARY not in (tmp_path / "suite.log").read_text()
    assert [line["event"] for line in lines(tmp_path / "suite.log")] == [
        "imported",
        "no answer for %s",
        "failed for %s",
    ]
    assert lines(tmp_path / "suite.log")[2]["error"] == "RuntimeError"


def test_a_full_file_gives_way_and_only_so_many_are_kept(tmp_path: Path) -> None:
    with kept_log(tmp_path / "suite.log", largest=1_000, kept=2):
        for number in range(50):
            get_logger("relay").warning("relay_waits", attempt=number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["suite.log", "suite.log.1", "suite.log.2"]
    assert all(path.stat().st_size <= 1_000 for path in tmp_path.iterdir())
    assert lines(tmp_path / "suite.log")[-1]["attempt"] == 49


def test_after_the_block_nothing_is_written_any_more(tmp_path: Path) -> None:
    with kept_log(tmp_path / "suite.log"):
        get_logger("suite").warning("one")
    get_logger("suite").warning("two")
    assert [line["event"] for line in lines(tmp_path / "suite.log")] == ["one"]


def test_a_second_start_goes_on_with_the_same_file(tmp_path: Path) -> None:
    for word in ("one", "two"):
        with kept_log(tmp_path / "suite.log"):
            get_logger("suite").warning(word)
    assert [line["event"] for line in lines(tmp_path / "suite.log")] == ["one", "two"]
