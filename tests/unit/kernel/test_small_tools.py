"""Ids, clocks, keys, tenants, shedding, envelopes: the small tools that everything else leans on."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from builders.envelopes import an_envelope
from hallpass.contracts.envelope import open_payload, seal_payload
from hallpass.kernel.clock import FixedClock, SystemClock
from hallpass.kernel.errors import Invalid, TooMany
from hallpass.kernel.ids import CountedIds, TimeOrderedIds
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.shedding import Shedder
from hallpass.kernel.tenancy import TenantId, tenant_id

LAKESIDE, HILLTOP = TenantId("lakeside"), TenantId("hilltop")
MORNING = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


def test_ids_rise_with_the_clock_and_are_version_seven() -> None:
    clock = FixedClock(MORNING)
    ids = TimeOrderedIds(clock)
    made = []
    for _ in range(100):
        made.append(ids.new())
        clock.advance(timedelta(milliseconds=1))
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, "specified in RFC 4122")}
    assert made[0].int >> 80 == int(MORNING.timestamp() * 1000)


def test_random_bits_fill_their_own_places_only() -> None:
    full = TimeOrderedIds(FixedClock(MORNING), lambda bits: (1 << bits) - 1).new()
    assert str(full)[14:] == "7fff-bfff-ffffffffffff"


def test_ids_of_one_millisecond_differ() -> None:
    ids = TimeOrderedIds(FixedClock(MORNING))
    assert len({ids.new() for _ in range(1_000)}) == 1_000


def test_counted_ids_count() -> None:
    ids = CountedIds()
    assert [ids.new(), ids.new()] == [UUID(int=1), UUID(int=2)]


def test_the_system_clock_knows_its_zone() -> None:
    assert SystemClock().now().tzinfo is UTC


@pytest.mark.parametrize("text", ["", "a" * 256, "a\nb", "a\x00b", "\u2028"])
def test_a_tenant_id_is_short_and_printable(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        tenant_id(text)
    assert caught.value.faults[0].member == "tenant"


def test_a_tenant_id_of_the_longest_length_is_one() -> None:
    assert tenant_id("a" * 255) == "a" * 255


def test_keys_differ_by_tenant_and_purpose_and_last() -> None:
    secrets = Secrets(bytes(range(32)))
    keys = {secrets.key(tenant, purpose) for tenant in (LAKESIDE, HILLTOP) for purpose in ("text", "numbers")}
    assert len(keys) == 4
    assert secrets.key(LAKESIDE, "text") == Secrets(bytes(range(32))).key(LAKESIDE, "text")
    assert secrets.keyed_hash(LAKESIDE, "text", b"hello") != secrets.keyed_hash(HILLTOP, "text", b"hello")


def test_tenant_and_purpose_cannot_run_into_each_other() -> None:
    secrets = Secrets(bytes(32))
    assert secrets.key(TenantId("x"), "text") != secrets.key(TenantId("text\0x"), "text")
    assert secrets.password("text\0x") != secrets.key(TenantId("x"), "text").hex()


def test_a_short_master_key_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Secrets(bytes(31))


def test_the_master_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "master.key"
    first = Secrets.open(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert Secrets.open(path).password("app") == first.password("app")
    assert [entry.name for entry in path.parent.iterdir()] == ["master.key"]
    path.chmod(0o644)
    with pytest.raises(PermissionError):
        Secrets.open(path)


def test_a_key_does_not_print_itself() -> None:
    assert repr(Secrets(b"k" * 32)) == "Secrets(…)"


def test_load_is_shed_by_tenant_and_comes_back_with_time() -> None:
    clock = FixedClock(MORNING)
    shedder = Shedder(clock, per_second=2, burst=2)
    shedder.admit(LAKESIDE)
    shedder.admit(LAKESIDE)
    with pytest.raises(TooMany) as caught:
        shedder.admit(LAKESIDE)
    assert caught.value.retry_after == pytest.approx(0.5)
    shedder.admit(HILLTOP)
    clock.advance(timedelta(seconds=0.5))
    shedder.admit(LAKESIDE)


def test_the_shedder_forgets_the_longest_silent_tenant_first() -> None:
    shedder = Shedder(FixedClock(MORNING), per_second=1, burst=1, tenants=2)
    for tenant in (LAKESIDE, HILLTOP, TenantId("valley")):
        shedder.admit(tenant)
    with pytest.raises(TooMany):
        shedder.admit(HILLTOP)
    shedder.admit(LAKESIDE)


class Fact(msgspec.Struct):
    grade: str


def test_a_payload_opens_as_what_was_sealed() -> None:
    assert open_payload(an_envelope(payload=seal_payload(Fact("05"))), Fact) == Fact("05")


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff", b'{"grade": 5}', b"[]"])
def test_a_payload_of_another_shape_is_refused_without_its_content(payload: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        open_payload(an_envelope(payload=payload), Fact)
    assert "roster.facts" in caught.value.faults[0].message
    assert "student/1" not in caught.value.faults[0].message
