"""For whoever adds districts to an installation."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from hallpass.commands.common import Data, told

app = typer.Typer(help="Districts, from their settings to their identity in Keycloak.", no_args_is_help=True)


@app.command("add")
def add_tenant(
    district_id: Annotated[str, typer.Argument(help="Small letters, digits, dots, dashes; it stays for ever.")],
    name: Annotated[str, typer.Option(help="The district's name, as people read it.")],
    time_zone: Annotated[str, typer.Option(help="For the first settings, such as America/Chicago.")] = "UTC",
    secrets: Annotated[Path | None, typer.Option(help="Where the clients' secrets are written (0600).")] = None,
    show_secrets: Annotated[bool, typer.Option("--show-secrets", help="Print them, too.")] = False,
    data: Data = None,
) -> None:
    """Make a district from end to end, or complete one: settings, organization, groups, clients. Again is no harm."""
    from hallpass import tenants as provisioning
    from hallpass.distributed.settings import read
    from hallpass.installation import installation
    from hallpass.provisioning.model import district
    from hallpass.provisioning.settings import KeycloakSettings

    async def work() -> provisioning.Added:
        wanted = district(district_id, name)
        keycloak, place = read(KeycloakSettings), installation(data)
        file = secrets or place.keys.parent / "clients" / f"{wanted.tenant}.json"
        async with provisioning.policy_service(place) as policy:
            return await provisioning.add(policy, keycloak, wanted, time_zone, file)

    def show() -> None:
        added = asyncio.run(work())
        for change in added.changes or ("nothing to change: all is there",):
            print(change)
        for client_id, secret in added.secrets.items():
            print(f"client {client_id}" + (f" {secret}" if show_secrets else ""))
        print(f"secrets are in {added.file}")

    told(show)


@app.command("list")
def list_tenants(data: Data = None) -> None:
    """Every district, and whether it has settings here and an organization in Keycloak."""
    from hallpass import tenants as provisioning
    from hallpass.distributed.settings import read
    from hallpass.installation import installation
    from hallpass.provisioning.settings import KeycloakSettings

    async def work() -> list[provisioning.Listed]:
        keycloak, place = read(KeycloakSettings), installation(data)
        async with provisioning.policy_service(place) as policy:
            return await provisioning.listed(policy, keycloak)

    def show() -> None:
        for entry in asyncio.run(work()):
            lacks = [what for what, there in (("settings", entry.settings), ("identity", entry.identity)) if not there]
            print(f"{entry.tenant}\t{entry.name}\t{'lacks ' + ', '.join(lacks) if lacks else 'complete'}")

    told(show)
