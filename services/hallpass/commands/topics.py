"""For whoever looks after Kafka: the topics."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from hallpass.commands.common import told

app = typer.Typer(help="Kafka's topics (settings: HALLPASS_KAFKA_…, docs/operations/kafka.md).", no_args_is_help=True)

Replication = Annotated[
    int, typer.Option("--replication", min=1, max=7, help="Replicas of each partition; 1 for a single broker.")
]


@app.command("apply")
def apply_topics(
    replication: Replication = 3,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    move_tenants: Annotated[
        bool,
        typer.Option("--move-tenants", help="Add partitions, with the relays stopped: see docs/operations/kafka.md."),
    ] = False,
) -> None:
    """Make Kafka's topics what the suite needs: create and configure. Nothing is ever deleted."""
    from hallpass.kernel.kafka_bus.settings import read_settings
    from hallpass.kernel.kafka_bus.topics import Topics
    from hallpass.topics_apply import plans

    def work() -> None:
        steps = Topics(read_settings()).apply(plans(replication), dry_run=dry_run, move_tenants=move_tenants)
        for step in steps:
            print(step)
        if not steps:
            print("All topics are as planned.")

    told(work)


@app.command("show")
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

    told(work)
