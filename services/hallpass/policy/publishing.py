"""Publishing bundles: each built one is kept, one of them stands under the bundle's name, and who waits is told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database
from hallpass.kernel.errors import NotFound
from hallpass.policy import bundle_store as store
from hallpass.policy.bundle import Bundle, build, is_newer, read_sources
from hallpass.policy.engines import FORGOTTEN_AFTER, Engine, State
from hallpass.policy.service import EVERYBODY
from hallpass.policy.signing import SigningKey

NAME = "hallpass"
"""The one bundle: the shipped guidelines with every district's own rules."""

LOOK_AGAIN = 1.0
"""Seconds after which a waiting download looks whether another process has published."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision that is kept; `current` where it stands under the bundle's name."""

    revision: str
    release: str
    built_at: datetime
    current: bool


class Publisher:
    """Builds, keeps and hands out bundles. One key signs them all."""

    def __init__(self, database: Database, clock: Clock, opa: Path, policies: Path, key: SigningKey) -> None:
        """`opa` is the program, `policies` the folder of Rego sources."""
        self._database = database
        self._clock = clock
        self._opa = opa
        self._policies = policies
        self._key = key
        self._published = asyncio.Event()
        self._dismissed = False

    def dismiss(self) -> None:
        """Answer everybody who waits for a change now, and let nobody wait any more: the server is about to end."""
        self._dismissed = True
        self._published.set()

    async def publish(self) -> Bundle:
        """Put the policies as they are now under the bundle's name; what was built with this key is not built again.

        Raises BuildFailed; what stood there then goes on to stand.
        """
        bundle = await self._built()
        async with self._database.unit_of_work(EVERYBODY) as work:
            await store.stand(work, NAME, bundle, self._clock.now())
        self._tell()
        return bundle

    async def publish_unless_older(self) -> Bundle | None:
        """The same, but nothing and None where a newer release stands.

        During a rollout a process of the old release may start after one of the new: it must not take the policy back.
        """
        bundle = await self._built()
        async with self._database.unit_of_work(EVERYBODY) as work:
            await store.take_turns(work, NAME)
            standing = await store.standing(work, NAME)
            if standing is not None and is_newer(standing.release, than=bundle.release):
                return None
            await store.stand(work, NAME, bundle, self._clock.now())
        self._tell()
        return bundle

    async def etag(self, name: str) -> str:
        """The version that stands under the name; raises NotFound."""
        async with self._database.unit_of_work(EVERYBODY) as work:
            standing = await store.standing(work, name)
        if standing is None:
            raise NotFound
        return f'"{standing.revision}.{standing.key_id}"'

    async def download(self, name: str, known: str | None, seconds: float) -> Bundle | None:
        """The bundle that stands under the name, or None when the caller's version does and goes on to for `seconds`.

        Raises NotFound for a name under which nothing stands.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            waiting = self._published
            if await self.etag(name) != known:
                return await self._standing(name)
            left = deadline - loop.time()
            if left <= 0 or self._dismissed:
                return None
            try:
                async with asyncio.timeout(min(left, LOOK_AGAIN)):
                    await waiting.wait()
            except TimeoutError:
                continue

    async def revisions(self) -> Sequence[Revision]:
        """Every revision that is kept, the newest first."""
        async with self._database.unit_of_work(EVERYBODY) as work:
            standing = await store.standing(work, NAME)
            kept = await store.revisions(work)
        current = standing.revision if standing else None
        return [Revision(found.revision, found.release, found.built_at, found.revision == current) for found in kept]

    async def note(self, engine: Engine) -> None:
        """Keep what an engine said of itself."""
        async with self._database.unit_of_work(EVERYBODY) as work:
            await store.note_engine(work, engine, engine.reported_at - FORGOTTEN_AFTER)

    async def engines(self) -> list[tuple[Engine, State]]:
        """Every engine that has reported within a day, and how it stands to what is published now."""
        async with self._database.unit_of_work(EVERYBODY) as work:
            standing = await store.standing(work, NAME)
            found = await store.engines(work)
        revision, now = standing.revision if standing else None, self._clock.now()
        return [(one, one.state(revision, now)) for one in found if now - one.reported_at <= FORGOTTEN_AFTER]

    async def ready(self) -> None:
        """Return when a bundle stands; raises NotFound or Unavailable."""
        await self.etag(NAME)

    async def _built(self) -> Bundle:
        """The policies as they are now, from what is kept or built and kept."""
        sources = await asyncio.to_thread(read_sources, self._policies)
        kept = await self._kept(sources.revision)
        return kept or await self._keep(await build(self._opa, self._policies, self._key))

    def _tell(self) -> None:
        """Answer those who wait for a change in this process."""
        waiting, self._published = self._published, asyncio.Event()
        waiting.set()

    async def _standing(self, name: str) -> Bundle:
        async with self._database.unit_of_work(EVERYBODY) as work:
            standing = await store.standing(work, name)
            found = await store.bundle(work, standing.revision, standing.key_id) if standing else None
        if found is None:
            raise NotFound
        return found

    async def _kept(self, revision: str) -> Bundle | None:
        async with self._database.unit_of_work(EVERYBODY) as work:
            return await store.bundle(work, revision, self._key.key_id)

    async def _keep(self, bundle: Bundle) -> Bundle:
        """Two processes may build the same revision at once, with different signatures: the first one is kept."""
        async with self._database.unit_of_work(EVERYBODY) as work:
            await store.keep(work, bundle, self._clock.now())
            return await store.bundle(work, bundle.revision, bundle.key_id) or bundle


async def kept_bundle(database: Database, revision: str) -> Bundle:
    """A bundle of this revision, for the replay of a decision; raises NotFound. `database` is the policy service's."""
    async with database.unit_of_work(EVERYBODY) as work:
        found = await store.bundle(work, revision)
    if found is None:
        raise NotFound
    return found
