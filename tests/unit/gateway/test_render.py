"""The configuration: settings are checked and named, values stay values, and the document names every setting."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from architecture.checkout import ROOT
from gateway.render import main, render
from gateway.settings import GatewaySettings, Unusable

ISSUER = {"issuer": "https://id.example/realms/hallpass", "jwks_url": "https://id.example/certs"}
OWN = {"issuer": "https://own.example", "jwks_url": "http://[::1]:8180/certs", "tenant": "hillview"}


def _environment(*issuers: Mapping[str, Any], **changed: str) -> dict[str, str]:
    return {"HALLPASS_IDENTITY_ISSUERS": json.dumps(issuers or [ISSUER])} | changed


def _rendered(environment: Mapping[str, str], **given: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(render(GatewaySettings.read(environment, given)))
    return found


def _clusters(rendered: Mapping[str, Any]) -> dict[str, Any]:
    return {each["name"]: each for each in rendered["static_resources"]["clusters"]}


def _address(cluster: Mapping[str, Any]) -> tuple[str, int]:
    (endpoints,) = cluster["load_assignment"]["endpoints"]
    (endpoint,) = endpoints["lb_endpoints"]
    place = endpoint["endpoint"]["address"]["socket_address"]
    return place["address"], place["port_value"]


def _filter(rendered: Mapping[str, Any], name: str) -> dict[str, Any]:
    listener, _metrics = rendered["static_resources"]["listeners"]
    manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
    (found,) = [each["typed_config"] for each in manager["http_filters"] if each["name"] == name]
    return dict(found)


def test_an_argument_wins_over_a_variable_and_a_variable_over_the_default() -> None:
    rendered = _rendered(_environment(HALLPASS_GATEWAY_ROSTER="a:1", HALLPASS_GATEWAY_CONSENT="b:2"), roster="c:3")
    clusters = _clusters(rendered)
    assert [_address(clusters[name]) for name in ("roster", "consent", "policy")] == [
        ("c", 3),
        ("b", 2),
        ("policy", 8080),
    ]


def test_each_issuer_is_checked_with_its_own_keys() -> None:
    rendered = _rendered(_environment(ISSUER, OWN))
    jwt = _filter(rendered, "envoy.filters.http.jwt_authn")
    clusters = _clusters(rendered)
    found = {
        each["issuer"]: _address(clusters[each["remote_jwks"]["http_uri"]["cluster"]])
        for each in jwt["providers"].values()
    }
    assert found == {ISSUER["issuer"]: ("id.example", 443), OWN["issuer"]: ("::1", 8180)}
    names = [each["provider_name"] for each in jwt["rules"][1]["requires"]["requires_any"]["requirements"]]
    assert names == list(jwt["providers"])


def test_keys_over_https_are_only_taken_from_the_named_host() -> None:
    clusters = _clusters(_rendered(_environment(ISSUER, OWN)))
    tls = clusters["keys-1"]["transport_socket"]["typed_config"]
    (subject,) = tls["common_tls_context"]["validation_context"]["match_typed_subject_alt_names"]
    assert (tls["sni"], subject) == ("id.example", {"san_type": "DNS", "matcher": {"exact": "id.example"}})
    assert "transport_socket" not in clusters["keys-2"]


def test_a_value_stays_a_value() -> None:
    nasty = 'hallpass"], "forward": false} # ${port} %START_TIME%\n- x: y'
    rendered = _rendered(_environment(), audience=nasty)
    (provider,) = _filter(rendered, "envoy.filters.http.jwt_authn")["providers"].values()
    assert (provider["audiences"], provider["forward"]) == ([nasty], True)


SECRET = "canary-value"


@pytest.mark.parametrize(
    "name,value",
    [
        ("HALLPASS_GATEWAY_PORT", SECRET),
        ("HALLPASS_GATEWAY_PORT", "0"),
        ("HALLPASS_GATEWAY_ADMIN_PORT", "65536"),
        ("HALLPASS_GATEWAY_TENANT_RATE", "0"),
        ("HALLPASS_GATEWAY_PERSON_BURST", "-1"),
        ("HALLPASS_GATEWAY_TRUSTED_HOPS", "-1"),
        ("HALLPASS_GATEWAY_LARGEST_BODY", "4 MB"),
        ("HALLPASS_GATEWAY_AUDIENCE", ""),
        ("HALLPASS_GATEWAY_ROSTER", SECRET),
        ("HALLPASS_GATEWAY_ROSTER", f"{SECRET}:x"),
        ("HALLPASS_GATEWAY_CONSENT", f"http://{SECRET}:80"),
        ("HALLPASS_GATEWAY_POLICY", f"user@{SECRET}:80"),
        ("HALLPASS_GATEWAY_DECISION", f"{SECRET}:80/path"),
        ("HALLPASS_IDENTITY_CACHE_SECONDS", "0"),
        ("HALLPASS_IDENTITY_CACHE_SECONDS", SECRET),
        ("HALLPASS_IDENTITY_ISSUERS", ""),
        ("HALLPASS_IDENTITY_ISSUERS", "[]"),
        ("HALLPASS_IDENTITY_ISSUERS", "{}"),
        ("HALLPASS_IDENTITY_ISSUERS", "[1]"),
        ("HALLPASS_IDENTITY_ISSUERS", SECRET),
        ("HALLPASS_IDENTITY_ISSUERS", json.dumps([ISSUER, ISSUER])),
        ("HALLPASS_IDENTITY_ISSUERS", json.dumps([{"issuer": SECRET}])),
        ("HALLPASS_IDENTITY_ISSUERS", json.dumps([{"issuer": "", "jwks_url": "https://id.example"}])),
        ("HALLPASS_IDENTITY_ISSUERS", json.dumps([{"issuer": SECRET, "jwks_url": f"ftp://{SECRET}"}])),
        ("HALLPASS_IDENTITY_ISSUERS", json.dumps([{"issuer": SECRET, "jwks_url": "https://:1"}])),
        ("HALLPASS_IDENTITY_ISSUERS", json.dumps([{"issuer": SECRET, "jwks_url": "https://a:99999"}])),
    ],
)
def test_what_cannot_be_used_is_refused_by_name_and_never_shown(
    name: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = _environment() | {name: value}
    with pytest.raises(Unusable):
        GatewaySettings.read(environment, {})
    assert main([], environment) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert name in said.err
    assert SECRET not in said.err


def test_the_command_writes_a_file(tmp_path: Any) -> None:
    path = tmp_path / "envoy.yaml"
    assert main(["--output", str(path), "--port", "1234"], _environment()) == 0
    listener, _metrics = yaml.safe_load(path.read_text())["static_resources"]["listeners"]
    assert listener["address"]["socket_address"]["port_value"] == 1234


def test_or_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "1234"], _environment()) == 0
    assert "static_resources" in yaml.safe_load(capsys.readouterr().out)


def test_help_and_document_name_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"], {})
    variable = re.compile(r"HALLPASS_GATEWAY_\w+")
    named = set(variable.findall("".join(capsys.readouterr().out.split("\n"))))
    document = (ROOT / "docs" / "operations" / "gateway.md").read_text(encoding="utf-8")
    fields = {name for name in GatewaySettings.__dataclass_fields__ if name not in {"issuers", "keys_cache_seconds"}}
    expected = {f"HALLPASS_GATEWAY_{name.upper()}" for name in fields}
    assert set(variable.findall(document)) - {"HALLPASS_GATEWAY_"} == expected
    assert named == expected
