"""`hallpass topics` on a real broker: what is missing is made, drift is corrected, a second time nothing is done."""

import asyncio
import time
from collections.abc import Sequence

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from builders.envelopes import an_envelope
from builders.typed_commands import typed
from hallpass.contracts.topics import CONSENT, ROSTER, TOPICS, VERDICTS
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Conflict
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from hallpass.kernel.kafka_bus.wire import partition_of
from hallpass.topics_apply import plans
from integration.kafka.workbench import Listener, Workbench, until


@pytest.fixture
def environment(settings: KafkaSettings, monkeypatch: pytest.MonkeyPatch) -> KafkaSettings:
    """The settings as a command finds them."""
    monkeypatch.setenv("HALLPASS_KAFKA_BOOTSTRAP", settings.bootstrap)
    monkeypatch.setenv("HALLPASS_KAFKA_PREFIX", settings.prefix)
    return settings


def test_the_commands_make_show_and_correct_the_topics(environment: KafkaSettings) -> None:
    dry = typed("topics", "apply", "--replication", "1", "--dry-run")
    assert (dry.returncode, len(dry.stdout.splitlines())) == (0, len(TOPICS))
    missing = typed("topics", "show", "--replication", "1")
    assert (missing.returncode, missing.stdout.count("missing")) == (1, len(TOPICS))

    assert typed("topics", "apply", "--replication", "1").stdout == dry.stdout
    again = typed("topics", "apply", "--replication", "1")
    assert (again.returncode, again.stdout) == (0, "All topics are as planned.\n")
    shown = typed("topics", "show", "--replication", "1")
    assert (shown.returncode, shown.stdout.count("as planned")) == (0, len(TOPICS))

    drift(environment, ROSTER, {"cleanup.policy": "delete", "max.message.bytes": "1000"})
    # The broker answers for a change before it shows it.
    until = time.monotonic() + 20
    while typed("topics", "show", "--replication", "1").stdout.count("differs") != 1:
        assert time.monotonic() < until
        time.sleep(0.2)
    corrected = typed("topics", "apply", "--replication", "1")
    assert corrected.stdout.splitlines() == [
        "roster.facts: set cleanup.policy from delete to compact",
        "roster.facts: set max.message.bytes from 1000 to 8388608",
    ]
    assert typed("topics", "apply", "--replication", "1").stdout == "All topics are as planned.\n"


def drift(settings: KafkaSettings, topic: str, config: dict[str, str]) -> None:
    """Somebody sets something by hand; returns once the broker shows it."""
    client = KafkaAdminClient(bootstrap_servers=settings.bootstrap.split(","))
    client.alter_configs([ConfigResource(ConfigResourceType.TOPIC, settings.topic(topic), config)])
    plan, deadline = [TopicPlan(topic, 1, 1, config)], time.monotonic() + 10
    while Topics(settings).states(plan)[topic].config != config:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    client.close()


def test_state_is_compacted_and_the_rest_ends_after_its_days(settings: KafkaSettings) -> None:
    topics = Topics(settings)
    topics.apply(plans(1))
    states = topics.states(plans(1))
    assert {name: state.config["cleanup.policy"] for name, state in states.items()} == {
        topic.name: "compact" if topic.compacted else "delete" for topic in TOPICS
    }
    assert states[VERDICTS].config["retention.ms"] == str(30 * 24 * 3_600_000)
    assert {state.partitions for state in states.values()} == {12}


def test_a_topic_never_shrinks(settings: KafkaSettings) -> None:
    topics = Topics(settings)
    topics.apply([TopicPlan(ROSTER, 3, 1, {})])
    with pytest.raises(Conflict, match="cannot shrink"):
        topics.apply([TopicPlan(ROSTER, 2, 1, {}), TopicPlan(CONSENT, 2, 1, {})])
    assert CONSENT not in topics.states([TopicPlan(CONSENT, 2, 1, {})])


TENANTS = ("lakeside", "hilltop", "meadow", "harbour", "ridge", "elm-grove", "maple-harbor", "hillview")


async def test_a_topic_grows_only_with_everything_handled_and_then_every_tenant_keeps_its_order(
    environment: KafkaSettings,
) -> None:
    small = [TopicPlan(topic.name, 2, 1, {}) for topic in TOPICS]
    await asyncio.to_thread(Topics(environment).apply, small)
    command = ("topics", "apply", "--replication", "1")
    refused = await asyncio.to_thread(typed, *command)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("Nothing was changed: roster.facts has 2 partitions, and with 12 districts")
    assert {partition_of(tenant, 2) for tenant in TENANTS} != {partition_of(tenant, 12) for tenant in TENANTS}

    bench, listener, held = Workbench(environment), Listener(), asyncio.Event()

    async def slow(envelopes: Sequence[Envelope]) -> None:
        await held.wait()
        await listener(envelopes)

    async with bench.running(slow) as bus:
        await bus.publish([an_envelope(number, tenant=tenant) for number in range(1, 21) for tenant in TENANTS])
        # A group counts as a reader once it has committed anything.
        held.set()
        await until(lambda: len(listener.heard) >= 20 * len(TENANTS))
        held.clear()
        await until(lambda: bench.sample("hallpass_bus_lag_events", group="decision", topic=ROSTER) == 0)
        await bus.publish([an_envelope(21, tenant=tenant) for tenant in TENANTS])
        behind = await asyncio.to_thread(typed, *command, "--move-tenants")
        assert (behind.returncode, behind.stdout) == (1, "")
        assert behind.stderr == (
            f"Nothing was changed: decision has {len(TENANTS)} records of roster.facts to handle. "
            "Stop the relays, and wait for the workers.\n"
        )
        assert {state.partitions for state in Topics(environment).states(plans(1)).values()} == {2}

        held.set()
        await until(lambda: len(listener.heard) >= 21 * len(TENANTS))
        await until(lambda: bench.sample("hallpass_bus_lag_events", group="decision", topic=ROSTER) == 0)
        grown = await asyncio.to_thread(typed, *command, "--move-tenants")
        assert (grown.returncode, grown.stderr) == (0, "")
        assert "roster.facts: grow from 2 to 12 partitions\n" in grown.stdout
    # Relays and workers start again: they know the new partitions at once.
    async with bench.running(listener) as bus:
        await bus.publish([an_envelope(number, tenant=tenant) for number in range(22, 42) for tenant in TENANTS])
        await until(lambda: len(listener.heard) >= 41 * len(TENANTS))
    for tenant in TENANTS:
        assert listener.sequences(tenant) == list(range(1, 42))


def test_more_replicas_than_brokers_are_refused(environment: KafkaSettings) -> None:
    refused = typed("topics", "apply")
    assert refused.returncode == 1
    assert refused.stderr == "Kafka has fewer brokers than the replicas that were asked for (--replication).\n"


def test_a_command_without_settings_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HALLPASS_KAFKA_BOOTSTRAP", raising=False)
    refused = typed("topics", "show")
    assert refused.returncode == 1
    assert refused.stderr.startswith("HALLPASS_KAFKA_BOOTSTRAP: ")
