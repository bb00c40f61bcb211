"""One real Keycloak for these tests, two districts in it, and a verifier that trusts its realm."""

from collections.abc import AsyncIterator, Iterator, Mapping

import pytest
import pytest_asyncio
from pydantic import SecretStr

from builders.keycloak_hands import Hands
from hallpass.kernel.tokens import TokenVerifier
from hallpass.provisioning.model import district
from hallpass.provisioning.realm import administered
from hallpass.provisioning.service import Provisioner
from hallpass.provisioning.settings import KeycloakSettings
from integration.keycloak.trusting import Trusting, trust
from servers.keycloak import KeycloakServer, running_keycloak
from servers.keycloak_realm import SECRETS, realm_for_tests


@pytest.fixture(scope="session")
def keycloak() -> Iterator[KeycloakServer]:
    with running_keycloak(realm_for_tests(), SECRETS) as server:
        yield server


@pytest.fixture(scope="session")
def hands(keycloak: KeycloakServer) -> Iterator[Hands]:
    with Hands(keycloak) as hands:
        yield hands


@pytest.fixture(scope="session")
def keycloak_settings(keycloak: KeycloakServer) -> KeycloakSettings:
    return KeycloakSettings(
        url=keycloak.url, client_secret=SecretStr(SECRETS["HALLPASS_PROVISIONER_SECRET"]), timeout=30
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def districts(keycloak_settings: KeycloakSettings) -> Mapping[str, str]:
    """Lakeside and Hillview, made as the command makes them; the secrets of their clients."""
    async with administered(keycloak_settings) as realm:
        provisioner = Provisioner(realm)
        lakeside = await provisioner.ensure(district("lakeside", "Lakeside Unified"))
        hillview = await provisioner.ensure(district("hillview", "Hillview Schools"))
    return {**lakeside.secrets, **hillview.secrets}


@pytest.fixture
async def trusting(keycloak: KeycloakServer) -> AsyncIterator[Trusting]:
    found = await trust(keycloak)
    try:
        yield found
    finally:
        await found.issuers.close()


@pytest.fixture
def verifier(trusting: Trusting) -> TokenVerifier:
    return trusting.verifier
