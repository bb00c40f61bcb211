"""A suite as its users start it: `hallpass run` as a process of its own, with tokens from `hallpass token`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

HALLPASS = Path(sys.executable).parent / "hallpass"
STARTS_WITHIN = 110.0  # seconds; the first start makes a database
ENDS_WITHIN = 30.0


@dataclass(slots=True)
class RunningSuite:
    """Where a suite answers, and the tokens that were asked for so far, by `role@district`."""

    url: str
    data: Path
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, role: str, district: str) -> str:
        """The token of a role: the last line of what the command prints."""
        key = f"{role}@{district}"
        if key not in self.tokens:
            command = [str(HALLPASS), "token", *role.split(), "--data", str(self.data), "--district", district]
            done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
            if done.returncode != 0:
                raise RuntimeError(f"hallpass token {role} --district {district} failed:\n{done.stderr[-2000:]}")
            self.tokens[key] = done.stdout.strip().splitlines()[-1]
        return self.tokens[key]


@contextmanager
def running_suite(districts: list[Path], data: Path, log: Path) -> Iterator[RunningSuite]:
    """A suite on these district folders until the block ends. It has answered /readyz; it is ended with SIGTERM."""
    port = _free_port()
    command = [str(HALLPASS), "run", *map(str, districts), "--port", str(port), "--data", str(data)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, start_new_session=True)
        try:
            suite = RunningSuite(url=f"http://127.0.0.1:{port}", data=data)
            _wait_until_ready(process, suite.url, log)
            yield suite
        finally:
            _end(process)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"hallpass run ended with {process.returncode}:\n{_last(log)}")
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass  # not listening yet
        time.sleep(0.2)
    raise RuntimeError(f"hallpass run was not ready within {STARTS_WITHIN:.0f} s:\n{_last(log)}")


def _last(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-4000:]


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
