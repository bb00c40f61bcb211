"""What is kept of an engine's report: its revision and OPA's code, nothing else of what it says."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hallpass.policy.engines import SILENT_AFTER, Engine, State, read_report

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "report, revision, trouble",
    [
        pytest.param({"bundles": {"hallpass": {"active_revision": "r-1"}}}, "r-1", "", id="well"),
        pytest.param(
            {"bundles": {"hallpass": {"active_revision": "r-1", "code": "bundle_error", "message": "Zephyrine"}}},
            "r-1",
            "bundle_error",
            id="a bundle that it refuses",
        ),
        pytest.param(
            {
                "bundles": {
                    "hallpass": {
                        "active_revision": "r-1",
                        "code": "bundle_error",
                        "message": 'request failed: Get "http://policy/v1/bundles/hallpass": context canceled',
                    }
                }
            },
            "r-1",
            "",
            id="an engine that is told to stop is in no trouble",
        ),
        pytest.param({"bundles": {"other": {"active_revision": "r-1"}}}, "", "", id="another bundle"),
        pytest.param({"bundles": ["hallpass"]}, "", "", id="no form that we know"),
        pytest.param({}, "", "", id="nothing yet"),
        pytest.param({"bundles": {"hallpass": {"active_revision": 7, "code": "x" * 500}}}, "", "x" * 100, id="odd"),
    ],
)
def test_a_report(report: dict[str, Any], revision: str, trouble: str) -> None:
    assert read_report("decision-0", report, "hallpass", NOW) == Engine("decision-0", revision, trouble, NOW)


@pytest.mark.parametrize(
    "engine, later, state",
    [
        (Engine("a", "r-1", "", NOW), timedelta(0), "current"),
        (Engine("a", "r-0", "", NOW), timedelta(0), "behind"),
        (Engine("a", "r-1", "bundle_error", NOW), timedelta(0), "failing"),
        (Engine("a", "r-1", "bundle_error", NOW), SILENT_AFTER + timedelta(seconds=1), "silent"),
    ],
    ids=["current", "behind", "failing", "silent"],
)
def test_how_it_stands(engine: Engine, later: timedelta, state: State) -> None:
    assert engine.state("r-1", NOW + later) == state
