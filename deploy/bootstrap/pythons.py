"""Which Python makes the environment: the one that runs us when it is new enough, else a newer one on PATH."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import Callable

from deploy.bootstrap.say import CannotPrepareError

OLDEST = (3, 11)
OTHERS = ("python3.11", "python3.12", "python3.13", "python3.14", "python3")


def choose(
    running: tuple[int, ...] = sys.version_info[:3],
    find: Callable[[str], str | None] = shutil.which,
    works: Callable[[str], bool] | None = None,
) -> str:
    """Return the path of a Python of at least 3.11. Raises CannotPrepareError when the machine has none."""
    if running[:2] >= OLDEST:
        return sys.executable
    check = works or new_enough
    for name in OTHERS:
        path = find(name)
        if path is not None and check(path):
            return path
    version = ".".join(str(part) for part in running)
    raise CannotPrepareError(
        f"Hallpass needs Python 3.11 or newer, and this is Python {version}: "
        "install one, or name one that you have with make … PYTHON=/path/to/python3.11."
    )


def new_enough(path: str) -> bool:
    """Whether the program at `path` starts and is a new enough Python: a launcher may exist without its Python."""
    probe = f"import sys; sys.exit(sys.version_info[:2] < {OLDEST!r})"
    return subprocess.run([path, "-c", probe], capture_output=True, check=False).returncode == 0
