"""The chart says what the settings classes say, and its schema knows the same names; secrets are names alone."""

import json
import re
from collections.abc import Mapping
from typing import Any

import jsonschema
import pytest
from deploy.release.chart import FEW

from architecture.checkout import files, text
from builders.deployments import (
    CHART,
    CHARTS_OWN,
    ELSEWHERE,
    GROUPS,
    IMAGES_OWN,
    compose_services,
    defaults,
    gateway_defaults,
    load,
)
from gateway.settings import GatewaySettings
from hallpass.distributed.settings import ServeSettings
from hallpass.kernel.database_tls import MODES
from hallpass.settings import SERVICES, VERSION

VALUES = load(CHART / "values.yaml")
SCHEMA = json.loads((CHART / "values.schema.json").read_text(encoding="utf-8"))
EXPLAINED_IN = {"settings", "kafka", "identity", "gateway"}
TEMPLATES = {path.name: text(path) or "" for path in files("deploy/helm/hallpass/templates")}


def _wanted(group: str) -> dict[str, object]:
    return gateway_defaults() if group == "gateway" else defaults(GROUPS[group])


def _written(value: object) -> str:
    """A default as the chart writes it: text, without a fraction that says nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_every_group_of_settings_is_there() -> None:
    assert set(VALUES["settings"]) == {*GROUPS, "gateway"}


@pytest.mark.parametrize("group", [*GROUPS, "gateway"])
def test_the_settings_are_those_of_the_class_with_its_defaults(group: str) -> None:
    left_out = IMAGES_OWN | CHARTS_OWN | ELSEWHERE
    wanted = {name: _written(value) for name, value in _wanted(group).items() if name not in left_out}
    assert VALUES["settings"][group] == wanted


def test_whoever_logs_in_to_the_database_is_told_how_it_is_encrypted() -> None:
    assert VALUES["database"]["tls"] == ServeSettings.model_fields["database_tls"].default
    assert SCHEMA["properties"]["database"]["properties"]["tls"]["enum"] == list(MODES)
    for name, content in TEMPLATES.items():
        told = content.count('include "hallpass.database" ')
        assert content.count('include "hallpass.databaseMount"') == told, name
        assert content.count('include "hallpass.databaseFiles"') == told, name
    assert "HALLPASS_DATABASE_TLS" in TEMPLATES["_helpers.tpl"]
    assert "HALLPASS_DATABASE_CA_FILE" in TEMPLATES["_helpers.tpl"]


@pytest.mark.parametrize("group", [*GROUPS, "gateway"])
def test_the_schema_refuses_a_setting_that_does_not_exist(group: str) -> None:
    known = SCHEMA["properties"]["settings"]["properties"][group]
    assert known["additionalProperties"] is False
    assert set(known["properties"]) == set(VALUES["settings"][group])


@pytest.mark.parametrize("group", [*GROUPS, "gateway"])
def test_each_setting_is_explained(group: str) -> None:
    pages = [text(path) or "" for path in files("docs/operations") if path.stem in EXPLAINED_IN]
    explained = set(re.findall(r"`(HALLPASS_[A-Z_]+)`", "".join(pages)))
    assert set(VALUES["settings"][group]) - explained == set()


def test_every_group_reaches_a_process() -> None:
    used = set(re.findall(r'"groups" \(list ((?:"\w+" ?|\$\w+ ?)+)\)', "".join(TEMPLATES.values())))
    named = set(re.findall(r'"(\w+)"', " ".join(used)))
    # A service's own group comes by its name.
    assert named | set(SERVICES) == {*GROUPS, "gateway"}
    assert any("$service" in use for use in used)


def test_the_gateways_numbers_are_for_those_who_may_read_the_services_numbers() -> None:
    port = f"{GatewaySettings.__dataclass_fields__['metrics_port'].default}"
    assert f"{{name: metrics, containerPort: {port}}}" in TEMPLATES["gateway.yaml"]
    readers = r"with \$given\.metricsFrom \}\}\n +- ports: \[\{port: (\d+)\}\]"
    found = re.search(readers, TEMPLATES["networkpolicies.yaml"])
    assert found is not None
    assert found[1] == port


def test_a_gateway_is_given_the_time_in_which_it_lets_requests_finish() -> None:
    content = TEMPLATES["gateway.yaml"]
    assert 'sleep {{ include "hallpass.gatewaySeconds" . }}' in content
    assert 'terminationGracePeriodSeconds: {{ add (include "hallpass.gatewaySeconds" .) 10 }}' in content


def test_every_value_has_a_place_in_the_schema() -> None:
    assert set(SCHEMA["properties"]) == {*VALUES, "global"}
    assert SCHEMA["additionalProperties"] is False


def test_the_chart_is_of_this_release_and_runs_the_images_of_the_compose_file() -> None:
    chart = load(CHART / "Chart.yaml")
    assert (chart["version"], chart["appVersion"]) == (VERSION, VERSION)
    composed = compose_services()
    assert VALUES["images"] == {"opa": composed["opa"]["image"], "envoy": composed["gateway"]["image"]}


def test_every_service_answers_somewhere() -> None:
    assert set(VALUES["services"]) == set(SERVICES)
    for service, parts in VALUES["services"].items():
        assert parts.keys() in ({"all"}, {"api", "worker", "relay"}), service


def test_a_service_that_bends_to_load_never_has_fewer_than_two() -> None:
    scaling = VALUES["services"]["decision"]["api"]["autoscaling"]
    assert scaling["enabled"] and 2 <= scaling["minReplicas"] < scaling["maxReplicas"]  # noqa: PT018 - one sentence


def test_no_value_is_a_secret() -> None:
    assert set(VALUES["secrets"].values()) <= {"", "hallpass-keys", "hallpass-passwords", "hallpass-engine"}
    assert not [name for name, content in TEMPLATES.items() if re.search(r"kind: Secret\b", content)]


@pytest.mark.parametrize(
    "line",
    [
        "automountServiceAccountToken: false",
        "enableServiceLinks: false",
        "runAsNonRoot: true",
        "seccompProfile: {type: RuntimeDefault}",
        "allowPrivilegeEscalation: false",
        "readOnlyRootFilesystem: true",
        "capabilities: {drop: [ALL]}",
    ],
)
def test_every_pod_is_held_short(line: str) -> None:
    assert line in TEMPLATES["_helpers.tpl"]


@pytest.mark.parametrize("name", ["services.yaml", "gateway.yaml", "jobs.yaml", "operator.yaml"])
def test_every_pod_and_container_takes_what_holds_it_short(name: str) -> None:
    content = TEMPLATES[name]
    pods = len(re.findall(r"^    spec:$", content, re.MULTILINE))
    assert len(re.findall(r'include "hallpass.pod"', content)) == pods > 0
    containers = len(re.findall(r"^        - name: (?:[\w-]+|\{\{.+\}\})$", content, re.MULTILINE))
    assert len(re.findall(r'include "hallpass.(?:suite|container)"', content)) == containers > 0


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Values as Helm puts them together."""
    found = dict(base)
    for name, value in over.items():
        old = found.get(name)
        found[name] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return found


@pytest.mark.parametrize("values", [FEW, load(CHART / "ci" / "values.yaml")], ids=["few", "example"])
def test_values_that_say_what_must_be_said_are_taken(values: dict[str, Any]) -> None:
    jsonschema.validate(_merged(VALUES, values), SCHEMA)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {**FEW, "database": {"url": "postgresql://hallpass:secret@db.example.org/hallpass"}},
        {**FEW, "identity": {**FEW["identity"], "tokenUrl": "http://id.example.org/token"}},
        {**FEW, "settings": {"serve": {"HALLPASS_GRACE_SECOND": "30"}}},
        {**FEW, "database": {**FEW["database"], "tls": "verify"}},
        {**FEW, "images": {"opa": "openpolicyagent/opa"}},
        {**FEW, "services": {"decision": {"api": {"replicas": "many"}}}},
    ],
    ids=[
        "none",
        "a login in the address",
        "tokens without TLS",
        "a misspelt setting",
        "no mode of TLS",
        "no version",
        "no number",
    ],
)
def test_values_that_cannot_be_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(_merged(VALUES, values), SCHEMA)


def test_the_example_that_is_rendered_before_a_release_says_everything_that_must_be_said() -> None:
    example = load(CHART / "ci" / "values.yaml")
    for group in SCHEMA["properties"].keys() & {"database", "kafka", "identity"}:
        assert set(SCHEMA["properties"][group]["required"]) <= set(example[group])
