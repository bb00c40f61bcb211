"""What an operator chooses about the consent service."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class ConsentSettings(BaseSettings):
    """Environment variables HALLPASS_CONSENT_…"""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_CONSENT_", frozen=True)

    page: int = 500
    """Notices in one answer, at most."""
