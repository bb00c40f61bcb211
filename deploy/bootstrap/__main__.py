"""`python -m deploy.bootstrap WHAT…`: prepares, in order, each of `run`, `dev`, `lock`, `opa`, `regal`, `helm` …

`run` and `dev` make `.venv` from that list and install the product; `lock` makes `.tools/lock`. Exit code 1 after one
sentence when the machine lacks something, 130 when interrupted.
"""

from __future__ import annotations

import fcntl
import signal
import sys
from pathlib import Path
from typing import Sequence

from deploy.bootstrap import pythons, say
from deploy.bootstrap.environment import Environment
from deploy.bootstrap.gotools import GoTools

INTERRUPTED = 130


def prepare(root: Path, wanted: Sequence[str]) -> None:
    """Prepare each wanted thing for the checkout at `root`; two preparations at once wait for each other."""
    pythons.choose()
    tools = root / ".tools"
    tools.mkdir(exist_ok=True)
    with (tools / "bootstrap.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for name in wanted:
            _one(root, name)


def _one(root: Path, name: str) -> None:
    if name in ("run", "dev"):
        environment = Environment(root, root / ".venv")
        environment.ensure(name)
        environment.ensure_product()
    elif name == "lock":
        Environment(root, root / ".tools" / "lock").ensure("lock")
    elif name == "opa":
        GoTools(root).ensure_opa()
    elif name == "regal":
        GoTools(root).ensure_regal()
    elif name == "helm":
        GoTools(root).ensure_helm()
    elif name == "compose":
        GoTools(root).ensure_compose()
    else:
        raise say.CannotPrepareError(f"There is nothing called {name} to prepare.")


def main(arguments: Sequence[str], root: Path) -> int:
    """Prepare what the arguments name; returns the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        prepare(root, arguments)
    except say.CannotPrepareError as error:
        say.line(f"Hallpass cannot start: {error}")
        return 1
    except OSError as error:
        say.line(f"Hallpass cannot start: {error.strerror} ({error.filename}).")
        return 1
    except KeyboardInterrupt:
        say.line("Interrupted.")
        return INTERRUPTED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Path(__file__).resolve().parents[2]))
