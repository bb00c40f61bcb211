"""`hallpass tenants add`, as an operator types it: settings in a real PostgreSQL, identity in a real Keycloak."""

import asyncio
import json
import os
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

import hallpass
from builders.keycloak_hands import Hands
from hallpass.installation import Installation, on_this_machine
from hallpass.kernel.migrate import migrate
from hallpass.kernel.private_file import private_file
from hallpass.kernel.roles import MIGRATOR, dsn_for, prepare
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import TokenVerifier
from hallpass.settings import SuiteSettings
from hallpass.tenants import policy_service
from servers.keycloak import KeycloakServer
from servers.keycloak_realm import SECRETS

SERVICES = Path(hallpass.__file__).parent
LAKEVIEW = TenantId("lakeview")


@pytest.fixture
async def environment(keycloak: KeycloakServer, admin_dsn: str, tmp_path: Path) -> Mapping[str, str]:
    """The policy service's schema in an empty database, and the variables that lead there and to Keycloak."""
    secrets = Secrets.open(tmp_path / "keys" / "master.key")
    await prepare(admin_dsn, ["policy"], secrets.password)
    migrator = dsn_for(admin_dsn, MIGRATOR, secrets.password(MIGRATOR))
    await migrate(migrator, "policy", SERVICES / "policy" / "migrations" / "versions")
    passwords = tmp_path / "passwords"
    private_file(passwords / "policy_app", secrets.password("policy_app").encode)
    return {
        "HALLPASS_DATABASE_URL": admin_dsn,
        "HALLPASS_PASSWORDS": str(passwords),
        "HALLPASS_KEYS": str(tmp_path / "keys"),
        "HALLPASS_KEYCLOAK_URL": keycloak.url,
        "HALLPASS_KEYCLOAK_CLIENT_SECRET": SECRETS["HALLPASS_PROVISIONER_SECRET"],
        "HALLPASS_KEYCLOAK_TIMEOUT": "30",
    }


async def test_a_district_is_there_from_end_to_end_and_again_changes_nothing(
    environment: Mapping[str, str], tmp_path: Path, hands: Hands, verifier: TokenVerifier
) -> None:
    add = ("add", "lakeview", "--name", "Lakeview Unified", "--time-zone", "America/Chicago")
    first = await hallpass_tenants(environment, *add)
    assert first.returncode == 0, first.stderr
    file = tmp_path / "clients" / "lakeview.json"
    assert f"secrets are in {file}" in first.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    clients = json.loads(file.read_bytes())["clients"]
    assert set(clients) == {"lakeview-app", "lakeview-sis"}
    assert not any(secret in first.stdout + first.stderr for secret in clients.values())
    for client_id, secret in clients.items():
        assert verifier.verify(hands.service_token(client_id, secret)).tenant == LAKEVIEW

    place = on_this_machine(SuiteSettings(data=tmp_path), environment["HALLPASS_DATABASE_URL"])
    async with policy_service(place) as policy:
        made = await policy.settings(LAKEVIEW)
        assert (made.name, made.time_zone) == ("Lakeview Unified", "America/Chicago")
        changed = msgspec.structs.replace(made, retention_days=30)
        await policy.put(LAKEVIEW, changed, "admin")

        again = await hallpass_tenants(environment, *add)
        assert "nothing to change" in again.stdout
        assert await policy.settings(LAKEVIEW) == changed
    shown = await hallpass_tenants(environment, *add, "--show-secrets")
    assert all(f"client {client_id} {secret}" in shown.stdout for client_id, secret in clients.items())

    await _settled_only(place)
    listed = (await hallpass_tenants(environment, "list")).stdout.splitlines()
    assert "lakeview\tLakeview Unified\tcomplete" in listed
    assert "half\tHalf Unified\tlacks identity" in listed


@pytest.mark.parametrize(
    "arguments, left_out, said",
    [
        (("add", "Lake View", "--name", "x"), "", "district"),
        (("add", "lakeview", "--name", "x", "--time-zone", "Moon/Base"), "", "time_zone"),
        (("add", "lakeview", "--name", "x"), "HALLPASS_KEYCLOAK_URL", "HALLPASS_KEYCLOAK_URL"),
        (("list",), "HALLPASS_KEYCLOAK_CLIENT_SECRET", "HALLPASS_KEYCLOAK_CLIENT_SECRET"),
    ],
)
async def test_what_is_wrong_is_one_sentence(
    environment: Mapping[str, str], arguments: tuple[str, ...], left_out: str, said: str
) -> None:
    reduced = {name: value for name, value in environment.items() if name != left_out}
    done = await hallpass_tenants(reduced, *arguments)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


async def hallpass_tenants(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own."""
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "hallpass", "tenants", *arguments],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SERVICES.parent), **environment},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


async def _settled_only(place: Installation) -> None:
    """A district whose making broke off after the first step."""
    async with policy_service(place) as policy:
        made = await policy.settings(LAKEVIEW)
        await policy.put(TenantId("half"), msgspec.structs.replace(made, name="Half Unified"), "admin")
