"""A real Envoy for tests, with the delivered configuration: on free ports, ended at will.

with running_envoy(settings) as envoy:
    envoy.url      # http://127.0.0.1:24511
"""

import os
import signal
import subprocess
import sysconfig
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from gateway.render import render
from gateway.settings import GatewaySettings
from hallpass.embedded.children import launch, tail
from servers.kafka import free_ports

PROGRAM = Path(sysconfig.get_path("scripts")) / "envoy"
STARTING = 60.0


class EnvoyServer:
    """One gateway. It dies with the thread that starts it: start it from one that lives as long as the test."""

    def __init__(self, folder: Path, settings: GatewaySettings) -> None:
        """`folder` keeps the configuration and the output; the ports are chosen here."""
        port, admin, metrics = free_ports(3)
        self.settings = replace(settings, address="127.0.0.1", port=port, admin_port=admin, metrics_port=metrics)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.settings.port}"

    @property
    def admin_url(self) -> str:
        """Envoy's own pages."""
        return f"http://127.0.0.1:{self.settings.admin_port}"

    @property
    def metrics_url(self) -> str:
        """What its scraper reaches."""
        return f"http://127.0.0.1:{self.settings.metrics_port}"

    @property
    def output(self) -> str:
        """Everything that it has said so far, the access log included."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> None:
        """Start it, and wait until it takes requests."""
        configuration = self._folder / "envoy.yaml"
        configuration.write_text(render(self.settings), encoding="utf-8")
        # Without hot restarts, several may run on one machine.
        options = [
            "--concurrency",
            "2",
            "--disable-hot-restart",
            "--log-level",
            "warning",
            "--file-flush-interval-msec",
            "50",
        ]
        command = [str(PROGRAM), "-c", str(configuration), *options]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                launch(command, os.getpid(), signal.SIGKILL, None),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + STARTING
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Envoy did not start:\n{tail(self.log)}")
            time.sleep(0.02)

    def stop(self) -> None:
        """Kill it where it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def is_ready(self) -> bool:
        """Whether it takes requests."""
        try:
            with urllib.request.urlopen(f"{self.admin_url}/ready", timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except OSError:
            return False

    @property
    def log(self) -> Path:
        """What it has said."""
        return self._folder / "output"


@contextmanager
def running_envoy(settings: GatewaySettings) -> Iterator[EnvoyServer]:
    """A gateway that lives as long as the block."""
    with tempfile.TemporaryDirectory(prefix="hallpass-envoy-") as folder:
        server = EnvoyServer(Path(folder), settings)
        try:
            server.start()
            yield server
        finally:
            server.stop()
