"""What every app of the suite does alike: problems, limits, ids of requests, the access log, health."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import httpx
import pytest
import structlog
from fastapi import APIRouter, Depends, Request
from prometheus_client import CollectorRegistry
from pydantic import BaseModel

from hallpass.kernel import errors
from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.clock import FixedClock
from hallpass.kernel.errors import Fault
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import CountedIds
from hallpass.kernel.issuer import DevelopmentIssuer
from hallpass.kernel.shedding import Shedder
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import Caller, TokenVerifier

CANARY = "Zephyrine-Canary"

FAILURES: dict[str, errors.HallpassError] = {
    "not-found": errors.NotFound(),
    "conflict": errors.Conflict("That id is taken."),
    "refused": errors.Refused(),
    "unauthenticated": errors.Unauthenticated(),
    "unavailable": errors.Unavailable("database"),
    "undecided": errors.Undecided("policy engine"),
    "too-large": errors.TooLarge("content.text"),
    "too-many": errors.TooMany(retry_after=1.2),
    "invalid": errors.Invalid((Fault("grade", "Not in the grade map.", file="users.csv", line=7, column=3),)),
}


class Item(BaseModel):
    name: Literal["a", "b"]
    size: int


class Message(BaseModel):
    items: list[Item]


def routes(guard: Guard) -> APIRouter:
    router = APIRouter(prefix="/v1")

    @router.get("/failures/{kind}")
    async def fail(kind: str) -> None:
        raise FAILURES[kind]

    @router.get("/people/{person_id}")
    async def person(person_id: str) -> dict[str, str]:
        return {"id": person_id}

    @router.get("/broken")
    async def broken() -> None:
        raise RuntimeError(f"no luck with {CANARY}")

    @router.post("/messages")
    async def message(message: Message) -> dict[str, int]:
        return {"items": len(message.items)}

    @router.post("/streams")
    async def stream(request: Request) -> dict[str, int]:
        return {"bytes": sum([len(chunk) async for chunk in request.stream()])}

    @router.post("/uploads", max_body_size=5_000)
    async def upload(request: Request) -> dict[str, int]:
        return {"bytes": len(await request.body())}

    @router.post("/deaf")
    async def deaf() -> dict[str, str]:
        return {"body": "not read"}

    @router.get("/mine")
    async def mine(caller: Annotated[Caller, Depends(guard.require("staff", "app"))]) -> dict[str, str]:
        return {"tenant": caller.tenant}

    return router


async def works() -> None:
    """A part that is ready."""


async def fails() -> None:
    raise errors.Unavailable(f"database {CANARY}")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 9, 14, 8, 0, tzinfo=UTC))


@pytest.fixture
def issuer(tmp_path: Any, clock: FixedClock) -> DevelopmentIssuer:
    return DevelopmentIssuer(tmp_path, clock)


@pytest.fixture
def pings() -> dict[str, Any]:
    return {"database": works}


@pytest.fixture
async def client(
    issuer: DevelopmentIssuer, clock: FixedClock, pings: dict[str, Any]
) -> AsyncIterator[httpx.AsyncClient]:
    telemetry = Telemetry(CollectorRegistry())
    shed = telemetry.shed.labels("demo").inc
    guard = Guard(TokenVerifier([issuer.trusted()], clock), Shedder(clock, per_second=1, burst=3), shed)
    surroundings = Surroundings(CountedIds(), telemetry, structlog.get_logger(), pings, watched={"bus": fails})
    app = create_app("demo", [routes(guard)], surroundings, body_limit=1_000)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://suite") as client:
        yield client


@pytest.mark.parametrize(
    "kind, status",
    [
        ("invalid", 400),
        ("unauthenticated", 401),
        ("refused", 403),
        ("not-found", 404),
        ("conflict", 409),
        ("too-large", 413),
        ("too-many", 429),
        ("unavailable", 503),
        ("undecided", 503),
    ],
)
async def test_each_error_of_the_family_is_a_problem_with_its_own_type(
    client: httpx.AsyncClient, kind: str, status: int
) -> None:
    answer = await client.get(f"/v1/failures/{kind}")
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:hallpass:problem:{kind}"


async def test_headers_tell_how_to_go_on(client: httpx.AsyncClient) -> None:
    assert (await client.get("/v1/failures/too-many")).headers["retry-after"] == "2"
    assert (await client.get("/v1/failures/unauthenticated")).headers["www-authenticate"].startswith("Bearer ")


async def test_faults_name_their_place(client: httpx.AsyncClient) -> None:
    answer = await client.get("/v1/failures/invalid")
    assert answer.json()["errors"] == [
        {"code": "grade", "message": "Not in the grade map.", "file": "users.csv", "line": 7, "column": 3}
    ]


async def test_a_body_that_does_not_validate_is_a_400_that_names_every_member_and_no_value(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.post("/v1/messages", json={"items": [{"name": CANARY, "size": CANARY}, {"name": "a"}]})
    assert answer.status_code == 400
    assert [fault["member"] for fault in answer.json()["errors"]] == ["items[0].name", "items[0].size", "items[1].size"]
    assert CANARY not in answer.text


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe", b'{"items": "' + CANARY.encode(), b"[" * 500])
async def test_a_body_that_is_no_json_is_a_400(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/v1/messages", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert CANARY not in answer.text


async def test_what_is_not_there_and_what_is_not_done_are_problems_too(client: httpx.AsyncClient) -> None:
    missing = await client.get("/nothing")
    wrong = await client.delete("/v1/messages")
    assert (missing.status_code, missing.json()["type"]) == (404, "urn:hallpass:problem:not-found")
    assert (wrong.status_code, wrong.json()["type"]) == (405, "urn:hallpass:problem:method-not-allowed")
    assert wrong.headers["allow"] == "POST"


async def test_an_unforeseen_failure_is_a_500_without_details_and_logged_by_place(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = await client.get("/v1/broken")
    assert answer.status_code == 500
    assert answer.json()["type"] == "urn:hallpass:problem:unexpected"
    assert CANARY not in answer.text
    assert [line["event"] for line in lines] == ["request_failed", "request"]
    assert isinstance(lines[0]["exc_info"], RuntimeError)


async def chunks(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 100


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/streams"])
async def test_a_chunked_body_is_counted_as_it_comes(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.post(path, content=chunks(11), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:hallpass:problem:too-large"


async def test_a_chunked_body_within_the_limit_passes(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/streams", content=chunks(10))).json() == {"bytes": 1_000}


@pytest.mark.parametrize("path", ["/v1/messages", "/v1/streams", "/v1/deaf"])
async def test_a_body_that_announces_too_much_is_refused_even_where_nobody_reads_it(
    client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.post(path, content=b"x" * 1_001, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:hallpass:problem:too-large"
    assert answer.headers["x-request-id"]


async def test_a_route_for_uploads_has_its_own_limit(client: httpx.AsyncClient) -> None:
    assert (await client.post("/v1/uploads", content=b"x" * 5_000)).json() == {"bytes": 5_000}
    assert (await client.post("/v1/uploads", content=b"x" * 5_001)).status_code == 413
    assert (await client.post("/v1/uploads", content=chunks(51))).status_code == 413


async def test_the_requests_id_is_echoed_or_made(client: httpx.AsyncClient) -> None:
    echoed = await client.get("/healthz", headers={"X-Request-ID": "abc-123"})
    made = await client.get("/healthz", headers={"X-Request-ID": "no good\tid"})
    absent = await client.get("/nothing")
    assert echoed.headers["x-request-id"] == "abc-123"
    assert made.headers["x-request-id"] == "00000000-0000-0000-0000-000000000001"
    assert absent.headers["x-request-id"] == "00000000-0000-0000-0000-000000000002"


async def test_the_access_log_has_the_routes_template_and_no_id_of_a_person(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        await client.get(f"/v1/people/{CANARY}?q={CANARY}")
    (line,) = lines
    assert (line["event"], line["route"], line["status"]) == ("request", "/v1/people/{person_id}", 200)
    assert CANARY not in json.dumps(lines, default=str)


async def test_paths_that_match_nothing_share_one_label(client: httpx.AsyncClient) -> None:
    await client.get(f"/{CANARY}")
    numbers = (await client.get("/metrics")).text
    assert 'route="unmatched"' in numbers
    assert CANARY not in numbers


async def test_a_caller_with_the_right_role_gets_in_and_the_log_knows_the_tenant_only(
    client: httpx.AsyncClient, issuer: DevelopmentIssuer
) -> None:
    token = issuer.issue(TenantId("lakeside"), "staff", CANARY)
    with structlog.testing.capture_logs() as lines:
        answer = await client.get("/v1/mine", headers={"authorization": f"Bearer {token}"})
    assert answer.json() == {"tenant": "lakeside"}
    assert lines[-1]["tenant"] == "lakeside"
    assert CANARY not in json.dumps(lines, default=str)


async def test_no_token_is_401_and_the_wrong_role_403(client: httpx.AsyncClient, issuer: DevelopmentIssuer) -> None:
    token = issuer.issue(TenantId("lakeside"), "sis", "sis-1")
    assert (await client.get("/v1/mine")).status_code == 401
    refused = await client.get("/v1/mine", headers={"authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:hallpass:problem:refused")


async def test_one_tenants_flood_is_its_own(
    client: httpx.AsyncClient, issuer: DevelopmentIssuer, clock: FixedClock
) -> None:
    flood = {"authorization": f"Bearer {issuer.issue(TenantId('lakeside'), 'app', 'mail')}"}
    calm = {"authorization": f"Bearer {issuer.issue(TenantId('hilltop'), 'app', 'mail')}"}
    statuses = [(await client.get("/v1/mine", headers=flood)).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert (await client.get("/v1/mine", headers=calm)).status_code == 200
    assert 'hallpass_http_shed_requests_total{service="demo"} 1.0' in (await client.get("/metrics")).text


async def test_the_documentation_knows_the_scheme_and_the_problems(client: httpx.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    assert document["paths"]["/v1/mine"]["get"]["security"] == [{"bearer": []}]
    assert "application/problem+json" in document["paths"]["/v1/mine"]["get"]["responses"]["default"]["content"]
    assert "/healthz" not in document["paths"]


async def test_ready_means_that_every_part_answers(client: httpx.AsyncClient, pings: dict[str, Any]) -> None:
    assert (await client.get("/readyz")).json() == {"status": "ready"}
    pings["policy"] = fails
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["not_ready"]) == (503, ["policy"])
    assert CANARY not in answer.text
    assert (await client.get("/healthz")).status_code == 200
    page = (await client.get("/metrics")).text
    assert re.findall(r"^hallpass_ready\S+ \S+$", page, re.MULTILINE) == [
        'hallpass_ready{part="database"} 1.0',
        'hallpass_ready{part="bus"} 0.0',
        'hallpass_ready{part="policy"} 0.0',
    ]
