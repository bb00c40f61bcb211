"""The bus over Kafka keeps what every bus promises."""

import pytest
import structlog
from prometheus_client import CollectorRegistry

from builders.bus_contract import CONSENT, ROSTER, BusContract, Place
from hallpass.kernel.feeding import Patience
from hallpass.kernel.kafka_bus.bus import KafkaBus
from hallpass.kernel.kafka_bus.settings import KafkaSettings
from hallpass.kernel.kafka_bus.topics import TopicPlan, Topics
from hallpass.kernel.telemetry import Telemetry


class TestKafkaBus(BusContract):
    @pytest.fixture
    def place(self, settings: KafkaSettings) -> Place:
        Topics(settings).apply([TopicPlan(topic, 4, 1, {}) for topic in (ROSTER, CONSENT)])
        telemetry, log = Telemetry(CollectorRegistry()), structlog.get_logger()
        patience = Patience(tries=3, first=0.01, longest=0.05)
        return Place(lambda parked: KafkaBus(settings, parked, telemetry, log, patience=patience))
