"""Suite-level choices: where things are on this machine. What a service chooses for itself is in its own settings."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: services/, policies/ and .tools/ are below it."""

VERSION = "0.1.0"
"""As in pyproject.toml."""

SERVICES = ("roster", "consent", "policy", "decision")


class SuiteSettings(BaseSettings):
    """Environment variables HALLPASS_…, for the embedded suite; DATABASE_URL replaces its own PostgreSQL."""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_", frozen=True)

    data: Path = ROOT / ".hallpass"
    """Everything that lasts: the database, keys, sockets, logs."""
    host: str = "127.0.0.1"
    port: int = 8080
    opa: Path = ROOT / ".tools" / "bin" / "opa"
    policies: Path = ROOT / "policies"
    database_url: str | None = Field(default=None, validation_alias="DATABASE_URL")
    log_level: str = "WARNING"

    @property
    def keys(self) -> Path:
        """The folder of private keys (0700)."""
        return self.data / "keys"

    @property
    def screening(self) -> Path:
        """The phrase rules."""
        return self.policies / "hallpass" / "screening"
