"""For operators of a distributed installation: processes, keys, the database, districts, the engine, facts anew."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated, Literal

import structlog
import typer
from rich.console import Console

from hallpass.commands.common import Data, say, told

Service = Literal["roster", "consent", "policy", "decision"]

app = typer.Typer()
database = typer.Typer(help="Roles and schemas in PostgreSQL (HALLPASS_DATABASE_URL).", no_args_is_help=True)
keys = typer.Typer(help="The private keys of an installation.", no_args_is_help=True)
engine = typer.Typer(help="The policy engine (OPA) beside each decision service.", no_args_is_help=True)
facts = typer.Typer(help="The facts of decisions: how far they are, and building them anew.", no_args_is_help=True)


@app.command()
def serve(
    service: Annotated[Service, typer.Argument(help="Which service.")],
    part: Annotated[
        Literal["all", "api", "relay", "worker"],
        typer.Option(help="api answers, relay carries events to Kafka, worker hears them and does the chores."),
    ] = "all",
    port: Annotated[int | None, typer.Option(help="Port; HALLPASS_PORT, 8080 by default.")] = None,
    host: Annotated[str | None, typer.Option(help="Address; HALLPASS_HOST, every one by default.")] = None,
) -> None:
    """Run one service, or a part of it, until SIGTERM. Settings: docs/operations/settings.md."""
    from hallpass.distributed.serve import serve as run_service
    from hallpass.distributed.settings import ServeSettings, read
    from hallpass.kernel.event_loop import run_on_loop
    from hallpass.kernel.logs import configure_logs

    def work() -> None:
        given = {name: value for name, value in (("port", port), ("host", host)) if value is not None}
        settings = read(ServeSettings, **given)
        configure_logs("json", settings.log_level)
        log = structlog.get_logger("hallpass")
        run_on_loop(run_service(service, part, settings, say, log), log)

    told(work)


@keys.command("make")
def make_keys(
    to: Annotated[Path, typer.Option(help="The folder of keys.")] = Path("keys"),
    passwords: Annotated[Path, typer.Option(help="The folder of the database roles' passwords.")] = Path("passwords"),
) -> None:
    """Make what is missing: the master key, the key pair of bundles, a password for each role. Keeps what is there."""
    from hallpass.distributed.operators import make_keys as make

    def work() -> None:
        pair = make(to, passwords)
        (to / "bundle-public.pem").write_text(pair.public.pem, encoding="utf-8")
        say(f"Keys are in {to}, passwords in {passwords}. Engines verify bundles with {to / 'bundle-public.pem'}.")

    told(work)


@database.command("prepare")
def prepare_database() -> None:
    """Make roles and schemas, as a superuser (HALLPASS_ADMIN_DATABASE_URL). May be repeated: it sets passwords anew."""
    from hallpass.distributed.operators import prepare_roles
    from hallpass.distributed.settings import AdministratorSettings, read

    def work() -> None:
        asyncio.run(prepare_roles(read(AdministratorSettings)))
        say("Roles and schemas are there. Next: hallpass database migrate")

    told(work)


@database.command("migrate")
def migrate_database(
    service: Annotated[Service | None, typer.Option(help="One service; otherwise all.")] = None,
) -> None:
    """Bring the schemas up to date, those of facts built anew too. The release before goes on working on them."""
    from hallpass.distributed.operators import upgrade
    from hallpass.distributed.settings import DatabasePlace, read
    from hallpass.settings import SERVICES

    told(lambda: asyncio.run(upgrade(read(DatabasePlace), [service] if service else SERVICES, say)))


@database.command("downgrade")
def downgrade_database(
    service: Annotated[Service, typer.Argument(help="Whose schema.")],
    to: Annotated[str, typer.Option(help="The revision to go back to, such as roster_0001, or `base`.")],
) -> None:
    """Take a schema back. What later revisions had added is dropped, with what is in it."""
    from hallpass.distributed.operators import downgrade
    from hallpass.distributed.settings import DatabasePlace, read

    told(lambda: asyncio.run(downgrade(read(DatabasePlace), service, to, say)))


@app.command()
def load(
    folder: Annotated[Path, typer.Argument(help="A district folder (docs/district-folder.md).")],
    patience: Annotated[float, typer.Option(help="Seconds to wait until decisions know it.")] = 300.0,
    data: Data = None,
) -> None:
    """Apply the differences of a district folder to an installation whose services run."""
    from hallpass.districts.reader import read_folder
    from hallpass.installation import installation
    from hallpass.loading import load as load_folder

    def work() -> None:
        district = read_folder(folder)
        result = asyncio.run(load_folder(installation(data), district, patience, say))
        say(f"District {district.tenant}: {result}.")

    told(work)


@engine.command("config")
def engine_config(
    policy_url: Annotated[str, typer.Option(help="Where the policy service answers, without /v1.")],
    token_url: Annotated[str, typer.Option(help="The identity provider's token endpoint, https://…")],
    public_key: Annotated[Path, typer.Option(help="bundle-public.pem of `hallpass keys make`.")],
    to: Annotated[Path, typer.Option(help="The file to write.")] = Path("opa.yaml"),
    client_id: Annotated[str, typer.Option(help="The client that fetches bundles.")] = "hallpass-engine",
    name: Annotated[str, typer.Option(help="Under which the engine reports what it runs.")] = "${HOSTNAME}",
    persistence: Annotated[Path, typer.Option(help="Where it keeps the last good bundle.")] = Path("/var/lib/opa"),
    authority: Annotated[
        Path | None, typer.Option(help="PEM file of who vouches for the token endpoint, where the system does not.")
    ] = None,
) -> None:
    """Write the configuration of the OPA beside a decision service. No secret is in it."""
    from hallpass.policy.opa_config import SECRET, OpaConfig, by_client, write_opa_config
    from hallpass.policy.signing import PublicKey

    def work() -> None:
        place = OpaConfig(policy_url, by_client(token_url, client_id), persistence, name, authority)
        write_opa_config(to, place, PublicKey(public_key.read_text(encoding="utf-8")))
        say(f"{to} is written. The engine takes its client's secret from the environment: {SECRET}.")

    told(work)


@facts.command("prepare")
def prepare_facts(schema: Annotated[str, typer.Argument(help="decision__NAME")]) -> None:
    """Make an empty schema for facts, beside the one that answers (HALLPASS_ADMIN_DATABASE_URL)."""
    from hallpass.distributed.operators import prepare_facts as prepare
    from hallpass.distributed.settings import AdministratorSettings, read

    def work() -> None:
        asyncio.run(prepare(read(AdministratorSettings), schema, say))
        say(f"Next: HALLPASS_DECISION_FACTS_SCHEMA={schema} hallpass serve decision --part worker")

    told(work)


@facts.command("status")
def show_facts(
    schema: Annotated[
        str | None, typer.Argument(help="decision, or decision__NAME; default: HALLPASS_DECISION_FACTS_SCHEMA.")
    ] = None,
    data: Data = None,
) -> None:
    """How far a schema of facts is behind the owners, by district. Exit 1 while it is behind."""
    from hallpass.installation import installation
    from hallpass.loading import NEVER, behind, facts_schema, tenants

    async def look() -> dict[str, int]:
        place = installation(data)
        found = await behind(place, schema or facts_schema(), await tenants(place))
        return {str(tenant): missing for tenant, missing in found.items()}

    def work() -> None:
        found = asyncio.run(look())
        for tenant, missing in found.items():
            what = "not heard of yet" if missing == NEVER else f"{missing} facts behind" if missing else "up to date"
            Console().print(f"{tenant}: {what}")
        if any(found.values()):
            raise typer.Exit(1)

    told(work)
