"""The numbers that every service shows at /metrics. Made once for a process, over the registry that is handed in."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Telemetry:
    """Metrics of the kernel. Labels carry services, topics, routes and groups: never people, never a path."""

    def __init__(self, registry: CollectorRegistry) -> None:
        """Register everything; a second Telemetry on the same registry is a mistake and raises ValueError."""
        self.registry = registry
        self.requests = Histogram(
            "hallpass_http_request_seconds",
            "Time to answer a request",
            ("method", "route", "status"),
            buckets=FAST,
            registry=registry,
        )
        self.shed = Counter(
            "hallpass_http_shed_requests",
            "Requests refused because a tenant asks too fast",
            ("service",),
            registry=registry,
        )
        self.outbox_depth = Gauge(
            "hallpass_outbox_unsent_events", "Events written and not yet on the bus", ("service",), registry=registry
        )
        self.outbox_lag = Gauge(
            "hallpass_outbox_lag_seconds", "Age of the oldest event not yet on the bus", ("service",), registry=registry
        )
        self.set_aside = Gauge(
            "hallpass_outbox_set_aside_events",
            "Events that are larger than the bus takes, and wait in the outbox",
            ("service",),
            registry=registry,
        )
        self.published = Counter(
            "hallpass_outbox_published_events", "Events handed to the bus", ("service",), registry=registry
        )
        self.relay_failures = Counter(
            "hallpass_outbox_relay_failures", "Times the relay had to back off", ("service",), registry=registry
        )
        self.handled = Counter("hallpass_bus_handled_events", "Events handled", ("group",), registry=registry)
        self.retried = Counter("hallpass_bus_retried_events", "Attempts that failed", ("group",), registry=registry)
        self.parked = Counter("hallpass_bus_parked_events", "Events put aside", ("group",), registry=registry)
        self.ready = Gauge(
            "hallpass_ready", "1 where a part can do its work, as /readyz found it last", ("part",), registry=registry
        )
        self._connections = Gauge(
            "hallpass_database_connections", "Connections of a pool that are in use", ("pool",), registry=registry
        )
        self._most_connections = Gauge(
            "hallpass_database_most_connections", "Connections that a pool may have", ("pool",), registry=registry
        )
        self.parking_failures = Counter(
            "hallpass_bus_parking_failures",
            "Times that an event could not even be put aside",
            ("group",),
            registry=registry,
        )
        self.parked_waiting = Gauge(
            "hallpass_parked_waiting_events",
            "Events put aside that wait for a person",
            ("service",),
            registry=registry,
        )
        self.produced = Counter(
            "hallpass_bus_produced_events", "Events that Kafka acknowledged", ("topic",), registry=registry
        )
        self.produce_failures = Counter(
            "hallpass_bus_produce_failures", "Publishings that Kafka did not answer for", registry=registry
        )
        self.rebalances = Counter(
            "hallpass_bus_rebalances", "Times that this member got its partitions anew", ("group",), registry=registry
        )
        self.consumer_lag = Gauge(
            "hallpass_bus_lag_events",
            "Events in this member's partitions that were not handled yet",
            ("group", "topic"),
            registry=registry,
        )
        self.gaps = Counter(
            "hallpass_inbox_missing_events",
            "Sequence numbers that a consumer did not see in order",
            ("consumer",),
            registry=registry,
        )
        self.key_refreshes = Counter(
            "hallpass_identity_key_refreshes", "Times an issuer's keys were read", ("issuer",), registry=registry
        )
        self.key_refresh_failures = Counter(
            "hallpass_identity_key_refresh_failures", "Times they could not be read", ("issuer",), registry=registry
        )
        self.keys_age = Gauge(
            "hallpass_identity_keys_age_seconds",
            "Time since an issuer's keys were last read",
            ("issuer",),
            registry=registry,
        )

    def relay_rests(self, service: str) -> None:
        """Show no longer what a relay of the service has measured: from now on another one knows."""
        for gauge in (self.outbox_depth, self.outbox_lag, self.set_aside, self.parked_waiting):
            gauge.remove(service)

    def watch_pool(self, pool: str, in_use: Callable[[], float], most: int) -> None:
        """Show a pool of database connections; `in_use` is asked whenever somebody looks."""
        self._connections.labels(pool).set_function(in_use)
        self._most_connections.labels(pool).set(most)
