"""A suite of nothing but its children: `suite.py DATA OPA PARENT` prints their numbers and waits to be ended.

PARENT is the process to follow, or 0.
"""

import asyncio
import signal
import sys
from pathlib import Path

import uvloop

from hallpass.embedded.children import follow_parent
from hallpass.embedded.lock import FolderLock
from hallpass.embedded.opa import OpaProcess
from hallpass.embedded.places import log_folder, run_folder
from hallpass.embedded.postgres import PostgresProcess


async def main(data: Path, binary: Path, parent: int) -> None:
    """Start both children, tell their numbers on one line, stop them on SIGTERM or SIGINT."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    if parent:
        follow_parent(parent)
    with FolderLock(data):
        postgres = PostgresProcess(data)
        await postgres.start()
        config = data / "opa.yaml"
        config.write_text("{}", encoding="utf-8")
        opa = OpaProcess(binary, config, run_folder(data) / "opa.sock", log=log_folder(data) / "opa.log")
        await opa.start()
        sys.stdout.write(f"{postgres.pid} {opa.pid} {postgres.dsn}\n")
        sys.stdout.flush()
        await ended.wait()
        await opa.stop()
        await postgres.stop()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # the loop that the real suite runs on
        runner.run(main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
