"""Every service's schema goes up, down and up again on data: nothing that the first revision held is lost."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

import asyncpg
import pytest

from builders.schema_pictures import contents, picture
from hallpass.kernel.migrate import migrate, migrate_down
from hallpass.kernel.roles import MIGRATOR, app_role, dsn_for, prepare
from hallpass.settings import SERVICES as ROOMS
from integration.rooms import SERVICES, password_of

TENANTS = ("hilltop", "lakeside")

# What the kernel keeps in each service's schema. `$1` is the tenant.
KERNEL = (
    """
    INSERT INTO outbox (event_id, tenant_id, topic, key, sequence, version, type, payload)
    VALUES (gen_random_uuid(), $1, 'topic', 'a', 1, 1, 'happened', '\\x00ff')""",
    "INSERT INTO topic_sequence VALUES ($1, 'topic', 1)",
    "INSERT INTO inbox VALUES ($1, 'reader', 'topic', 'a', 1, gen_random_uuid())",
    "INSERT INTO position VALUES ($1, 'reader', 'topic', 1, '2026-09-14 08:00+00')",
)

OWN: Mapping[str, Sequence[str]] = {
    "roster": (
        "INSERT INTO org VALUES ($1, 'o', 'School', 'school', NULL, true)",
        "INSERT INTO person VALUES ($1, 'p', true, true, 'Somebody', '05', 'o')",
        "INSERT INTO guardian_link VALUES ($1, 'p', 'g', '2026-08-01', NULL, 'parent', true, false, true, true, 'en')",
        "INSERT INTO fact VALUES ($1, 'student', 'p', 1, true, '\\x7b7d')",
    ),
    "consent": (
        "INSERT INTO aggregates VALUES ($1, 'a', 1)",
        """
        INSERT INTO ledger (tenant_id, aggregate, origin, recorded_by, recorded_at, fact)
        VALUES ($1, 'a', 'api', 'somebody', '2026-09-14 08:00+00', '{"given": true}')""",
    ),
    "policy": (
        "INSERT INTO tenants VALUES ($1, '2026-09-14 08:00+00')",
        "INSERT INTO register VALUES ($1, 'settings', 1, true, '{\"a\": 1}', 'api', 'somebody', '2026-09-14 08:00+00')",
        "INSERT INTO staff VALUES ($1, 's', true, '[]')",
        "INSERT INTO bundles VALUES ('r', $1, '1', '\\x00', '2026-09-14 08:00+00')",
    ),
    "decision": (
        "INSERT INTO student VALUES ($1, 's', '\\x7b7d')",
        "INSERT INTO member VALUES ($1, 'c', 's', 'student', 0, '2026-08-01', NULL)",
        "INSERT INTO verdict VALUES ($1, 'v', '2026-09-14 08:00+00', 'caller', NULL, 'permit', 1, 'r', '\\x00')",
        "INSERT INTO register VALUES ($1, 'platform', '\\x7b7d')",
    ),
}

# What the second revision brought: gone on the way down, empty after the way up.
LATER = (
    "INSERT INTO heard VALUES ($1, 'reader', 'topic', '2026-09-14 08:00+00')",
    "INSERT INTO parked VALUES ($1, 'reader', gen_random_uuid(), 'topic', 1, 'unreadable', '\\x00', '2026-09-14')",
)


@dataclass(frozen=True)
class Stairs:
    """A service's schema, prepared and empty, and the way up and down."""

    service: str
    admin_dsn: str
    admin: asyncpg.Connection

    @property
    def first(self) -> str:
        """The name of the first revision."""
        return f"{self.service}_0001"

    async def up(self, target: str = "heads") -> str:
        """Up to a revision, or to the last."""
        return await migrate(self._migrator, self.service, SERVICES / self.service / "migrations" / "versions", target)

    async def down(self, target: str) -> str:
        """Down to a revision, or to `base`."""
        versions = SERVICES / self.service / "migrations" / "versions"
        return await migrate_down(self._migrator, self.service, versions, target)

    async def write(self, statements: Sequence[str], tenants: Sequence[str] = TENANTS) -> None:
        """Run statements for each tenant, as the role of the use cases and under its row security."""
        role = app_role(self.service)
        app = await asyncpg.connect(
            dsn_for(self.admin_dsn, role, password_of(role)), server_settings={"search_path": self.service}
        )
        try:
            for tenant in tenants:
                async with app.transaction():
                    await app.execute("SELECT set_config('hallpass.tenant', $1, true)", tenant)
                    for statement in statements:
                        await app.execute(statement, tenant)
        finally:
            await app.close()

    async def tables(self) -> list[str]:
        """The schema's tables, without Alembic's own."""
        rows = await self.admin.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = $1 AND tablename <> 'alembic_version' ORDER BY 1",
            self.service,
        )
        return [row["tablename"] for row in rows]

    @property
    def _migrator(self) -> str:
        return dsn_for(self.admin_dsn, MIGRATOR, password_of(MIGRATOR))


@pytest.fixture(params=ROOMS)
async def stairs(admin_dsn: str, request: pytest.FixtureRequest) -> AsyncIterator[Stairs]:
    await prepare(admin_dsn, [request.param], password_of)
    admin = await asyncpg.connect(admin_dsn)
    yield Stairs(request.param, admin_dsn, admin)
    await admin.close()


async def test_rows_of_the_first_revision_outlive_up_down_and_up_again(stairs: Stairs) -> None:
    assert await stairs.up(stairs.first) == stairs.first
    await stairs.write((*KERNEL, *OWN[stairs.service]))
    tables = await stairs.tables()
    rows = await contents(stairs.admin, stairs.service, tables)
    # Each statement has left a row for each tenant.
    assert sum(map(len, rows.values())) == len(TENANTS) * len((*KERNEL, *OWN[stairs.service]))
    low = await picture(stairs.admin, stairs.service)

    last = await stairs.up()
    assert last != stairs.first
    assert await contents(stairs.admin, stairs.service, tables) == rows
    high = await picture(stairs.admin, stairs.service)
    await stairs.write(LATER)

    assert await stairs.down(stairs.first) == stairs.first
    assert await stairs.tables() == tables
    assert await contents(stairs.admin, stairs.service, tables) == rows
    assert await picture(stairs.admin, stairs.service) == low

    assert await stairs.up() == last
    assert await contents(stairs.admin, stairs.service, tables) == rows
    assert await picture(stairs.admin, stairs.service) == high
    # What only the later revision knew went with it, and its tables can be written to again.
    assert await contents(stairs.admin, stairs.service, ("heard", "parked")) == {"heard": [], "parked": []}
    await stairs.write(LATER)


async def test_from_nothing_to_nothing_and_up_again_is_the_same_schema(stairs: Stairs) -> None:
    last = await stairs.up()
    before = await picture(stairs.admin, stairs.service)
    assert all(before[what] for what in ("columns", "tables", "policies", "grants", "indexes", "constraints"))
    await stairs.write((*KERNEL, *OWN[stairs.service], *LATER))
    assert await stairs.down("base") == "base"
    assert await stairs.tables() == []
    assert await stairs.up() == last
    assert await picture(stairs.admin, stairs.service) == before
    assert set(map(len, (await contents(stairs.admin, stairs.service, await stairs.tables())).values())) == {0}


@pytest.mark.parametrize("stairs", ["decision"], indirect=True)
async def test_districts_are_taken_from_the_settings_that_were_heard_each_time_it_goes_up(stairs: Stairs) -> None:
    await stairs.up(stairs.first)
    settings = "INSERT INTO register VALUES ($1, 'settings', convert_to('{}', 'UTF8'))"
    await stairs.write([settings.format('{"retention_days": 30}')], ["hilltop"])
    await stairs.write([settings.format("{}")], ["lakeside"])
    await stairs.write(["INSERT INTO register VALUES ($1, 'platform', '\\x7b7d')"], ["no-settings-yet"])
    days = ["(hilltop,30)", "(lakeside,365)"]
    await stairs.up()
    assert await contents(stairs.admin, "decision", ["tenant"]) == {"tenant": days}
    await stairs.down(stairs.first)
    await stairs.up()
    assert await contents(stairs.admin, "decision", ["tenant"]) == {"tenant": days}
    # The door that the owner opened for itself is shut again.
    forced = "SELECT relforcerowsecurity FROM pg_class WHERE oid = 'decision.register'::regclass"
    assert await stairs.admin.fetchval(forced) is True
