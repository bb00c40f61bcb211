"""How the bootstrap speaks: one line for each slow step, one sentence when it cannot go on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Mapping, Sequence

POLL_SECONDS = 0.2
REMINDER_SECONDS = 20.0
MEGABYTE = 1_000_000


class CannotPrepareError(Exception):
    """The machine lacks something. The message is one sentence: what is missing and what to do about it."""


def line(text: str) -> None:
    """Tell the person at the terminal; standard error, so that a command's own output stays clean."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def require_space(folder: Path, megabytes: int, purpose: str) -> None:
    """Refuse to start a step that would fill the disk. `megabytes` is what the step usually takes."""
    free = shutil.disk_usage(str(folder)).free // MEGABYTE
    if free < megabytes:
        raise CannotPrepareError(
            f"Not enough disk space for {purpose}: it needs about {megabytes} MB, and {folder} has {free} MB free."
        )


def run(
    what: str,
    usually: str,
    command: Sequence[str],
    *,
    log: Path,
    cwd: Path,
    env: Mapping[str, str] | None = None,
) -> int:
    """Run a slow command, its output into `log`, with its progress on the terminal. Returns the exit code.

    `usually` tells how long it takes. The command runs in a group of its own and is ended when we are interrupted.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    line(f"{what} (once; usually {usually}) …")
    started = time.monotonic()
    with log.open("wb") as output:
        child = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=str(cwd),
            env=None if env is None else dict(env),
            start_new_session=True,
        )
        try:
            code = _wait(child, started)
        except BaseException:
            _end(child)
            raise
    if code == 0:
        line(f"  done in {time.monotonic() - started:.0f} s")
    return code


def _wait(child: subprocess.Popen[bytes], started: float) -> int:
    """Wait for the child, with a sign of life now and then."""
    reminder = REMINDER_SECONDS
    while True:
        try:
            return child.wait(timeout=POLL_SECONDS)
        except subprocess.TimeoutExpired:
            waited = time.monotonic() - started
            if waited >= reminder:
                line(f"  … {waited:.0f} s")
                reminder += REMINDER_SECONDS


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        child.wait()
