"""The command line. `hallpass --help`, and `--help` after each command, say what one needs."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import structlog
import typer
import uvloop
from rich.console import Console

from hallpass.kernel.errors import HallpassError, Invalid

app = typer.Typer(
    help="Hallpass: ask before you contact. A decision API for school districts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
roster = typer.Typer(help="Rosters from the student information system.", no_args_is_help=True)
decisions = typer.Typer(help="Stored decisions.", no_args_is_help=True)
app.add_typer(roster, name="roster")
topics = typer.Typer(
    help="Kafka's topics (settings: HALLPASS_KAFKA_…, docs/operations/kafka.md).", no_args_is_help=True
)
app.add_typer(decisions, name="decisions")
tenants = typer.Typer(help="Districts, from their settings to their identity in Keycloak.", no_args_is_help=True)
app.add_typer(tenants, name="tenants")
app.add_typer(topics, name="topics")

Data = Annotated[
    Path | None, typer.Option("--data", help="The suite's data folder; default: of the suite last started.")
]
Replication = Annotated[
    int, typer.Option("--replication", min=1, max=7, help="Replicas of each partition; 1 for a single broker.")
]
District = Annotated[str | None, typer.Option("--district", help="District id; default: the one last started.")]


@app.command()
def run(
    folders: Annotated[
        list[Path], typer.Argument(help="District folders (docs/district-folder.md says what is in one).")
    ],
    port: Annotated[int, typer.Option(envvar="PORT", help="Loopback port of the API.")] = 8080,
    data: Annotated[Path, typer.Option(envvar="DATA", help="Where everything is kept that lasts.")] = Path(".hallpass"),
    follow_parent: Annotated[
        bool, typer.Option("--follow-parent", help="Stop when the process that started this one ends.")
    ] = False,
) -> None:
    """Start the whole suite on this machine: PostgreSQL, OPA and the API; Ctrl-C stops it, the data stays."""
    from hallpass.embedded.children import follow_parent as follow
    from hallpass.kernel.logs import configure_logs
    from hallpass.run import run as run_suite
    from hallpass.settings import SuiteSettings

    if follow_parent:
        follow(os.getppid())
    settings = SuiteSettings(port=port, data=data.absolute())
    configure_logs("console", settings.log_level)
    log = structlog.get_logger("hallpass")

    def work() -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(run_suite(settings, folders, _say, log))

    _told(work)


@app.command()
def token(
    role: Annotated[Literal["app", "staff", "admin", "sis", "auditor"], typer.Argument(help="Whose token.")],
    staff_id: Annotated[str | None, typer.Argument(help="For `staff`: the id of the member of staff.")] = None,
    hours: Annotated[float, typer.Option(help="How long it is good.")] = 8.0,
    district: District = None,
    data: Data = None,
) -> None:
    """Print a token of the development issuer, on the last line."""
    from hallpass.client import Client
    from hallpass.state import recall

    if (role == "staff") != (staff_id is not None):
        _fail("`hallpass token staff ID` needs the id of a member of staff; the other roles take none.")

    def work() -> None:
        client = Client(recall(data), district)
        print(client.token(role, staff_id, hours))

    _told(work)


@app.command()
def decide(
    request: Annotated[Path, typer.Argument(help="A request as JSON (`-` for standard input).")],
    as_staff: Annotated[str | None, typer.Option("--as", help="Ask with this staff member's own token.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
    district: District = None,
    data: Data = None,
) -> None:
    """Ask the running suite, and print the verdict as a table."""
    import json as jsons

    from hallpass.client import Client
    from hallpass.showing import show_verdict
    from hallpass.state import recall

    def work() -> None:
        body = sys.stdin.buffer.read() if str(request) == "-" else _read(request)
        client = Client(recall(data), district)
        verdict = client.decide(body, "staff" if as_staff else "app", as_staff)
        if json:
            print(jsons.dumps(verdict, indent=2, ensure_ascii=False))
        else:
            show_verdict(verdict, Console())

    _told(work)


@roster.command("import")
def import_roster(
    package: Annotated[Path, typer.Argument(help="A OneRoster 1.1 or 1.2 CSV package: a zip file or a folder.")],
    guardians: Annotated[Path | None, typer.Option(help="guardians.csv, when it is not in the package.")] = None,
    strict: Annotated[bool, typer.Option(help="Refuse what the standard forbids, instead of warning.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Check and count; change nothing.")] = False,
    accept_removals: Annotated[
        bool, typer.Option(help="Go on although many students or guardians would be dropped.")
    ] = False,
    district: District = None,
    data: Data = None,
) -> None:
    """Import a roster into the running suite: all of it, or nothing and a list of every problem."""
    from hallpass.client import Client
    from hallpass.state import recall

    def work() -> None:
        options = {"strict": strict, "dry_run": dry_run, "accept_removals": accept_removals}
        asked = {name: str(value).lower() for name, value in options.items()}
        result = Client(recall(data), district).import_roster(package, guardians, asked)
        Console().print_json(data=result)

    _told(work)


@decisions.command("replay")
def replay_decision(
    decision_id: Annotated[str, typer.Argument(help="The id in the verdict.")],
    district: District = None,
    data: Data = None,
) -> None:
    """Run a stored decision again against its own policy revision, and compare byte for byte (the suite must run)."""
    from hallpass.client import Client
    from hallpass.replaying import replay
    from hallpass.settings import SuiteSettings
    from hallpass.state import recall

    def work() -> None:
        suite = recall(data)
        settings = SuiteSettings(data=Path(suite.data))
        client = Client(suite, district)
        client.require_running()
        tenant = client.tenant
        found = asyncio.run(replay(settings, suite.admin_dsn, tenant, decision_id))
        console = Console()
        for number, equal in enumerate(found.rounds, start=1):
            console.print(f"engine result, query {number}: {_verdict_on(equal=equal)}")
        console.print(f"verdict: {_verdict_on(equal=found.verdict_equal)}")
        console.print(f"policy revision {found.revision}")
        if not found.equal:
            raise typer.Exit(1)

    _told(work)


@decisions.command("purge")
def purge_decisions(data: Data = None) -> None:
    """Delete now what is past its retention, in every district; the count of what was deleted is kept."""
    from hallpass.client import Client
    from hallpass.replaying import purge
    from hallpass.settings import SuiteSettings
    from hallpass.state import recall

    def work() -> None:
        suite = recall(data)
        Client(suite, None).require_running()
        counts = asyncio.run(purge(SuiteSettings(data=Path(suite.data)), suite.admin_dsn))
        for tenant, count in counts.items():
            Console().print(f"{tenant}: {count} deleted")

    _told(work)


@topics.command("apply")
def apply_topics(
    replication: Replication = 3,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
) -> None:
    """Make Kafka's topics what the suite needs: create, grow, configure. Nothing is ever deleted."""
    from hallpass.kernel.kafka_bus.settings import read_settings
    from hallpass.kernel.kafka_bus.topics import Topics
    from hallpass.topics_apply import plans

    def work() -> None:
        steps = Topics(read_settings()).apply(plans(replication), dry_run=dry_run)
        for step in steps:
            print(step)
        if not steps:
            print("All topics are as planned.")

    _told(work)


@topics.command("show")
def show_topics(replication: Replication = 3) -> None:
    """Show the topics, and which of them are not as planned (exit 1)."""
    from rich.table import Table

    from hallpass.kernel.kafka_bus.settings import read_settings
    from hallpass.kernel.kafka_bus.topics import Topics
    from hallpass.topics_apply import described, plans

    def work() -> None:
        wanted = plans(replication)
        states = Topics(read_settings()).states(wanted)
        rows = [described(plan, states.get(plan.name)) for plan in wanted]
        table = Table("topic", "partitions", "replicas", "cleanup", "state")
        for row in rows:
            table.add_row(*row)
        Console().print(table)
        if any(row[-1] != "as planned" for row in rows):
            raise typer.Exit(1)

    _told(work)


@app.command()
def republish(
    service: Annotated[Literal["roster", "consent", "policy"], typer.Argument(help="Whose facts.")],
    district: District = None,
    data: Data = None,
) -> None:
    """Send a service's current state again, for every reader to compare (the suite must run)."""
    from hallpass.client import Client
    from hallpass.republishing import republish as send_again
    from hallpass.settings import SuiteSettings
    from hallpass.state import recall

    def work() -> None:
        suite = recall(data)
        client = Client(suite, district)
        client.require_running()
        tenant = client.tenant
        count = asyncio.run(send_again(SuiteSettings(data=Path(suite.data)), suite.admin_dsn, service, tenant))
        Console().print(f"{count} facts are on their way again.")

    _told(work)


@tenants.command("add")
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
    from hallpass.provisioning.model import district

    async def work() -> provisioning.Added:
        wanted = district(district_id, name)
        settings, admin_dsn = provisioning.place(data)
        file = secrets or settings.data / "clients" / f"{wanted.tenant}.json"
        async with provisioning.policy_service(settings, admin_dsn) as policy:
            return await provisioning.add(policy, provisioning.keycloak_settings(), wanted, time_zone, file)

    def show() -> None:
        added = asyncio.run(work())
        for change in added.changes or ("nothing to change: all is there",):
            print(change)
        for client_id, secret in added.secrets.items():
            print(f"client {client_id}" + (f" {secret}" if show_secrets else ""))
        print(f"secrets are in {added.file}")

    _told(show)


@tenants.command("list")
def list_tenants(data: Data = None) -> None:
    """Every district, and whether it has settings here and an organization in Keycloak."""
    from hallpass import tenants as provisioning

    async def work() -> list[provisioning.Listed]:
        settings, admin_dsn = provisioning.place(data)
        async with provisioning.policy_service(settings, admin_dsn) as policy:
            return await provisioning.listed(policy, provisioning.keycloak_settings())

    def show() -> None:
        for entry in asyncio.run(work()):
            lacks = [what for what, there in (("settings", entry.settings), ("identity", entry.identity)) if not there]
            print(f"{entry.tenant}\t{entry.name}\t{'lacks ' + ', '.join(lacks) if lacks else 'complete'}")

    _told(show)


def main() -> None:
    """The entry point of the command."""
    app()


def _say(line: str) -> None:
    print(line, flush=True)


def _verdict_on(*, equal: bool) -> str:
    return "the same, byte for byte" if equal else "DIFFERENT from what was stored"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        _fail(f"{path} cannot be read: {error.strerror}.")


def _told(work: Callable[[], Any]) -> None:
    """Run; a foreseen failure is one sentence (and a line for each fault), never a traceback."""
    try:
        work()
    except Invalid as error:
        for fault in error.faults:
            place = ":".join(str(part) for part in (fault.file, fault.line, fault.column, fault.member) if part)
            print(f"{place}: {fault.message} [{fault.code}]", file=sys.stderr)
        _fail(error.message)
    except HallpassError as error:
        _fail(error.message)
    except BaseExceptionGroup as group:
        found = group.subgroup(HallpassError)
        if found is None:
            raise
        _fail("; ".join(str(error) for error in found.exceptions))
    except OSError as error:
        # A full disk, a folder that one may not write to, a key that others may read.
        _fail(f"{error.strerror}: {error.filename}." if error.strerror else str(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _fail(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)
