"""How Keycloak is administered."""

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class KeycloakSettings(BaseSettings):
    """Environment variables HALLPASS_KEYCLOAK_…"""

    model_config = SettingsConfigDict(env_prefix="HALLPASS_KEYCLOAK_", frozen=True, hide_input_in_errors=True)

    url: str
    """Where Keycloak answers, without the realm."""
    realm: str = "hallpass"
    client_id: str = "hallpass-provisioner"
    """A service account that may manage organizations, clients and users of the realm."""
    client_secret: SecretStr
    timeout: int = 5
    """Seconds for each call."""
