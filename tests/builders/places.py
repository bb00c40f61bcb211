"""What a journey needs of wherever the suite runs: one process on this machine, or services on real servers."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Protocol

import asyncpg

from hallpass.installation import Installation


class Finished(Protocol):
    """How a command ended, and what it printed."""

    @property
    def returncode(self) -> int:
        """0 where it went well."""

    @property
    def stdout(self) -> str:
        """What was asked for."""

    @property
    def stderr(self) -> str:
        """What went wrong."""


class Place(Protocol):
    """A suite that answers."""

    @property
    def url(self) -> str:
        """The address without a final slash."""

    @property
    def facts_may_take(self) -> float:
        """Seconds for what was written to reach decisions, beyond what a decision waits for it by itself."""

    @property
    def admin_dsn(self) -> str:
        """The database's administrator, for a look behind the scenes."""

    @property
    def installation(self) -> Installation:
        """Where its database and keys are, as the operator's commands see it."""

    @property
    def logs(self) -> list[Path]:
        """What every process of it has said."""

    @property
    def disk(self) -> list[Path]:
        """Folders in which everything lies that it keeps; the database's is the last."""

    @property
    def engine_keeps(self) -> Path:
        """The folder in which the policy engine keeps its bundle."""

    @property
    def engine_config(self) -> Path:
        """The engine's configuration."""

    def metrics(self) -> str:
        """The numbers of every process."""

    def token(self, role: str, district: str) -> str:
        """The token of `app`, `staff ID`, `admin`, `sis` or `auditor`."""

    def speaking(self, role: str, district: str, subject: str | None = None) -> str:
        """A token of a role, of somebody by name where it is a person's; machines are one for each role."""

    def open_district(self, tenant: str) -> None:
        """Let there be a district that has no folder."""

    def command(self, *words: str) -> Finished:
        """An operator's `hallpass WORDS…`, to its end."""


def rows(place: Place, statement: str, *values: Any) -> list[Any]:
    """What the administrator of the database sees: every district's rows."""

    async def read() -> list[Any]:
        connection = await asyncpg.connect(place.admin_dsn)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    return asyncio.run(read())
