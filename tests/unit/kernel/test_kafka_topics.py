"""What leads from the topics that are there to those that shall be, and what Kafka cannot do."""

from dataclasses import replace

import pytest

from hallpass.contracts.topics import TOPICS
from hallpass.kernel.errors import Conflict
from hallpass.kernel.kafka_bus.topics import TopicPlan, TopicState, compare
from hallpass.topics_apply import described, plans

PLAN = TopicPlan("roster.facts", 12, 3, {"cleanup.policy": "compact", "min.insync.replicas": "2"})
STATE = TopicState(PLAN.name, PLAN.partitions, PLAN.replication, PLAN.config)


def test_what_is_missing_is_created() -> None:
    steps = compare([PLAN], {})
    assert steps.create == [PLAN]
    assert steps.sentences == ["roster.facts: create with 12 partitions, 3 replicas"]


def test_what_is_as_planned_is_left_alone() -> None:
    assert compare([PLAN], {PLAN.name: STATE}).sentences == []


def test_drift_is_corrected_and_said() -> None:
    steps = compare([PLAN], {PLAN.name: replace(STATE, config={"cleanup.policy": "delete"})})
    assert steps.configure == {PLAN.name: {"cleanup.policy": "compact", "min.insync.replicas": "2"}}
    assert steps.sentences == [
        "roster.facts: set cleanup.policy from delete to compact",
        "roster.facts: set min.insync.replicas from None to 2",
    ]


def test_a_topic_grows_only_when_it_is_said_and_never_shrinks() -> None:
    """More partitions move tenants between them, and with that their order is lost."""
    smaller = {PLAN.name: replace(STATE, partitions=6)}
    with pytest.raises(Conflict, match=r"^Nothing was changed: roster.facts has 6 partitions, .*--move-tenants"):
        compare([PLAN], smaller)
    assert compare([PLAN], smaller, move_tenants=True).grow == [PLAN]
    with pytest.raises(Conflict, match="cannot shrink to 12"):
        compare([PLAN], {PLAN.name: replace(STATE, partitions=24)})


def test_other_replicas_are_refused_and_nothing_is_done() -> None:
    other = replace(PLAN, name="consent.facts")
    with pytest.raises(Conflict, match="has 1 replicas, not 3"):
        compare([other, PLAN], {PLAN.name: replace(STATE, replication=1)})


def test_every_topic_of_the_contracts_has_a_plan() -> None:
    found = plans(3)
    assert [plan.name for plan in found] == [topic.name for topic in TOPICS]
    for plan, topic in zip(found, TOPICS, strict=True):
        assert plan.config["min.insync.replicas"] == "2"
        assert plan.config["cleanup.policy"] == ("compact" if topic.compacted else "delete")
        assert ("retention.ms" in plan.config) == (not topic.compacted)
    assert {plan.config["min.insync.replicas"] for plan in plans(1)} == {"1"}


def test_a_row_says_whether_it_is_as_planned() -> None:
    assert described(PLAN, None)[-1] == "missing"
    assert described(PLAN, STATE) == ("roster.facts", "12", "3", "compact", "as planned")
    assert described(PLAN, replace(STATE, config={}))[-1] == "differs"
