"""What an operator chooses about the policy service."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class PolicySettings(BaseSettings):
    """Environment variables HALLPASS_POLICY_…"""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_POLICY_", frozen=True)

    opa: Path
    """The program, of the pinned version."""
    policies: Path
    """The folder of Rego sources, with capabilities.json."""
    keys: Path
    """The folder of the key pair that signs bundles."""
    longest_wait: float = 60.0
    """Seconds that a download of a bundle may wait for a change."""
    allow_older: bool = False
    """Whether a start puts an older release of the policies in the place of a newer one: to go back a release."""
