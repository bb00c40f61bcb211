"""`python -m deploy.release [chart] [compose] [containers]`: a line for each check; exit 1 at the first that fails."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from deploy.bootstrap.say import CannotPrepareError, line, require_space
from deploy.release.chart import check_chart
from deploy.release.commands import CannotRun, Commands, Failed
from deploy.release.composed import check_compose_file, composed
from deploy.release.engine import running_engine
from deploy.release.images import Images
from deploy.release.journey import survive, take_mounted_key, travel

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("chart", "compose", "containers")
ContainersCheck = Callable[[Commands, Path, Path], None]
SPACE = 9_000
"""Megabytes that the images take while they are built."""


def main(arguments: Sequence[str]) -> int:
    """Check; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.release", description="What is checked before a release.")
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}; all where none is named")
    parser.add_argument("--require-engine", action="store_true", help="fail where no container engine can run")
    parser.add_argument("--engine-data", type=Path, help="keep the engine's images in this folder for the next time")
    parsed = parser.parse_args(arguments)
    if unknown := set(parsed.parts) - set(PARTS):
        parser.error(f"there is nothing called {', '.join(sorted(unknown))} to check")
    log = ROOT / ".tools" / "log" / "release.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"")
    commands = Commands(ROOT, os.environ, log)
    scratch = Path(tempfile.mkdtemp(prefix="hallpass-release-"))
    data = parsed.engine_data or scratch / "engine"
    try:
        return check(parsed.parts or PARTS, commands, data, scratch, check_containers, require=parsed.require_engine)
    except (Failed, CannotPrepareError) as error:
        line(f"Not fit for a release: {error}\n(all output: {log})")
        return 1
    finally:
        shutil.rmtree(scratch)


def check(
    parts: Sequence[str], commands: Commands, data: Path, scratch: Path, containers: ContainersCheck, *, require: bool
) -> int:
    """The parts, in their order; returns the exit code. `data` is the engine's folder. Raises Failed."""
    if "chart" in parts:
        line(f"chart: {check_chart(ROOT, commands, scratch)}")
    if "compose" in parts:
        line(f"compose: {check_compose_file(ROOT, commands, scratch)}")
    if "containers" in parts:
        try:
            containers(commands, data, scratch)
        except CannotRun as error:
            line(f"containers: left out, {error}")
            return 1 if require else 0
    return 0


def check_containers(commands: Commands, data: Path, scratch: Path) -> None:
    """Build, start, travel, and put everything away. Raises Failed, CannotRun."""
    data.mkdir(parents=True, exist_ok=True)
    with running_engine(commands, data.resolve(), commands.log.with_name("engine.log")) as within:
        require_space(data, SPACE, "building the images")
        line("containers: building the images, 3 to 8 minutes on 2 cores …")
        began = time.monotonic()
        images = Images(ROOT, within, scratch)
        images.build()
        line(f"  ok: built in {time.monotonic() - began:.0f} s; the suite adds {images.size()} MB to its base")
        take_mounted_key(within)
        with composed(ROOT, within, scratch) as where:
            try:
                line("containers: docker compose up, 4 to 8 minutes on 2 cores …")
                line(f"  ok: everything is healthy after {where.up():.0f} s")
                travel(ROOT, where)
                survive(ROOT, where)
            except BaseException:
                where.keep_logs(commands.log.with_name("containers.log"))
                raise
    line("containers: all went well, and everything is put away")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
