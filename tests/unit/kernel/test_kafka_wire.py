"""Envelopes as records and back: nothing is lost, tenants keep their partition, and what is no envelope is refused."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import msgspec
import pytest

from builders.envelopes import an_envelope
from hallpass.kernel.envelope import MALFORMED, Envelope
from hallpass.kernel.kafka_bus.wire import (
    NOBODY,
    Unreadable,
    broken,
    envelope_of,
    headers_of,
    key_of,
    partition_of,
)

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@dataclass(frozen=True)
class ARecord:
    """As a consumer hands it over."""

    key: bytes | None
    value: bytes | None
    headers: Sequence[tuple[str, bytes | None]]
    topic: str = "prefix.roster.facts"
    partition: int = 3
    offset: int = 17
    timestamp: int = field(default=int(datetime(2026, 9, 14, tzinfo=UTC).timestamp() * 1_000))


def record_of(envelope: Envelope) -> ARecord:
    return ARecord(key_of(envelope), envelope.payload, headers_of(envelope))


def without(record: ARecord, name: str) -> ARecord:
    return replace(record, headers=[header for header in record.headers if header[0] != name])


def with_header(record: ARecord, name: str, value: bytes | None) -> ARecord:
    return replace(record, headers=[*without(record, name).headers, (name, value)])


@pytest.mark.parametrize("traceparent", ["", TRACE], ids=["untraced", "traced"])
def test_an_envelope_comes_back_as_it_was(traceparent: str) -> None:
    sent = msgspec.structs.replace(an_envelope(5, key="class/ü/1", version=8), traceparent=traceparent)
    assert envelope_of(record_of(sent), "roster.facts") == sent


def test_the_key_is_tenant_and_aggregate() -> None:
    assert key_of(an_envelope(1, key="student/7")) == b"lakeside/student/7"


def test_only_a_traced_change_has_the_header() -> None:
    assert "traceparent" not in dict(headers_of(an_envelope(1)))


def test_a_tenant_keeps_its_partition_and_tenants_are_spread() -> None:
    assert [partition_of(tenant, 12) for tenant in ("lakeside", "hilltop", "lakeside")] == [9, 1, 9]
    assert {partition_of(f"district-{number}", 12) for number in range(200)} == set(range(12))


@pytest.mark.parametrize("name", ["event_id", "tenant", "type", "sequence", "version", "occurred_at"])
def test_a_missing_header_is_named(name: str) -> None:
    for record in (without(record_of(an_envelope(1)), name), with_header(record_of(an_envelope(1)), name, None)):
        with pytest.raises(Unreadable, match=f"header {name} is missing"):
            envelope_of(record, "roster.facts")


@pytest.mark.parametrize("name", ["event_id", "sequence", "version", "occurred_at"])
def test_a_header_that_says_nothing_is_named_without_its_value(name: str) -> None:
    with pytest.raises(Unreadable) as refused:
        envelope_of(with_header(record_of(an_envelope(1)), name, b"Zephyrine"), "roster.facts")
    assert str(refused.value) == f"header {name} cannot be read"


@pytest.mark.parametrize("name", ["sequence", "version"])
@pytest.mark.parametrize("value", [b"-1", b"9223372036854775808", b"9" * 5_000], ids=["negative", "large", "endless"])
def test_a_number_is_one_that_can_be_kept(name: str, value: bytes) -> None:
    with pytest.raises(Unreadable, match=f"header {name} cannot be read"):
        envelope_of(with_header(record_of(an_envelope(1)), name, value), "roster.facts")


@pytest.mark.parametrize("value", [b"", b"a\0b"], ids=["empty", "with a null"])
def test_text_is_such_that_can_be_kept(value: bytes) -> None:
    record = with_header(record_of(an_envelope(1)), "tenant", value)
    with pytest.raises(Unreadable, match="header tenant is no text") as refused:
        envelope_of(record, "roster.facts")
    assert broken(record, "roster.facts", refused.value).envelope.tenant == NOBODY
    with pytest.raises(Unreadable, match="its key is no text"):
        envelope_of(replace(record_of(an_envelope(1)), key=b"lakeside/" + value), "roster.facts")


def test_an_instant_needs_a_time_zone() -> None:
    with pytest.raises(Unreadable, match="time zone"):
        envelope_of(with_header(record_of(an_envelope(1)), "occurred_at", b"2026-09-14T08:00:00"), "roster.facts")


@pytest.mark.parametrize("key", [None, b"hilltop/student/1", b"lakeside/\xff"], ids=["none", "another's", "no text"])
def test_a_key_must_be_the_tenants(key: bytes | None) -> None:
    with pytest.raises(Unreadable, match="key"):
        envelope_of(replace(record_of(an_envelope(1)), key=key), "roster.facts")


def test_what_nobody_can_read_stands_for_its_place_and_has_the_same_id_each_time() -> None:
    record = replace(record_of(an_envelope(1)), value=None)
    first, again = (broken(record, "roster.facts", Unreadable("it has no value")) for _ in range(2))
    assert first == again
    assert first.reason == "unreadable record, partition 3, offset 17: it has no value"
    envelope = first.envelope
    assert (envelope.type, envelope.tenant, envelope.topic, envelope.key) == (
        MALFORMED,
        "lakeside",
        "roster.facts",
        "3/17",
    )
    other = broken(replace(record, offset=18), "roster.facts", Unreadable("it has no value"))
    assert other.envelope.event_id != envelope.event_id


@pytest.mark.parametrize("timestamp", [-1, 10**18])
def test_even_a_senseless_timestamp_is_parked(timestamp: int) -> None:
    record = ARecord(None, b"?", [("tenant", None)], timestamp=timestamp)
    assert broken(record, "roster.facts", Unreadable("header tenant is missing")).envelope.tenant == NOBODY
