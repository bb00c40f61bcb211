"""An envelope as a record of Kafka: the payload is the value as it is, everything else stands in key and headers.

The key is `tenant/aggregate`, by which a compacted topic keeps the last fact. The partition follows the tenant alone,
so that a tenant's facts keep their order among each other.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from uuid import UUID, uuid5

from hallpass.kernel.envelope import MALFORMED, Envelope

T = TypeVar("T")
Header = tuple[str, bytes]
NOBODY = "?"
"""The tenant of an unreadable record that names none; no district has this name."""
LARGEST_NUMBER = 2**63 - 1
"""What a database can count to."""

COORDINATES = UUID("7f9c1f5e-52a0-4b8a-9d0f-0d7f6a3a1c11")
"""The namespace of ids made from a record's place."""

LATEST = 253_402_214_400
"""Seconds: the last day that a datetime can hold."""


class Record(Protocol):
    """What a consumer hands over."""

    @property
    def topic(self) -> str: ...  # noqa: D102 - as in the client
    @property
    def partition(self) -> int: ...  # noqa: D102
    @property
    def offset(self) -> int: ...  # noqa: D102
    @property
    def timestamp(self) -> int: ...  # noqa: D102
    @property
    def key(self) -> bytes | None: ...  # noqa: D102
    @property
    def value(self) -> bytes | None: ...  # noqa: D102
    @property
    def headers(self) -> Sequence[tuple[str, bytes | None]]: ...  # noqa: D102


class Unreadable(Exception):
    """A record is none of ours; the message says which part, never what is in it."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that nobody could read, as an envelope that can be parked, and why."""

    envelope: Envelope
    reason: str


def partition_of(tenant: str, partitions: int) -> int:
    """The tenant's partition in a topic of so many."""
    return zlib.crc32(tenant.encode()) % partitions


def key_of(envelope: Envelope) -> bytes:
    """The key by which a compacted topic keeps the last fact of each aggregate."""
    return f"{envelope.tenant}/{envelope.key}".encode()


def headers_of(envelope: Envelope) -> list[Header]:
    """Everything but topic, key and payload, as text."""
    members = {
        "event_id": str(envelope.event_id),
        "tenant": envelope.tenant,
        "type": envelope.type,
        "sequence": str(envelope.sequence),
        "version": str(envelope.version),
        "occurred_at": envelope.occurred_at.isoformat(),
    }
    if envelope.traceparent:
        members["traceparent"] = envelope.traceparent
    return [(name, value.encode()) for name, value in members.items()]


def envelope_of(record: Record, topic: str) -> Envelope:
    """The envelope that was written; `topic` is the name without a prefix. Raises Unreadable."""
    headers = dict(record.headers)
    tenant = _text(headers, "tenant")
    key = _key(record, tenant)
    if record.value is None:
        raise Unreadable("it has no value")
    occurred_at = _parsed(headers, "occurred_at", datetime.fromisoformat)
    if occurred_at.tzinfo is None:
        raise Unreadable("header occurred_at has no time zone")
    return Envelope(
        event_id=_parsed(headers, "event_id", UUID),
        tenant=tenant,
        topic=topic,
        key=key,
        type=_text(headers, "type"),
        sequence=_parsed(headers, "sequence", _number),
        version=_parsed(headers, "version", _number),
        occurred_at=occurred_at,
        payload=record.value,
        traceparent=_text(headers, "traceparent") if "traceparent" in headers else "",
    )


def broken(record: Record, topic: str, error: Unreadable) -> Broken:
    """An envelope of the record's place: the same record always gets the same id, so it is parked once."""
    try:
        tenant = _text(dict(record.headers), "tenant")
    except Unreadable:
        tenant = NOBODY
    envelope = Envelope(
        event_id=uuid5(COORDINATES, f"{record.topic}/{record.partition}/{record.offset}"),
        tenant=tenant,
        topic=topic,
        key=f"{record.partition}/{record.offset}",
        type=MALFORMED,
        sequence=record.offset,
        version=0,
        occurred_at=datetime.fromtimestamp(min(max(0, record.timestamp) / 1_000, LATEST), UTC),
        payload=record.value or b"",
    )
    return Broken(envelope, f"unreadable record, partition {record.partition}, offset {record.offset}: {error}")


def _key(record: Record, tenant: str) -> str:
    before = f"{tenant}/".encode()
    if record.key is None or not record.key.startswith(before):
        raise Unreadable("its key does not start with the tenant")
    try:
        return _storable(record.key[len(before) :])
    except ValueError:
        raise Unreadable("its key is no text") from None


def _text(headers: Mapping[str, bytes | None], name: str) -> str:
    value = headers.get(name)
    if value is None:
        raise Unreadable(f"header {name} is missing")
    try:
        return _storable(value)
    except ValueError:
        raise Unreadable(f"header {name} is no text") from None


def _parsed(headers: Mapping[str, bytes | None], name: str, parse: Callable[[str], T]) -> T:
    try:
        return parse(_text(headers, name))
    except ValueError:
        raise Unreadable(f"header {name} cannot be read") from None


def _storable(value: bytes) -> str:
    """Text that a database takes: what it refuses could be neither handled nor parked. Raises ValueError."""
    text = value.decode()
    if not text or "\0" in text:
        raise ValueError
    return text


def _number(text: str) -> int:
    number = int(text)
    if not 0 <= number <= LARGEST_NUMBER:
        raise ValueError
    return number
