"""For whoever runs the suite on one machine, and whoever asks it: run, token, decide, roster import."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import structlog
import typer
from rich.console import Console

from hallpass.commands.common import Data, District, fail, read_file, say, told

app = typer.Typer()
roster = typer.Typer(help="Rosters from the student information system.", no_args_is_help=True)


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
    from hallpass.kernel.event_loop import run_on_loop
    from hallpass.kernel.logs import configure_logs
    from hallpass.run import run as run_suite
    from hallpass.settings import SuiteSettings

    if follow_parent:
        follow(os.getppid())
    settings = SuiteSettings(port=port, data=data.absolute())
    configure_logs("console", settings.log_level)
    log = structlog.get_logger("hallpass")

    told(lambda: run_on_loop(run_suite(settings, folders, say, log), log))


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
        fail("`hallpass token staff ID` needs the id of a member of staff; the other roles take none.")

    def work() -> None:
        client = Client(recall(data), district)
        print(client.token(role, staff_id, hours))

    told(work)


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
        body = sys.stdin.buffer.read() if str(request) == "-" else read_file(request)
        client = Client(recall(data), district)
        verdict = client.decide(body, "staff" if as_staff else "app", as_staff)
        if json:
            print(jsons.dumps(verdict, indent=2, ensure_ascii=False))
        else:
            show_verdict(verdict, Console())

    told(work)


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

    told(work)
