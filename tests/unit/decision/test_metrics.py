"""What an operator reads of decisions: verdicts, people and missing verdicts, and how long the two slow parts took."""

import re

import pytest
from prometheus_client import CollectorRegistry, generate_latest

from hallpass.decision.metrics import UNAVAILABLE, Metrics
from hallpass.kernel.errors import Refused, Unavailable, Undecided


def shown(registry: CollectorRegistry) -> dict[str, float]:
    """The page's lines that are not about when a series began."""
    lines = re.findall(r"^(hallpass_\S+) (\S+)$", generate_latest(registry).decode(), re.MULTILINE)
    return {name: float(value) for name, value in lines if "_created" not in name}


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry) -> Metrics:
    return Metrics(registry)


def test_a_verdict_counts_once_and_each_recipient_by_their_own_effect(
    registry: CollectorRegistry, metrics: Metrics
) -> None:
    metrics.given("deny", {"permit": ["a", "b"], "review": [], "deny": ["c"]})
    metrics.given("permit", {"permit": ["a"], "review": [], "deny": []})
    found = shown(registry)
    assert found['hallpass_decision_verdicts_total{effect="deny"}'] == 1
    assert found['hallpass_decision_verdicts_total{effect="permit"}'] == 1
    assert found['hallpass_decision_recipients_total{effect="permit"}'] == 3
    assert found['hallpass_decision_recipients_total{effect="deny"}'] == 1


def test_every_effect_is_there_before_the_first_verdict(registry: CollectorRegistry, metrics: Metrics) -> None:
    del metrics
    found = shown(registry)
    for effect in ("permit", "review", "deny"):
        assert found[f'hallpass_decision_verdicts_total{{effect="{effect}"}}'] == 0
        assert found[f'hallpass_decision_recipients_total{{effect="{effect}"}}'] == 0


@pytest.mark.parametrize(
    "error, cause", [(Undecided("engine_down"), "engine_down"), (Unavailable("decision database"), UNAVAILABLE)]
)
def test_what_is_not_decided_is_counted_by_its_cause_and_stays_an_error(
    registry: CollectorRegistry, metrics: Metrics, error: Exception, cause: str
) -> None:
    with pytest.raises(type(error)), metrics.deciding():
        raise error
    assert shown(registry)[f'hallpass_decision_undecided_total{{cause="{cause}"}}'] == 1


def test_a_request_that_was_refused_is_not_undecided(registry: CollectorRegistry, metrics: Metrics) -> None:
    with pytest.raises(Refused), metrics.deciding():
        raise Refused
    assert not [name for name in shown(registry) if "undecided" in name]


@pytest.mark.parametrize("part", ["engine", "screening"])
def test_a_query_that_fails_is_timed_too(registry: CollectorRegistry, metrics: Metrics, part: str) -> None:
    with pytest.raises(Undecided), getattr(metrics, part).time():
        raise Undecided(part)
    assert shown(registry)[f"hallpass_decision_{part}_seconds_count"] == 1
