"""What every command shares: its usual options, one sentence for a foreseen failure, and where it works."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from hallpass.client import Client
from hallpass.installation import NAMED_BY, Installation, installation
from hallpass.kernel.errors import Conflict, HallpassError, Invalid
from hallpass.kernel.tenancy import TenantId, tenant_id
from hallpass.state import recall

Data = Annotated[
    Path | None, typer.Option("--data", help="The suite's data folder; default: of the suite last started.")
]
District = Annotated[str | None, typer.Option("--district", help="District id; default: the one last started.")]


def chosen(data: Path | None, district: str | None) -> tuple[Installation, TenantId]:
    """The installation and the district of a command: of the environment, else of the suite that runs here.

    Raises Conflict where no district is named and none can be meant, or where the suite does not run.
    """
    if data is None and os.environ.get(NAMED_BY):
        if district is None:
            raise Conflict("Name the district with --district.")
        return installation(data), tenant_id(district)
    client = Client(recall(data), district)
    client.require_running()
    return installation(data), client.tenant


def running(data: Path | None) -> Installation:
    """The installation of a command that is about every district. Raises Conflict where the suite does not run."""
    if data is not None or not os.environ.get(NAMED_BY):
        Client(recall(data), None).require_running()
    return installation(data)


def say(line: str) -> None:
    """One line for whoever watches, at once."""
    print(line, flush=True)


def read_file(path: Path) -> bytes:
    """A file's bytes; the command ends with one sentence where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        fail(f"{path} cannot be read: {error.strerror}.")


def told(work: Callable[[], Any]) -> None:
    """Run; a foreseen failure is one sentence (and a line for each fault), never a traceback."""
    try:
        work()
    except Invalid as error:
        for fault in error.faults:
            place = ":".join(str(part) for part in (fault.file, fault.line, fault.column, fault.member) if part)
            print(f"{place}: {fault.message} [{fault.code}]", file=sys.stderr)
        fail(error.message)
    except HallpassError as error:
        fail(error.message)
    except BaseExceptionGroup as group:
        found = group.subgroup(HallpassError)
        if found is None:
            raise
        fail("; ".join(str(error) for error in found.exceptions))
    except OSError as error:
        # A full disk, a folder that one may not write to, a key that others may read.
        fail(f"{error.strerror}: {error.filename}." if error.strerror else str(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def fail(sentence: str) -> NoReturn:
    """End the command with this sentence on standard error, and exit code 1."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(1)
