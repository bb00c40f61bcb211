"""The command line. `hallpass --help`, and `--help` after each command, say what one needs."""

import typer

from hallpass.commands import decisions, operators, parked, suite, tenants, topics

app = typer.Typer(
    help="Hallpass: ask before you contact. A decision API for school districts.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(suite.app)
app.add_typer(suite.roster, name="roster")
app.add_typer(decisions.app, name="decisions")
app.command("republish")(decisions.republish)
app.add_typer(operators.app)
app.add_typer(operators.database, name="database")
app.add_typer(operators.keys, name="keys")
app.add_typer(operators.engine, name="engine")
app.add_typer(operators.facts, name="facts")
app.add_typer(tenants.app, name="tenants")
app.add_typer(topics.app, name="topics")
app.add_typer(parked.app, name="parked")


def main() -> None:
    """The entry point of the command."""
    app()
