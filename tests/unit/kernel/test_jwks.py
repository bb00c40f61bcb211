"""Keys that come from elsewhere: read in time, looked for when one is unknown, kept when nobody answers."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey
from prometheus_client import CollectorRegistry

from builders.keycloak_tokens import Realm, machine
from hallpass.kernel.clock import FixedClock
from hallpass.kernel.errors import Unauthenticated
from hallpass.kernel.jwks import CannotRead, RemoteKeys, signing_keys
from hallpass.kernel.keycloak_claims import read_keycloak
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import Issuer, TokenVerifier, UnseenKeys


class Provider:
    """An identity provider that counts how often it is asked, and may be down or slow."""

    def __init__(self) -> None:
        self.realm = Realm()
        self.asked = 0
        self.down = False
        self.held: asyncio.Event | None = None

    async def fetch(self) -> bytes:
        self.asked += 1
        document = self.realm.document()
        if self.held is not None:
            await self.held.wait()
        if self.down:
            raise CannotRead("nobody there")
        return document


class World:
    """A provider, the keys over it, and a verifier, at an instant that stands still."""

    def __init__(self) -> None:
        self.clock = FixedClock(datetime(2031, 2, 11, 9, tzinfo=UTC))
        self.provider = Provider()
        self.registry = CollectorRegistry()
        self.pauses: list[float] = []
        self.keys = RemoteKeys(
            self.provider.realm.name,
            self.provider.fetch,
            self.clock,
            Telemetry(self.registry),
            structlog.get_logger(),
            pause=self._pause,
        )
        self.verifier = TokenVerifier([self.issuer()], self.clock)

    def issuer(self, tenant: TenantId | None = None) -> Issuer:
        return Issuer(self.provider.realm.name, self.keys, read_keycloak, tenant)

    def token(self, **changed: Any) -> str:
        return self.provider.realm.token(self.clock.now(), machine(), **changed)

    def number(self, name: str) -> float | None:
        return self.registry.get_sample_value(f"hallpass_identity_{name}", {"issuer": self.provider.realm.name})

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) == 3:
            raise asyncio.CancelledError


@pytest.fixture
async def world() -> World:
    world = World()
    await world.keys.read()
    return world


async def test_a_good_token_asks_nobody(world: World) -> None:
    for _ in range(10):
        assert (await world.verifier.known(world.token())).client == "lakeside-app"
    assert world.provider.asked == 1


async def test_a_new_key_is_found_by_the_first_token_that_it_signed(world: World) -> None:
    world.provider.realm.rotate()
    with pytest.raises(Unauthenticated):
        world.verifier.verify(world.token())
    await world.verifier.known(world.token())
    assert world.provider.asked == 2


async def test_many_at_once_cause_one_reading(world: World) -> None:
    world.provider.realm.rotate()
    world.provider.held = asyncio.Event()
    asking = [asyncio.create_task(world.verifier.known(world.token())) for _ in range(50)]
    await _until(lambda: world.provider.asked == 2)
    world.provider.held.set()
    assert len(await asyncio.gather(*asking)) == 50
    assert world.provider.asked == 2


async def test_one_who_goes_away_does_not_take_the_reading_from_the_others(world: World) -> None:
    world.provider.realm.rotate()
    world.provider.held = asyncio.Event()
    gone, stays = (asyncio.create_task(world.verifier.known(world.token())) for _ in range(2))
    await _until(lambda: world.provider.asked == 2)
    gone.cancel()
    world.provider.held.set()
    assert (await stays).tenant == "lakeside"


async def test_a_reading_that_began_before_the_key_came_is_not_the_last_word(world: World) -> None:
    world.provider.held = asyncio.Event()
    early = asyncio.create_task(world.keys.read())
    await _until(lambda: world.provider.asked == 2)
    world.provider.realm.rotate()
    asking = asyncio.create_task(world.verifier.known(world.token()))
    world.provider.held.set()
    assert (await asking).tenant == "lakeside"
    assert await early
    assert world.provider.asked == 3


async def test_keys_that_are_made_up_cannot_have_us_ask_without_end(world: World) -> None:
    stranger = Realm()
    for _ in range(100):
        stranger.rotate()
        with pytest.raises(Unauthenticated, match="signature"):
            await world.verifier.known(stranger.token(world.clock.now(), machine()))
    assert world.provider.asked == 2
    world.clock.advance(timedelta(seconds=5))
    with pytest.raises(Unauthenticated):
        await world.verifier.known(stranger.token(world.clock.now(), machine()))
    assert world.provider.asked == 3


async def test_a_clock_that_was_put_back_does_not_keep_us_from_asking(world: World) -> None:
    await world.keys.refresh()
    world.clock.advance(timedelta(hours=-1))
    await world.keys.refresh()
    assert world.provider.asked == 3


async def test_an_issuer_that_is_not_trusted_has_nobody_asked(world: World) -> None:
    with pytest.raises(Unauthenticated, match="issuer"):
        await world.verifier.known(Realm("https://elsewhere.example").token(world.clock.now(), machine()))
    assert world.provider.asked == 1


async def test_known_keys_go_on_while_nobody_answers(world: World) -> None:
    world.provider.down = True
    assert not await world.keys.read()
    world.clock.advance(timedelta(hours=3))
    assert (await world.verifier.known(world.token())).tenant == "lakeside"
    assert (world.number("key_refreshes_total"), world.number("key_refresh_failures_total")) == (1, 1)
    assert world.number("keys_age_seconds") == 10_800
    world.provider.down = False
    await world.keys.read()
    assert world.number("keys_age_seconds") == 0


async def test_without_any_keys_a_token_is_not_called_bad_and_the_first_to_ask_after_an_outage_is_let_in() -> None:
    world = World()
    world.provider.down = True
    with pytest.raises(UnseenKeys):
        await world.verifier.known(world.token())
    world.provider.down = False
    world.clock.advance(timedelta(seconds=5))
    assert (await world.verifier.known(world.token())).tenant == "lakeside"


async def test_a_key_that_is_taken_away_takes_the_tokens_along_that_it_signed(world: World) -> None:
    token = world.token()
    await world.verifier.known(token)
    world.provider.realm.rotate()
    await world.keys.read()
    with pytest.raises(Unauthenticated):
        world.verifier.verify(token)


async def test_the_safe_order_of_a_rotation_needs_no_second_look(world: World) -> None:
    old = world.token()
    world.provider.realm.rotate(keep=True)
    await world.keys.read()
    for token in (old, world.token()):
        assert world.verifier.verify(token).tenant == "lakeside"


async def test_unchanged_keys_leave_remembered_tokens_alone(world: World) -> None:
    before = world.keys.keys()
    await world.keys.read()
    assert world.keys.keys() is before


@pytest.mark.parametrize("down, waited", [(False, [300.0, 300.0, 300.0]), (True, [300.0, 5.0, 5.0])])
async def test_keys_are_read_again_in_time_and_sooner_after_a_failure(
    world: World, *, down: bool, waited: list[float]
) -> None:
    world.provider.down = down
    with pytest.raises(asyncio.CancelledError):
        await world.keys.run()
    assert world.pauses == waited
    assert world.provider.asked == 3


async def test_an_issuer_of_one_tenant_speaks_for_no_other(world: World) -> None:
    verifier = TokenVerifier([world.issuer(TenantId("hillview"))], world.clock)
    with pytest.raises(Unauthenticated, match="does not speak"):
        verifier.verify(world.token())
    assert verifier.verify(world.token(tenant="hillview")).tenant == "hillview"


async def test_a_key_serves_its_own_algorithm_alone(world: World) -> None:
    assert world.keys._keys is not None
    world.keys._keys.keys[0].dict_value["alg"] = "RS256"
    with pytest.raises(Unauthenticated, match="signature"):
        world.verifier.verify(world.token())


def test_only_public_keys_for_signatures_of_our_algorithms_are_taken() -> None:
    wanted = ECKey.generate_key("P-256", {"kid": "a", "use": "sig", "alg": "ES256"})
    bare = RSAKey.generate_key(2048, {"kid": "b"})
    others: list[Key] = [
        RSAKey.generate_key(2048, {"kid": "c", "use": "enc", "alg": "RSA-OAEP"}),
        RSAKey.generate_key(2048, {"kid": "d", "use": "sig", "alg": "PS256"}),
        OKPKey.generate_key("Ed25519", {"kid": "e", "use": "sig", "alg": "EdDSA"}),
        OctKey.generate_key(256, {"kid": "f", "use": "sig", "alg": "HS256"}),
    ]
    nameless = {name: value for name, value in wanted.as_dict(private=False).items() if name != "kid"}
    keys = [key.as_dict(private=key.key_type == "oct") for key in (wanted, bare, *others)] + [nameless]
    assert set(signing_keys(json.dumps({"keys": keys}).encode())) == {"a", "b"}


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"keys": null}',
        b'{"keys": []}',
        b'{"keys": [7]}',
        b'{"keys": [{"kty": "EC", "kid": "a"}]}',
        b'{"keys": [{"kty": "EC", "kid": "a", "crv": "P-256", "x": "!", "y": 7}]}',
        b'{"keys": [{"kty": ["EC"], "kid": "a"}]}',
        b"\xff\xfe",
    ],
)
async def test_what_is_no_document_of_keys_changes_nothing(world: World, document: bytes) -> None:
    with pytest.raises(CannotRead):
        signing_keys(document)
    before = world.keys.keys()

    async def broken() -> bytes:
        return document

    world.keys._fetch = broken
    assert not await world.keys.read()
    assert world.keys.keys() is before


async def _until(true: Callable[[], bool]) -> None:
    for _ in range(1_000):
        if true():
            return
        await asyncio.sleep(0)
    raise AssertionError("it did not come true")
