"""A real Keycloak for tests: on free ports, with data of its own, killed and stopped at will.

with running_keycloak(realm, secrets) as keycloak:
    keycloak.issuer      # http://127.0.0.1:24511/realms/hallpass
"""

import json
import os
import shutil
import signal
import tempfile
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from servers.certificates import make_certificates
from servers.kafka import free_ports
from servers.keycloak_files import Keycloak, fetch, say
from servers.program import Program

STARTING = 180.0
ADMIN = "admin"
"""Name and password of the administrator of the realm `master`, on a server that ends with the tests."""


class KeycloakServer(Program):
    """One server with one realm. It dies with the thread that starts it."""

    def __init__(self, keycloak: Keycloak, folder: Path, realm: str, *, flags: Sequence[str] = ()) -> None:
        """`folder` becomes its home; data that is there already is used."""
        self.realm = realm
        self._keycloak = keycloak
        self._home = keycloak.home(folder)
        self._flags = flags or _archive_flags(keycloak)
        self._port, self._secure, self._management = free_ports(3)
        self.certificates = make_certificates(self._home)
        super().__init__("Keycloak", [], self._home / "output", os.environ)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def issuer(self) -> str:
        """The `iss` of the realm's tokens."""
        return f"{self.url}/realms/{self.realm}"

    @property
    def jwks_url(self) -> str:
        """Where the realm's keys are."""
        return f"{self.issuer}/protocol/openid-connect/certs"

    @property
    def token_url(self) -> str:
        """Where tokens are had."""
        return f"{self.issuer}/protocol/openid-connect/token"

    @property
    def secure_token_url(self) -> str:
        """The same over TLS, with `certificates`."""
        return self.token_url.replace(self.url, f"https://127.0.0.1:{self._secure}")

    def start(self, *extra: str, env: Mapping[str, str] | None = None) -> None:
        """Start on the same ports as before, and wait until the realm answers: the port opens before it is there."""
        self._command = self._keycloak.java(self._home, *self._options(), *extra, flags=self._flags)
        self._env |= env or {}
        super().start()
        self.wait_until(self.answers, STARTING)

    def answers(self) -> bool:
        """Whether the realm is served just now."""
        try:
            with urllib.request.urlopen(self.issuer, timeout=2) as answer:  # noqa: S310 - our own address
                return bool(answer.status == 200)
        except OSError:
            return False

    def end(self, patience: float = 60.0) -> None:
        """Stop it in order, so that its data can be copied."""
        self.signal(signal.SIGTERM)
        self.wait(patience)

    def _options(self) -> list[str]:
        return [
            "start",
            "--optimized",
            "--http-enabled=true",
            "--http-host=127.0.0.1",
            f"--hostname={self.url}",
            f"--http-port={self._port}",
            f"--https-port={self._secure}",
            f"--https-certificate-file={self.certificates.certificate}",
            f"--https-certificate-key-file={self.certificates.key}",
            f"--http-management-port={self._management}",
            "--cache=local",
            "--log-level=warn",
        ]


@contextmanager
def running_keycloak(realm: Mapping[str, Any], secrets: Mapping[str, str]) -> Iterator[KeycloakServer]:
    """A server with this realm that lives as long as the block. `secrets` fill the realm's placeholders."""
    keycloak = fetch()
    imported = _imported(keycloak, realm, secrets)
    with tempfile.TemporaryDirectory(prefix="hallpass-keycloak-", ignore_cleanup_errors=True) as folder:
        shutil.copytree(imported, Path(folder) / "data")
        server = KeycloakServer(keycloak, Path(folder), str(realm["realm"]))
        try:
            server.start()
            yield server
        finally:
            server.kill()


def _imported(keycloak: Keycloak, realm: Mapping[str, Any], secrets: Mapping[str, str]) -> Path:
    """Data that holds the realm. Importing starts from nothing and takes half a minute; a copy of its data does not."""
    kept = keycloak.data(realm, secrets)
    with keycloak.locked():
        if kept.exists():
            return kept
        say("Importing the realm into Keycloak, once (half a minute) ...")
        with tempfile.TemporaryDirectory(prefix="hallpass-keycloak-", ignore_cleanup_errors=True) as folder:
            files = Path(folder) / "data" / "import"
            files.mkdir(parents=True)
            (files / "realm.json").write_text(json.dumps(realm), encoding="utf-8")
            fresh = keycloak.archive.with_suffix(".new")
            writing = () if keycloak.archive.exists() else (f"-XX:ArchiveClassesAtExit={fresh}",)
            server = KeycloakServer(keycloak, Path(folder), str(realm["realm"]), flags=writing)
            admin = {"KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN, "KC_BOOTSTRAP_ADMIN_PASSWORD": ADMIN}
            try:
                server.start("--import-realm", env={**admin, **secrets})
                server.end()
            finally:
                server.kill()
            if writing:
                fresh.replace(keycloak.archive)
            shutil.rmtree(files)
            half = kept.with_suffix(".new")
            shutil.rmtree(half, ignore_errors=True)
            shutil.copytree(Path(folder) / "data", half)
            half.rename(kept)
    return kept


def _archive_flags(keycloak: Keycloak) -> tuple[str, ...]:
    return (f"-XX:SharedArchiveFile={keycloak.archive}",) if keycloak.archive.exists() else ()
