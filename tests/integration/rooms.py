"""One service's schema in an empty database: roles, migrations, and its database as the app role."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import hallpass
from hallpass.contracts.envelope import Envelope
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.engine import create_engine
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.migrate import migrate
from hallpass.kernel.pending import Pending
from hallpass.kernel.roles import MIGRATOR, app_role, dsn_for, prepare, relay_role

SERVICES = Path(hallpass.__file__).parent


def password_of(role: str) -> str:
    """Any password will do on a server that ends with the test run."""
    return f"secret of {role}"


@dataclass(frozen=True)
class Schema:
    """A service's schema, its database and the logins."""

    name: str
    admin_dsn: str
    app_dsn: str
    relay_dsn: str
    database: Database

    async def events(self) -> list[Envelope]:
        """Everything in the outbox that was not sent, in order."""
        engine = create_engine(self.relay_dsn, self.name, pool_size=1)
        try:
            async with engine.connect() as connection:
                return [row.envelope for row in await Pending(self.name).read(connection, 100_000)]
        finally:
            await engine.dispose()


@asynccontextmanager
async def schema_of(admin_dsn: str, service: str, clock: Clock) -> AsyncIterator[Schema]:
    """Prepare and migrate one service; closes its pool at the end."""
    await prepare(admin_dsn, [service], password_of)
    await migrate(
        dsn_for(admin_dsn, MIGRATOR, password_of(MIGRATOR)), service, SERVICES / service / "migrations" / "versions"
    )
    app = dsn_for(admin_dsn, app_role(service), password_of(app_role(service)))
    relay = dsn_for(admin_dsn, relay_role(service), password_of(relay_role(service)))
    database = Database(DatabaseSettings(dsn=app, schema=service), clock, TimeOrderedIds(clock))
    try:
        yield Schema(service, admin_dsn, app, relay, database)
    finally:
        await database.close()
