"""The settings in the client's own words. All clients of the process are made from these."""

from typing import Any

from hallpass.kernel.bus import LARGEST_PAYLOAD
from hallpass.kernel.kafka_bus.settings import KafkaSettings

LARGEST = LARGEST_PAYLOAD + 1024 * 1024
"""Bytes of one record at most, with key, headers and what compression may add. The topics allow the same."""

AT_ONCE = 500
"""Records in one batch, and events under way to the broker."""

FETCH_WAIT = 50
"""Milliseconds that a broker keeps a question for records for which there are none."""


def connection(settings: KafkaSettings) -> dict[str, Any]:
    """What every client needs to get through to the cluster."""
    password = settings.sasl_password.get_secret_value() if settings.sasl_password else None
    sasl = settings.security_protocol.startswith("SASL")
    return {
        "bootstrap_servers": settings.bootstrap.split(","),
        "client_id": settings.client_id,
        "security_protocol": settings.security_protocol,
        "sasl_mechanism": settings.sasl_mechanism if sasl else None,
        "sasl_plain_username": settings.sasl_username,
        "sasl_plain_password": password,
        "ssl_cafile": _text(settings.ssl_cafile),
        "ssl_certfile": _text(settings.ssl_certfile),
        "ssl_keyfile": _text(settings.ssl_keyfile),
        "request_timeout_ms": milliseconds(settings.request_timeout),
        "bootstrap_timeout_ms": milliseconds(settings.bootstrap_timeout),
        "reconnect_backoff_max_ms": 1_000,
        "metadata_max_age_ms": 30_000,
    }


def producing(settings: KafkaSettings) -> dict[str, Any]:
    """A producer that writes each event once into the log of every replica in sync, in order."""
    return {
        **connection(settings),
        # Said explicitly, a setting that does not fit is refused instead of switching this off.
        "enable_idempotence": True,
        "acks": "all",
        "max_in_flight_requests_per_connection": 5,
        "linger_ms": 5,
        "compression_type": "lz4",
        "max_request_size": LARGEST,
        "delivery_timeout_ms": milliseconds(settings.delivery_timeout),
        "max_block_ms": 5_000,
        "allow_auto_create_topics": False,
    }


def consuming(settings: KafkaSettings, group: str) -> dict[str, Any]:
    """A consumer that starts at the beginning and commits only what it is told to."""
    return {
        **connection(settings),
        "group_id": settings.prefix + group,
        "enable_auto_commit": False,
        "auto_offset_reset": "earliest",
        "isolation_level": "read_committed",
        "session_timeout_ms": milliseconds(settings.session_timeout),
        "heartbeat_interval_ms": milliseconds(settings.heartbeat),
        "max_poll_interval_ms": milliseconds(settings.work_limit),
        "max_poll_records": AT_ONCE,
        # The client asks ahead, without the partitions whose records it has not handed over yet: what comes for these
        # is seen when that question ends, which waits for half a second by default.
        "fetch_max_wait_ms": FETCH_WAIT,
        "allow_auto_create_topics": False,
    }


def milliseconds(seconds: float) -> int:
    """As the client counts."""
    return round(seconds * 1_000)


def _text(path: object | None) -> str | None:
    return None if path is None else str(path)
