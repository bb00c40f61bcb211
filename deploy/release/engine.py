"""A container engine for the check alone: Debian's dockerd with folders of its own, ended without a trace.

Where DOCKER_HOST names an engine, that one is used, and keeps the images.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.release.commands import CannotRun, Commands, Failed, with_env

STARTING = 60.0
ENDING = 60.0
FORWARD = Path("/proc/sys/net/ipv4/ip_forward")
TABLES = ("filter", "nat", "raw")
NEEDED = {"dockerd": "docker.io", "docker": "docker.io", "debootstrap": "debootstrap", "iptables-save": "iptables"}
"""Programs, and the packages of Debian that have them."""


@contextmanager
def running_engine(commands: Commands, data: Path, log: Path) -> Iterator[Commands]:
    """The commands, with an environment in which `docker` finds the engine; `data` is the engine's folder.

    Raises CannotRun, Failed.
    """
    # The old builder: it needs no program beside the engine.
    commands = with_env(commands, {"DOCKER_BUILDKIT": "0"})
    if os.environ.get("DOCKER_HOST"):
        yield commands
        return
    _look()
    before = {program: _rules(program) for program in ("iptables", "ip6tables")}
    forward = FORWARD.read_text(encoding="ascii")
    bridges = _bridges()
    host = f"unix://{data}/docker.sock"
    commands = with_env(commands, {"DOCKER_HOST": host})
    command = ["dockerd", f"--data-root={data}/data", f"--exec-root={data}/exec", f"--pidfile={data}/docker.pid"]
    with log.open("ab") as output:
        engine = subprocess.Popen([*command, f"--host={host}"], stdout=output, stderr=output)
    try:
        _wait(engine, commands, log)
        yield commands
    finally:
        engine.terminate()
        try:
            engine.wait(ENDING)
        except subprocess.TimeoutExpired:
            engine.kill()
            engine.wait()
        for program, rules in before.items():
            _restore(program, rules)
        FORWARD.write_text(forward, encoding="ascii")
        for bridge in _bridges() - bridges:
            commands.succeeds("ip", "link", "delete", bridge)


def _look() -> None:
    """Raises CannotRun where this machine cannot run an engine."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        raise CannotRun("no container engine can run here: it needs Linux and root, or DOCKER_HOST.")
    for program, package in NEEDED.items():
        if shutil.which(program) is None:
            raise CannotRun(f"no container engine can run here: there is no {program} (Debian's package {package}).")


def _wait(engine: subprocess.Popen[bytes], commands: Commands, log: Path) -> None:
    deadline = time.monotonic() + STARTING
    while not commands.succeeds("docker", "info"):
        if engine.poll() is not None:
            raise CannotRun(f"no container engine can run here: dockerd ended at once, and {log} says why.")
        if time.monotonic() > deadline:
            raise Failed(f"dockerd did not answer within {STARTING:.0f} s (details: {log})")
        time.sleep(0.5)


def _rules(program: str) -> str:
    """The packet filter as it is; a machine may have none."""
    done = subprocess.run([f"{program}-save"], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def _restore(program: str, rules: str) -> None:
    """The packet filter as it was: what an engine leaves behind would go on to hold packets back."""
    for table in TABLES:
        if f"*{table}\n" not in rules:
            chains = [["-F"], ["-X"], *([["-P", "FORWARD", "ACCEPT"]] if table == "filter" else [])]
            for chain in chains:
                subprocess.run([program, "-t", table, *chain], capture_output=True, check=False)
    if rules:
        subprocess.run([f"{program}-restore"], input=rules, text=True, capture_output=True, check=True)


def _bridges() -> set[str]:
    """Networks that an engine makes: `docker0`, and one for each of its own."""
    return {path.name for path in Path("/sys/class/net").iterdir() if path.name.startswith(("docker", "br-", "veth"))}
