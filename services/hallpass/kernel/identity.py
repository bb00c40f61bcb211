"""Who is trusted to issue tokens, from settings: their keys are read over HTTP and kept fresh beside the service."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from pydantic import AnyHttpUrl, BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hallpass.kernel.clock import Clock
from hallpass.kernel.issuer import NAME as DEVELOPMENT
from hallpass.kernel.jwks import RemoteKeys, fetch_over
from hallpass.kernel.keycloak_claims import read_keycloak
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import tenant_id
from hallpass.kernel.tokens import Issuer


class TrustedIssuer(BaseModel):
    """One issuer: the exact `iss` of its tokens, where its keys are, and the one tenant it may speak for, if any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str = Field(min_length=1)
    jwks_url: AnyHttpUrl
    tenant: str | None = Field(default=None, min_length=1, max_length=255)

    @field_validator("issuer")
    @classmethod
    def _no_development(cls, issuer: str) -> str:
        if issuer == DEVELOPMENT:
            raise ValueError("the development issuer is for one machine: over a network it is never trusted")
        return issuer


class IdentitySettings(BaseSettings):
    """Environment variables HALLPASS_IDENTITY_…"""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_IDENTITY_", frozen=True)

    issuers: tuple[TrustedIssuer, ...] = Field(min_length=1)
    """As JSON: `[{"issuer": "https://…/realms/hallpass", "jwks_url": "https://…/certs", "tenant": null}]`."""
    cache_seconds: float = Field(default=300.0, ge=1.0)
    """How old keys may become before they are read again. A key that is not known is looked for at once."""
    refresh_seconds: float = Field(default=5.0, ge=0.0)
    """The least time from one look for an unknown key to the next."""

    @field_validator("issuers")
    @classmethod
    def _named_once(cls, issuers: tuple[TrustedIssuer, ...]) -> tuple[TrustedIssuer, ...]:
        if len({entry.issuer for entry in issuers}) < len(issuers):
            raise ValueError("an issuer is named twice")
        return issuers


@dataclass(frozen=True)
class OpenIssuers:
    """The trusted issuers, with the keys they had at the start. `run` goes on beside the service until cancelled."""

    issuers: Sequence[Issuer]
    _sources: Sequence[RemoteKeys]
    _session: aiohttp.ClientSession

    async def run(self) -> None:
        """Keep each issuer's keys fresh."""
        async with asyncio.TaskGroup() as group:
            for source in self._sources:
                group.create_task(source.run())

    async def close(self) -> None:
        """Let the connections go."""
        await self._session.close()


async def open_issuers(settings: IdentitySettings, clock: Clock, telemetry: Telemetry, log: Logger) -> OpenIssuers:
    """Read every issuer's keys. One that does not answer is no hindrance: its tokens get 503 until it does."""
    session = aiohttp.ClientSession()
    sources = {
        entry: RemoteKeys(
            entry.issuer,
            fetch_over(session, str(entry.jwks_url)),
            clock,
            telemetry,
            log,
            lifetime=settings.cache_seconds,
            between=settings.refresh_seconds,
        )
        for entry in settings.issuers
    }
    await asyncio.gather(*(source.read() for source in sources.values()))
    issuers = [
        Issuer(entry.issuer, source, read_keycloak, None if entry.tenant is None else tenant_id(entry.tenant))
        for entry, source in sources.items()
    ]
    return OpenIssuers(issuers, list(sources.values()), session)
