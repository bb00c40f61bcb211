"""One table from the domain's errors to RFC 9457 problem documents. Bodies name members, never values."""

import math
from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from hallpass.kernel import errors
from hallpass.kernel.errors import Fault, HallpassError
from hallpass.kernel.validation import faults_of

MEDIA_TYPE = "application/problem+json"

# error → (HTTP status, last part of the type, title)
TABLE: dict[type[HallpassError], tuple[int, str, str]] = {
    errors.Invalid: (400, "invalid", "The request is not valid"),
    errors.Unauthenticated: (401, "unauthenticated", "No valid token"),
    errors.Refused: (403, "refused", "Not allowed"),
    errors.NotFound: (404, "not-found", "Not found"),
    errors.Conflict: (409, "conflict", "Conflict"),
    errors.TooLarge: (413, "too-large", "Too large"),
    errors.TooMany: (429, "too-many", "Too many requests"),
    errors.Unavailable: (503, "unavailable", "Not available"),
    errors.Undecided: (503, "undecided", "Undecided"),
}

# What the framework itself answers, in the same words.
STATUSES: dict[int, tuple[str, str]] = {
    400: ("invalid", "The request is not valid"),
    401: ("unauthenticated", "No valid token"),
    403: ("refused", "Not allowed"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "Method not allowed"),
    413: ("too-large", "Too large"),
    415: ("unsupported-media-type", "Unsupported media type"),
    429: ("too-many", "Too many requests"),
    503: ("unavailable", "Not available"),
}

TOO_LARGE = 413

RESPONSE: dict[str, Any] = {
    "description": "A problem",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["code", "message"],
                            "properties": {
                                "code": {"type": "string"},
                                "message": {"type": "string"},
                                "member": {"type": "string"},
                                "file": {"type": "string"},
                                "line": {"type": "integer"},
                                "column": {"type": "integer"},
                            },
                        },
                    },
                },
            },
            "example": {
                "type": "urn:hallpass:problem:invalid",
                "title": "The request is not valid",
                "status": 400,
                "detail": "One thing is wrong.",
                "errors": [{"code": "string_type", "message": "A text is expected here.", "member": "students[0]"}],
            },
        }
    },
}
"""How the API's document describes a problem."""

CHALLENGE = 'Bearer realm="hallpass", error="invalid_token"'


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of every answer that is an error."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: tuple[dict[str, Any], ...] = ()
    not_ready: tuple[str, ...] = ()


def problem(
    status: int,
    kind: str,
    title: str,
    detail: str | None = None,
    *,
    faults: tuple[Fault, ...] = (),
    not_ready: tuple[str, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem response. `kind` becomes the stable `type` urn:hallpass:problem:<kind>."""
    body = Problem(
        type=f"urn:hallpass:problem:{kind}",
        title=title,
        status=status,
        detail=detail,
        errors=tuple(_spoken(fault) for fault in faults),
        not_ready=not_ready,
    )
    return Response(msgspec.json.encode(body), status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def from_error(error: HallpassError) -> Response:
    """The response of a domain error; a subclass that the table does not name takes its parent's row."""
    for kind in type(error).__mro__:
        if kind in TABLE:
            status, name, title = TABLE[kind]
            faults = error.faults if isinstance(error, errors.Invalid) else ()
            return problem(status, name, title, error.message, faults=faults, headers=_headers(error))
    return unexpected()


def unexpected() -> Response:
    """The answer to what nobody foresaw: no details, they are in the log under the request's id."""
    return problem(500, "unexpected", "Something went wrong", "The failure was recorded under the request's id.")


def install(app: FastAPI) -> None:
    """Make the app answer every foreseen error as a problem document."""

    async def domain(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HallpassError)  # noqa: S101 - registered for this type alone
        return from_error(error)

    async def validation(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type alone
        return from_error(errors.Invalid(faults_of(error.errors(), error.body)))

    async def framework(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type alone
        kind, title = STATUSES.get(error.status_code, ("unexpected", "The request failed"))
        return problem(error.status_code, kind, title, headers=error.headers)

    async def unforeseen(_request: Request, _error: Exception) -> Response:
        return unexpected()

    app.add_exception_handler(Exception, unforeseen)
    app.add_exception_handler(HallpassError, domain)
    app.add_exception_handler(RequestValidationError, validation)
    app.add_exception_handler(HTTPException, framework)


def _headers(error: HallpassError) -> dict[str, str]:
    if isinstance(error, errors.Unauthenticated):
        return {"WWW-Authenticate": CHALLENGE}
    if isinstance(error, errors.TooMany):
        return {"Retry-After": str(max(1, math.ceil(error.retry_after)))}
    if isinstance(error, errors.Unavailable | errors.Undecided):
        return {"Retry-After": "1"}
    return {}


def _spoken(fault: Fault) -> dict[str, Any]:
    named = {"member": fault.member, "file": fault.file, "line": fault.line, "column": fault.column}
    return {"code": fault.code, "message": fault.message} | {k: v for k, v in named.items() if v is not None}
