"""For operators: the events that a consumer could not handle."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from hallpass.commands.common import Data, running, told

app = typer.Typer(help="Events that could not be handled, and were put aside.", no_args_is_help=True)


@app.command("list")
def list_parked(data: Data = None) -> None:
    """What waits for a person, the oldest first: where it stands and why, not what is in it. Exit 1 where any."""
    from hallpass.unparking import parked

    def work() -> None:
        found = asyncio.run(parked(running(data)))
        table = Table("event", "district", "service", "topic", "number", "since", "reason")
        for service, one in found:
            since = one.parked_at.isoformat(timespec="seconds")
            table.add_row(str(one.event_id), one.tenant, service, one.topic, str(one.sequence), since, one.reason)
        Console().print(table if found else "Nothing is parked.")
        if found:
            raise typer.Exit(1)

    told(work)


@app.command("retry")
def retry_parked(
    event: Annotated[str | None, typer.Argument(help="The event's id; otherwise all.")] = None, data: Data = None
) -> None:
    """Hand parked events to their handlers again; what goes well is parked no longer. Exit 1 where one does not."""
    from hallpass.unparking import retry

    def work() -> None:
        outcomes = asyncio.run(retry(running(data), event))
        for event_id, reason in outcomes.items():
            Console().print(f"{event_id}: {'handled' if reason is None else reason}")
        if not outcomes:
            Console().print("Nothing is parked." if event is None else "No such event is parked.")
        if any(outcomes.values()):
            raise typer.Exit(1)

    told(work)
