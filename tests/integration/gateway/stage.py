"""The stage of these tests: two issuers, four services that echo, and any number of real gateways before them."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from builders.keycloak_tokens import Realm, machine, person
from gateway.settings import GatewaySettings, Issuer
from integration.gateway.behind import Behind, echo, keys
from servers.envoy import EnvoyServer, running_envoy

SERVICES = ("roster", "consent", "policy", "decision")
OTHER = "https://own.example/realms/hillview"
PATIENCE = 30.0
RECOVERY = 60.0
"""For an answer: the machine may be busy."""


@dataclass(frozen=True)
class Stage:
    """What stands behind."""

    realm: Realm
    other: Realm
    issuers: tuple[Issuer, ...]
    services: dict[str, Behind]

    def settings(self, **changed: Any) -> GatewaySettings:
        """Everything in its place, with limits that no test reaches unless it says so."""
        generous: dict[str, Any] = dict.fromkeys(
            ("address_rate", "address_burst", "tenant_rate", "tenant_burst", "person_rate", "person_burst"), 100_000
        )
        places = {name: server.place for name, server in self.services.items()}
        return GatewaySettings(**({"issuers": self.issuers} | generous | places | changed))

    def app(self, tenant: str = "lakeside", **changed: Any) -> str:
        """The token of a tenant's machine, good but for what is changed."""
        return self.realm.token(datetime.now(UTC), machine(tenant), **changed)

    def human(self, subject: str = "0be3") -> str:
        """The token of a person."""
        return self.realm.token(datetime.now(UTC), person(), sub=subject)


@contextmanager
def stage() -> Iterator[Stage]:
    """Everything started, as long as the block."""
    with ExitStack() as running:
        realm, other = Realm(), Realm(OTHER)

        def started(server: Behind) -> Behind:
            running.callback(server.stop)
            server.start()
            return server

        issuers = tuple(
            Issuer(each.name, f"http://{started(Behind(keys(each.document))).place}/certs") for each in (realm, other)
        )
        yield Stage(realm, other, issuers, {name: started(Behind(echo(name))) for name in SERVICES})


class Front:
    """A gateway as a caller sees it."""

    def __init__(self, envoy: EnvoyServer, http: httpx.Client) -> None:
        self.envoy = envoy
        self.http = http

    def call(self, method: str, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        """One request; the path goes out as it is written."""
        headers = httpx.Headers(more.pop("headers", None))
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.http.request(method, f"{self.envoy.url}{path}", headers=headers, **more)

    def get(self, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        """One request that reads."""
        return self.call("GET", path, token, **more)


@contextmanager
def front(settings: GatewaySettings) -> Iterator[Front]:
    """A gateway that lives as long as the block."""
    with running_envoy(settings) as envoy, httpx.Client(timeout=PATIENCE, trust_env=False) as http:
        yield Front(envoy, http)


def is_problem(answer: httpx.Response, status: int, kind: str) -> bool:
    """Whether it is this problem document, in the form that the services give it."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    return (said["type"], said["status"]) == (f"urn:hallpass:problem:{kind}", status)


def comes(what: Callable[[], bool]) -> bool:
    """Whether it becomes so in the time that anything here may take to recover."""
    deadline = time.monotonic() + RECOVERY
    while not what():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
