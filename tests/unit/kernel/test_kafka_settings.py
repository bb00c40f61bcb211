"""What one may say about Kafka, and what is refused without repeating it."""

from typing import Any

import pytest
from pydantic import ValidationError

from hallpass.kernel.errors import Invalid
from hallpass.kernel.kafka_bus.options import consuming, producing
from hallpass.kernel.kafka_bus.settings import KafkaSettings, read_settings

SECURE = {"security_protocol": "SASL_SSL", "sasl_username": "hallpass", "sasl_password": "Zephyrine"}


def settings(**others: Any) -> KafkaSettings:
    return KafkaSettings.model_validate({"bootstrap": "one:9092,two:9092", **others})


def test_they_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLPASS_KAFKA_BOOTSTRAP", "one:9092")
    monkeypatch.setenv("HALLPASS_KAFKA_PREFIX", "north.")
    found = read_settings()
    assert (found.bootstrap, found.topic("roster.facts")) == ("one:9092", "north.roster.facts")
    assert found.bare("north.roster.facts") == "roster.facts"


def test_what_is_missing_or_wrong_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HALLPASS_KAFKA_BOOTSTRAP", raising=False)
    monkeypatch.setenv("HALLPASS_KAFKA_POLL", "Zephyrine")
    with pytest.raises(Invalid) as refused:
        read_settings()
    assert {fault.member for fault in refused.value.faults} == {"HALLPASS_KAFKA_BOOTSTRAP", "HALLPASS_KAFKA_POLL"}
    assert "Zephyrine" not in repr(refused.value.faults)


@pytest.mark.parametrize(
    "wrong,reason",
    [
        ({**SECURE, "sasl_username": None}, "SASL needs"),
        ({**SECURE, "sasl_password": None}, "SASL needs"),
        ({**SECURE, "security_protocol": "SSL"}, "not one of SASL"),
        ({"ssl_certfile": "a.pem"}, "go together"),
        ({"heartbeat": 6.0}, "at most a third"),
        ({"poll": 0.01}, "greater than or equal to 0.2"),
    ],
)
def test_what_does_not_fit_together_is_refused(wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason) as refused:
        settings(**wrong)
    assert "Zephyrine" not in str(refused.value)


def test_a_password_is_not_shown() -> None:
    assert "Zephyrine" not in repr(settings(**SECURE))


def test_the_clients_are_told_to_lose_nothing() -> None:
    producer, consumer = producing(settings(**SECURE)), consuming(settings(prefix="north."), "decision")
    assert (producer["acks"], producer["enable_idempotence"]) == ("all", True)
    assert producer["sasl_plain_password"] == "Zephyrine"
    assert producer["bootstrap_servers"] == ["one:9092", "two:9092"]
    assert (consumer["enable_auto_commit"], consumer["auto_offset_reset"]) == (False, "earliest")
    assert consumer["group_id"] == "north.decision"
    assert consumer["sasl_mechanism"] is None
