"""One suite for all journeys: the two test districts, started the way a newcomer starts theirs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from builders.contract_cases import DISTRICTS
from builders.running_suites import RunningSuite, running_suite


@pytest.fixture(scope="session")
def suite() -> Iterator[RunningSuite]:
    # A short path, and one that the unprivileged database may enter: its socket lies below.
    home = Path(tempfile.mkdtemp(prefix="hallpass-"))
    home.chmod(0o711)
    try:
        with running_suite(
            [DISTRICTS / "lakeside", DISTRICTS / "hillview"], home / "data", home / "run.log"
        ) as running:
            yield running
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30) as http:
        yield http
