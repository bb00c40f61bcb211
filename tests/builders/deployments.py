"""What stands in docker-compose.yml, the Dockerfile and the chart, and what the settings classes say it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import yaml
from pydantic_settings import BaseSettings

from gateway.settings import GatewaySettings, variable
from hallpass.consent.settings import ConsentSettings
from hallpass.decision.settings import DecisionSettings
from hallpass.distributed.settings import AdministratorSettings, DecisionPlaces, PolicyPlaces, ServeSettings
from hallpass.kernel.identity import IdentitySettings
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.policy.settings import PolicySettings
from hallpass.provisioning.settings import KeycloakSettings
from hallpass.roster.settings import RosterSettings
from hallpass.settings import ROOT

CHART = ROOT / "deploy" / "helm" / "hallpass"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
GROUPS: Mapping[str, type[BaseSettings]] = {
    "serve": ServeSettings,
    "kafka": KafkaSettings,
    "identity": IdentitySettings,
    "roster": RosterSettings,
    "consent": ConsentSettings,
    "policy": PolicySettings,
    "decision": DecisionSettings,
    "keycloak": KeycloakSettings,
}
"""The groups of `settings` in the chart, with the class that each is read by; `gateway` is beside them."""
IMAGES_OWN = frozenset({"HALLPASS_HOST", "HALLPASS_PORT"})
"""What the image decides: the chart's probes and services rely on it."""
ELSEWHERE = frozenset({"HALLPASS_DECISION_REQUESTS_PER_SECOND", "HALLPASS_DECISION_BURST"})
"""What holds in the suite on one machine alone: `hallpass serve` has a limit for every service."""
CHARTS_OWN = frozenset({"HALLPASS_DATABASE_TLS"})
"""What has a value of its own in the chart: the steps before a release need it too."""


def load(path: Path) -> dict[str, Any]:
    """A YAML file."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def compose_services() -> dict[str, dict[str, Any]]:
    """The services of docker-compose.yml, with what they share merged in."""
    services: dict[str, dict[str, Any]] = load(ROOT / "docker-compose.yml")["services"]
    return services


def defaults(kind: type[BaseSettings]) -> dict[str, object]:
    """Variables of a settings class that have a default an operator might replace: no paths, nothing that is absent."""
    prefix = kind.model_config["env_prefix"]
    found = {f"{prefix}{name}".upper(): field for name, field in kind.model_fields.items()}
    return {
        name: field.default
        for name, field in found.items()
        if not field.is_required() and field.default is not None and not isinstance(field.default, Path)
    }


def gateway_defaults() -> dict[str, object]:
    """The same of the gateway, without where it listens and whom it asks."""
    places = {"address", "port", "admin_address", "admin_port", "metrics_port"}
    chosen = {*places, "roster", "consent", "policy", "decision"}
    return {
        variable(each.name): each.default
        for each in fields(GatewaySettings)
        if "help" in each.metadata and each.name not in chosen and each.default is not MISSING
    }


def known_variables() -> set[str]:
    """Every variable that a process of the suite, a step or the gateway reads."""
    kinds: list[type[BaseSettings]] = [*GROUPS.values(), AdministratorSettings, PolicyPlaces, DecisionPlaces]
    found = {f"{kind.model_config['env_prefix']}{name}".upper() for kind in kinds for name in kind.model_fields}
    return found | {variable(each.name) for each in fields(GatewaySettings)}


def argument(name: str) -> str:
    """The default of a Dockerfile's ARG. Raises AttributeError."""
    found = re.search(rf"^ARG {name}=(\S+)$", DOCKERFILE, re.MULTILINE)
    assert found is not None, f"the Dockerfile has no ARG {name}"
    return found[1]


def locked(package: str) -> str:
    """The version of a package in requirements/dev.txt."""
    text = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(package)}==(\S+)", text, re.MULTILINE)
    assert found is not None, f"{package} is not locked"
    return found[1]
