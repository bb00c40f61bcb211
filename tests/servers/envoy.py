"""A real Envoy for tests, with the delivered configuration: on free ports, ended at will.

with running_envoy(settings) as envoy:
    envoy.url      # http://127.0.0.1:24511
"""

import sysconfig
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from gateway.render import render
from gateway.settings import GatewaySettings
from servers.kafka import free_ports
from servers.program import Program

PROGRAM = Path(sysconfig.get_path("scripts")) / "envoy"
OPTIONS = (
    *("--concurrency", "2", "--log-level", "warning", "--file-flush-interval-msec", "50"),
    # Without hot restarts, several may run on one machine.
    "--disable-hot-restart",
)


class EnvoyServer(Program):
    """One gateway. It dies with the thread that starts it: start it from one that lives as long as the test."""

    def __init__(self, folder: Path, settings: GatewaySettings) -> None:
        """`folder` keeps the configuration and the output; the ports are chosen here."""
        port, admin, metrics = free_ports(3)
        self.settings = replace(settings, address="127.0.0.1", port=port, admin_port=admin, metrics_port=metrics)
        self._configuration = folder / "envoy.yaml"
        super().__init__("Envoy", [str(PROGRAM), "-c", str(self._configuration), *OPTIONS], folder / "output", {})

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
        self._configuration.write_text(render(self.settings), encoding="utf-8")
        super().start()
        self.wait_until(self.is_ready)

    def is_ready(self) -> bool:
        """Whether it takes requests."""
        try:
            with urllib.request.urlopen(f"{self.admin_url}/ready", timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def running_envoy(settings: GatewaySettings) -> Iterator[EnvoyServer]:
    """A gateway that lives as long as the block."""
    with tempfile.TemporaryDirectory(prefix="hallpass-envoy-") as folder:
        server = EnvoyServer(Path(folder), settings)
        try:
            server.start()
            yield server
        finally:
            server.kill()
