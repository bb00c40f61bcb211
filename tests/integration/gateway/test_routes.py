"""Every route that is for callers from outside comes to its service, and no other path to any."""

import re

import httpx
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from builders.guarded_routes import NotingGuard, guarded_routes, routers_of
from integration.gateway.stage import Front, Stage, is_problem

ROOMS = re.compile(r"^hallpass\.(roster|consent|policy|decision)\.")
GUARDED = guarded_routes()


def _service(route: APIRoute) -> str:
    found = ROOMS.match(route.endpoint.__module__)
    assert found, route.path
    return found[1]


def _served() -> dict[str, str]:
    """`METHOD /path` → the service that has it."""
    routers: list[APIRouter] = routers_of(NotingGuard())
    return {
        f"{method} {route.path_format}": _service(route)
        for router in routers
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }


SERVED = _served()
INSIDE = sorted(name for name, roles in GUARDED.items() if roles == {"service"})
OUTSIDE = sorted(set(GUARDED) - set(INSIDE))


def _filled(path: str) -> str:
    return re.sub(r"\{\w+\}", "a%2Fb", path)


@pytest.mark.parametrize("name", OUTSIDE)
def test_it_comes_to_its_service(gateway: Front, behind: Stage, name: str) -> None:
    method, _, path = name.partition(" ")
    answer = gateway.call(method, _filled(path), behind.app())
    assert answer.status_code == 200
    assert (answer.json()["service"], answer.json()["path"]) == (SERVED[name], _filled(path).replace("%2F", "/"))


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_for_the_engines_alone_cannot_be_reached(gateway: Front, behind: Stage, name: str) -> None:
    method, _, path = name.partition(" ")
    assert is_problem(gateway.call(method, _filled(path), behind.app()), 404, "not-found")


def test_people_see_which_engine_runs_what(gateway: Front, behind: Stage) -> None:
    assert gateway.get("/v1/policies/engines", behind.human()).json()["service"] == "policy"


def test_there_is_something_of_both_kinds() -> None:
    assert "GET /v1/bundles/{name}" in INSIDE
    assert "POST /v1/decisions" in OUTSIDE
    assert set(SERVED.values()) == {"roster", "consent", "policy", "decision"}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1",
        "/v2/decisions",
        "/v1/decisionsX",
        "/metrics",
        "/docs",
        "/openapi.json",
        "/v1/status/engine-1",
        "/v1/bundles/hallpass",
        "//v1/bundles/hallpass",
        "/v1/bund%6ces/hallpass",
        "/v1/settings/../bundles/hallpass",
        "/v1/settings/%2e%2e/bundles/hallpass",
        "/healthz/../metrics",
        "/healthz/x",
        "/stats",
        "/quitquitquit",
    ],
)
def test_any_other_path_is_404_with_a_token_and_401_without(gateway: Front, behind: Stage, path: str) -> None:
    assert is_problem(_raw(gateway, path, behind.app()), 404, "not-found")
    assert is_problem(_raw(gateway, path, None), 401, "unauthenticated")


@pytest.mark.parametrize("path", ["/v1/platforms/..%2fbundles/hallpass", "/v1/platforms/%2e%2e%2fbundles/x"])
def test_a_hidden_way_up_is_none_for_the_service_either(gateway: Front, behind: Stage, path: str) -> None:
    answer = _raw(gateway, path, behind.app())
    assert answer.json()["path"].startswith("/v1/platforms/..")


def _raw(gateway: Front, path: str, token: str | None) -> httpx.Response:
    """The path as it is written: the client would put it right."""
    return gateway.get(path, token, extensions={"target": path.encode()})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_open(gateway: Front, path: str) -> None:
    assert gateway.get(path).status_code == 200


def test_a_gateway_that_is_about_to_leave_is_not_ready(gateway: Front) -> None:
    gateway.http.post(f"{gateway.envoy.admin_url}/healthcheck/fail").raise_for_status()
    try:
        assert gateway.get("/readyz").status_code == 503
        assert gateway.get("/healthz").status_code == 200
    finally:
        gateway.http.post(f"{gateway.envoy.admin_url}/healthcheck/ok").raise_for_status()
    assert gateway.get("/readyz").status_code == 200
