"""What may fail, and how it comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from distributed import reckoning
from servers.installation import DistributedSuite

Deed = Callable[[DistributedSuite], None]


@dataclass(frozen=True)
class Fault:
    """Something that is done to the suite, held for some seconds, and undone."""

    strike: Deed
    heal: Deed
    seconds: float
    goes_on: bool = False
    """Whether decisions are made meanwhile: they need neither the bus nor the identity provider."""
    again: bool = False
    """Whether what was sent is sent again."""
    prepare: Deed = lambda _: None


def _killed_relay(suite: DistributedSuite) -> None:
    """In the moment between Kafka's acknowledgement and the note of it: what it had sent is sent again."""
    suite.services["consent-relay"].kill()
    reckoning.hang_up(suite, "consent_relay")


def _restarted_relay(suite: DistributedSuite) -> None:
    reckoning.slow_marks(suite, 0)
    suite.services["consent-relay"].start()


def _prepared_relay(suite: DistributedSuite) -> None:
    reckoning.slow_marks(suite, 10)
    time.sleep(1.0)


FAULTS: Mapping[str, Fault] = {
    "kill -9 of the broker": Fault(lambda on: on.kafka.kill(), lambda on: on.kafka.restart(), 2.0, goes_on=True),
    "kill -9 of a relay": Fault(
        _killed_relay, _restarted_relay, 2.0, goes_on=True, again=True, prepare=_prepared_relay
    ),
    "kill -9 of a consumer": Fault(
        lambda on: on.services["decision-worker"].kill(),
        lambda on: on.services["decision-worker"].start(),
        2.0,
        goes_on=True,
    ),
    "kill -9 of OPA": Fault(lambda on: on.engine.kill(), lambda on: on.engine.start(), 1.0),
    "kill -9 of PostgreSQL": Fault(lambda on: on.postgres.kill(), lambda on: on.postgres.start(), 1.0),
    "kill -9 of Keycloak": Fault(lambda on: on.keycloak.kill(), lambda on: on.keycloak.start(), 6.0, goes_on=True),
    "SIGSTOP of the broker": Fault(lambda on: on.kafka.pause(), lambda on: on.kafka.resume(), 8.0, goes_on=True),
    "SIGSTOP of OPA": Fault(lambda on: on.engine.pause(), lambda on: on.engine.resume(), 2.0),
    "SIGSTOP of PostgreSQL": Fault(lambda on: on.postgres.pause(), lambda on: on.postgres.resume(), 4.0),
}
