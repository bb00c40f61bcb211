"""The gate before the routes: without a token that holds, nothing of a request is read, and no route is told apart.

The guard at each route asks again, for the role; the gate sees to it that a body is not parsed for a stranger, and that
a route whose author forgot the guard is not open.
"""

from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from hallpass.kernel import problems
from hallpass.kernel.errors import Unauthenticated, Unavailable

Known = Callable[[str | None], Awaitable[object]]
"""Takes the Authorization header; raises Unauthenticated for one that does not hold, Unavailable if nobody can say."""

BEHIND = "/v1/"


class Gate:
    """Pure ASGI. Every path below `/v1/` is behind it."""

    def __init__(self, app: ASGIApp, known: Known) -> None:
        """`known` is the guard's check without a role."""
        self._app = app
        self._known = known

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, or answer 401, or 503 where the issuer's keys were never seen."""
        if scope["type"] == "http" and scope["path"].startswith(BEHIND):
            try:
                await self._known(Headers(scope=scope).get("authorization"))
            except (Unauthenticated, Unavailable) as error:
                await problems.from_error(error)(scope, receive, send)
                return
        await self._app(scope, receive, send)
