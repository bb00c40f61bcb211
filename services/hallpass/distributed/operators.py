"""The steps of an operator before the services start: keys and passwords, roles, schemas."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from hallpass.distributed.settings import AdministratorSettings, DatabasePlace
from hallpass.kernel.errors import Conflict
from hallpass.kernel.migrate import migrate, migrate_down
from hallpass.kernel.private_file import private_file
from hallpass.kernel.roles import BESIDE, MIGRATOR, app_role, prepare, prepare_schema, relay_role, schemas
from hallpass.kernel.secrets import MASTER_BYTES
from hallpass.policy.signing import SigningKey
from hallpass.settings import SERVICES

Say = Callable[[str], None]
VERSIONS = Path(__file__).parents[1]
_BESIDE = re.compile(rf"decision{BESIDE}[a-z0-9]{{1,20}}")


def make_keys(keys: Path, passwords: Path) -> SigningKey:
    """The master key, the key pair of bundles, and a password for each role of the database: each made once, then kept.

    Raises PermissionError where others may read what is there.
    """
    private_file(keys / "master.key", lambda: secrets.token_bytes(MASTER_BYTES))
    for role in (MIGRATOR, *(role for service in SERVICES for role in (app_role(service), relay_role(service)))):
        private_file(passwords / role, lambda: secrets.token_urlsafe(32).encode())
    return SigningKey.open(keys)


async def prepare_roles(settings: AdministratorSettings) -> None:
    """Roles and schemas of every service, with the passwords of the folder. May be repeated."""
    await prepare(settings.administrator, SERVICES, settings.password)


async def upgrade(place: DatabasePlace, services: Sequence[str], say: Say) -> None:
    """Bring the schemas up to date, those beside a service's first too: facts that were built anew may answer there.

    A second run finds nothing to do. A step that fails leaves its schema as it was.
    """
    for service in services:
        for schema in await schemas(_migrator(place), service):
            say(f"{schema}: at {await migrate(_migrator(place), schema, _versions(service))}")


async def downgrade(place: DatabasePlace, service: str, target: str, say: Say) -> None:
    """Take a service's schema back to a revision, or to `base`: with everything that came after it."""
    say(f"{service}: at {await migrate_down(_migrator(place), service, _versions(service), target)}")


async def prepare_facts(settings: AdministratorSettings, schema: str, say: Say) -> None:
    """An empty schema for the facts of decisions, beside the one that answers. May be repeated.

    Raises Conflict for a name that is not `decision__NAME`.
    """
    if not _BESIDE.fullmatch(schema):
        raise Conflict(f"The schema is called decision{BESIDE}NAME: small letters and digits, at most 20.")
    await prepare_schema(settings.administrator, schema)
    say(f"{schema}: at {await migrate(_migrator(settings), schema, _versions('decision'))}")


def _migrator(place: DatabasePlace) -> str:
    return place.login(MIGRATOR)


def _versions(service: str) -> Path:
    return VERSIONS / service / "migrations" / "versions"
