"""Hears of districts from the register, so that a district has this service's heartbeats from its first day."""

from collections.abc import Sequence

from hallpass.contracts.envelope import Envelope
from hallpass.contracts.topics import REGISTER, ROSTER
from hallpass.kernel.db import Database
from hallpass.kernel.inbox import advance, by_tenant

GROUP = "roster"
HEARS = (REGISTER,)


class Consumer:
    """Keeps nothing but the knowledge that there is the district. Doubles and late ones change nothing."""

    def __init__(self, database: Database) -> None:
        """`database` is the roster service's."""
        self._database = database

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        """Begin the count of each district whose settings are told of; everything else is passed over."""
        for tenant, batch in by_tenant(envelopes).items():
            async with self._database.unit_of_work(tenant) as work:
                if any(envelope.key == "settings" for envelope in batch):
                    await work.introduce(ROSTER)
                await advance(work, GROUP, batch)
