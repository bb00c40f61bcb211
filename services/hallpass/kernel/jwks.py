"""An issuer's public keys, kept in memory and read again from time to time: what is known stays when reading fails.

Nothing waits for the network but who asks for a key that is not known, and that at most once, for a few seconds.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

import aiohttp
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, KeySet, RSAKey

from hallpass.kernel.clock import Clock
from hallpass.kernel.failures import describe
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tokens import ALGORITHMS

LIFETIME = 300.0
BETWEEN = 5.0
RETRY = 5.0
LONGEST = 1_000_000
PATIENCE = 2.0
KINDS: Mapping[str, type[Key]] = {"EC": ECKey, "RSA": RSAKey}

Fetch = Callable[[], Awaitable[bytes]]
"""Reads the document of keys; raises CannotRead."""

Pause = Callable[[float], Awaitable[None]]


class CannotRead(Exception):
    """The keys could not be read, or are none."""


class RemoteKeys:
    """A KeySource over one document of keys (RFC 7517)."""

    def __init__(
        self,
        issuer: str,
        fetch: Fetch,
        clock: Clock,
        telemetry: Telemetry,
        log: Logger,
        *,
        lifetime: float = LIFETIME,
        between: float = BETWEEN,
        pause: Pause = asyncio.sleep,
    ) -> None:
        """`lifetime`: seconds after which the keys are read again. `between`: the least seconds from one reading for
        an unknown key to the next, so that whoever makes keys up cannot have us ask without end.
        """
        self._issuer = issuer
        self._fetch = fetch
        self._clock = clock
        self._log = log
        self._lifetime = lifetime
        self._between = between
        self._pause = pause
        self._keys: KeySet | None = None
        self._known: dict[str, Any] = {}
        self._read_at = clock.now()
        self._asked_at: datetime | None = None
        self._reading: asyncio.Task[bool] | None = None
        self._good = telemetry.key_refreshes.labels(issuer)
        self._bad = telemetry.key_refresh_failures.labels(issuer)
        telemetry.keys_age.labels(issuer).set_function(self.age)

    def keys(self) -> KeySet | None:
        """The keys as they were last read; None before the first time."""
        return self._keys

    def age(self) -> float:
        """Seconds since the keys were last read, or since the start where they never were."""
        return (self._clock.now() - self._read_at).total_seconds()

    async def refresh(self) -> None:
        """Read the keys because one is not known. Who asks while they are being read waits for that reading; who asks
        within `between` seconds of the last such question goes on with what is known.
        """
        if self._reading is None:
            now = self._clock.now()
            if self._asked_at is not None and 0 <= (now - self._asked_at).total_seconds() < self._between:
                return
            self._asked_at = now
        await self.read()

    async def read(self) -> bool:
        """Read the keys now, once for all who ask meanwhile; whether it went well."""
        if self._reading is None:
            self._reading = asyncio.get_running_loop().create_task(self._read())
        # Whoever goes away while they wait must not take the reading from the others.
        return await asyncio.shield(self._reading)

    async def run(self) -> None:
        """Read the keys again and again, before they are older than their lifetime; sooner after a failure."""
        good = self._keys is not None
        while True:
            await self._pause(self._lifetime if good else min(RETRY, self._lifetime))
            good = await self.read()

    async def _read(self) -> bool:
        try:
            self._take(await self._fetch())
        except CannotRead as error:
            self._bad.inc()
            self._log.warning("keys_not_read", reason=str(error), lag_seconds=round(self.age()))
            return False
        finally:
            self._reading = None
        self._read_at = self._clock.now()
        self._good.inc()
        return True

    def _take(self, document: bytes) -> None:
        known = signing_keys(document)
        # The same object as long as nothing changes: remembered tokens stand and fall with it.
        if known != self._known or self._keys is None:
            self._keys = KeySet([KINDS[str(key["kty"])].import_key(key) for key in known.values()])
            self._known = known
            self._log.info("keys_changed", count=len(known))


def signing_keys(document: bytes) -> dict[str, dict[str, Any]]:
    """The keys of a document that may sign a token, by id; what else it holds is passed over. Raises CannotRead."""
    try:
        keys = json.loads(document)["keys"]
        found = {key["kid"]: key for key in keys if _signs(key)}
        for key in found.values():
            KINDS[key["kty"]].import_key(key)
    except (ValueError, TypeError, KeyError, AttributeError, JoseError) as error:
        raise CannotRead(f"no document of keys ({describe(error)})") from None
    if not found:
        raise CannotRead("no key in it that may sign a token")
    return found


def fetch_over(session: aiohttp.ClientSession, url: str) -> Fetch:
    """Reads `url` within `PATIENCE` seconds, a megabyte at most; a redirection is not followed."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)

    async def fetch() -> bytes:
        try:
            async with session.get(url, timeout=timeout, allow_redirects=False) as answer:
                if answer.status != 200:  # noqa: PLR2004 - HTTP's word for good
                    raise CannotRead(f"status {answer.status}")
                body = await answer.content.read(LONGEST + 1)
                while len(body) <= LONGEST and not answer.content.at_eof():
                    body += await answer.content.read(LONGEST + 1 - len(body))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise CannotRead(describe(error)) from None
        if len(body) > LONGEST:
            raise CannotRead("the document is too long")
        return body

    return fetch


def _signs(key: Mapping[str, Any]) -> bool:
    """Whether a key is public, of a kind and an algorithm that we take, and meant for signatures."""
    return (
        key.get("kty") in KINDS
        and key.get("use", "sig") == "sig"
        and key.get("alg", ALGORITHMS[0]) in ALGORITHMS
        and isinstance(key.get("kid"), str)
    )
