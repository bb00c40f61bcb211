"""For every test: one that did not run is a failure of the whole run, as nobody would notice it otherwise."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders.contract_cases import DISTRICTS
from servers.installation import DistributedSuite, running_installation

HERE = Path(__file__).parent
NEED_JAVA = (HERE / "distributed", HERE / "integration" / "kafka", HERE / "integration" / "keycloak")
FIRST = 900
"""Seconds: the first test of a run may have to wait until the servers are fetched and have started."""


class NothingSkipped:
    """Counts the tests that were skipped or expected to fail, and fails the run when there are any."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note each one."""
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note whole files too."""
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run; `-ra` lists which ones."""
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_configure(config: pytest.Config) -> None:
    """Watch the run."""
    config.pluginmanager.register(NothingSkipped(), "nothing-skipped")
    config.addinivalue_line("markers", "distributed: on the whole suite as services, on real servers")
    config.addinivalue_line("markers", "java: needs Kafka or Keycloak")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs Kafka or Keycloak is told apart, for a machine without Java."""
    for item in items:
        if (HERE / "distributed") in item.path.parents:
            item.add_marker(pytest.mark.distributed)
        if item.get_closest_marker("distributed") or any(folder in item.path.parents for folder in NEED_JAVA):
            item.add_marker(pytest.mark.java)
            item.add_marker(pytest.mark.timeout(FIRST))


@pytest.fixture(scope="session")
def distributed() -> Iterator[DistributedSuite]:
    """The suite as services on real servers, with the two test districts; one for the whole run."""
    with running_installation({name: DISTRICTS / name for name in ("lakeside", "hillview")}) as up:
        yield up
