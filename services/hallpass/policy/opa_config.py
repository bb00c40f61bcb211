"""OPA's configuration: where it gets the bundle, whose signature it accepts, and to whom it tells its state."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hallpass.kernel.errors import Invalid
from hallpass.policy.publishing import NAME
from hallpass.policy.signing import PublicKey

SECRET = "HALLPASS_ENGINE_CLIENT_SECRET"  # noqa: S105 - the variable's name
"""The environment variable of OPA from which it takes the client's secret."""


@dataclass(frozen=True, slots=True)
class OpaConfig:
    """How one OPA reaches the policy service. `url` ends before `/v1`; delays and waits are seconds."""

    url: str
    credentials: Mapping[str, Any]
    persistence: Path
    engine: str | None = None
    """The name under which it reports which revision it runs; None reports nothing."""
    authority: Path | None = None
    """PEM certificates of who vouches for the servers that it asks over TLS, the token endpoint among them; without it
    the system's."""
    min_delay: int = 1
    max_delay: int = 4
    long_poll: int = 20

    def content(self, key: PublicKey) -> dict[str, Any]:
        """The configuration as data. `key` is the one whose signature it accepts."""
        service: dict[str, Any] = {"url": f"{self.url.rstrip('/')}/v1", "credentials": dict(self.credentials)}
        if self.authority is not None:
            service["tls"] = {"ca_cert": str(self.authority), "system_ca_required": True}
        found: dict[str, Any] = {
            "services": {NAME: service},
            "keys": {key.key_id: {"algorithm": "ES256", "key": key.pem}},
            "bundles": {
                NAME: {
                    "service": NAME,
                    "resource": f"bundles/{NAME}",
                    "persist": True,
                    "signing": {"keyid": key.key_id},
                    "polling": {
                        "min_delay_seconds": self.min_delay,
                        "max_delay_seconds": self.max_delay,
                        "long_polling_timeout_seconds": self.long_poll,
                    },
                }
            },
            "persistence_directory": str(self.persistence),
            # No decision_logs, not even to switch them off: the word makes OPA report to the first service that it
            # knows, inputs included. A situation of one person is a quasi-identifier.
        }
        if self.engine is not None:
            found["status"] = {"service": NAME, "partition_name": self.engine}
        return found


def by_token(path: Path) -> dict[str, Any]:
    """The engine shows the token of a file, which it reads with each request."""
    return {"bearer": {"token_path": str(path)}}


def by_client(token_url: str, client_id: str) -> dict[str, Any]:
    """The engine asks the identity provider for tokens (RFC 6749, client credentials); the secret is in its
    environment, under `SECRET`.

    Raises Invalid for an address without TLS, which OPA refuses only once it runs, and without ending.
    """
    if not token_url.startswith("https://"):
        raise Invalid.member("setting", "token_url", "OPA asks for tokens over TLS alone: the address is https://…")
    return {
        "oauth2": {
            "grant_type": "client_credentials",
            "token_url": token_url,
            "client_id": client_id,
            "client_secret": f"${{{SECRET}}}",
        }
    }


def write_opa_config(path: Path, config: OpaConfig, key: PublicKey) -> None:
    """Write the file that `opa run --server --config-file` reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(config.content(key), sort_keys=False), encoding="utf-8")
