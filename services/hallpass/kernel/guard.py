"""The guard at each route: a FastAPI dependency that lets in callers with one of the named roles."""

from collections.abc import Awaitable, Callable
from typing import Annotated, TypeAlias

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from hallpass.kernel.errors import Refused, TooMany
from hallpass.kernel.shedding import Shedder
from hallpass.kernel.tokens import Caller, Role, TokenVerifier, bearer

SCHEME = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT", description="A token of the issuer.")

CallerDependency: TypeAlias = Callable[..., Awaitable[Caller]]


class Guard:
    """Makes the dependencies: `Depends(guard.require("app", "staff"))` in a route gives the Caller."""

    def __init__(
        self, verifier: TokenVerifier, shedder: Shedder | None = None, on_shed: Callable[[], None] | None = None
    ) -> None:
        """`shedder`, where given, counts each request against the caller's tenant and may raise TooMany; then `on_shed`
        is called, for the service's numbers.
        """
        self._verifier = verifier
        self._shedder = shedder
        self._on_shed = on_shed

    def require(self, *roles: Role) -> CallerDependency:
        """A dependency that raises Unauthenticated (401) or Refused (403), in this order."""
        if not roles:
            raise ValueError("a route must name the roles that may call it")

        async def caller(
            request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(SCHEME)]
        ) -> Caller:
            # `credentials` only tells OpenAPI about the scheme; the header itself is read here, strictly.
            del credentials
            return self.admit(request, *roles)

        return caller

    async def known(self, authorization: str | None) -> Caller:
        """Whose token the Authorization header bears, whatever their role; raises Unauthenticated. Waits, at most, for
        the issuer's keys to be read again.
        """
        return await self._verifier.known(bearer(authorization))

    def admit(self, request: Request, *roles: Role) -> Caller:
        """The same check for a bare Starlette route: the Caller, or one of the errors of `require`.

        From memory: the gate has waited for keys that were not known.
        """
        found = self._verifier.verify(bearer(request.headers.get("authorization")))
        # The tenant goes into the access log; the caller's own id does not.
        request.state.tenant = found.tenant
        if self._shedder is not None:
            try:
                self._shedder.admit(found.tenant)
            except TooMany:
                if self._on_shed is not None:
                    self._on_shed()
                raise
        if not found.acts_as(*roles):
            raise Refused(f"This needs one of the roles: {', '.join(roles)}.")
        return found
