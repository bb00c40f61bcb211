"""Where the pinned OPA is: the one that `make` put into `.tools/bin`, else one on PATH of exactly that version."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from hallpass.embedded.trouble import CannotStart

VERSION = "1.22.2"
"""Older ones have a wrong-result bug (1.22.1) and a signature bypass (1.21.2). The bootstrap pins the same."""

SAYS = re.compile(r"^Version:\s*(\S+)", re.MULTILINE)


def find(checkout: Path, on_path: Callable[[str], str | None] = shutil.which) -> Path:
    """The program's full path. `checkout` is the folder that holds `.tools`. Raises CannotStart."""
    made = checkout / ".tools" / "bin" / "opa"
    if made.exists():
        return made.absolute()
    found = on_path("opa")
    if found is not None and _version(found) == VERSION:
        return Path(found).absolute()
    raise CannotStart(f"OPA {VERSION} is missing: `make run` gets it, or put that version on PATH.")


def _version(program: str) -> str | None:
    done = subprocess.run([program, "version"], capture_output=True, text=True, check=False)
    found = SAYS.search(done.stdout)
    return found.group(1) if found else None
