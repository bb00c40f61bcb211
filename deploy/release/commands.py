"""Running a program whose output goes to one log, and saying what it was when it fails."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

TAIL = 4_000


class Failed(Exception):
    """A check did not pass. The message says which, and the end of what the program printed."""


class CannotRun(Exception):
    """The machine lacks what the containers need. One sentence."""


@dataclass(frozen=True)
class Commands:
    """Runs programs in `folder` with `env`; everything that they print is in `log` too."""

    folder: Path
    env: Mapping[str, str]
    log: Path

    def succeeds(self, *command: str) -> bool:
        """Whether it ends well."""
        try:
            self.run(*command)
        except Failed:
            return False
        return True

    def run(self, *command: str, within: float = 1_800.0) -> str:
        """What it printed on standard output. Raises Failed."""
        with self.log.open("ab") as log:
            log.write(f"\n$ {' '.join(command[:12])}\n".encode())
            log.flush()
            try:
                done = subprocess.run(
                    command,
                    capture_output=True,
                    cwd=self.folder,
                    env=dict(self.env),
                    timeout=within,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                raise Failed(f"{_name(command)} took more than {within:.0f} s (details: {self.log})") from None
            log.write(done.stdout + done.stderr)
        if done.returncode != 0:
            said = (done.stderr or done.stdout).decode(errors="replace")[-TAIL:]
            raise Failed(f"{_name(command)} ended with {done.returncode}:\n{said}")
        return done.stdout.decode()


def with_env(commands: Commands, env: Mapping[str, str]) -> Commands:
    """The same, in an environment with these variables besides."""
    return replace(commands, env={**commands.env, **env})


def _name(command: Sequence[str]) -> str:
    return " ".join([Path(command[0]).name, *command[1:4]])
