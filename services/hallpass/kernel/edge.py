"""The outermost layer of each HTTP app: the request's id, the access log, the timing, the last answer to a failure."""

import re
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from hallpass.kernel import errors, problems
from hallpass.kernel.draining import IncomingBody
from hallpass.kernel.ids import Ids
from hallpass.kernel.logs import Logger
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tracing import TRACEPARENT, serving

REQUEST_ID = "X-Request-ID"
GOOD_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

# Asked every few seconds by machines; their lines would bury the rest.
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})

# The log's word for an answer that never began.
UNANSWERED = 500


class Edge:
    """Pure ASGI, so that a body streams through it. Logs the route's template, never the path: a path holds ids."""

    def __init__(self, app: ASGIApp, ids: Ids, telemetry: Telemetry, log: Logger, service: str) -> None:
        """`service` is named in each line of the log."""
        self._app = app
        self._ids = ids
        self._telemetry = telemetry
        self._log = log
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request. What escapes the app has been answered with a 500 already and goes no further."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        body = IncomingBody(scope, receive)
        answer = _Answer(send, _request_id(scope, self._ids), body)
        started = time.perf_counter()
        parent = Headers(scope=scope).get(TRACEPARENT, "")
        with serving(parent, scope["method"]) as trace, bound_contextvars(**_names(answer.request_id, trace)):
            try:
                await self._app(scope, body.receive, answer.send)
            except Exception as error:  # noqa: BLE001 - logged with its places; the server above would print its message
                self._log.error("request_failed", service=self._service, exc_info=error)
            self._note(scope, answer.status or UNANSWERED, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = _template(scope)
        # A caller can make up methods; a label must not grow with them.
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._telemetry.requests.labels(method, route, str(status)).observe(seconds)
        if route not in QUIET:
            self._log.info(
                "request",
                service=self._service,
                method=method,
                route=route,
                status=status,
                duration_ms=round(seconds * 1000, 2),
                tenant=scope.get("state", {}).get("tenant"),
            )


class _Answer:
    """Watches what goes out: notes the status and adds the request's id."""

    def __init__(self, send: Send, request_id: str, body: IncomingBody) -> None:
        self.request_id = request_id
        self._body = body
        self.status: int | None = None
        self._send = send
        self._dropping = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            headers[REQUEST_ID] = self.request_id
            if self.status == problems.TOO_LARGE:
                if not await self._body.drain():
                    headers["Connection"] = "close"
                if headers.get("content-type") != problems.MEDIA_TYPE:
                    await self._too_large(headers)
                    return
        if not self._dropping:
            await self._send(message)

    async def _too_large(self, headers: MutableHeaders) -> None:
        """The framework answers in plain text when a route never read the too large body; say it as a problem."""
        self._dropping = True
        instead = problems.from_error(errors.TooLarge())
        for name, value in instead.headers.items():
            headers[name] = value
        await self._send({"type": "http.response.start", "status": instead.status_code, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": instead.body})


def _names(request_id: str, trace: str) -> dict[str, str]:
    """What each line of the log about this request bears."""
    return {"request_id": request_id, "trace_id": trace} if trace else {"request_id": request_id}


def _request_id(scope: Scope, ids: Ids) -> str:
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if GOOD_ID.fullmatch(given) else str(ids.new())


def _template(scope: Scope) -> str:
    """The template of the route that matched, with an included router's prefix; `unmatched` where none did."""
    route = scope.get("fastapi", {}).get("effective_route_context") or scope.get("route")
    return getattr(route, "path", None) or "unmatched"
