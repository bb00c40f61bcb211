"""Every route there is, tried by everybody who may not use it. The list comes from the running suite itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from builders.api_districts import ApiDistrict
from builders.contract_cases import DISTRICTS
from builders.crafted_tokens import HOUR, Craft
from builders.live_routes import Route, live_routes
from builders.running_suites import RunningSuite
from builders.who_may import LAKESIDES, MAY, ROLES, a_mail, is_problem, without_echo

EVERYBODYS = ("/v1/policies/revisions", "/v1/policies/engines")
UNTOUCHED = ("/v1/decisions", "/v1/settings", "/v1/rosters/imports", "/v1/status/{engine}")
OPEN = ("/healthz", "/readyz", "/metrics", "/docs", "/docs/start.js", "/openapi.json")
"""Undocumented, and open to everybody on the machine."""


@pytest.fixture(scope="module")
def routes(suite: RunningSuite, client: httpx.Client) -> list[Route]:
    return live_routes(client, suite.url)


def test_the_probe_knows_every_route(routes: list[Route]) -> None:
    assert {str(route) for route in routes} == set(MAY)


BAD_TOKENS: dict[str, Callable[[Craft], str | None]] = {
    "no token": lambda _: None,
    "garbage": lambda _: "garbage",
    "garbage in three parts": lambda _: "no.token.atall",
    "expired": lambda craft: craft.token("admin", exp=int(time.time()) - HOUR, iat=int(time.time()) - 2 * HOUR),
    "without an expiry": lambda craft: craft.token("admin", exp=None),
    "not yet valid": lambda craft: craft.token("admin", nbf=int(time.time()) + HOUR),
    "for another audience": lambda craft: craft.token("admin", aud="somebody-else"),
    "for no audience": lambda craft: craft.token("admin", aud=None),
    "of another issuer": lambda craft: craft.token("admin", iss="urn:somebody:else"),
    "of no issuer": lambda craft: craft.token("admin", iss=None),
    "of nobody": lambda craft: craft.token("admin", sub=None),
    "of no district": lambda craft: craft.token("admin", tenant=""),
    "with roles that are no list": lambda craft: craft.token("admin", roles="admin"),
    "alg none": lambda craft: craft.unsigned("lakeside"),
    "signed by another key": lambda craft: craft.signed_by_another("lakeside"),
    "HS256 with the public key": lambda craft: craft.signed_with_the_public_key("lakeside"),
    "tampered with": lambda craft: craft.tampered("lakeside"),
}


@pytest.mark.parametrize("kind", BAD_TOKENS)
def test_no_route_lets_in_a_token_that_does_not_hold(
    kind: str, routes: list[Route], suite: RunningSuite, client: httpx.Client, craft: Craft
) -> None:
    token = BAD_TOKENS[kind](craft)
    wrong = [
        f"{route}: {answer.status_code}"
        for route in routes
        if not is_problem(answer := route.call(client, suite.url, token), 401, "unauthenticated")
        or "www-authenticate" not in answer.headers
    ]
    assert wrong == []


def test_no_route_lets_in_the_wrong_role(
    routes: list[Route], suite: RunningSuite, client: httpx.Client, craft: Craft
) -> None:
    wrong = []
    for route in routes:
        for role in {*ROLES, "superuser"} - set(MAY[str(route)].split()):
            answer = route.call(client, suite.url, craft.token(role))
            if not is_problem(answer, 403, "refused"):
                wrong.append(f"{route} as {role}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("roles", [[], None])
def test_no_route_lets_in_a_caller_without_a_role(
    roles: list[str] | None, routes: list[Route], suite: RunningSuite, client: httpx.Client, craft: Craft
) -> None:
    token = craft.token("admin", roles=roles)
    answers = {str(route): route.call(client, suite.url, token).status_code for route in routes}
    assert answers == dict.fromkeys(answers, httpx.codes.FORBIDDEN)


def test_the_right_role_gets_past_the_door_and_finds_an_unknown_district_empty(
    routes: list[Route], suite: RunningSuite, client: httpx.Client, craft: Craft
) -> None:
    """This is what makes the tests above able to fail; and a district that nobody set up has nothing of the others."""
    wrong = []
    for route in routes:
        for role in MAY[str(route)].split():
            answer = route.call(client, suite.url, craft.token(role, "nowhere"))
            if answer.status_code in {401, 403, 405} or answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                wrong.append(f"{route} as {role}: {answer.status_code}")
            if route.path not in EVERYBODYS and answer.status_code == httpx.codes.OK and _filled(answer):
                wrong.append(f"{route} as {role} tells something of a district that is not there")
    assert wrong == []


def test_a_question_of_an_unknown_district_is_undecided(
    suite: RunningSuite, client: httpx.Client, craft: Craft
) -> None:
    answer = client.post(
        f"{suite.url}/v1/decisions", json=a_mail(), headers=_bearer(craft.token("app", "nowhere-else"))
    )
    assert is_problem(answer, 503, "undecided")


@pytest.fixture(scope="module")
def lakeside(suite: RunningSuite, client: httpx.Client, craft: Craft) -> dict[str, str]:
    """Ids of lakeside for every parameter there is; the import was a rehearsal and the decision changed nothing."""
    mail = client.post(f"{suite.url}/v1/decisions", json=a_mail(), headers=_bearer(craft.token("app")))
    files = {path.name: path.read_bytes() for path in (DISTRICTS / "lakeside" / "oneroster").iterdir()}
    package = ApiDistrict(suite, "lakeside", client).hand_in(files, dry_run=True)
    assert (mail.status_code, package.status_code) == (200, 200)
    return LAKESIDES | {"import_id": package.json()["id"], "decision_id": mail.json()["decision_id"]}


def test_reading_lakesides_ids_with_another_districts_token_finds_nothing(
    routes: list[Route], suite: RunningSuite, client: httpx.Client, craft: Craft, lakeside: dict[str, str]
) -> None:
    wrong, found = [], []
    for route in routes:
        if route.method != "GET" or not route.path.startswith("/v1/"):
            continue
        if route.path == "/v1/bundles/{name}":
            continue
        role = MAY[str(route)].split()[-1]
        own = route.call(client, suite.url, craft.token(role, "lakeside"), **lakeside)
        other = route.call(client, suite.url, craft.token(role, "hillview"), **lakeside)
        if own.status_code == httpx.codes.OK:
            found.append(route.path)
        if "{" in route.path and route.path != "/v1/tags/{kind}" and other.status_code != httpx.codes.NOT_FOUND:
            wrong.append(f"{route}: {other.status_code}")
        if told := [id_ for name, id_ in lakeside.items() if name != "kind" and id_ in without_echo(other)]:
            wrong.append(f"{route} told hillview of {len(told)} ids of lakeside")
    assert wrong == []
    assert len(found) >= 14, "the ids are lakeside's own, so lakeside finds them"


WRITES: dict[str, dict[str, Any]] = {
    "PUT /v1/platforms/{platform_id}": {"name": "Taken", "kind": "website", "sanctioned": True},
    "PUT /v1/staff/{staff_id}/facts": {},
    "PUT /v1/record-interests": {"staff": "t-spec", "student": "s-m14", "reason": "none"},
    "PUT /v1/tags/{kind}/{tagged_id}": {"tags": ["taken"]},
    "POST /v1/notices": {"id": "n-m1-blog", "kind": "direct_contact", "staff": "t-elm"},
    "POST /v1/notices/{notice_id}/deliveries": {"date": "2031-01-01"},
    "POST /v1/answers": {
        "guardian": "g-m14",
        "student": "s-m14",
        "purpose": "photo",
        "answer": "opt_in",
        "date": "2031-02-01",
    },
    "POST /v1/consultations": {
        "class": "c-m1",
        "platform": "blog",
        "principal": "p-maple",
        "date": "2031-02-01",
        "outcome": "declined",
    },
    "POST /v1/objections": {
        "class": "c-m1",
        "platform": "blog",
        "by": "t-elm",
        "date": "2031-02-01",
        "reason": "taken",
    },
    "POST /v1/reminders": {"class": "c-m1", "platform": "photoshare", "date": "2031-02-01"},
    "POST /v1/emergencies": {"id": "e-north", "declared_by": "p-north"},
    "POST /v1/approvals": {"id": "a-1", "organization": "River Camp", "approved_by": "d-1"},
}


def test_writing_to_lakesides_ids_with_another_districts_token_changes_nothing_of_lakesides(
    routes: list[Route],
    suite: RunningSuite,
    client: httpx.Client,
    craft: Craft,
    lakeside: dict[str, str],
    new_district: Callable[[], ApiDistrict],
) -> None:
    stranger = new_district().set_up()
    before = dict(_everything_of_lakeside(routes, suite, client, craft, lakeside))
    refused = []
    for route in routes:
        if route.method == "GET" or route.path in UNTOUCHED:
            continue
        path = route.path
        for name in route.values:
            path = path.replace(f"{{{name}}}", lakeside.get(name, "nothing"))
        answer = stranger.ask(
            route.method,
            path,
            WRITES.get(str(route), {} if route.takes_body else None),
            params={name: lakeside[name] for name in route.query},
        )
        if answer.status_code == httpx.codes.NOT_FOUND:
            refused.append(str(route))
        assert answer.status_code in {200, 201, 400, 404}, f"{route}: {answer.status_code}"
    assert set(refused) >= {"POST /v1/emergencies/{emergency_id}/end", "DELETE /v1/approvals/{approval_id}"}
    assert dict(_everything_of_lakeside(routes, suite, client, craft, lakeside)) == before
    asked = client.post(f"{suite.url}/v1/decisions", json=a_mail(), headers=_bearer(craft.token("app")))
    assert asked.json()["facts"]["register"] == before["register"]


def _everything_of_lakeside(
    routes: list[Route], suite: RunningSuite, client: httpx.Client, craft: Craft, known: dict[str, str]
) -> Iterator[tuple[str, Any]]:
    """What each reading route tells lakeside's administrator, and how far its facts have come."""
    for route in routes:
        if route.method == "GET" and "admin" in MAY[str(route)]:
            answer = route.call(client, suite.url, craft.token("admin", "lakeside"), **known)
            yield str(route), (answer.status_code, answer.text)
    asked = client.post(f"{suite.url}/v1/decisions", json=a_mail(), headers=_bearer(craft.token("app")))
    yield from ((topic, asked.json()["facts"][topic]) for topic in ("roster", "consent", "register"))


def test_another_districts_people_are_unknown_here(suite: RunningSuite, client: httpx.Client, craft: Craft) -> None:
    answer = client.post(f"{suite.url}/v1/decisions", json=a_mail(), headers=_bearer(craft.token("app", "hillview")))
    verdict = answer.json()
    assert (answer.status_code, verdict["effect"]) == (200, "deny")
    assert {recipient["kind"] for recipient in verdict["recipients"]} == {"unknown"}
    assert "unknown-person" in {finding["clause"] for finding in verdict["findings"]}


def test_the_district_of_a_body_is_nobodys(suite: RunningSuite, client: httpx.Client, craft: Craft) -> None:
    """The tenant comes from the token, never from the body, a header or the query."""
    answer = client.post(
        f"{suite.url}/v1/decisions",
        json=a_mail() | {"tenant": "lakeside", "tenant_id": "lakeside", "district": "lakeside"},
        params={"tenant": "lakeside"},
        headers={**_bearer(craft.token("app", "hillview")), "X-Tenant": "lakeside"},
    )
    assert {recipient["kind"] for recipient in answer.json()["recipients"]} == {"unknown"}


@pytest.mark.parametrize("path", OPEN)
def test_an_open_route_reads_only_and_tells_nothing_of_anybody(
    path: str, suite: RunningSuite, client: httpx.Client
) -> None:
    assert client.get(suite.url + path).status_code == httpx.codes.OK
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert is_problem(client.request(method, suite.url + path), 405, "method-not-allowed")
    if path != "/openapi.json":  # whose examples are made up
        assert not any(id_ in client.get(suite.url + path).text for id_ in ("s-m1", "t-elm", "g-m1", "Maple"))


@pytest.mark.parametrize("path", ["/", "/v1", "/v1/", "/v1/nothing", "/redoc", "/v1/decisions/a/b", "/%00", "/v1/../x"])
def test_anything_else_is_a_problem_that_says_not_found(
    path: str, suite: RunningSuite, client: httpx.Client, craft: Craft
) -> None:
    assert is_problem(client.get(suite.url + path, headers=_bearer(craft.token("admin"))), 404, "not-found")


@pytest.mark.parametrize("path", ["/v1/", "/v1/nothing", "/v1//decisions", "/v1/decisions/a/b"])
def test_a_stranger_is_not_even_told_which_routes_there_are(
    path: str, suite: RunningSuite, client: httpx.Client
) -> None:
    for method in ("GET", "POST", "PATCH", "OPTIONS"):
        assert is_problem(client.request(method, suite.url + path), 401, "unauthenticated")


def test_nothing_of_a_body_is_read_for_a_stranger(
    routes: list[Route], suite: RunningSuite, client: httpx.Client
) -> None:
    """Malformed and too large alike: first comes the token."""
    for route in (route for route in routes if route.takes_body):
        for body in (b"{", b"\xff", b"x" * 4_000_001):
            path = route.path.replace("{", "").replace("}", "")
            answer = client.request(
                route.method, suite.url + path, content=body, headers={"Content-Type": "application/json"}
            )
            assert is_problem(answer, 401, "unauthenticated"), str(route)


def test_every_documented_route_says_that_it_wants_a_token_and_how_it_fails(
    suite: RunningSuite, client: httpx.Client
) -> None:
    document = client.get(f"{suite.url}/openapi.json").json()
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            assert said.get("security"), f"{method} {path}"
            assert "application/problem+json" in said["responses"]["default"]["content"], f"{method} {path}"
            assert said.get("summary"), f"{method} {path}"


def test_the_example_of_a_decision_can_be_asked_and_its_answer_has_the_members_of_a_verdict(
    suite: RunningSuite, client: httpx.Client, craft: Craft
) -> None:
    document = client.get(f"{suite.url}/openapi.json").json()
    post = document["paths"]["/v1/decisions"]["post"]
    asked = post["requestBody"]["content"]["application/json"]["example"]
    answered = post["responses"]["200"]["content"]["application/json"]["example"]
    answer = client.post(f"{suite.url}/v1/decisions", json=asked, headers=_bearer(craft.token("app")))
    assert answer.status_code == httpx.codes.OK
    # A member that is null is left out of the document's examples.
    assert set(answer.json()) - {"emergency_id"} == set(answered)
    assert [entry["name"] for entry in post["parameters"]] == ["Hallpass-Facts"]
    assert "swagger-ui-bundle.js" in client.get(f"{suite.url}/docs").text


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _filled(answer: httpx.Response) -> bool:
    """Whether a list in the answer has anything in it."""
    return any(isinstance(value, list) and value for value in answer.json().values())
