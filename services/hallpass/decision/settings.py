"""What an operator chooses about the decision service."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from hallpass.decision.opa import BASE_DEADLINE


class DecisionSettings(BaseSettings):
    """Environment variables HALLPASS_DECISION_…; paths, counts, and rates per tenant."""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_DECISION_", frozen=True)

    engine_socket: Path
    """The unix socket of the policy engine beside this process."""
    screening_rules: Path
    """The folder of phrase rules."""
    engine_deadline: float = Field(default=BASE_DEADLINE, gt=0, le=5)
    """Seconds that the policy engine has for a query, to which each situation adds its share; then: undecided."""
    connections: int = 16
    """Connections to the database."""
    requests_per_second: float = 1_000.0
    """Requests of one tenant in the long run, before load is shed."""
    burst: int = 4_000
    """Requests of one tenant at once."""
    facts_schema: str = "decision"
    """The schema of the read model: `decision`, or one that has been rebuilt beside it, `decision__NAME`."""
    purge_hours: float = 24.0
    """How often decisions whose retention is over are deleted."""
