"""Starting and ending child processes that never outlive us, however we end."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from hallpass.embedded import die_with_parent
from hallpass.embedded.accounts import Account


def launch(command: Sequence[str], parent: int, death: signal.Signals, account: Account | None) -> list[str]:
    """The command line that ties the program's life to `parent` and changes to the account first."""
    identity = ["-", "-"] if account is None else [str(account.uid), str(account.gid)]
    launcher = [sys.executable, "-I", "-S", die_with_parent.__file__, str(parent), str(int(death)), *identity]
    return [*launcher, *command]


async def spawn(
    command: Sequence[str],
    *,
    log: Path,
    death: signal.Signals,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
) -> asyncio.subprocess.Process:
    """Start a program by full path, its output appended to `log`; `death` is what it gets when we die.

    Only from the main thread: the kernel takes the end of the spawning thread for the end of the parent. The child gets
    a session of its own, so that Ctrl-C at the terminal reaches the suite alone, which then ends its children in order.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("children are started from the main thread only")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *launch(command, os.getpid(), death, account),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env=None if env is None else dict(env),
            start_new_session=True,
        )


async def end(process: asyncio.subprocess.Process, steps: Sequence[tuple[signal.Signals, float]]) -> None:
    """Send each signal in turn and wait its seconds, until the process has ended; SIGKILL after the last."""
    for number, patience in steps:
        if process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.send_signal(number)
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), patience)
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def follow_parent(parent: int) -> None:
    """End (SIGTERM to ourselves) when the process `parent`, which started us, ends: `make` may be killed outright.

    Raises ProcessLookupError when it is gone already.
    """
    die_with_parent.ask_for_signal(signal.SIGTERM)
    if os.getppid() != parent:
        raise ProcessLookupError(parent)


def tail(log: Path, size: int = 4_000) -> str:
    """The last characters of a child's log; nothing where there is no log yet."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - size))
            return file.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def trim(log: Path, limit: int = 5_000_000) -> None:
    """Keep a log from growing for ever: past `limit` bytes it becomes `.1`, over the one before."""
    if log.exists() and log.stat().st_size > limit:
        log.replace(log.with_name(f"{log.name}.1"))
