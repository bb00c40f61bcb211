"""Puts the decision service together. Nothing is created at import."""

from __future__ import annotations

from dataclasses import dataclass

from hallpass.decision import api
from hallpass.decision.aging import LOOK_AGAIN, show_ages_for_ever
from hallpass.decision.archive import Archive
from hallpass.decision.consumers import GROUP, HEARS, Consumer
from hallpass.decision.log import VerdictLog
from hallpass.decision.metrics import Metrics
from hallpass.decision.opa import Engine, SocketTransport
from hallpass.decision.purging import purge_for_ever
from hallpass.decision.screening import Ruleset, Screener
from hallpass.decision.service import Decisions
from hallpass.decision.settings import DecisionSettings
from hallpass.decision.store import Facts, districts, open_pool
from hallpass.kernel.seams import Seams, Step, Wired


@dataclass(frozen=True)
class DecisionService:
    """The wired service and its use cases, for the composition root and the command line."""

    wired: Wired
    decisions: Decisions
    archive: Archive
    facts: Facts
    engine: Engine


async def build(settings: DecisionSettings, seams: Seams) -> DecisionService:
    """Open the pool of connections, and make routes, consumers, background tasks and pings."""
    # First what may be refused: a pool that is open would have to be closed again.
    screener = Screener(Ruleset.load(settings.screening_rules))
    pool = await open_pool(seams.dsn, settings.connections, settings.facts_schema)
    transport = SocketTransport(str(settings.engine_socket))
    engine = Engine(transport, settings.engine_deadline)
    log = VerdictLog(pool, seams.ids, seams.database.notify)
    archive = Archive(pool, seams.ids)
    facts = Facts(pool)
    metrics = Metrics(seams.telemetry.registry)
    decisions = Decisions(facts, engine, screener, log, archive, seams.keys, seams.clock, seams.ids, metrics)
    consumer = Consumer(seams.database, seams.telemetry.gaps.labels(GROUP).inc)
    seams.bus.subscribe(settings.facts_schema, HEARS, consumer.handle)

    async def purging() -> None:
        await purge_for_ever(decisions, lambda: districts(pool), settings.purge_hours, seams.log)

    async def aging() -> None:
        await show_ages_for_ever(lambda: districts(pool), facts.positions, metrics, seams.clock, LOOK_AGAIN, seams.log)

    seams.telemetry.watch_pool("decision facts", lambda: pool.get_size() - pool.get_idle_size(), settings.connections)
    wired = Wired(
        routers=[api.router(decisions, seams.guard, seams.clock)],
        tasks={"verdict log": log.run},
        chores={"purge": purging, "age of facts": aging},
        pings={"decision database": seams.database.ping, "policy engine": engine.ready},
        opened=[transport.open],
        closed=[transport.close, pool.close, _closing(screener)],
    )
    return DecisionService(wired, decisions, archive, facts, engine)


def _closing(screener: Screener) -> Step:
    async def close() -> None:
        screener.close()

    return close
