"""The stage once for these tests, and a gateway with generous limits before it."""

from collections.abc import Iterator

import pytest

from integration.gateway.stage import Front, Stage, front, stage


@pytest.fixture(scope="session")
def behind() -> Iterator[Stage]:
    with stage() as found:
        yield found


@pytest.fixture(scope="session")
def gateway(behind: Stage) -> Iterator[Front]:
    with front(behind.settings()) as found:
        yield found
