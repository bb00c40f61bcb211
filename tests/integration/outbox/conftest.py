"""The notebook service with a pool, and a bus that tests can look into and break."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

import pytest

from hallpass.kernel.bus import Oversize
from hallpass.kernel.db import Database
from hallpass.kernel.envelope import Envelope
from hallpass.kernel.errors import Unavailable
from integration.kernel_service import Notebook, notebook


@pytest.fixture
async def service(admin_dsn: str) -> Notebook:
    return await notebook(admin_dsn)


@pytest.fixture
async def database(service: Notebook) -> AsyncIterator[Database]:
    database = service.database()
    yield database
    await database.close()


async def nothing() -> None:
    """Nothing happens."""


class RecordingBus:
    """Remembers what was published; may be told to refuse, or to do something before it answers."""

    def __init__(self) -> None:
        self.published: list[Envelope] = []
        self.refusals = 0
        self.largest = 1_000_000
        # What happens between the bus's having the envelopes and its answer.
        self.answered: Callable[[], Awaitable[None]] = nothing

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise Unavailable("bus")
        if oversize := [one for one in envelopes if len(one.payload) > self.largest]:
            raise Oversize(oversize)
        self.published.extend(envelopes)
        await self.answered()

    def subscribe(self, *_: object) -> None:
        raise NotImplementedError

    async def run(self) -> None:
        raise NotImplementedError


@pytest.fixture
def bus() -> RecordingBus:
    return RecordingBus()
