"""The README's five decisions are printed as the README shows them, whatever day it is."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from deploy.demo import generate

from architecture.checkout import ROOT
from builders.data_folders import data_folder
from builders.running_suites import RunningSuite, hallpass, running_suite

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.compile(r"^```\n\.venv/bin/hallpass decide (\S+)\n```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
LEFT_OUT = "…"

VARYING = (
    (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "DECISION"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "INSTANT"),
    (r"\w+day, \w+ \d+, \d{4}", "DAY"),
)
"""What differs with each run: ids of decisions, instants, and the last day of a notice's window."""


@pytest.fixture(scope="module")
def demo() -> Iterator[RunningSuite]:
    """The demo district as of today: its dates stand still, and the README was written on one of them."""
    with data_folder() as data:
        district = data.parent / "maple-harbor"
        generate.write(generate.folder(today=datetime.now(UTC).date()), district)
        with running_suite([district], data, data.parent / "run.log") as running:
            yield running


def masked(text: str) -> str:
    """Words alone, without what varies and without where lines break."""
    for pattern, name in VARYING:
        text = re.sub(pattern, name, text)
    return " ".join(text.split())


def shows(shown: str, printed: str) -> bool:
    """Whether an excerpt is of this output; a line of three dots stands for lines that were left out."""
    parts = re.split(rf"^{LEFT_OUT}$", shown, flags=re.MULTILINE)
    pattern = ".*".join(re.escape(masked(part)) for part in parts)
    return re.fullmatch(pattern.replace(r"\ .*", ".*").replace(r".*\ ", ".*"), masked(printed)) is not None


def test_the_readme_shows_five() -> None:
    assert [Path(request).name[0] for request, _ in SHOWN.findall(README)] == list("12345")


@pytest.mark.parametrize("number", range(5))
def test_a_decision_is_printed_as_the_readme_shows_it(number: int, demo: RunningSuite) -> None:
    request, shown = SHOWN.findall(README)[number]
    done: subprocess.CompletedProcess[str] = hallpass(
        *("decide", str(ROOT / request), "--data", str(demo.data)), COLUMNS="100"
    )
    assert done.returncode == 0, done.stderr
    assert shows(shown, done.stdout), done.stdout


@pytest.mark.parametrize(
    "shown,printed,same",
    [
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\nb c\n", "a b\nc\n", True),
        ("a\nd\n", "a\nb\nd\n", False),
        ("good until 2026-11-24T20:24:03-06:00.", "good until 2027-01-02T03:04:05.678-06:00.", True),
        ("a (b)\n", "a b\n", False),
    ],
)
def test_an_excerpt_is_told_from_another_output(shown: str, printed: str, same: bool) -> None:
    assert shows(shown, printed) is same
