"""Who calls is in the token alone: what says it otherwise is taken off. Trace context and freshness pass."""

import pytest

from integration.gateway.stage import Front, Stage, comes, is_problem

PATH = "/v1/decisions/1"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
SPOOFED = (
    "X-Tenant",
    "X-Tenant-Id",
    "X-Hallpass-Tenant",
    "X-Hallpass-Subject",
    "X-Hallpass-Roles",
    "X-Forwarded-User",
    "X-Forwarded-Email",
    "X-Forwarded-Groups",
    "X-Forwarded-Access-Token",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Client-Cert",
    "X-Auth-Request-User",
    "X-Authenticated-UserId",
    "X-Jwt-Payload",
    "X-User",
    "X-User-Id",
    "X-Remote-User",
    "Remote-User",
    "Forwarded",
    "X-Real-Ip",
    "X-Original-Url",
    "X-Rewrite-Url",
    "X-Http-Method-Override",
    "X-Envoy-Upstream-Rq-Timeout-Ms",
    "X-Envoy-Retry-On",
    "X-Envoy-Internal",
)


def _arrived(gateway: Front, token: str, **headers: str) -> dict[str, str]:
    answer = gateway.get(PATH, token, headers=headers)
    assert answer.status_code == 200
    return dict(answer.json()["headers"])


@pytest.mark.parametrize("name", SPOOFED)
def test_a_header_that_names_a_caller_is_taken_off(gateway: Front, behind: Stage, name: str) -> None:
    arrived = _arrived(gateway, behind.app(), **{name: "hillview"})
    assert name.lower() not in arrived
    assert "hillview" not in arrived.values()


def test_nothing_of_the_token_is_written_into_headers(gateway: Front, behind: Stage) -> None:
    arrived = _arrived(gateway, behind.app("lakeside"))
    assert {name for name, value in arrived.items() if "lakeside" in value} == set()
    assert not [name for name in arrived if name.startswith(("x-forwarded-", "x-envoy-"))]


@pytest.mark.parametrize(
    "name,value",
    [("traceparent", TRACE), ("tracestate", "a=1"), ("hallpass-facts", "roster=7"), ("accept-language", "es")],
)
def test_what_the_services_read_passes(gateway: Front, behind: Stage, name: str, value: str) -> None:
    assert _arrived(gateway, behind.app(), **{name: value})[name] == value


def test_a_name_that_some_would_read_as_another_is_refused(gateway: Front, behind: Stage) -> None:
    answer = gateway.get(PATH, behind.app(), headers={"x_hallpass_tenant": "hillview"})
    assert is_problem(answer, 400, "invalid")


def test_a_request_has_one_id_from_here_to_the_service(gateway: Front, behind: Stage) -> None:
    answer = gateway.get(PATH, behind.app())
    assert answer.headers["x-request-id"] == dict(answer.json()["headers"])["x-request-id"]
    own = gateway.get(PATH, behind.app(), headers={"X-Request-ID": "tool:42.a_b-c"})
    assert own.headers["x-request-id"] == dict(own.json()["headers"])["x-request-id"] == "tool:42.a_b-c"


def test_what_the_gateway_answers_itself_has_a_new_id_and_the_callers_is_in_no_log(gateway: Front) -> None:
    ids = {gateway.get(PATH, headers={"X-Request-ID": "canary id"}).headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2
    assert comes(lambda: all(known in gateway.envoy.output for known in ids))
    assert "canary id" not in gateway.envoy.output
