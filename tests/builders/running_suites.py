"""A suite as its users start it: `hallpass run` as a process of its own, with tokens from `hallpass token`."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psutil

from builders.crafted_tokens import Craft
from builders.typed_commands import Typed, typed
from hallpass.installation import Installation, on_this_machine
from hallpass.settings import SuiteSettings

HALLPASS = Path(sys.executable).parent / "hallpass"
STARTS_WITHIN = 110.0  # seconds; the first start makes a database
ENDS_WITHIN = 30.0


@dataclass(slots=True)
class RunningSuite:
    """Where a suite answers, and the tokens that were asked for so far, by `role@district`.

    `log` is what it prints; `process` is None where somebody else started it.
    """

    url: str
    data: Path
    tokens: dict[str, str] = field(default_factory=dict)
    log: Path = Path(os.devnull)
    process: subprocess.Popen[bytes] | None = None

    def token(self, role: str, district: str) -> str:
        """The token of a role: the last line of what the command prints."""
        key = f"{role}@{district}"
        if key not in self.tokens:
            done = hallpass("token", *role.split(), "--district", district, "--data", str(self.data))
            if done.returncode != 0:
                raise RuntimeError(f"hallpass token {role} --district {district} failed:\n{done.stderr[-2000:]}")
            self.tokens[key] = done.stdout.strip().splitlines()[-1]
        return self.tokens[key]

    def speaking(self, role: str, district: str, subject: str | None = None) -> str:
        """A token of anybody, made with the key of the development issuer."""
        return Craft(self.data).token(role, district, subject)

    def open_district(self, tenant: str) -> None:
        """Nothing: on one machine a district is there with its first settings."""

    def command(self, *words: str) -> Typed:
        """An operator's command, on this suite."""
        return typed(*words, data=self.data)

    @property
    def facts_may_take(self) -> float:
        """Nothing: within one process the wait of a decision is enough."""
        return 0.0

    @property
    def admin_dsn(self) -> str:
        """The database's administrator, for a look behind the scenes."""
        return str(json.loads((self.data / "suite.json").read_bytes())["admin_dsn"])

    @property
    def installation(self) -> Installation:
        """Where its database and keys are."""
        return on_this_machine(SuiteSettings(data=self.data), self.admin_dsn)

    @property
    def logs(self) -> list[Path]:
        """Its output, and the files of its log folder."""
        return [self.log, *(self.data / "log").iterdir()]

    @property
    def disk(self) -> list[Path]:
        """The data folder, and the database, which may lie elsewhere."""
        return [self.data.resolve(), (self.data / "postgres").resolve()]

    @property
    def engine_keeps(self) -> Path:
        """The folder in which the policy engine keeps its bundle."""
        return self.data / "engine"

    @property
    def engine_config(self) -> Path:
        """The engine's configuration."""
        return self.data / "opa.yaml"

    def metrics(self) -> str:
        """The numbers of its one process."""
        return httpx.get(f"{self.url}/metrics", timeout=10).text

    def children(self, name: str = "") -> list[psutil.Process]:
        """The processes below it, of one name or all."""
        assert self.process is not None
        below = psutil.Process(self.process.pid).children(recursive=True)
        return [process for process in below if name in ("", _name(process))]

    def ready(self) -> bool:
        """Whether it says so."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def said(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def end(self, number: signal.Signals = signal.SIGTERM, within: float = ENDS_WITHIN) -> int:
        """Send the signal and wait; returns the exit code. Raises TimeoutExpired."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(within)


def hallpass(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """The command as a process, to its end; `env` is put over ours."""
    return subprocess.run(
        [str(HALLPASS), *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "COLUMNS": "200", **env},
    )


@contextmanager
def running_suite(
    districts: Sequence[Path], data: Path, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[RunningSuite]:
    """A suite on these district folders until the block ends. It has answered /readyz; it is ended with SIGTERM.

    `env` is put over ours.
    """
    port = free_port()
    command = [str(HALLPASS), "run", *map(str, districts), "--port", str(port), "--data", str(data)]
    with started(command, RunningSuite(url=f"http://127.0.0.1:{port}", data=data, log=log), env) as suite:
        yield suite


@contextmanager
def started(command: list[str], suite: RunningSuite, env: Mapping[str, str] | None = None) -> Iterator[RunningSuite]:
    """Start the suite by this command, and end it after the block where it has not ended by then."""
    with suite.log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, **(env or {})},
        )
        suite.process = process
        try:
            _wait_until_ready(process, suite)
            yield suite
        finally:
            _end(process)


def gone(processes: Sequence[psutil.Process], within: float) -> bool:
    """Whether all of them have ended within the time, in seconds."""
    deadline = time.monotonic() + within
    while any(_alive(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def free_port() -> int:
    """A port of the loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _wait_until_ready(process: subprocess.Popen[bytes], suite: RunningSuite) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"hallpass run ended with {process.returncode}:\n{suite.said()[-4000:]}")
        if suite.ready():
            return
        time.sleep(0.1)
    raise RuntimeError(f"hallpass run was not ready within {STARTS_WITHIN:.0f} s:\n{suite.said()[-4000:]}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _name(process: psutil.Process) -> str | None:
    """What it is called; None where it has ended since it was listed."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return None
