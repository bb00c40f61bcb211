"""The suite that the decision figures are taken of: `hallpass run` as its users start it, on a folder of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from hallpass.kernel.errors import Unavailable

_HALLPASS = Path(sys.executable).parent / "hallpass"
_STARTS_WITHIN, _ENDS_WITHIN = 180.0, 30.0
_READY = "Hallpass is ready"
# One district asks as fast as it can: here nothing is to be shed.
_ENVIRONMENT = {"HALLPASS_DECISION_REQUESTS_PER_SECOND": "1000000", "HALLPASS_DECISION_BURST": "1000000"}


@dataclass(frozen=True)
class Suite:
    """A suite that answers."""

    address: str
    """host:port"""
    data: Path
    token: str
    process: subprocess.Popen[bytes]

    @property
    def engine_socket(self) -> str:
        """The unix socket of its policy engine."""
        return str(self.data / "run" / "opa.sock")

    @property
    def admin_dsn(self) -> str:
        """The database's administrator."""
        return str(json.loads((self.data / "suite.json").read_bytes())["admin_dsn"])

    def engine(self) -> psutil.Process:
        """The policy engine's process as it is now; raises `Unavailable` where none runs."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if child.name() == "opa":
                return child
        raise Unavailable("policy engine")


@contextmanager
def running(district: Path) -> Iterator[Suite]:
    """A suite on this district folder until the block ends."""
    with _data_folder() as data:
        log = data.parent / "suite.log"
        port = _free_port()
        command = [str(_HALLPASS), "run", str(district), "--port", str(port), "--data", str(data)]
        with log.open("wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | _ENVIRONMENT)
            try:
                _wait_until_ready(process, log)
                yield Suite(f"127.0.0.1:{port}", data, _token(data), process)
            finally:
                _end(process)


@contextmanager
def _data_folder() -> Iterator[Path]:
    """A short path that PostgreSQL reaches when we are root; gone afterwards."""
    above = Path(tempfile.mkdtemp(prefix="hp-"))
    above.chmod(0o711)
    try:
        yield above / "data"
    finally:
        shutil.rmtree(above)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while _READY not in (said := log.read_text(encoding="utf-8", errors="replace")):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"hallpass run did not start:\n{said[-4000:]}")
        time.sleep(0.1)


def _token(data: Path) -> str:
    command = [str(_HALLPASS), "token", "app", "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
