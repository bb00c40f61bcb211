"""A consumer whose effects can be counted: each event that takes effect adds its payload to a note."""

from collections.abc import Sequence

from sqlalchemy import text

from hallpass.kernel.db import Database
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.inbox import by_tenant, fresh
from hallpass.kernel.tenancy import TenantId


class Notes:
    """`heard` counts deliveries, `doubles` those whose version had been applied."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.heard = 0
        self.doubles = 0

    async def handle(self, envelopes: Sequence[Envelope]) -> None:
        for tenant, part in by_tenant(envelopes).items():
            async with self._database.unit_of_work(tenant) as work:
                new = await fresh(work, "notes", part)
                for one in new:
                    await work.session.execute(
                        text(
                            "INSERT INTO notes VALUES (:tenant, :id, :words) ON CONFLICT (tenant_id, id)"
                            " DO UPDATE SET words = notes.words || excluded.words"
                        ),
                        {"tenant": tenant, "id": one.key, "words": one.payload.decode()},
                    )
            self.heard += len(part)
            self.doubles += len(part) - len(new)

    async def read(self, tenant: TenantId) -> dict[str, str]:
        """Each note's words."""
        async with self._database.unit_of_work(tenant) as work:
            found = await work.session.execute(text("SELECT id, words FROM notes"))
            return {row.id: row.words for row in found}
