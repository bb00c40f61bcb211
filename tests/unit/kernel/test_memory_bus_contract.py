"""The bus in memory keeps what every bus promises."""

import asyncio

import pytest
import structlog
from prometheus_client import CollectorRegistry

from builders.bus_contract import BusContract, Place
from hallpass.kernel.feeding import Patience
from hallpass.kernel.memory_bus import MemoryBus
from hallpass.kernel.telemetry import Telemetry


async def no_time(_seconds: float) -> None:
    await asyncio.sleep(0)


class TestMemoryBus(BusContract):
    @pytest.fixture
    def place(self) -> Place:
        telemetry = Telemetry(CollectorRegistry())
        log = structlog.get_logger()
        return Place(lambda parked: MemoryBus(parked, telemetry, log, patience=Patience(tries=3), sleep=no_time))
