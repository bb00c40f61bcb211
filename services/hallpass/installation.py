"""Which installation a command works on: the one that the environment names, else the suite last started here.

With HALLPASS_DATABASE_URL set, the commands of operators work on a distributed installation and log in with the
passwords of HALLPASS_PASSWORDS; without it, on the suite on this machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from hallpass.distributed.settings import DatabasePlace, PolicyPlaces, read
from hallpass.kernel.clock import Clock, SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.ids import Ids, TimeOrderedIds
from hallpass.kernel.roles import app_role, dsn_for, relay_role
from hallpass.kernel.secrets import Secrets
from hallpass.settings import SuiteSettings
from hallpass.state import recall

NAMED_BY = "HALLPASS_DATABASE_URL"


@dataclass(frozen=True)
class Installation:
    """Where its database and keys are. Nothing is opened."""

    keys: Path
    opa: Path | None
    policies: Path
    _url: str
    _password: Callable[[str], str]

    def app(self, service: str) -> str:
        """The data source name of a service's app role."""
        return self._login(app_role(service))

    def relay(self, service: str) -> str:
        """The data source name of a service's relay role."""
        return self._login(relay_role(service))

    def database(self, service: str, schema: str | None = None) -> Database:
        """A service's database as its app role; whoever asks closes it."""
        clock, ids = self.clock_and_ids()
        return Database(DatabaseSettings(dsn=self.app(service), schema=schema or service), clock, ids)

    def secrets(self) -> Secrets:
        """The keys derived from the master key, which must be there. Raises FileNotFoundError."""
        path = self.keys / "master.key"
        path.stat()
        return Secrets.open(path)

    def clock_and_ids(self) -> tuple[Clock, Ids]:
        """The machine's clock, and ids that rise with it."""
        clock = SystemClock()
        return clock, TimeOrderedIds(clock)

    def _login(self, role: str) -> str:
        return dsn_for(self._url, role, self._password(role))


def on_this_machine(settings: SuiteSettings, admin_dsn: str) -> Installation:
    """The suite of a data folder; its passwords are derived from its master key."""
    secrets = Secrets.open(settings.keys / "master.key")
    return Installation(settings.keys, settings.opa, settings.policies, admin_dsn, secrets.password)


def installation(data: Path | None) -> Installation:
    """The installation that a command works on; `data` names a suite on this machine whatever the environment says.

    Raises Conflict where there is none, Invalid and CannotStart where the environment is incomplete.
    """
    if data is None and os.environ.get(NAMED_BY):
        place = read(DatabasePlace)
        policy = read(PolicyPlaces)
        keys = Path(os.environ.get("HALLPASS_KEYS", "/run/hallpass/keys"))
        return Installation(keys, policy.opa, policy.policies, place.address, place.password)
    suite = recall(data)
    return on_this_machine(SuiteSettings(data=Path(suite.data)), suite.admin_dsn)
