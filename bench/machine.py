"""On what the figures were taken: without it they mean nothing."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import psutil

_LOOP = 1_000_000


def described(opa: Path) -> list[str]:
    """Lines for the head of the report."""
    memory = psutil.virtual_memory().total / 1e9
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return [
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M %z}",
        f"{os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, OPA {_opa_version(opa)}, Hallpass {version('hallpass')}",
        f"load before the start {load}; a loop of a million additions in Python takes {_loop() * 1000:.0f} ms",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()


def _opa_version(opa: Path) -> str:
    said = subprocess.run([str(opa), "version"], capture_output=True, text=True, check=True).stdout
    return said.partition("Version:")[2].split()[0]


def _loop() -> float:
    """Seconds; the quickest of some."""
    found = []
    for _ in range(5):
        began, total = time.perf_counter(), 0
        for number in range(_LOOP):
            total += number
        found.append(time.perf_counter() - began)
    return min(found)


class Others:
    """How much of the machine other programs used while figures were taken: then these say little."""

    def __init__(self, own: int) -> None:
        """From now on; `own` is the process whose tree is ours, as is whatever we start and wait for."""
        self._own = own
        self._began, self._busy, self._ours = time.monotonic(), _busy(), _ours(own)

    def cores(self) -> float:
        """Cores on average, 0 on a quiet machine."""
        others = (_busy() - self._busy) - (_ours(self._own) - self._ours)
        return max(0.0, others / (time.monotonic() - self._began))


def _busy() -> float:
    spent = psutil.cpu_times()
    return float(spent.user + spent.nice + spent.system)


def _ours(own: int) -> float:
    top = psutil.Process(own)
    seconds = sum(os.times()[:4])
    for process in (top, *top.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            spent = process.cpu_times()
            seconds += spent.user + spent.system + spent.children_user + spent.children_system
    return seconds
