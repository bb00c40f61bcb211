"""Making topics what they are meant to be. Blocking; for commands, not for services."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import InvalidReplicationFactorError, KafkaError, KafkaTimeoutError

from hallpass.kernel.errors import Conflict, Unavailable
from hallpass.kernel.kafka_bus.connecting import connected
from hallpass.kernel.kafka_bus.drained import unhandled
from hallpass.kernel.kafka_bus.options import connection
from hallpass.kernel.kafka_bus.settings import KafkaSettings


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """A topic as it shall be: the name without the prefix, and Kafka's own names for what is configured."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic as it is; `config` holds the values of what is planned for it."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]


@dataclass(slots=True)
class Steps:
    """What is to be done, and a sentence about each step."""

    create: list[TopicPlan] = field(default_factory=list)
    grow: list[TopicPlan] = field(default_factory=list)
    configure: dict[str, dict[str, str]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)


def compare(plans: Sequence[TopicPlan], states: Mapping[str, TopicState], *, move_tenants: bool = False) -> Steps:
    """What leads from the states to the plans. Raises Conflict for what cannot be done: then nothing is done.

    More partitions move tenants from one to another, and then nothing keeps their events in order: that is refused
    unless `move_tenants` says that everything has been handled.
    """
    steps, refusals = Steps(), []
    for plan in plans:
        state = states.get(plan.name)
        if state is None:
            steps.create.append(plan)
            steps.sentences.append(
                f"{plan.name}: create with {plan.partitions} partitions, {plan.replication} replicas"
            )
            continue
        if state.partitions > plan.partitions:
            refusals.append(f"{plan.name} has {state.partitions} partitions and cannot shrink to {plan.partitions}")
        if state.replication != plan.replication:
            refusals.append(
                f"{plan.name} has {state.replication} replicas, not {plan.replication}: reassign its partitions, "
                "or say --replication"
            )
        if state.partitions < plan.partitions and not move_tenants:
            refusals.append(
                f"{plan.name} has {state.partitions} partitions, and with {plan.partitions} districts would move from "
                "one to another: docs/operations/kafka.md says how (--move-tenants)"
            )
        elif state.partitions < plan.partitions:
            steps.grow.append(plan)
            steps.sentences.append(f"{plan.name}: grow from {state.partitions} to {plan.partitions} partitions")
        for name, value in sorted(plan.config.items()):
            if state.config.get(name) != value:
                steps.configure.setdefault(plan.name, {})[name] = value
                steps.sentences.append(f"{plan.name}: set {name} from {state.config.get(name)} to {value}")
    if refusals:
        raise Conflict(f"Nothing was changed: {'; '.join(refusals)}.")
    return steps


class Topics:
    """The topics of one cluster, under the prefix of the settings."""

    def __init__(self, settings: KafkaSettings) -> None:
        """Nothing connects yet."""
        self._settings = settings

    def states(self, plans: Sequence[TopicPlan]) -> dict[str, TopicState]:
        """The planned topics that exist, by their names without the prefix. Raises Unavailable."""
        with self._client() as client:
            return self._states(client, plans)

    def apply(self, plans: Sequence[TopicPlan], *, dry_run: bool = False, move_tenants: bool = False) -> list[str]:
        """Do what is missing, or with `dry_run` only say it; a sentence for each step, none when all is as planned.

        Raises Unavailable, and Conflict when a topic would have to shrink or to be copied elsewhere, or to grow: with
        `move_tenants` it grows, once every group has handled all that is in it.
        """
        with self._client() as client:
            steps = compare(plans, self._states(client, plans), move_tenants=move_tenants)
            if steps.grow and (waiting := unhandled(client, self._settings, [plan.name for plan in steps.grow])):
                raise Conflict(f"Nothing was changed: {'; '.join(waiting)}. Stop the relays, and wait for the workers.")
            if not dry_run:
                self._take(client, steps)
                self._wait(client, plans)
            return steps.sentences

    def _take(self, client: Any, steps: Steps) -> None:
        if steps.create:
            wanted = {
                self._settings.topic(plan.name): {
                    "num_partitions": plan.partitions,
                    "replication_factor": plan.replication,
                    "configs": dict(plan.config),
                }
                for plan in steps.create
            }
            client.create_topics(wanted, wait_for_metadata=True)
        if steps.grow:
            client.create_partitions({self._settings.topic(plan.name): plan.partitions for plan in steps.grow})
        if steps.configure:
            resources = [self._resource(name, config) for name, config in steps.configure.items()]
            answers = client.alter_configs(resources)["topic"]
            refused = sorted(self._settings.bare(topic) for topic, answer in answers.items() if answer != "OK")
            if refused:
                raise Conflict(f"Kafka refused the configuration of {', '.join(refused)}.")

    def _wait(self, client: Any, plans: Sequence[TopicPlan]) -> None:
        """Until the brokers show what they have agreed to, so that a second look finds nothing to do."""
        deadline = time.monotonic() + self._settings.bootstrap_timeout
        while compare(plans, self._states(client, plans), move_tenants=True).sentences:
            if time.monotonic() > deadline:
                raise Unavailable("Kafka, which has not carried out the changes yet; look with `hallpass topics show`")
            time.sleep(0.1)

    def _states(self, client: Any, plans: Sequence[TopicPlan]) -> dict[str, TopicState]:
        there = set(client.list_topics())
        found = [plan for plan in plans if self._settings.topic(plan.name) in there]
        if not found:
            return {}
        described = client.describe_topics([self._settings.topic(plan.name) for plan in found])
        partitions = {self._settings.bare(topic["name"]): topic["partitions"] for topic in described}
        asked = [self._resource(plan.name, list(plan.config)) for plan in found]
        configs = client.describe_configs(asked, config_filter="all")["topic"]
        return {
            plan.name: TopicState(
                name=plan.name,
                partitions=len(partitions[plan.name]),
                replication=min(len(one["replica_nodes"]) for one in partitions[plan.name]),
                config={name: one["value"] for name, one in configs[self._settings.topic(plan.name)].items()},
            )
            for plan in found
        }

    def _resource(self, name: str, config: Any) -> ConfigResource:
        return ConfigResource(ConfigResourceType.TOPIC, self._settings.topic(name), config)

    @contextmanager
    def _client(self) -> Iterator[Any]:
        client = connected(partial(KafkaAdminClient, **connection(self._settings)), self._settings)
        try:
            yield client
        except InvalidReplicationFactorError as error:
            raise Conflict("Kafka has fewer brokers than the replicas that were asked for (--replication).") from error
        except KafkaTimeoutError as error:
            raise Unavailable("Kafka, which took too long to answer") from error
        except KafkaError as error:
            # Its kind says enough (TopicAuthorizationFailedError); its text may hold anything.
            raise Unavailable(f"Kafka, which answered {type(error).__name__}") from error
        finally:
            client.close()
