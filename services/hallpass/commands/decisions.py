"""For auditors and operators: stored decisions, and sending facts again."""

from __future__ import annotations

import asyncio
from typing import Annotated, Literal

import typer
from rich.console import Console

from hallpass.commands.common import Data, District, chosen, running, told

app = typer.Typer(help="Stored decisions.", no_args_is_help=True)


@app.command("replay")
def replay_decision(
    decision_id: Annotated[str, typer.Argument(help="The id in the verdict.")],
    district: District = None,
    data: Data = None,
) -> None:
    """Run a stored decision again against its own policy revision, and compare byte for byte (the suite must run)."""
    from hallpass.replaying import replay

    def work() -> None:
        place, tenant = chosen(data, district)
        found = asyncio.run(replay(place, tenant, decision_id))
        console = Console()
        for number, equal in enumerate(found.rounds, start=1):
            console.print(f"engine result, query {number}: {_said(equal=equal)}")
        console.print(f"verdict: {_said(equal=found.verdict_equal)}")
        console.print(f"policy revision {found.revision}")
        if not found.equal:
            raise typer.Exit(1)

    told(work)


@app.command("purge")
def purge_decisions(data: Data = None) -> None:
    """Delete now what is past its retention, in every district; the count of what was deleted is kept."""
    from hallpass.replaying import purge

    def work() -> None:
        for tenant, count in asyncio.run(purge(running(data))).items():
            Console().print(f"{tenant}: {count} deleted")

    told(work)


def republish(
    service: Annotated[Literal["roster", "consent", "policy"], typer.Argument(help="Whose facts.")],
    district: District = None,
    data: Data = None,
) -> None:
    """Send a service's current state again, for every reader to compare (its relay must run)."""
    from hallpass.republishing import republish as send_again

    def work() -> None:
        place, tenant = chosen(data, district)
        count = asyncio.run(send_again(place, service, tenant))
        Console().print(f"{count} facts are on their way again.")

    told(work)


def _said(*, equal: bool) -> str:
    return "the same, byte for byte" if equal else "DIFFERENT from what was stored"
