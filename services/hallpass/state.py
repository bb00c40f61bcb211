"""What the running suite leaves for other commands to find it by: address, process and districts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from hallpass.kernel.errors import Conflict
from hallpass.settings import ROOT

STATE = "suite.json"
POINTER = ROOT / ".hallpass" / "last.json"


class RunningSuite(msgspec.Struct, frozen=True, kw_only=True):
    """One suite on this machine. `districts`: all that it serves; `last`: the one last started."""

    data: str
    url: str
    admin_dsn: str
    districts: list[str]
    last: str


def remember(suite: RunningSuite) -> None:
    """Leave word in the data folder (0600), and in the checkout which data folder was last started."""
    for path in (Path(suite.data) / STATE, POINTER):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.encode(suite))


def recall(data: Path | None) -> RunningSuite:
    """The suite of a data folder, or the one last started. Raises `Conflict` where none was."""
    path = data / STATE if data is not None else POINTER
    try:
        return msgspec.json.decode(path.read_bytes(), type=RunningSuite)
    except FileNotFoundError:
        raise Conflict("No suite was started here yet: start one with `make run`.") from None
