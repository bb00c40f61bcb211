"""What an operator has of a gateway: its numbers without its other pages, and an end that cuts no normal request."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from integration.gateway.stage import Front, Stage, comes, front


@pytest.mark.parametrize("path", ["/stats/prometheus", "/stats/prometheus?usedonly"])
def test_the_numbers_are_read_beside_the_public_port(gateway: Front, behind: Stage, path: str) -> None:
    assert gateway.get("/v1/settings", behind.app()).status_code == 200
    page = gateway.http.get(f"{gateway.envoy.metrics_url}{path}")
    assert page.status_code == 200
    assert "envoy_http_downstream_rq_xx{" in page.text
    assert 'envoy_http_conn_manager_prefix="public"' in page.text


@pytest.mark.parametrize(
    "method, path",
    [
        ("POST", "/quitquitquit"),
        ("POST", "/healthcheck/fail"),
        ("POST", "/stats/prometheus"),
        ("GET", "/"),
        ("GET", "/stats"),
        ("GET", "/stats/prometheus/.."),
        ("GET", "/stats/prometheus/"),
        ("GET", "/config_dump"),
        ("GET", "/ready/../config_dump"),
        ("GET", "/stats/prometheus/%2e%2e/%2e%2e/config_dump"),
        ("GET", "/v1/settings"),
    ],
)
def test_nothing_else_is_reached_by_that_port(gateway: Front, method: str, path: str) -> None:
    answer = gateway.http.request(method, gateway.envoy.metrics_url, extensions={"target": path.encode()})
    assert answer.status_code == 404
    assert gateway.get("/readyz").status_code == 200


def test_the_numbers_are_there_when_every_connection_is_taken(behind: Stage) -> None:
    with front(behind.settings(connections=1)) as narrow, httpx.Client(timeout=5, trust_env=False) as other:
        assert narrow.get("/healthz").status_code == 200
        assert comes(lambda: _refused(other, narrow.envoy.url))
        assert other.get(f"{narrow.envoy.metrics_url}/stats/prometheus").status_code == 200


def test_what_is_under_way_is_answered_after_the_gateway_has_begun_to_leave(behind: Stage) -> None:
    with front(behind.settings()) as leaving, ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(leaving.get, "/v1/settings?wait=3", behind.app())
        assert comes(lambda: _active(leaving))
        leaving.http.post(f"{leaving.envoy.admin_url}/healthcheck/fail").raise_for_status()
        assert leaving.http.get(f"{leaving.envoy.metrics_url}/ready").status_code == 503
        assert leaving.get("/readyz").status_code == 503
        # Whoever has not yet looked elsewhere is answered too, and asked to.
        late = leaving.get("/v1/settings", behind.app())
        assert (late.status_code, late.headers["connection"]) == (200, "close")
        assert not under_way.done()
        assert under_way.result(timeout=30).status_code == 200


def _active(gateway: Front) -> bool:
    page = gateway.http.get(
        f"{gateway.envoy.admin_url}/stats", params={"filter": "^cluster.policy.upstream_rq_active$"}
    )
    return page.text.strip().endswith(": 1")


def _refused(http: httpx.Client, url: str) -> bool:
    try:
        http.get(f"{url}/healthz")
    except httpx.TransportError:
        return True
    return False
