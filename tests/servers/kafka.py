"""Real Kafka brokers (KRaft) for tests: on free ports, with data of their own, killed and stopped at will.

with running_kafka() as kafka:
    kafka.bootstrap      # 127.0.0.1:24511
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hallpass.embedded.children import launch, tail
from servers.kafka_jars import Kafka, fetch
from servers.kafka_security import Security

# Below the range that the kernel hands out for outgoing connections: nobody takes the port of a broker that is down.
PORTS = range(20_000, 32_000)
STARTING = 60.0


class KafkaCluster:
    """One or three brokers, each its own controller too; numbered from 1. They die with the thread that starts them."""

    def __init__(
        self,
        folder: Path,
        *,
        brokers: int = 1,
        security: Security | None = None,
        settings: Mapping[str, object] | None = None,
        flags: tuple[str, ...] = (),
    ) -> None:
        """`folder` keeps the data; `security` adds TLS and passwords; `settings` go into server.properties."""
        self.kafka = fetch()
        self._folder = folder
        self._security = security
        self._flags = flags or _archive_flags(self.kafka)
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        ports = free_ports(3 * brokers)
        self._ports = {number: ports[3 * number - 3 : 3 * number] for number in range(1, brokers + 1)}
        for number in self._ports:
            self._prepare(number, settings or {})

    @property
    def bootstrap(self) -> str:
        """The addresses for clients."""
        client = 1 if self._security else 0
        return ",".join(f"127.0.0.1:{ports[client]}" for ports in self._ports.values())

    def start(self) -> None:
        """Start every broker and wait until each takes connections."""
        for number in self._ports:
            self.launch(number)
        for number in self._ports:
            self._wait(number)

    def kill(self, number: int = 1) -> None:
        """End a broker without a warning."""
        process = self._running.pop(number)
        process.kill()
        process.wait()

    def pause(self, number: int = 1) -> None:
        """Let a broker stand still; its connections stay open."""
        self._running[number].send_signal(signal.SIGSTOP)

    def resume(self, number: int = 1) -> None:
        """Let it go on."""
        self._running[number].send_signal(signal.SIGCONT)

    def restart(self, number: int = 1) -> None:
        """Start a killed broker again, on its data and its port."""
        self.launch(number)
        self._wait(number)

    def launch(self, number: int = 1) -> None:
        """Start a broker and wait for nothing; for tests that go on meanwhile."""
        command = self.kafka.java("kafka.Kafka", str(self._properties(number)), flags=self._flags)
        with self.log(number).open("ab") as log:
            self._running[number] = subprocess.Popen(
                launch(command, os.getpid(), signal.SIGKILL, None), stdout=log, stderr=subprocess.STDOUT
            )

    def end(self, patience: float = 30.0) -> None:
        """Stop every broker in order: slow, and only needed where something is written at the end."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(patience)
        self._running.clear()

    def stop(self) -> None:
        """Kill whatever runs: data that is thrown away needs no farewell."""
        for number in list(self._running):
            self.kill(number)

    def _wait(self, number: int) -> None:
        deadline = time.monotonic() + STARTING
        while not all(_listens(port) for port in self._listening(number)):
            if self._running[number].poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Kafka broker {number} did not start:\n{tail(self.log(number))}")
            time.sleep(0.02)

    def _listening(self, number: int) -> list[int]:
        plain, secure, _ = self._ports[number]
        return [plain, secure] if self._security else [plain]

    def _prepare(self, number: int, settings: Mapping[str, object]) -> None:
        self._node(number).mkdir(parents=True, exist_ok=True)
        lines = {**self._common(), **self._own(number), **settings}
        self._properties(number).write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
        data = self._node(number) / "data"
        if self._security:
            self.kafka.format(self._properties(number), *self._security.format_options())
        else:
            self._copy_formatted(number, data)

    def _copy_formatted(self, number: int, data: Path) -> None:
        """Formatting starts a JVM; a copy does not."""
        template = self.kafka.folder / f"formatted-{number}"
        with self.kafka.locked():
            if not template.exists():
                self.kafka.format(self._properties(number))
                shutil.copytree(data, template.with_suffix(".new"), dirs_exist_ok=True)
                template.with_suffix(".new").rename(template)
                return
        shutil.copytree(template, data)

    def _common(self) -> dict[str, object]:
        copies = min(3, len(self._ports))
        in_sync = max(1, copies - 1)
        voters = ",".join(f"{number}@127.0.0.1:{ports[2]}" for number, ports in self._ports.items())
        return {
            "process.roles": "broker,controller",
            "controller.quorum.voters": voters,
            "controller.listener.names": "CONTROLLER",
            "inter.broker.listener.name": "PLAINTEXT",
            "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT",
            "default.replication.factor": copies,
            "min.insync.replicas": in_sync,
            "offsets.topic.replication.factor": copies,
            "offsets.topic.num.partitions": 5,
            "transaction.state.log.replication.factor": copies,
            "transaction.state.log.min.isr": in_sync,
            "transaction.state.log.num.partitions": 5,
            "share.coordinator.state.topic.replication.factor": copies,
            "share.coordinator.state.topic.min.isr": in_sync,
            "share.coordinator.state.topic.num.partitions": 3,
            "group.initial.rebalance.delay.ms": 0,
            "auto.create.topics.enable": "false",
            "unclean.leader.election.enable": "false",
            # A small heap does not start with the default buffer.
            "log.cleaner.dedupe.buffer.size": 4_194_304,
            "log.cleaner.threads": 1,
            "broker.session.timeout.ms": 3_000,
            "broker.heartbeat.interval.ms": 500,
            "controller.quorum.fetch.timeout.ms": 1_000,
            "controller.quorum.election.timeout.ms": 500,
            "replica.lag.time.max.ms": 3_000,
        }

    def _own(self, number: int) -> dict[str, object]:
        plain, secure, controller = self._ports[number]
        clients = [f"PLAINTEXT://127.0.0.1:{plain}"]
        if self._security:
            clients.append(f"SASL_SSL://127.0.0.1:{secure}")
        return {
            "node.id": number,
            "log.dirs": self._node(number) / "data",
            "listeners": ",".join([*clients, f"CONTROLLER://127.0.0.1:{controller}"]),
            "advertised.listeners": ",".join(clients),
            **(self._security.settings() if self._security else {}),
        }

    def _node(self, number: int) -> Path:
        return self._folder / str(number)

    def _properties(self, number: int) -> Path:
        return self._node(number) / "server.properties"

    def log(self, number: int = 1) -> Path:
        """What a broker has said."""
        return self._node(number) / "output"


@contextmanager
def running_kafka(*, brokers: int = 1, security: Security | None = None, **settings: object) -> Iterator[KafkaCluster]:
    """A cluster that lives as long as the block, in a folder that goes with it."""
    _make_archive()
    with tempfile.TemporaryDirectory(prefix="hallpass-kafka-", ignore_cleanup_errors=True) as folder:
        named = {name.replace("_", "."): value for name, value in settings.items()}
        cluster = KafkaCluster(Path(folder), brokers=brokers, security=security, settings=named)
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def free_ports(count: int) -> list[int]:
    """Ports on which nobody listens just now."""
    found: list[int] = []
    while len(found) < count:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


def _make_archive() -> None:
    """Run a broker once to its orderly end, which writes the archive of classes: later starts take a third."""
    kafka = fetch()
    fresh = kafka.archive.with_suffix(f".{os.getpid()}")
    with tempfile.TemporaryDirectory(prefix="hallpass-kafka-") as folder:
        if kafka.archive.exists():
            return
        cluster = KafkaCluster(Path(folder), flags=(f"-XX:ArchiveClassesAtExit={fresh}",))
        cluster.start()
        cluster.end()
    with kafka.locked():
        fresh.replace(kafka.archive)


def _archive_flags(kafka: Kafka) -> tuple[str, ...]:
    return (f"-XX:SharedArchiveFile={kafka.archive}",) if kafka.archive.exists() else ()


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
