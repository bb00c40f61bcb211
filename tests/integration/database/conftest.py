"""The notebook service, prepared and migrated, for each test that needs it."""

from collections.abc import AsyncIterator

import pytest

from hallpass.kernel.db import Database
from integration.kernel_service import Notebook, notebook


@pytest.fixture
async def service(admin_dsn: str) -> Notebook:
    return await notebook(admin_dsn)


@pytest.fixture
async def database(service: Notebook) -> AsyncIterator[Database]:
    """One connection for everything, so that whatever leaks from one unit of work meets the next."""
    database = service.database(pool_size=1, max_overflow=0)
    yield database
    await database.close()
