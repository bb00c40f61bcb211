"""Where Kafka is, who we are there, and how long we wait. docs/operations/kafka.md explains each setting."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hallpass.kernel.errors import Fault, Invalid

Seconds = Annotated[float, Field(gt=0)]


class KafkaSettings(BaseSettings):
    """Environment variables HALLPASS_KAFKA_…; all spans are seconds."""

    # A mistake is told without what was handed in: that may be the password.
    model_config = SettingsConfigDict(env_prefix="HALLPASS_KAFKA_", frozen=True, hide_input_in_errors=True)

    bootstrap: str
    """Addresses `host:port`, separated by commas; two or three of a cluster are enough."""
    client_id: str = "hallpass"
    """The name in the brokers' logs and quotas."""
    prefix: str = ""
    """Before the name of each topic and group, so that two installations can share a cluster."""

    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    sasl_username: str | None = None
    sasl_password: SecretStr | None = None
    ssl_cafile: Path | None = None
    """The authority of the brokers' certificates; without it the system's."""
    ssl_certfile: Path | None = None
    """Our own certificate, where the brokers ask for one, and its key."""
    ssl_keyfile: Path | None = None

    bootstrap_timeout: Seconds = 10.0
    """Until a first connection is given up; it is tried again."""
    request_timeout: Seconds = 5.0
    delivery_timeout: Seconds = 30.0
    """Until an event that was not acknowledged counts as not published."""
    session_timeout: Seconds = 15.0
    """After so long without a sign of life a member's partitions go to another."""
    heartbeat: Seconds = 2.0
    work_limit: Seconds = 60.0
    """A member that does not ask for more within this is thrown out; a working handler is kept in by asking for it."""
    poll: Annotated[float, Field(ge=0.2, le=5.0)] = 0.5
    """How long one question for records waits. Shorter ones can lose the way into the group."""
    longest_wait: Seconds = 5.0
    """The longest pause between two tries to connect."""
    patience: Seconds = 30.0
    """How long a consumer may be out of its group before it counts as broken, and begins anew."""
    lag_interval: Seconds = 5.0
    """How often the lag is measured."""
    drain: Annotated[float, Field(ge=0)] = 5.0
    """How long a handler at work may go on once the bus is to stop."""

    @model_validator(mode="after")
    def _complete(self) -> Self:
        """A password without a name, or a key without a certificate, is a mistake and no smaller security."""
        if self.security_protocol.startswith("SASL") and not (self.sasl_username and self.sasl_password):
            raise ValueError("SASL needs HALLPASS_KAFKA_SASL_USERNAME and HALLPASS_KAFKA_SASL_PASSWORD")
        if self.security_protocol in ("PLAINTEXT", "SSL") and (self.sasl_username or self.sasl_password):
            raise ValueError("a user is named, but HALLPASS_KAFKA_SECURITY_PROTOCOL is not one of SASL")
        if (self.ssl_certfile is None) != (self.ssl_keyfile is None):
            raise ValueError("HALLPASS_KAFKA_SSL_CERTFILE and HALLPASS_KAFKA_SSL_KEYFILE go together")
        if self.heartbeat * 3 > self.session_timeout:
            raise ValueError("HALLPASS_KAFKA_HEARTBEAT must be at most a third of HALLPASS_KAFKA_SESSION_TIMEOUT")
        return self

    def topic(self, name: str) -> str:
        """A topic's name in this cluster."""
        return self.prefix + name

    def bare(self, topic: str) -> str:
        """The name that the suite knows a topic by."""
        return topic.removeprefix(self.prefix)


def read_settings() -> KafkaSettings:
    """From the environment. Raises Invalid, which names the variables and none of their values."""
    try:
        return KafkaSettings()
    except ValidationError as error:
        raise Invalid(tuple(_fault(*one["loc"], message=one["msg"]) for one in error.errors())) from None


def _fault(*where: int | str, message: str) -> Fault:
    name = "_".join(["HALLPASS_KAFKA", *map(str, where)]).upper()
    return Fault(code="setting", message=message, member=name if where else None)
