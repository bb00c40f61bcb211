"""A verifier that trusts the realm of a real Keycloak, with the numbers it shows."""

from dataclasses import dataclass, field

import structlog
from prometheus_client import CollectorRegistry

from hallpass.kernel.clock import SystemClock
from hallpass.kernel.identity import IdentitySettings, OpenIssuers, TrustedIssuer, open_issuers
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tokens import TokenVerifier
from servers.keycloak import KeycloakServer


@dataclass
class Trusting:
    """A verifier that trusts the realm, with the numbers it shows."""

    issuers: OpenIssuers
    registry: CollectorRegistry
    verifier: TokenVerifier = field(init=False)

    def __post_init__(self) -> None:
        self.verifier = TokenVerifier(self.issuers.issuers, SystemClock())

    def number(self, name: str) -> float:
        """What a metric of the issuer says."""
        labels = {"issuer": self.issuers.issuers[0].name}
        value = self.registry.get_sample_value(f"hallpass_identity_{name}", labels)
        assert value is not None
        return value


async def trust(keycloak: KeycloakServer, *, tenant: str | None = None, cache_seconds: float = 300.0) -> Trusting:
    """Read the realm's keys; the caller closes."""
    issuer = TrustedIssuer.model_validate({"issuer": keycloak.issuer, "jwks_url": keycloak.jwks_url, "tenant": tenant})
    registry = CollectorRegistry()
    settings = IdentitySettings(issuers=(issuer,), cache_seconds=cache_seconds)
    opened = await open_issuers(settings, SystemClock(), Telemetry(registry), structlog.get_logger())
    return Trusting(opened, registry)
