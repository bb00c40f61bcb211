"""Kafka as jars in .tools/kafka/<version>: fetched with Maven once, then shared by every run of the tests.

Made under a lock, step by step, each step moved into place when it is whole: a run that was killed leaves nothing half.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
POM = CHECKOUT / "deploy" / "kafka" / "pom.xml"
CLUSTER_ID = "MkU3OEVBNTcwNTJENDM2Qk"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"

# A small heap, a simple collector and one compiler: the broker is up in a second and leaves memory to the tests.
JVM = (
    *("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"),
    *("-Xlog:disable", "-Xlog:all=error:stderr"),
)
LOGGING = """Configuration:
  status: ERROR
  Appenders: {Console: {name: c, target: SYSTEM_OUT, PatternLayout: {pattern: "%d{ISO8601} %p %c{1} %m%n"}}}
  Loggers: {Root: {level: WARN, AppenderRef: {ref: c}}}
"""


class Missing(Exception):
    """A program that the broker needs is not on this machine."""


@dataclass(frozen=True)
class Kafka:
    """The jars of one version, and what makes a start quick: an archive of classes, and formatted data folders."""

    folder: Path

    @property
    def archive(self) -> Path:
        """Classes as the JVM maps them into memory."""
        return self.folder / "classes.jsa"

    def java(self, *arguments: str, flags: Sequence[str] = ()) -> list[str]:
        """The command line of a Java program among the jars."""
        # Sorted: the archive of classes holds only for the same order.
        jars = ":".join(sorted(str(jar) for jar in (self.folder / "lib").glob("*.jar")))
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.yaml'}"
        return [_program("java"), *JVM, *flags, logging, "-cp", jars, *arguments]

    def format(self, properties: Path, *options: str) -> None:
        """Write the first files of a data folder, as each node needs them once."""
        command = self.java("kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(properties), *options)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time makes what is missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def fetch() -> Kafka:
    """The jars, from the network when they are not there yet. Raises Missing without Java or Maven."""
    _program("java")
    kafka = Kafka(CHECKOUT / ".tools" / "kafka" / _version())
    with kafka.locked():
        if not (kafka.folder / "lib").exists():
            _copy_jars(kafka.folder)
    return kafka


def _copy_jars(folder: Path) -> None:
    sys.stderr.write(f"Fetching Kafka {folder.name} with Maven, once (44 MB) ...\n")
    fresh = folder / "lib.new"
    shutil.rmtree(fresh, ignore_errors=True)
    options = os.environ.get("MAVEN_OPTIONS", "").split()
    command = [_program("mvn"), "-B", "-ntp", "-q", "-f", str(POM), COPY, f"-DoutputDirectory={fresh}", *options]
    subprocess.run(command, check=True)
    (folder / "log4j2.yaml").write_text(LOGGING)
    fresh.rename(folder / "lib")


def _version() -> str:
    found = re.search("<kafka.version>(.+?)<", POM.read_text(encoding="utf-8"))
    if found is None:
        raise ValueError(f"{POM} names no kafka.version")
    return found[1]


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise Missing(f"The tests on a real Kafka need Java 17 or newer and Maven; there is no {name} on PATH.")
    return path
