"""For operators: the events that a consumer could not handle."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from hallpass.commands.common import Data, fail, running, told

if TYPE_CHECKING:
    from hallpass.unparking import Parked

app = typer.Typer(help="Events that could not be handled, and were put aside.", no_args_is_help=True)

UNKNOWN = "No such event is parked; `hallpass parked list` shows those that are."


@app.command("list")
def list_parked(data: Data = None) -> None:
    """What waits for a person, the oldest first: where it stands and why, not what is in it. Exit 1 where any."""
    from hallpass.unparking import parked

    def work() -> None:
        found = asyncio.run(parked(running(data)))
        for one in found:
            since = f"since {one.event.parked_at.isoformat(timespec='seconds')}"
            again = one.event.retried_at
            tried = f", retried {again.isoformat(timespec='seconds')}" if again else ""
            print(f"{_place(one)}, {since}{tried}\n    {one.event.reason}")
        if found:
            raise typer.Exit(1)
        print("Nothing is parked.")

    told(work)


@app.command("retry")
def retry_parked(
    event: Annotated[str | None, typer.Argument(help="The event's id; otherwise all.")] = None, data: Data = None
) -> None:
    """Hand parked events to their handlers again; what goes well is parked no longer. Exit 1 where one does not."""
    from hallpass.unparking import retry

    def work() -> None:
        outcomes = asyncio.run(retry(running(data), event))
        for one in outcomes:
            print(f"{_place(one.parked)}: {one.reason or 'handled'}")
        if any(one.reason for one in outcomes):
            raise typer.Exit(1)
        if not outcomes and event is not None:
            fail(UNKNOWN)
        if not outcomes:
            print("Nothing is parked.")

    told(work)


@app.command("discard")
def discard_parked(
    event: Annotated[str, typer.Argument(help="The event's id.")],
    data: Data = None,
) -> None:
    """Forget an event that nobody needs any more: its owner has sent the state again (`hallpass republish`)."""
    from hallpass.unparking import discard

    def work() -> None:
        gone = asyncio.run(discard(running(data), event))
        for one in gone:
            print(f"{_place(one)}: discarded")
        if not gone:
            fail(UNKNOWN)

    told(work)


def _place(one: Parked) -> str:
    """A line that one can search: the id first, then whose event it is, and for whom it waits."""
    event = one.event
    return f"{event.event_id} {event.consumer} {event.tenant} {event.topic} {event.sequence}"
