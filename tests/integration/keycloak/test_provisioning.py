"""A district in Keycloak: made once, made again without a change, completed wherever it broke off."""

import itertools
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import SecretStr

from builders.keycloak_hands import Hands
from hallpass.kernel.errors import Conflict, HallpassError, Refused, Unavailable
from hallpass.kernel.tokens import TokenVerifier
from hallpass.provisioning.model import District, district
from hallpass.provisioning.realm import RealmAdmin, administered
from hallpass.provisioning.service import Provisioned, Provisioner
from hallpass.provisioning.settings import KeycloakSettings

WRITES = frozenset(
    {
        "create_organization",
        "update_organization",
        "create_group",
        "give_group_role",
        "create_client",
        "update_client",
        "add_mapper",
        "add_scopes",
        "give_role",
    }
)
NUMBERS = itertools.count(1)


@pytest.fixture
def new(hands: Hands) -> Iterator[District]:
    """A district that is not there yet; taken away again."""
    number = next(NUMBERS)
    wanted = district(f"d-{number}", f"District {number}")
    yield wanted
    for found in hands.ask("GET", "organizations", q=f"tenant:{wanted.tenant}"):
        hands.ask("DELETE", f"organizations/{found['id']}")
    for machine in wanted.machines:
        for found in hands.ask("GET", "clients", clientId=machine.client_id):
            hands.ask("DELETE", f"clients/{found['id']}")


class Broken(Exception):
    """The command was killed here."""


class Breaking:
    """A realm whose administration breaks off before the write of this number."""

    def __init__(self, realm: RealmAdmin, at: int) -> None:
        self._realm = realm
        self.left = at

    def __getattr__(self, name: str) -> Any:
        if name in WRITES:
            if self.left == 0:
                raise Broken
            self.left -= 1
        return getattr(self._realm, name)


async def ensure(settings: KeycloakSettings, wanted: District, breaking_at: int | None = None) -> Provisioned:
    async with administered(settings) as realm:
        hands: Any = realm if breaking_at is None else Breaking(realm, breaking_at)
        return await Provisioner(hands).ensure(wanted)


async def test_again_changes_nothing(keycloak_settings: KeycloakSettings, hands: Hands, new: District) -> None:
    first = await ensure(keycloak_settings, new)
    before = state(hands, new)
    second = await ensure(keycloak_settings, new)
    assert len(first.changes) > 8
    assert second.changes == ()
    assert second.secrets == first.secrets
    assert state(hands, new) == before


async def test_wherever_it_broke_off_the_next_run_completes_it(
    keycloak_settings: KeycloakSettings, hands: Hands, new: District, verifier: TokenVerifier
) -> None:
    """Broken off before each write in turn, each run going one write further than the one before."""
    broken = 0
    while True:
        try:
            # One more write each time: what is there already is not written again.
            await ensure(keycloak_settings, new, breaking_at=1)
        except Broken:
            broken += 1
            assert broken < 50
        else:
            break
    assert broken >= 10
    done = await ensure(keycloak_settings, new)
    assert done.changes == ()
    for machine in new.machines:
        caller = verifier.verify(hands.service_token(machine.client_id, done.secrets[machine.client_id]))
        assert (caller.tenant, caller.roles) == (new.tenant, frozenset({machine.role}))
    name = hands.person([f"{new.tenant}:t-1"], {new.tenant: ["staff", "auditor"]})
    token = hands.sign_in(name, "organization")["access_token"]
    assert verifier.verify(token).roles == {"staff", "auditor"}


async def test_what_somebody_took_away_comes_back_and_what_they_added_stays(
    keycloak_settings: KeycloakSettings, hands: Hands, new: District, verifier: TokenVerifier
) -> None:
    await ensure(keycloak_settings, new)
    organization = hands.organization(new.tenant)
    entry = hands.ask("GET", f"organizations/{organization}")
    entry["attributes"]["region"] = ["north"]
    hands.ask("PUT", f"organizations/{organization}", entry | {"name": f"Old name of {new.tenant}"})
    client = hands.client(f"{new.tenant}-app")
    (mapper,) = client["protocolMappers"]
    hands.ask("DELETE", f"clients/{client['id']}/protocol-mappers/models/{mapper['id']}")
    scopes = {scope["name"]: scope["id"] for scope in hands.ask("GET", "client-scopes")}
    hands.ask("DELETE", f"clients/{client['id']}/default-client-scopes/{scopes['app']}")
    hands.ask("PUT", f"clients/{client['id']}", {"clientId": client["clientId"], "directAccessGrantsEnabled": True})

    done = await ensure(keycloak_settings, new)
    assert set(done.changes) == {
        "organization changed",
        "client for app given its tenant",
        "client for app closed to people",
        "client for app given its scopes",
    }
    assert hands.ask("GET", f"organizations/{organization}")["attributes"]["region"] == ["north"]
    assert not hands.client(client["clientId"])["directAccessGrantsEnabled"]
    token = hands.service_token(client["clientId"], done.secrets[client["clientId"]])
    assert verifier.verify(token).tenant == new.tenant
    assert (await ensure(keycloak_settings, new)).changes == ()


async def test_nobodys_organization_is_taken_over(
    keycloak_settings: KeycloakSettings, hands: Hands, new: District
) -> None:
    hands.ask(
        "POST", "organizations", {"name": "Somebody", "alias": new.tenant, "attributes": {"tenant": ["somebody"]}}
    )
    with pytest.raises(Conflict, match="organization"):
        await ensure(keycloak_settings, new)
    hands.ask("DELETE", f"organizations/{hands.organization('somebody')}")


async def test_nobodys_client_is_taken_over(keycloak_settings: KeycloakSettings, hands: Hands, new: District) -> None:
    await ensure(keycloak_settings, new)
    client = hands.client(f"{new.tenant}-sis")
    (mapper,) = client["protocolMappers"]
    mapper["config"]["claim.value"] = "somebody"
    hands.ask("PUT", f"clients/{client['id']}/protocol-mappers/models/{mapper['id']}", mapper)
    with pytest.raises(Conflict, match="client"):
        await ensure(keycloak_settings, new)


async def test_two_districts_have_no_name_in_common(
    keycloak_settings: KeycloakSettings, hands: Hands, new: District
) -> None:
    await ensure(keycloak_settings, new)
    with pytest.raises(Conflict):
        await ensure(keycloak_settings, district(f"{new.tenant}-b", new.name))


async def test_a_realm_that_was_imported_without_its_secrets_gets_no_district(
    keycloak_settings: KeycloakSettings, hands: Hands, new: District
) -> None:
    client = hands.client("hallpass-engine")
    hands.ask("PUT", f"clients/{client['id']}", client | {"secret": "${HALLPASS_ENGINE_SECRET}"})
    try:
        with pytest.raises(Conflict, match="secrets"):
            await ensure(keycloak_settings, new)
    finally:
        hands.ask("PUT", f"clients/{client['id']}", client)
    assert hands.ask("GET", "organizations", q=f"tenant:{new.tenant}") == []


async def test_every_tenant_is_listed(keycloak_settings: KeycloakSettings, new: District) -> None:
    await ensure(keycloak_settings, new)
    async with administered(keycloak_settings) as realm:
        assert (await Provisioner(realm).districts())[new.tenant] == new.name


async def test_a_wrong_secret_is_said_plainly(keycloak_settings: KeycloakSettings, new: District) -> None:
    wrong = keycloak_settings.model_copy(update={"client_secret": SecretStr("wrong")})
    with pytest.raises(Refused, match="HALLPASS_KEYCLOAK"):
        await ensure(wrong, new)


async def test_a_client_that_may_not_administer_is_refused(keycloak_settings: KeycloakSettings, new: District) -> None:
    engine = keycloak_settings.model_copy(
        update={"client_id": "hallpass-engine", "client_secret": SecretStr("engine-secret")}
    )
    with pytest.raises(Refused, match="realm-management"):
        await ensure(engine, new)


async def test_nobody_there_is_no_long_wait(keycloak_settings: KeycloakSettings, new: District) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        port = silent.getsockname()[1]
        for url in (f"http://127.0.0.1:{port}", "http://127.0.0.1:1"):
            away = keycloak_settings.model_copy(update={"url": url, "timeout": 1})
            with pytest.raises(Unavailable) as told:
                await ensure(away, new)
            assert isinstance(told.value, HallpassError)


def state(hands: Hands, wanted: District) -> list[Any]:
    """Everything of the district in Keycloak."""
    organization = hands.organization(wanted.tenant)
    groups = hands.ask("GET", f"organizations/{organization}/groups")
    clients = [hands.client(machine.client_id) for machine in wanted.machines]
    accounts = [hands.ask("GET", f"clients/{client['id']}/service-account-user")["id"] for client in clients]
    return [
        hands.ask("GET", f"organizations/{organization}"),
        groups,
        [hands.ask("GET", f"organizations/{organization}/groups/{group['id']}/role-mappings") for group in groups],
        clients,
        [hands.ask("GET", f"users/{account}/role-mappings") for account in accounts],
    ]
