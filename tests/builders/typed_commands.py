"""The commands of `hallpass`, typed within this process: the same program, without a new Python for each.

`running_suites.hallpass` starts it as a process of its own, which is what one wants of `hallpass run`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from hallpass.cli import app


@dataclass(frozen=True)
class Typed:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def typed(*words: str, stdin: str | None = None, data: Path | None = None) -> Typed:
    """Type `hallpass WORDS…`, with `--data` where it is given. Whatever it does not foresee is raised here."""
    where = [] if data is None else ["--data", str(data)]
    wide = {"COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}
    done = CliRunner().invoke(app, [*words, *where], input=stdin, env=wide, catch_exceptions=False)
    return Typed(done.exit_code, done.stdout, done.stderr)
