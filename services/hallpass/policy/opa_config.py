"""OPA's configuration: where it gets the bundle, whose signature it accepts, and that it tells nobody of decisions."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from hallpass.policy.publishing import NAME
from hallpass.policy.signing import SigningKey


@dataclass(frozen=True, slots=True)
class OpaConfig:
    """How one OPA reaches the bundle. `token_path` is read with each request; delays and waits are seconds."""

    url: str
    token_path: Path
    persistence: Path
    min_delay: int = 1
    max_delay: int = 4
    long_poll: int = 20

    def content(self, key: SigningKey) -> dict[str, Any]:
        """The configuration as data."""
        return {
            "services": {
                NAME: {
                    "url": self.url,
                    "credentials": {"bearer": {"token_path": str(self.token_path)}},
                }
            },
            "keys": {key.key_id: {"algorithm": "ES256", "key": key.public_pem}},
            "bundles": {
                NAME: {
                    "service": NAME,
                    "resource": f"v1/bundles/{NAME}",
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
            # No decision_logs and no status, not even to switch them off: either word makes OPA report to the first
            # service that it knows, inputs included. A situation of one person is a quasi-identifier.
        }


def write_opa_config(path: Path, config: OpaConfig, key: SigningKey) -> None:
    """Write the file that `opa run --server --config-file` reads."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(config.content(key), sort_keys=False), encoding="utf-8")
