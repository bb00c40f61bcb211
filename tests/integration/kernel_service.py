"""A small service that owns notes, as the kernel's integration tests need one: prepared, migrated, with its logins."""

from dataclasses import dataclass
from pathlib import Path

from hallpass.kernel.clock import Clock, SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.migrate import migrate
from hallpass.kernel.relay import RelaySettings
from hallpass.kernel.roles import MIGRATOR, app_role, dsn_for, prepare, relay_role
from hallpass.kernel.tenancy import TenantId

SCHEMA = "notebook"
VERSIONS = Path(__file__).parent / "kernel_versions"
LAKESIDE = TenantId("lakeside")
HILLTOP = TenantId("hilltop")


def password_of(role: str) -> str:
    """Any password will do on a server that ends with the test run."""
    return f"secret of '{role}' %"


@dataclass(frozen=True)
class Notebook:
    """The service's logins."""

    admin: str
    migrator: str
    app: str
    relay: str

    def database(
        self,
        clock: Clock | None = None,
        *,
        pool_size: int = 5,
        max_overflow: int = 5,
        pool_wait: float = 30.0,
        statement_timeout: int = 30_000,
    ) -> Database:
        clock = clock or SystemClock()
        settings = DatabaseSettings(
            dsn=self.app,
            schema=SCHEMA,
            pool_size=pool_size,
            max_overflow=max_overflow,
            pool_wait=pool_wait,
            statement_timeout=statement_timeout,
        )
        return Database(settings, clock, TimeOrderedIds(clock))

    def relay_settings(self, beats: tuple[str, ...] = (), **settings: float) -> RelaySettings:
        return RelaySettings(dsn=self.relay, schema=SCHEMA, beats=beats, **settings)


async def notebook(admin_dsn: str) -> Notebook:
    """Prepare roles and schema, migrate, and return the logins."""
    await prepare(admin_dsn, [SCHEMA], password_of)
    logins = Notebook(
        admin=admin_dsn,
        migrator=dsn_for(admin_dsn, MIGRATOR, password_of(MIGRATOR)),
        app=dsn_for(admin_dsn, app_role(SCHEMA), password_of(app_role(SCHEMA))),
        relay=dsn_for(admin_dsn, relay_role(SCHEMA), password_of(relay_role(SCHEMA))),
    )
    await migrate(logins.migrator, SCHEMA, VERSIONS)
    return logins
