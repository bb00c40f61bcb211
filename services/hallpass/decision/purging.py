"""Deletes decisions whose retention is over, tenant by tenant, once in a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from hallpass.decision.service import Decisions
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.logs import Logger
from hallpass.kernel.tenancy import TenantId

Retentions = Callable[[], Awaitable[Mapping[TenantId, int]]]
"""Every tenant with the days for which it keeps a decision."""


async def purge_for_ever(decisions: Decisions, retentions: Retentions, every_hours: float, log: Logger) -> None:
    """Run until cancelled; an absent database is waited out until the next turn."""
    while True:
        try:
            for tenant, days in (await retentions()).items():
                count = await decisions.purge(tenant, days)
                if count:
                    log.info("decisions_purged", tenant=tenant, count=count)
        except Unavailable as error:
            log.warning("purge_waits", reason=error.reason)
        await asyncio.sleep(every_hours * 3600)
