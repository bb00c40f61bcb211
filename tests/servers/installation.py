"""A distributed installation as its operators make one: real servers, and what the commands of `hallpass` make.

with running_installation([folder, …]) as installation:
    installation.url                       # Envoy's
    installation.token("staff t-1", "lakeside")
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from builders.keycloak_hands import Hands
from gateway.settings import GatewaySettings, Issuer
from hallpass.embedded import opa_binary
from hallpass.embedded.children import tail
from hallpass.installation import Installation
from hallpass.provisioning.model import MACHINES
from hallpass.settings import ROOT
from servers.envoy import EnvoyServer, running_envoy
from servers.kafka import KafkaCluster, free_ports, running_kafka
from servers.keycloak import KeycloakServer, running_keycloak
from servers.keycloak_realm import SECRETS, realm_for_tests
from servers.postgres import PostgresServer, running_postgres
from servers.program import Program

HALLPASS = Path(sys.executable).parent / "hallpass"
NEEDS = {
    "roster": ("master.key",),
    "consent": (),
    "policy": ("bundle-signing.pem",),
    "decision": ("master.key",),
}
"""The private keys of each service; it is given no other."""
PARTS = (
    ("roster", "all"),
    ("policy", "all"),
    ("consent", "api"),
    ("consent", "relay"),
    ("consent", "worker"),
    ("decision", "api"),
    ("decision", "relay"),
    ("decision", "worker"),
)
"""The processes: two services whole, two in parts, so that a fault can hit one part alone."""
QUICK = {
    "HALLPASS_HEARTBEAT_SECONDS": "2",
    "HALLPASS_LEAVE_SECONDS": "0.2",
    "HALLPASS_GRACE_SECONDS": "5",
    "HALLPASS_KAFKA_SESSION_TIMEOUT": "6",
    "HALLPASS_IDENTITY_CACHE_SECONDS": "5",
    "HALLPASS_IDENTITY_REFRESH_SECONDS": "1",
    # A dozen servers share the machine: what is late here is not late where each has its own.
    "HALLPASS_DECISION_ENGINE_DEADLINE": "1",
}
"""Shorter than an operator's: a test does not wait for a minute. The shortest session that a broker allows is 6 s."""
OPEN = 5_000
"""Requests a second."""
COMMAND_WITHIN = 180.0


class ServiceProcess(Program):
    """A part of a service, `hallpass serve NAME --part PART`."""

    def __init__(self, service: str, part: str, folder: Path, env: Mapping[str, str]) -> None:
        """`env` names the servers; its port is chosen here."""
        (self.port,) = free_ports(1)
        self.service, self.part = service, part
        command = [str(HALLPASS), "serve", service, "--part", part]
        own = {"HALLPASS_HOST": "127.0.0.1", "HALLPASS_PORT": str(self.port)}
        super().__init__(f"{service}-{part}", command, folder / f"{service}-{part}.log", {**env, **own})

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> bool:
        """Whether it says so."""
        return answers(f"{self.url}/readyz")


class EngineProcess(Program):
    """An OPA on a unix socket."""

    def __init__(self, config: Path, socket: Path, log: Path) -> None:
        """`config` is what `hallpass engine config` wrote."""
        self._socket = socket
        command = [
            *(str(opa_binary.find(ROOT)), "run", "--server", f"--addr=unix://{socket}", "--unix-socket-perm=600"),
            *(f"--config-file={config}", "--log-level=error", "--log-format=json", "--disable-telemetry"),
        ]
        secret = {"HALLPASS_ENGINE_CLIENT_SECRET": SECRETS["HALLPASS_ENGINE_SECRET"]}
        super().__init__("opa", command, log, {"GOMAXPROCS": "1", "GOGC": "400", **secret})

    def start(self) -> None:
        """Start it; one that was killed has left its socket."""
        self._socket.unlink(missing_ok=True)
        super().start()


@dataclass
class DistributedSuite:
    """Everything that runs, each part by itself, and what an operator does with it."""

    folder: Path
    postgres: PostgresServer
    kafka: KafkaCluster
    keycloak: KeycloakServer
    hands: Hands
    env: Mapping[str, str]
    """Of an operator's command."""
    services: dict[str, ServiceProcess] = field(default_factory=dict)
    """By `service-part`."""
    _engine: EngineProcess | None = None
    _gateway: EnvoyServer | None = None
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    _people: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where everybody asks: the gateway."""
        return self.gateway.url

    @property
    def engine(self) -> EngineProcess:
        """The OPA beside the decision service."""
        assert self._engine is not None
        return self._engine

    @property
    def gateway(self) -> EnvoyServer:
        """The Envoy in front."""
        assert self._gateway is not None
        return self._gateway

    @property
    def facts_may_take(self) -> float:
        """A dozen servers share the machine, and with them whatever else it does."""
        return 30.0

    @property
    def admin_dsn(self) -> str:
        """The database's administrator."""
        return self.postgres.admin_url

    @property
    def installation(self) -> Installation:
        """Where its database and keys are."""
        passwords = self.folder / "passwords"
        return Installation(
            self.folder / "keys",
            None,
            ROOT / "policies",
            self.postgres.url,
            lambda role: (passwords / role).read_text(encoding="utf-8"),
        )

    @property
    def logs(self) -> list[Path]:
        """What the services and all servers have said."""
        servers = [self.engine.log, self.gateway.log, self.keycloak.log, self.kafka.log()]
        database = list((self.postgres.folder / "log").iterdir())
        return [*(one.log for one in self.services.values()), *servers, *database]

    @property
    def disk(self) -> list[Path]:
        """What the services, the engine and the database keep."""
        return [self.folder, (self.postgres.folder / "postgres").resolve()]

    @property
    def engine_keeps(self) -> Path:
        """The folder in which the policy engine keeps its bundle."""
        return self.folder / "bundles"

    @property
    def engine_config(self) -> Path:
        """The engine's configuration."""
        return self.folder / "opa.yaml"

    def metrics(self) -> str:
        """The numbers of every process."""
        return "\n".join(httpx.get(f"{one.url}/metrics", timeout=10).text for one in self.services.values())

    def serving(self, service: str) -> ServiceProcess:
        """The process that has the routes of a service."""
        return next(one for one in self.services.values() if one.service == service and one.part in ("all", "api"))

    def command(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """An operator's command, to its end, whatever that is; `env` is put over ours."""
        return subprocess.run(
            [str(HALLPASS), *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_WITHIN,
            check=False,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "COLUMNS": "200", "NO_COLOR": "1", **self.env, **env},
        )

    def done(self, *words: str) -> str:
        """An operator's command that must go well; what it printed."""
        done = self.command(*words)
        if done.returncode != 0:
            raise RuntimeError(f"hallpass {' '.join(words[:2])} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        return done.stdout

    def load(self, folder: Path, tenant: str) -> None:
        """A district from its folder, and its identity."""
        self.done("load", str(folder))
        self.open_district(tenant)

    def open_district(self, tenant: str) -> None:
        """A district's settings, where it has none, and its identity."""
        self.done("tenants", "add", tenant, "--name", tenant.title(), "--secrets", str(self._clients(tenant)))

    def token(self, role: str, district: str) -> str:
        """A token of `app`, `sis`, `staff ID`, `admin` or `auditor`, good for a minute at least."""
        key = f"{role}@{district}"
        known = self._tokens.get(key)
        if known is None or known[1] < time.time() + 60:
            token = self._fresh(role, district)
            self._tokens[key] = known = (token, _expiry(token))
        return known[0]

    def speaking(self, role: str, district: str, subject: str | None = None) -> str:
        """A token of a machine, or of a person who is known by `subject` in the district's roster."""
        return self.token(role if subject is None or role in MACHINES else f"{role} {subject}", district)

    def ready(self) -> bool:
        """Whether every process says so, and the gateway lets a request through."""
        return all(service.ready() for service in self.services.values()) and self.gateway.is_ready()

    def wait_until_ready(self, within: float = 60.0) -> float:
        """Wait for it; the seconds that it took. Raises RuntimeError."""
        return wait(self.ready, within, self._unready)

    def _unready(self) -> str:
        late = [service for service in self.services.values() if not service.ready()]
        said = [f"--- {one.name}\n{tail(one.log, 1_500)}" for one in (*late[:3], self.engine)]
        return "\n".join([f"not ready: {', '.join(one.name for one in late)}", *said])

    def _clients(self, tenant: str) -> Path:
        return self.folder / "clients" / f"{tenant}.json"

    def _fresh(self, role: str, district: str) -> str:
        if role in MACHINES:
            client = f"{district}-{role}"
            secret = json.loads(self._clients(district).read_bytes())["clients"][client]
            return self.hands.service_token(client, secret)
        kind, _, sourced_id = role.partition(" ")
        key = f"{role}@{district}"
        if key not in self._people:
            ids = [f"{district}:{sourced_id or kind}"]
            self._people[key] = self.hands.person(ids, {district: [kind]})
        return self.hands.sign_in(self._people[key], f"organization:{district}")["access_token"]


@contextmanager
def running_installation(districts: Mapping[str, Path], *, brokers: int = 1) -> Iterator[DistributedSuite]:
    """An installation with these districts, by tenant; it lives as long as the block, and leaves nothing."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hp-i-", ignore_cleanup_errors=True)))
        postgres = stack.enter_context(running_postgres())
        kafka = stack.enter_context(running_kafka(brokers=brokers))
        keycloak = stack.enter_context(running_keycloak(realm_for_tests(), SECRETS))
        hands = stack.enter_context(Hands(keycloak))
        made = DistributedSuite(folder, postgres, kafka, keycloak, hands, _operator(folder, postgres, kafka, keycloak))
        made.done("keys", "make", "--to", str(folder / "keys"), "--passwords", str(folder / "passwords"))
        made.done("database", "prepare")
        made.done("database", "migrate")
        made.done("topics", "apply", "--replication", str(min(3, brokers)))
        for service, part in PARTS:
            process = ServiceProcess(service, part, folder, _service(made, service))
            made.services[process.name] = process
            stack.callback(process.kill)
            process.start()
        made._engine = _engine(made)
        stack.callback(made.engine.kill)
        made.engine.start()
        made._gateway = stack.enter_context(running_envoy(_gateway(made)))
        made.wait_until_ready()
        for tenant, district in districts.items():
            made.load(district, tenant)
        yield made


def answers(url: str) -> bool:
    """Whether a page says 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def wait(true: Callable[[], bool], within: float, otherwise: Callable[[], str]) -> float:
    """Wait until it is so; the seconds that it took. Raises RuntimeError with what `otherwise` says."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > within:
            raise RuntimeError(f"after {within:.0f} s: {otherwise()}")
        time.sleep(0.2)
    return time.monotonic() - began


def _operator(folder: Path, postgres: PostgresServer, kafka: KafkaCluster, keycloak: KeycloakServer) -> dict[str, str]:
    return {
        "HALLPASS_DATABASE_URL": postgres.url,
        "HALLPASS_ADMIN_DATABASE_URL": postgres.admin_url,
        "HALLPASS_PASSWORDS": str(folder / "passwords"),
        "HALLPASS_KEYS": str(folder / "keys"),
        "HALLPASS_KAFKA_BOOTSTRAP": kafka.bootstrap,
        "HALLPASS_KEYCLOAK_URL": keycloak.url,
        "HALLPASS_KEYCLOAK_CLIENT_SECRET": SECRETS["HALLPASS_PROVISIONER_SECRET"],
        "HALLPASS_KEYCLOAK_TIMEOUT": "30",
    }


def _service(made: DistributedSuite, service: str) -> dict[str, str]:
    """A service's environment, with the keys and the passwords that are its own."""
    own = made.folder / service
    for kind, names in {"keys": NEEDS[service], "passwords": (f"{service}_app", f"{service}_relay")}.items():
        (own / kind).mkdir(parents=True, exist_ok=True)
        for name in names:
            shutil.copy(made.folder / kind / name, own / kind / name)
    issuer = {"issuer": made.keycloak.issuer, "jwks_url": made.keycloak.jwks_url}
    return {
        "HALLPASS_DATABASE_URL": made.postgres.url,
        "HALLPASS_KAFKA_BOOTSTRAP": made.kafka.bootstrap,
        "HALLPASS_PASSWORDS": str(own / "passwords"),
        "HALLPASS_KEYS": str(own / "keys"),
        "HALLPASS_IDENTITY_ISSUERS": json.dumps([issuer]),
        "HALLPASS_DECISION_ENGINE_SOCKET": str(made.folder / "opa.sock"),
        **QUICK,
    }


def _engine(made: DistributedSuite) -> EngineProcess:
    """OPA with the configuration that the command writes."""
    config, socket = made.folder / "opa.yaml", made.folder / "opa.sock"
    options = {
        "--policy-url": made.serving("policy").url,
        "--token-url": made.keycloak.secure_token_url,
        "--authority": str(made.keycloak.certificates.authority),
        "--public-key": str(made.folder / "keys" / "bundle-public.pem"),
        "--persistence": str(made.folder / "bundles"),
        "--name": "engine-1",
        "--to": str(config),
    }
    made.done("engine", "config", *(word for pair in options.items() for word in pair))
    return EngineProcess(config, socket, made.folder / "opa.log")


def _gateway(made: DistributedSuite) -> GatewaySettings:
    place = {service: f"127.0.0.1:{made.serving(service).port}" for service in NEEDS}
    return GatewaySettings(
        issuers=(Issuer(made.keycloak.issuer, made.keycloak.jwks_url),),
        keys_cache_seconds=5,
        roster=place["roster"],
        consent=place["consent"],
        policy=place["policy"],
        decision=place["decision"],
        # Journeys ask as fast as they can; the gateway's own tests meet its limits.
        address_rate=OPEN,
        tenant_rate=OPEN,
        person_rate=OPEN,
        person_burst=OPEN,
    )


def _expiry(token: str) -> float:
    claims = token.split(".")[1]
    return float(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["exp"])
