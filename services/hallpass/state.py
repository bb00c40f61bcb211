"""What the running suite leaves for other commands to find it by: address, process and districts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from hallpass.kernel.errors import Conflict
from hallpass.settings import ROOT

STATE = "suite.json"
STARTED = ROOT / ".hallpass" / "started.json"
"""The data folders on which suites of this checkout were started, the last one first."""


class RunningSuite(msgspec.Struct, frozen=True, kw_only=True):
    """One suite on this machine. `districts`: all that it serves; `last`: the one last started."""

    data: str
    url: str
    admin_dsn: str
    districts: list[str]
    last: str


def remember(suite: RunningSuite, started: Path = STARTED) -> None:
    """Leave word in the data folder, and in the checkout that this data folder was last started (0600 both)."""
    _write(Path(suite.data) / STATE, msgspec.json.encode(suite))
    earlier = [folder for folder in _folders(started) if folder != suite.data]
    _write(started, msgspec.json.encode([suite.data, *earlier]))


def recall(data: Path | None, started: Path = STARTED) -> RunningSuite:
    """The suite of a data folder, or the one last started of those that are still there.

    Raises `Conflict` where there is none.
    """
    for folder in [str(data)] if data is not None else _folders(started):
        try:
            return msgspec.json.decode((Path(folder) / STATE).read_bytes(), type=RunningSuite)
        except FileNotFoundError:
            continue
    raise Conflict("No suite was started here yet: start one with `make run`.")


def _folders(started: Path) -> list[str]:
    """Those that still hold a suite: a folder may have been removed since."""
    if not started.exists():
        return []
    known = msgspec.json.decode(started.read_bytes(), type=list[str])
    return [folder for folder in known if (Path(folder) / STATE).exists()]


def _write(path: Path, content: bytes) -> None:
    """In one step: another command may be reading."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(path)
