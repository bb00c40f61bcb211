"""One suite for all journeys: the two test districts, started the way a newcomer starts theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from secrets import token_hex

import httpx
import pytest

from builders.api_districts import ApiDistrict
from builders.contract_cases import DISTRICTS
from builders.crafted_tokens import Craft
from builders.data_folders import data_folder
from builders.places import Place
from builders.running_suites import RunningSuite, running_suite

BOTH = [DISTRICTS / "lakeside", DISTRICTS / "hillview"]


@pytest.fixture(scope="session")
def suite() -> Iterator[RunningSuite]:
    # It logs more than it does by default, so that the tests of the log have something to read.
    with (
        data_folder() as data,
        running_suite(BOTH, data, data.parent / "run.log", {"HALLPASS_LOG_LEVEL": "INFO"}) as up,
    ):
        yield up


@pytest.fixture(scope="session", params=["embedded", pytest.param("distributed", marks=pytest.mark.distributed)])
def place(request: pytest.FixtureRequest) -> Place:
    """The same two districts either way: a journey that asks for this runs twice, with one body."""
    found: Place = request.getfixturevalue({"embedded": "suite", "distributed": "distributed"}[request.param])
    return found


@pytest.fixture(scope="session")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30) as http:
        yield http


@pytest.fixture(scope="session")
def craft(suite: RunningSuite) -> Craft:
    return Craft(suite.data)


@pytest.fixture(scope="session")
def new_district(suite: RunningSuite, client: httpx.Client) -> Callable[[], ApiDistrict]:
    """Makes districts that nobody else uses, so that a test may write what it likes."""
    return lambda: ApiDistrict(suite, f"elm-grove-{token_hex(4)}", client)


@pytest.fixture(scope="session")
def any_district(place: Place, client: httpx.Client) -> Callable[[], ApiDistrict]:
    """The same, wherever the suite runs."""
    return lambda: ApiDistrict(place, f"elm-grove-{token_hex(4)}", client)
