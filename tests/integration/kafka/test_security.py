"""A broker that wants TLS and a password: with both the bus works, without either it says what is wrong, and soon."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from builders.envelopes import an_envelope
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from integration.kafka.conftest import kafka_settings
from integration.kafka.workbench import TOPIC, Listener, Workbench, until
from servers.kafka import KafkaCluster, running_kafka
from servers.kafka_security import Security, make_security


@pytest.fixture(scope="module")
def security(tmp_path_factory: pytest.TempPathFactory) -> Security:
    return make_security(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def locked(security: Security) -> Iterator[KafkaCluster]:
    """A broker behind TLS and SCRAM."""
    with running_kafka(security=security) as cluster:
        yield cluster


def with_password(cluster: KafkaCluster, security: Security, **others: object) -> KafkaSettings:
    return kafka_settings(
        cluster,
        **{
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_username": security.user,
            "sasl_password": security.password,
            "ssl_cafile": security.authority,
            "bootstrap_timeout": 3.0,
            **others,
        },
    )


async def test_the_bus_works_over_tls_with_a_password(locked: KafkaCluster, security: Security) -> None:
    settings = with_password(locked, security)
    Topics(settings).apply([TopicPlan(TOPIC, 2, 1, {})])
    bench, listener = Workbench(settings), Listener()
    async with bench.running(listener) as bus:
        await bus.publish([an_envelope(1)])
        await until(lambda: bool(listener.heard))


@pytest.mark.parametrize(
    "wrong,reason",
    [
        ({"sasl_password": "Zephyrine"}, "the user or the password is wrong"),
        ({"sasl_username": "Zephyrine"}, "the user or the password is wrong"),
        ({"ssl_cafile": None}, "certificate is not trusted"),
        ({"ssl_cafile": Path("/nowhere.pem")}, "a file of HALLPASS_KAFKA_SSL_… cannot be read"),
    ],
    ids=["password", "user", "authority", "file"],
)
async def test_what_is_wrong_is_said_in_bounded_time(
    locked: KafkaCluster, security: Security, wrong: dict[str, object], reason: str
) -> None:
    settings = with_password(locked, security, bootstrap_timeout=3.0, **wrong)
    begin = time.monotonic()
    with pytest.raises(Unavailable, match=reason) as refused:
        Topics(settings).states([])
    assert "Zephyrine" not in str(refused.value)
    bus = Workbench(settings).bus()
    with pytest.raises(Unavailable):
        await bus.publish([an_envelope(1)])
    await bus.close()
    assert time.monotonic() - begin < 10


def test_a_client_without_tls_is_told_that_it_may_be_wanted(locked: KafkaCluster) -> None:
    with pytest.raises(Unavailable, match="wants TLS"):
        Topics(kafka_settings(locked, bootstrap_timeout=2.0)).states([])
