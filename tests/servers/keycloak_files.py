"""Keycloak in .tools/keycloak/<version>: fetched with Maven and built once, then shared by every run of the tests.

Made under a lock, each step moved into place when it is whole: a run that was killed leaves nothing half. What takes
long at a start is kept too: an archive of classes, and for each realm a data folder into which it was imported.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
VERSION = "26.7.3"
ARTIFACT = f"org.keycloak:keycloak-quarkus-dist:{VERSION}:tar.gz"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
OPENED = ("java.util", "java.util.concurrent", "java.security", "java.lang")
THREADS = "io.quarkus.bootstrap.forkjoin.QuarkusForkJoinWorkerThreadFactory"
SHARED = ("lib", "conf", "providers", "themes")
# A small heap, a simple collector and one compiler: ready in seconds, and memory is left to the tests.
JVM = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable", "-Xlog:all=error:stderr")


class Missing(Exception):
    """A program that Keycloak needs is not on this machine."""


@dataclass(frozen=True)
class Keycloak:
    """The unpacked and built server, and what was kept of earlier starts."""

    folder: Path

    @property
    def server(self) -> Path:
        """The distribution itself."""
        return self.folder / "server"

    @property
    def archive(self) -> Path:
        """Classes as the JVM maps them into memory."""
        return self.folder / "classes.jsa"

    def java(self, home: Path, *arguments: str, flags: Sequence[str] = ()) -> list[str]:
        """The command line of the server with the home folder `home`, without the shell script around it."""
        return [
            _program("java"),
            *JVM,
            *flags,
            *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in OPENED),
            f"-Djava.util.concurrent.ForkJoinPool.common.threadFactory={THREADS}",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            "-Dpicocli.disable.closures=true",
            f"-Dkc.home.dir={home}",
            f"-Djboss.server.config.dir={home / 'conf'}",
            *("-cp", str(self.server / "lib" / "quarkus-run.jar")),
            "io.quarkus.bootstrap.runner.QuarkusEntryPoint",
            *arguments,
        ]

    def home(self, folder: Path) -> Path:
        """A home folder that shares everything with the distribution but the data."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in SHARED:
            (folder / name).symlink_to(self.server / name)
        return folder

    def data(self, realm: Mapping[str, Any], secrets: Mapping[str, str]) -> Path:
        """Where the data is kept of a server that has imported this realm with these placeholders filled in."""
        told = json.dumps([realm, dict(secrets)], sort_keys=True).encode()
        return self.folder / f"data-{hashlib.sha256(told).hexdigest()[:16]}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time makes what is missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def fetch() -> Keycloak:
    """The server, from the network when it is not there yet. Raises Missing without Java or Maven."""
    _program("java")
    keycloak = Keycloak(CHECKOUT / ".tools" / "keycloak" / VERSION)
    with keycloak.locked():
        if not keycloak.server.exists():
            _unpack(keycloak.folder)
    return keycloak


def _unpack(folder: Path) -> None:
    say(f"Fetching Keycloak {VERSION} with Maven, once (176 MB) ...")
    fresh = folder / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    options = os.environ.get("MAVEN_OPTIONS", "").split()
    asked = [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={fresh}"]
    subprocess.run([_program("mvn"), "-B", "-ntp", "-q", COPY, *asked, *options], cwd=folder, check=True)
    (packed,) = fresh.glob("*.tar.gz")
    with tarfile.open(packed) as opened:
        opened.extractall(fresh, filter="data")
    packed.unlink()
    server = fresh / f"keycloak-{VERSION}"
    say("Building Keycloak, once (a minute) ...")
    subprocess.run(
        [_program("bash"), str(server / "bin" / "kc.sh"), "build", "--db=dev-file", "--health-enabled=true"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    server.rename(folder / "server")
    shutil.rmtree(fresh)


def say(line: str) -> None:
    """A sign of life before a step that takes long."""
    sys.stderr.write(f"{line}\n")


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise Missing(f"The tests on a real Keycloak need Java 17 or newer and Maven; there is no {name} on PATH.")
    return path
