"""Callers of a service's routes: its routers as an app, and a client for each role with a token of its own."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import httpx
import structlog
from fastapi import APIRouter
from prometheus_client import CollectorRegistry

from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.guard import Guard
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.issuer import DevelopmentIssuer
from hallpass.kernel.telemetry import Telemetry
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import Role, TokenVerifier


class Callers:
    """Makes the guard first, then the app, then clients."""

    def __init__(self, folder: Path) -> None:
        self.clock = SystemClock()
        self.ids = TimeOrderedIds(self.clock)
        self._issuer = DevelopmentIssuer(folder, self.clock)
        self.guard = Guard(TokenVerifier([self._issuer.trusted()], self.clock))

    def client(self, routers: Sequence[APIRouter], role: Role, tenant: str = "lakeside") -> httpx.AsyncClient:
        """A caller with this role in this tenant."""
        around = Surroundings(self.ids, Telemetry(CollectorRegistry()), structlog.get_logger())
        app = create_app("service", routers, around)
        token = self._issuer.issue(TenantId(tenant), role, f"{role}-1", timedelta(minutes=5))
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://suite", headers=headers)
