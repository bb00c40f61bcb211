"""A service learns from another's facts that there is a tenant, so that it has its heartbeats from then on."""

from collections.abc import Sequence

from hallpass.kernel.db import Database
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.inbox import advance, by_tenant


class Newcomers:
    """Keeps nothing but the knowledge that there is the tenant. Doubles and late ones change nothing."""

    def __init__(self, database: Database, group: str, key: str, topic: str) -> None:
        """A fact with this `key` tells of a tenant; then its count in `topic`, which `database` owns, begins."""
        self._database, self._group = database, group
        self._key, self._topic = key, topic

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        """Begin the count of each tenant that is told of; everything else is passed over."""
        for tenant, batch in by_tenant(envelopes).items():
            async with self._database.unit_of_work(tenant) as work:
                if any(envelope.key == self._key for envelope in batch):
                    await work.introduce(self._topic)
                await advance(work, self._group, batch)
