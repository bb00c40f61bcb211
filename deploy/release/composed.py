"""docker-compose.yml as an operator starts it, under a name and on ports of its own."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.release.commands import Commands, Failed

from servers.kafka import free_ports

PROJECT = "hallpass-release"
UP = 1_200
"""Seconds until everything must be healthy. Keycloak builds itself and makes its tables first: minutes on two cores."""
DISTRICT = "maple-harbor"


@dataclass(frozen=True)
class Composed:
    """A project of Docker Compose."""

    commands: Commands
    compose: tuple[str, ...]
    gateway: str
    """Where it is published."""
    keycloak: str

    def up(self) -> float:
        """Start it, wait until all is healthy and every step has ended; the seconds that it took. Raises Failed."""
        began = time.monotonic()
        self.run("up", "--detach", "--no-build", "--wait", "--wait-timeout", str(UP), within=UP + 60.0)
        while (step := self.state("demo-identity"))["State"] != "exited":
            if time.monotonic() - began > UP:
                raise Failed("demo-identity does not end")
            time.sleep(0.5)
        if step["ExitCode"] != 0:
            raise Failed(f"demo-identity ended with {step['ExitCode']}")
        return time.monotonic() - began

    def run(self, *words: str, within: float = 600.0) -> str:
        """`docker compose …`. Raises Failed."""
        return self.commands.run(*self.compose, *words, within=within)

    def operator(self, *words: str) -> str:
        """An operator's command, as deploy.md has it."""
        return self.run("run", "--rm", "--no-TTY", "operator", *words)

    def secret(self, client: str, district: str) -> str:
        """The secret of a district's client."""
        path = f"/var/lib/hallpass/clients/{district}.json"
        text = self.run("run", "--rm", "--no-TTY", "--entrypoint", "cat", "operator", path)
        return str(json.loads(text)["clients"][client])

    def state(self, service: str) -> Mapping[str, Any]:
        """What Compose says of a service's container."""
        lines = self.run("ps", "--all", "--format", "json", service).splitlines()
        state: Mapping[str, Any] = json.loads(lines[0])
        return state

    def kill(self, service: str) -> None:
        """End its process as the kernel would, so that the engine starts it again."""
        name = self.state(service)["Name"]
        # By its number on this machine: `docker kill` is taken for an operator's wish, and nothing is started again.
        pid = int(self.commands.run("docker", "inspect", "--format", "{{.State.Pid}}", name))
        os.kill(pid, signal.SIGKILL)

    def healthy(self, service: str, within: float = 120.0) -> float:
        """Wait until it is; the seconds that it took. Raises Failed."""
        began = time.monotonic()
        while self.state(service)["Health"] != "healthy" or self.state(service)["State"] != "running":
            if time.monotonic() - began > within:
                raise Failed(f"{service} is not healthy after {within:.0f} s")
            time.sleep(0.5)
        return time.monotonic() - began

    def keep_logs(self, log: Path) -> None:
        """What every container has said, for whoever looks for the reason."""
        log.write_text(self.run("logs", "--no-color", "--timestamps"), encoding="utf-8")


@contextmanager
def composed(root: Path, commands: Commands, scratch: Path) -> Iterator[Composed]:
    """The project, not yet started; containers, volumes and networks go at the end."""
    gateway, keycloak = free_ports(2)
    where = Composed(
        commands,
        (
            *(str(root / ".tools/bin/docker-compose"), "--project-name", PROJECT, "--progress", "plain"),
            *("--env-file", str(_environment(root, scratch, gateway, keycloak))),
            *("--file", "docker-compose.yml", "--file", "deploy/release/local-images.yml"),
        ),
        f"http://127.0.0.1:{gateway}",
        f"http://127.0.0.1:{keycloak}",
    )
    try:
        yield where
    finally:
        where.run("--profile", "tools", "down", "--volumes", "--timeout", "5")


def check_compose_file(root: Path, commands: Commands, scratch: Path) -> str:
    """Whether Compose takes the file with every secret given, and refuses it without. Raises Failed."""
    compose = str(root / ".tools/bin/docker-compose")
    given = _environment(root, scratch, 8000, 8180)
    commands.run(compose, "--env-file", str(given), "--profile", "tools", "config", "--quiet")
    try:
        commands.run(compose, "--env-file", "/dev/null", "config", "--quiet")
    except Failed as error:
        if "required variable" in str(error):
            return "docker compose config, and refused without the secrets"
        raise
    raise Failed("docker compose takes the file without its secrets")


def _environment(root: Path, scratch: Path, gateway: int, keycloak: int) -> Path:
    """A .env as `make compose-env` makes it, with ports of its own."""
    script = (root / "deploy" / "compose" / "make_env.sh").read_text(encoding="utf-8")
    (names,) = re.findall(r"^for name in (.+?); do", script, re.MULTILINE | re.DOTALL)
    lines = [f"{name}={secrets.token_hex(24)}" for name in names.replace("\\", "").split()]
    lines += [
        *(f"GATEWAY_PORT={gateway}", f"KEYCLOAK_PORT={keycloak}", f"KEYCLOAK_URL=http://127.0.0.1:{keycloak}"),
        "HALLPASS_LOG_LEVEL=WARNING",
    ]
    path = scratch / "env"
    path.touch(mode=0o600)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
