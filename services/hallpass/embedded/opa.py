"""OPA as a child of the suite: on a unix socket, watched, and started again within seconds when it ends."""

import asyncio
import os
import signal
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from hallpass.embedded.children import end, spawn, tail, trim
from hallpass.embedded.places import SOCKET_BYTES
from hallpass.embedded.trouble import CannotStart, from_log

START_SECONDS = 20.0
POLL_SECONDS = 0.02
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 2.0
STEADY_SECONDS = 10.0
STOP_STEPS = ((signal.SIGTERM, 3.0),)


class OpaProcess:
    """`opa run --server` with a configuration file, on a unix socket that only our own user may use.

    `processors` and `gogc` are Go's GOMAXPROCS and GOGC: one processor serves a small sidecar well, and a lazier
    collector trades memory for a quarter of the time.
    """

    def __init__(
        self,
        binary: Path,
        config_file: Path,
        socket: Path,
        *,
        log: Path,
        arguments: Sequence[str] = (),
        processors: int = 1,
        gogc: int = 400,
    ) -> None:
        """Nothing is touched before `start`. `arguments` are further ones for `opa run`."""
        self._binary = binary
        self._config_file = config_file
        self._socket = socket.absolute()
        self._log = log
        self._arguments = tuple(arguments)
        self._go = {"GOMAXPROCS": str(processors), "GOGC": str(gogc)}
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self.restarts = 0
        """How often it had to be started again."""

    @property
    def pid(self) -> int | None:
        """The process that runs now, if one does."""
        return None if self._process is None or self._process.returncode is not None else self._process.pid

    async def start(self) -> None:
        """Return when the socket takes connections; bundles may still be on their way. Raises CannotStart."""
        if len(os.fsencode(self._socket)) > SOCKET_BYTES:
            raise CannotStart(f"The path of OPA's socket is too long ({SOCKET_BYTES} bytes at most): {self._socket}.")
        trim(self._log)
        try:
            await self._spawn()
            await self._listening()
        except BaseException:
            await self.stop()
            raise
        self._watch = asyncio.create_task(self._supervise(), name="opa")

    async def stop(self) -> None:
        """End it for good; harmless when it does not run."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        if self._process is not None:
            await end(self._process, STOP_STEPS)
            self._process = None
        self._socket.unlink(missing_ok=True)

    async def _supervise(self) -> None:
        """Start it again whenever it ends; wait longer each time while it does not stay up."""
        pause = FIRST_PAUSE
        while self._process is not None:
            started = time.monotonic()
            await self._process.wait()
            if time.monotonic() - started > STEADY_SECONDS:
                pause = FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            self.restarts += 1
            with suppress(CannotStart):  # the machine is short of something: the next round tries again
                await self._spawn()

    async def _spawn(self) -> None:
        self._socket.unlink(missing_ok=True)
        command = [
            *(str(self._binary.absolute()), "run", "--server", f"--addr=unix://{self._socket}"),
            *("--unix-socket-perm=600", f"--config-file={self._config_file.absolute()}"),
            *("--log-level=error", "--log-format=json", "--disable-telemetry", "--shutdown-grace-period=0"),
            *self._arguments,
        ]
        try:
            self._process = await spawn(command, log=self._log, death=signal.SIGKILL, env=self._environment())
        except OSError as error:
            raise CannotStart(f"OPA cannot be started: {error.strerror}.") from error

    def _environment(self) -> Mapping[str, str]:
        """Ours without what would reconfigure OPA: it reads OPA_* variables as flags."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OPA_")}
        return {**kept, **self._go}

    async def _listening(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not await self._answers():
            if self._process is None or self._process.returncode is not None:
                raise from_log("OPA", tail(self._log), str(self._log))
            if time.monotonic() > deadline:
                raise CannotStart(f"OPA was not ready within {START_SECONDS:.0f} s (log: {self._log}).")
            await asyncio.sleep(POLL_SECONDS)

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_unix_connection(str(self._socket))
        except OSError:
            return False
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        return True
