"""Every route of the services, tried by everybody who may not use it: at the gateway, and at each service past it."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from secrets import token_hex
from typing import Any

import httpx
import pytest

from builders.api_districts import ApiDistrict
from builders.contract_cases import DISTRICTS
from builders.live_routes import Route, live_routes
from builders.who_may import LAKESIDES, MAY, a_mail, is_problem, without_echo
from servers.installation import NEEDS, DistributedSuite
from servers.keycloak_realm import SECRETS

INSIDE = frozenset({"GET /v1/bundles/{name}", "POST /v1/status/{engine}"})
"""For the engines alone: the gateway knows no such paths."""
EVERYBODYS = frozenset({"GET /v1/policies/revisions", "GET /v1/policies/engines"})
HOLDS_IN_FRONT = "of a person who names no district"
"""The gateway takes it for what it is, a token of the realm; the services want to know more."""
ROLES = ("app", "staff t-elm", "admin", "sis", "auditor")


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def routes(distributed: DistributedSuite, http: httpx.Client) -> dict[str, list[Route]]:
    """By service."""
    return {service: live_routes(http, distributed.serving(service).url) for service in NEEDS}


@pytest.fixture(scope="module")
def bad_tokens(distributed: DistributedSuite) -> Mapping[str, str | None]:
    """What is no access token of ours, most of it signed by the very Keycloak that we trust."""
    good = distributed.token("admin", "lakeside")
    head, claims, signature = good.split(".")
    plain = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    name = distributed.hands.person(["lakeside:t-elm"], {"lakeside": ["admin"], "hillview": ["admin"]})
    person = distributed.hands.sign_in(name, "openid organization:lakeside")
    return {
        "no token": None,
        "garbage": "no.token.atall",
        "alg none": f"{plain}.{claims}.",
        "tampered with": f"{head}.{_raised(claims)}.{signature}",
        "another's signature": f"{head}.{claims}.{signature[::-1]}",
        "an id token": person["id_token"],
        "a refresh token": person["refresh_token"],
        "of another realm": distributed.hands.admin_token(),
        HOLDS_IN_FRONT: distributed.hands.sign_in(name)["access_token"],
    }


def test_the_probe_knows_every_route(routes: dict[str, list[Route]]) -> None:
    assert {str(route) for of_service in routes.values() for route in of_service} == set(MAY)


def test_no_route_lets_in_a_token_that_does_not_hold(
    routes: dict[str, list[Route]],
    bad_tokens: Mapping[str, str | None],
    distributed: DistributedSuite,
    http: httpx.Client,
) -> None:
    wrong = []
    for service, of_service in routes.items():
        for kind, token in bad_tokens.items():
            for where in (distributed.url, distributed.serving(service).url):
                for route in of_service:
                    answer = route.call(http, where, token)
                    hidden = where == distributed.url and str(route) in INSIDE and is_problem(answer, 404, "not-found")
                    if not (hidden and kind == HOLDS_IN_FRONT) and not is_problem(answer, 401, "unauthenticated"):
                        wrong.append(f"{route}, {kind}: {answer.status_code}")
    assert wrong == []


def test_no_route_lets_in_the_wrong_role(
    routes: dict[str, list[Route]], distributed: DistributedSuite, http: httpx.Client
) -> None:
    wrong = []
    for service, of_service in routes.items():
        for role in ROLES:
            token = distributed.token(role, "lakeside")
            for route in (route for route in of_service if role.split()[0] not in MAY[str(route)].split()):
                behind = route.call(http, distributed.serving(service).url, token)
                if not is_problem(behind, 403, "refused"):
                    wrong.append(f"{route} as {role}, past the gateway: {behind.status_code}")
                front = route.call(http, distributed.url, token)
                if not is_problem(front, *((404, "not-found") if str(route) in INSIDE else (403, "refused"))):
                    wrong.append(f"{route} as {role}: {front.status_code}")
    assert wrong == []


def test_the_right_role_gets_past_the_door(
    routes: dict[str, list[Route]], distributed: DistributedSuite, http: httpx.Client
) -> None:
    """This is what makes the tests above able to fail; and a new district has nothing of the others."""
    tenant = f"empty-{token_hex(4)}"
    distributed.open_district(tenant)
    wrong = []
    for route in (route for of_service in routes.values() for route in of_service if str(route) not in INSIDE):
        for role in (role for role in ROLES if role.split()[0] in MAY[str(route)].split()):
            answer = route.call(http, distributed.url, distributed.token(role, tenant))
            if answer.status_code in {401, 403, 405} or answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                wrong.append(f"{route} as {role}: {answer.status_code}")
            if str(route) not in EVERYBODYS and answer.status_code == httpx.codes.OK and "s-m1" in answer.text:
                wrong.append(f"{route} as {role} tells of lakeside")
    assert wrong == []


def test_the_engine_s_own_way_in_is_past_the_gateway_and_for_engines(
    distributed: DistributedSuite, http: httpx.Client
) -> None:
    token = distributed.hands.service_token("hallpass-engine", SECRETS["HALLPASS_ENGINE_SECRET"])
    headers = {"Authorization": f"Bearer {token}"}
    path = "/v1/bundles/hallpass"
    assert http.get(f"{distributed.serving('policy').url}{path}", headers=headers).status_code == httpx.codes.OK
    assert is_problem(http.get(f"{distributed.url}{path}", headers=headers), 404, "not-found")
    asked = http.post(f"{distributed.url}/v1/decisions", json=a_mail(), headers=headers)
    assert is_problem(asked, 403, "refused")


def test_another_district_s_token_finds_nothing_by_lakeside_s_ids(
    routes: dict[str, list[Route]], distributed: DistributedSuite, http: httpx.Client
) -> None:
    known = LAKESIDES | _made_now(distributed, http)
    wrong, found = [], []
    reading = (route for of_service in routes.values() for route in of_service if route.method == "GET")
    for route in (route for route in reading if str(route) not in INSIDE):
        role = MAY[str(route)].split()[0]
        who = f"{role} t-elm" if role == "staff" else role
        own = route.call(http, distributed.url, distributed.token(who, "lakeside"), **known)
        other = route.call(http, distributed.url, distributed.token(who, "hillview"), **known)
        if own.status_code == httpx.codes.OK:
            found.append(route.path)
        if "{" in route.path and route.path != "/v1/tags/{kind}" and other.status_code != httpx.codes.NOT_FOUND:
            wrong.append(f"{route}: {other.status_code}")
        if told := [id_ for name, id_ in known.items() if name != "kind" and id_ in without_echo(other)]:
            wrong.append(f"{route} told hillview of {len(told)} ids of lakeside")
    assert wrong == []
    assert len(found) >= 14, "the ids are lakeside's own, so lakeside finds them"


def test_another_district_s_people_are_unknown_here_whatever_else_is_said(
    distributed: DistributedSuite, http: httpx.Client
) -> None:
    """The tenant comes from the token, never from the body, a header or the query."""
    answer = http.post(
        f"{distributed.url}/v1/decisions",
        json=a_mail() | {"tenant": "lakeside", "tenant_id": "lakeside", "district": "lakeside"},
        params={"tenant": "lakeside"},
        headers={"Authorization": f"Bearer {distributed.token('app', 'hillview')}", "X-Tenant": "lakeside"},
    )
    assert answer.status_code == httpx.codes.OK
    assert {recipient["kind"] for recipient in answer.json()["recipients"]} == {"unknown"}


def _made_now(distributed: DistributedSuite, http: httpx.Client) -> dict[str, str]:
    """A decision of lakeside's, and an import that was a rehearsal."""
    headers = {"Authorization": f"Bearer {distributed.token('app', 'lakeside')}"}
    mail = http.post(f"{distributed.url}/v1/decisions", json=a_mail(), headers=headers)
    files = {path.name: path.read_bytes() for path in (DISTRICTS / "lakeside" / "oneroster").iterdir()}
    package = ApiDistrict(distributed, "lakeside", http).hand_in(files, dry_run=True)
    assert (mail.status_code, package.status_code) == (200, 200)
    return {"import_id": package.json()["id"], "decision_id": mail.json()["decision_id"]}


def _raised(claims: str) -> str:
    """The same claims, for another district."""
    said: dict[str, Any] = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    return base64.urlsafe_b64encode(json.dumps(said | {"tenant": "hillview"}).encode()).rstrip(b"=").decode()
