"""A program as a child of the test run: started, ended, killed and held still at will. It dies with the run."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil

from hallpass.embedded.children import launch, tail

STARTING = 60.0
ENDING = 30.0


class Program:
    """One program, which may be started again; its output goes on in `log`."""

    def __init__(self, name: str, command: Sequence[str], log: Path, env: Mapping[str, str]) -> None:
        """`env` is all of its environment, besides PATH and HOME."""
        self.name = name
        self.log = log
        self._command = list(command)
        self._env = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ} | dict(env)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def env(self) -> dict[str, str]:
        """Its environment."""
        return dict(self._env)

    @property
    def running(self) -> bool:
        """Whether it was started, and has not ended since."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Its process."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it, and wait for nothing."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                launch(self._command, os.getpid(), signal.SIGKILL, None),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._env,
                cwd="/",
            )

    def wait_until(self, true: Callable[[], bool], within: float = STARTING) -> float:
        """Wait until it is so; the seconds that it took. Raises RuntimeError where the program ends, or time is up."""
        began = time.monotonic()
        while not true():
            if not self.running or time.monotonic() - began > within:
                what = "has ended" if not self.running else f"was not as it should be within {within:.0f} s"
                raise RuntimeError(f"{self.name} {what}:\n{tail(self.log)}")
            time.sleep(0.02)
        return time.monotonic() - began

    def kill(self) -> None:
        """End it without a warning."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def wait(self, within: float = ENDING) -> int:
        """Wait for its end; its exit code. Raises TimeoutExpired."""
        assert self._process is not None
        code = self._process.wait(within)
        self._process = None
        return code

    def pause(self) -> None:
        """Hold it still; its connections stay open."""
        for process in self._tree():
            process.suspend()

    def resume(self) -> None:
        """Let it go on."""
        for process in self._tree():
            process.resume()

    def _tree(self) -> list[psutil.Process]:
        whole = psutil.Process(self.pid)
        return [whole, *whole.children(recursive=True)]
