"""What an operator tells a service: where it answers, its database, its keys. docs/operations/settings.md lists all."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hallpass.embedded.trouble import CannotStart
from hallpass.kernel.database_tls import VERIFIED, DatabaseTls, says_tls, with_tls
from hallpass.kernel.errors import Fault, Invalid
from hallpass.kernel.private_file import require_private
from hallpass.kernel.roles import dsn_for
from hallpass.settings import ROOT

ServiceName = Literal["roster", "consent", "policy", "decision"]
Part = Literal["all", "api", "relay", "worker"]
PARTS: frozenset[str] = frozenset(get_args(Part)) - {"all"}

S = TypeVar("S", bound=BaseSettings)
Seconds = Annotated[float, Field(ge=0)]


class DatabasePlace(BaseSettings):
    """Environment variables HALLPASS_…: one PostgreSQL for every service, each with a schema and roles of its own."""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_", frozen=True, hide_input_in_errors=True)

    database_url: str
    """Server and database, without a login: `postgresql://db.example.org:5432/hallpass`."""
    database_tls: DatabaseTls = "prefer"
    """`verify-full` alone asks the server to prove who it is; `require` encrypts, `prefer` where the server offers."""
    database_ca_file: Path | None = None
    """Who vouches for the server with `verify-full`, in PEM; without it the system's authorities."""
    passwords: Path
    """A folder with a file for each role that this process logs in as: `roster_app`, `roster_relay`, …"""

    @field_validator("database_url", "admin_database_url", check_fields=False)
    @classmethod
    def _one_place_for_tls(cls, url: str) -> str:
        if says_tls(url):
            raise ValueError("TLS is said by HALLPASS_DATABASE_TLS and HALLPASS_DATABASE_CA_FILE, not in the address")
        return url

    @field_validator("database_ca_file")
    @classmethod
    def _vouches(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        if path is None:
            return None
        if info.data.get("database_tls", VERIFIED) != VERIFIED:
            raise ValueError(f"goes with HALLPASS_DATABASE_TLS={VERIFIED}: no other looks at a certificate")
        try:
            ssl.create_default_context(cafile=path)
        except OSError as error:
            raise ValueError("must be a file of certificates in PEM that this process may read") from error
        return path

    @property
    def address(self) -> str:
        """Server and database, with the choice of TLS and without a login."""
        return with_tls(self.database_url, self.database_tls, self.database_ca_file)

    def login(self, role: str) -> str:
        """The data source name of a role. Raises as `password` does."""
        return dsn_for(self.address, role, self.password(role))

    def password(self, role: str) -> str:
        """The password of a role. Raises CannotStart where its file is not there, PermissionError where others read."""
        path = self.passwords / role
        try:
            password = path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise CannotStart(
                f"The password of the database role {role} is missing: HALLPASS_PASSWORDS must hold a file of that "
                f"name ({error.strerror})."
            ) from error
        require_private(path)
        return password


class ServeSettings(DatabasePlace):
    """Environment variables HALLPASS_… of one process; times in seconds."""

    host: str = "0.0.0.0"  # noqa: S104 - in a container; who may come in is the network policy's
    port: int = Field(default=8080, ge=0, le=65_535)
    keys: Path = Path("/run/hallpass/keys")
    """The folder of private keys: `master.key` for roster and decision, `bundle-signing.pem` for policy."""
    log_level: str = "INFO"
    heartbeat_seconds: Annotated[float, Field(gt=0)] = 60.0
    """How often a relay tells each district's readers that all has been said."""
    leave_seconds: Seconds = 3.0
    """From `not ready` to the end of listening: for load balancers to look elsewhere."""
    grace_seconds: Seconds = 20.0
    """For requests under way, once nothing new comes in."""
    pool_size: int = Field(default=5, ge=1)
    pool_overflow: int = Field(default=5, ge=0)
    pool_wait_seconds: Annotated[float, Field(gt=0)] = 5.0
    statement_timeout_ms: int = Field(default=30_000, ge=1)
    lock_timeout_ms: int = Field(default=5_000, ge=1)
    requests_per_second: Annotated[float, Field(gt=0)] = 1_000.0
    """Of one tenant in the long run, in this process, before load is shed."""
    burst: int = Field(default=4_000, ge=1)


class AdministratorSettings(DatabasePlace):
    """Environment variables HALLPASS_… of the step that prepares the database."""

    admin_database_url: str
    """The same server and database, with the login of a superuser."""

    @property
    def administrator(self) -> str:
        """The superuser's data source name."""
        return with_tls(self.admin_database_url, self.database_tls, self.database_ca_file)


class PolicyPlaces(BaseSettings):
    """Environment variables HALLPASS_POLICY_…: what `hallpass run` finds by itself."""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_POLICY_", frozen=True)

    opa: Path | None = None
    """The program; without it the one of this checkout, else the one on PATH."""
    policies: Path = ROOT / "policies"


class DecisionPlaces(BaseSettings):
    """Environment variables HALLPASS_DECISION_…"""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_DECISION_", frozen=True)

    engine_socket: Path = Path("/run/opa/opa.sock")
    """The unix socket of the policy engine beside this process."""
    screening_rules: Path = ROOT / "policies" / "hallpass" / "screening"


def read(kind: type[S], **given: Any) -> S:
    """Settings from the environment, with some given. Raises Invalid, which names variables and shows no value."""
    try:
        return kind(**given)
    except ValidationError as error:
        prefix = kind.model_config.get("env_prefix", "")
        faults = tuple(
            Fault("setting", one["msg"], "".join((prefix, *(str(part) for part in one["loc"]))).upper())
            for one in error.errors(include_input=False, include_url=False)
        )
        raise Invalid(faults) from None
