"""Nothing outlives the suite, however it ends, and nothing that it leaves behind blocks the next start."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import psutil
import pytest

SUITE = Path(__file__).with_name("suite.py")
SERVICES = Path(__file__).resolve().parents[3] / "services"
PATIENCE = 20.0


@dataclass
class Started:
    """A suite as its starter sees it; `top` is the process that was started, which may be its parent."""

    top: subprocess.Popen[str]
    children: list[psutil.Process]
    dsn: str

    def everything(self) -> list[psutil.Process]:
        """What runs of its children and theirs (PostgreSQL has several) and of itself."""
        running = [child for child in (psutil.Process(self.top.pid), *self.children) if _alive(child)]
        below = [process for one in running for process in one.children(recursive=True)]
        return list({process.pid: process for process in (*running, *below)}.values())


class Starter:
    """Starts suites on one data folder, and ends those that a failing test left."""

    def __init__(self, data: Path, opa: Path) -> None:
        self.command = [sys.executable, str(SUITE), str(data), str(opa)]
        self.started: list[Started] = []

    def start(self) -> Started:
        """Start it directly."""
        return self._start([*self.command, "0"])

    def start_below_make(self) -> Started:
        """Start it as `make run` does: in the place of a shell that make started."""
        line = f"{shlex.join(self.command)} $PPID"
        makefile = f"run:\n\t@exec {line.replace('$', '$$')}\n"
        return self._start(["make", "-s", "-f", "-", "run"], makefile)

    def refused(self) -> str:
        """Start it where it must fail; what it said last."""
        done = subprocess.run([*self.command, "0"], capture_output=True, text=True, check=False, env=_env())
        assert done.returncode != 0
        return done.stderr.strip().splitlines()[-1]

    def _start(self, command: list[str], stdin: str = "") -> Started:
        top = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=_env(), start_new_session=True
        )
        assert top.stdin is not None
        assert top.stdout is not None
        top.stdin.write(stdin)
        top.stdin.close()
        postgres, opa, dsn = top.stdout.readline().split()
        top.stdout.close()
        started = Started(top, [psutil.Process(int(postgres)), psutil.Process(int(opa))], dsn)
        self.started.append(started)
        return started


@pytest.fixture
def starter(data: Path, opa_binary: Path) -> Iterator[Starter]:
    """A starter on this test's data folder."""
    starter = Starter(data, opa_binary)
    yield starter
    for started in starter.started:
        if started.top.poll() is None:
            for process in started.everything():
                # One that served a connection may have ended meanwhile.
                with suppress(psutil.NoSuchProcess):
                    process.kill()
            started.top.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_it_ends_its_children_and_says_all_is_well(starter: Starter, number: signal.Signals) -> None:
    suite = starter.start()
    everything = suite.everything()
    suite.top.send_signal(number)
    assert suite.top.wait(PATIENCE) == 0
    assert _gone(everything, within=0.5)


def test_ctrl_c_at_the_terminal_reaches_the_suite_alone(starter: Starter) -> None:
    suite = starter.start()
    everything = suite.everything()
    os.killpg(suite.top.pid, signal.SIGINT)
    assert suite.top.wait(PATIENCE) == 0
    assert _gone(everything, within=0.5)


def test_killed_outright_it_leaves_nothing_and_the_next_one_starts_at_once(starter: Starter) -> None:
    suite = starter.start()
    everything = suite.everything()
    suite.top.kill()
    suite.top.wait()
    again = starter.start()
    assert not {process.pid for process in everything} & {process.pid for process in again.everything()}
    assert _gone(everything, within=PATIENCE)


async def test_killed_outright_it_keeps_what_was_committed(starter: Starter) -> None:
    suite = starter.start()
    connection = await asyncpg.connect(suite.dsn)
    await connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    suite.top.kill()
    suite.top.wait()
    connection.terminate()
    connection = await asyncpg.connect(starter.start().dsn)
    assert await connection.fetchval("SELECT answer FROM kept") == 42
    await connection.close()


def test_a_killed_database_and_a_killed_suite_do_not_block_the_next_start(starter: Starter) -> None:
    suite = starter.start()
    for process in (suite.children[0], psutil.Process(suite.top.pid)):
        process.kill()
    suite.top.wait()
    assert starter.start().children[0].is_running()


def test_make_killed_outright_takes_everything_with_it(starter: Starter) -> None:
    suite = starter.start_below_make()
    everything = suite.everything()
    suite.top.kill()
    suite.top.wait()
    assert _gone(everything, within=PATIENCE)


def test_make_asked_to_end_takes_everything_with_it(starter: Starter) -> None:
    suite = starter.start_below_make()
    everything = suite.everything()
    suite.top.terminate()
    suite.top.wait(PATIENCE)
    assert _gone(everything, within=PATIENCE)


def test_a_second_suite_on_the_same_folder_is_told_so(starter: Starter) -> None:
    suite = starter.start()
    assert f"in use by process {suite.top.pid}" in starter.refused()
    assert suite.top.poll() is None


def _gone(processes: list[psutil.Process], within: float) -> bool:
    """Whether all have ended within the time, in seconds."""
    deadline = time.monotonic() + within
    while any(_alive(process) for process in processes):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _env() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SERVICES)}
