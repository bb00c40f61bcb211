"""Every route of the services with the roles that its guard lets in, read from the routers without a running suite."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from fastapi import APIRouter
from fastapi.routing import APIRoute

from hallpass.consent import api as consent
from hallpass.decision import api as decision
from hallpass.kernel.guard import CallerDependency, Guard
from hallpass.kernel.tokens import Caller, Role
from hallpass.policy import api as policy
from hallpass.policy import bundle_api, engine_api
from hallpass.roster import api as roster
from hallpass.roster.settings import RosterSettings

NOBODY = cast("Any", None)
"""In place of collaborators: no route is called here."""


class NotingGuard(Guard):
    """Lets nobody in, and remembers which roles each dependency would."""

    def __init__(self) -> None:
        """No verifier: nothing is ever asked."""
        self.roles: dict[CallerDependency, tuple[Role, ...]] = {}

    def require(self, *roles: Role) -> CallerDependency:
        """A dependency of its own for each call, noted with its roles."""

        async def caller() -> Caller:
            raise AssertionError("no route is called here")

        self.roles[caller] = roles
        return caller


def guarded_routes() -> Mapping[str, frozenset[str]]:
    """Who may call what, by `METHOD /path` as OpenAPI writes it."""
    guard = NotingGuard()
    found = {}
    for router in routers_of(guard):
        for route in router.routes:
            assert isinstance(route, APIRoute)
            roles = [guard.roles[each.call] for each in route.dependant.dependencies if each.call in guard.roles]
            for method in route.methods or ():
                found[f"{method} {route.path_format}"] = frozenset(role for each in roles for role in each)
    return found


def routers_of(guard: Guard) -> list[APIRouter]:
    """Every router of the services, in the suite's order."""
    return [
        roster.router(NOBODY, guard, RosterSettings()),
        consent.router(NOBODY, guard, NOBODY, 100),
        policy.router(NOBODY, guard, NOBODY, NOBODY),
        bundle_api.router(NOBODY, guard, 1.0),
        engine_api.router(NOBODY, guard, NOBODY, NOBODY),
        decision.router(NOBODY, guard, NOBODY),
    ]
