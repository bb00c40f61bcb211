"""`POST /v1/decisions` and `GET /v1/decisions/{id}`: parse, authorise, call the service, answer."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response

from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.verdict import Verdict
from hallpass.decision.examples import REQUEST, VERDICT
from hallpass.decision.freshness import HEADER, PARAMETER, read_header
from hallpass.decision.requests import read_request
from hallpass.decision.service import Decisions
from hallpass.kernel.clock import Clock
from hallpass.kernel.guard import Guard
from hallpass.kernel.tokens import Caller

JSON = "application/json"


def router(decisions: Decisions, guard: Guard, clock: Clock) -> APIRouter:
    """The routes; bodies go through msgspec, not through the framework, because this is the path that everybody waits
    on.
    """
    routes = APIRouter(tags=["decisions"])
    asker = Depends(guard.require("app", "staff"))
    reader = Depends(guard.require("app", "staff", "auditor", "admin", "sis", "service"))

    @routes.post(
        "/v1/decisions",
        summary="May this sender reach these people with this message?",
        response_class=Response,
        openapi_extra=_body(ContactRequest, REQUEST) | {"parameters": [PARAMETER]},
        responses={200: _answer(Verdict, VERDICT)},
    )
    async def decide(request: Request, caller: Annotated[Caller, asker]) -> Response:
        at_least = read_header(request.headers.getlist(HEADER))
        asked = read_request(await request.body(), clock.now())
        return Response(await decisions.decide(caller, asked, at_least), media_type=JSON)

    @routes.get(
        "/v1/decisions/{decision_id}",
        summary="A decision, for its caller, its sender and the district's auditors",
        response_class=Response,
        responses={200: _answer(Verdict, VERDICT)},
    )
    async def read(decision_id: str, caller: Annotated[Caller, reader]) -> Response:
        return Response(await decisions.read(caller, decision_id), media_type=JSON)

    return routes


def _schema(shape: type) -> dict[str, Any]:
    """A JSON Schema without references: FastAPI's own components know nothing of these structs."""
    (schema,), components = msgspec.json.schema_components([shape], ref_template="{name}")
    found: dict[str, Any] = _inlined(schema, components)
    return found


def _inlined(schema: Any, components: Mapping[str, Any]) -> Any:
    if isinstance(schema, Mapping):
        if "$ref" in schema:
            return _inlined(components[schema["$ref"]], components)
        return {name: _inlined(value, components) for name, value in schema.items()}
    return [_inlined(value, components) for value in schema] if isinstance(schema, list) else schema


def _body(shape: type, example: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {JSON: {"schema": _schema(shape), "example": example}}}}


def _answer(shape: type, example: dict[str, Any]) -> dict[str, Any]:
    return {"description": "The verdict", "content": {JSON: {"schema": _schema(shape), "example": example}}}
