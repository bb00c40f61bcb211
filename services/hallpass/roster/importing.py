"""The import of a package: read, stage, check, merge, tell; all of it or nothing."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, closing
from dataclasses import dataclass
from datetime import datetime

from hallpass.contracts.topics import ROSTER
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database, UnitOfWork
from hallpass.kernel.errors import Conflict, Invalid
from hallpass.kernel.ids import Ids
from hallpass.kernel.tenancy import TenantId
from hallpass.roster.model import Kind
from hallpass.roster.oneroster.package import Limits
from hallpass.roster.oneroster.reading import Batch, Reading, Source
from hallpass.roster.oneroster.report import Report
from hallpass.roster.outcome import Changes, Held, Outcome, Removal, Removed, State, too_many
from hallpass.roster.publishing import Hasher, publish
from hallpass.roster.settings import RosterSettings
from hallpass.roster.store import merging, parts, published, runs, staging
from hallpass.roster.store.checks import Checks

PLURALS: dict[Kind, str] = {
    "school": "schools",
    "guardian": "guardians",
    "student": "students",
    "staff": "staff",
    "class": "classes",
}
ALL_FILES = frozenset({"orgs", "roles", "users", "demographics", "classes", "enrollments", "guardians"})


@dataclass(frozen=True, slots=True)
class Wish:
    """How a package is to be taken in. `whole`: what the package does not carry is gone; else it stays as it was."""

    strict: bool = False
    dry_run: bool = False
    accept_removals: bool = False
    whole: bool = False


class Importing:
    """One import. Made for it and forgotten after it."""

    def __init__(self, clock: Clock, ids: Ids, settings: RosterSettings, hashes: Hasher, wish: Wish) -> None:
        """`hashes` makes the keyed hashes of staff numbers."""
        self._clock = clock
        self._settings = settings
        self._hashes = hashes
        self._wish = wish
        self._id = ids.new()
        self._started: datetime = clock.now()
        self._report = Report(strict=wish.strict)

    async def run(self, database: Database, tenant: TenantId, source: Source, guardians: Source | None) -> Outcome:
        """Take the package in. The outcome is kept in any case.

        Raises Invalid with every error of a refused package, Held for one that drops too much, Conflict while another
        import of the tenant runs.
        """
        limits = Limits(unpacked=self._settings.largest_unpacked, ratio=self._settings.largest_ratio)
        reading = Reading(source, guardians, limits, self._report)
        async with database.unit_of_work(tenant) as work:
            if not await staging.only_import(work):
                raise Conflict("Another import of this district is running; try again when it is done.")
            outcome = await self._attempt(work, reading)
            await runs.save(work, outcome, self._settings.kept_outcomes)
        if outcome.state == "refused":
            count = self._report.count("error")
            message = f"The package is refused and nothing was changed: {count} errors. Import {outcome.id}."
            raise Invalid(self._report.faults(), message)
        if outcome.state == "held":
            raise Held(outcome)
        return outcome

    async def _attempt(self, work: UnitOfWork, reading: Reading) -> Outcome:
        with closing(reading.batches()) as batches:
            async with aclosing(in_thread(batches)) as arriving:
                async for stage, rows in arriving:
                    await staging.fill(work, stage, rows)
        await staging.by_sets(work, whole=True)
        # A file that could not be read would only make references dangle.
        if not self._report.refused:
            await Checks(work, self._report, self._given(reading), roles_apart=reading.version == "1.2").run()
        if self._report.refused:
            await work.session.rollback()
            return self._outcome(reading, "refused")
        return await self._take_over(work, reading)

    async def _take_over(self, work: UnitOfWork, reading: Reading) -> Outcome:
        await staging.only_writer(work)
        given = self._given(reading)
        removals = [await self._links_dropped(work)] if "guardians" in given else []
        await merging.merge(work, given)
        await staging.empty(work)
        await staging.by_sets(work, whole=False)
        removals += [await self._dropped(work, "student"), await self._dropped(work, "guardian")]
        held = tuple(removal for removal in removals if removal is not None)
        waits = bool(held) and not self._wish.accept_removals
        record = not (self._wish.dry_run or waits)
        changes = await publish(work, self._hashes, record=record)
        if not record:
            await work.session.rollback()
        state: State = "applied" if any(each.any for each in changes.values()) else "unchanged"
        if waits:
            state = "held"
        elif self._wish.dry_run:
            state = "checked"
        return self._outcome(reading, state, changes, held, await work.last_number(ROSTER))

    def _given(self, reading: Reading) -> frozenset[str]:
        """The files whose content is replaced. In 1.1 the roles come with the users."""
        if self._wish.whole:
            return ALL_FILES | reading.given
        return frozenset(
            reading.given | ({"roles"} if reading.version == "1.1" and "users" in reading.given else set())
        )

    async def _dropped(self, work: UnitOfWork, kind: Kind) -> Removal | None:
        before = await published.active_count(work, kind)
        gone = len(await parts.gone(work, kind))
        return self._judged("students" if kind == "student" else "guardians", before, gone)

    async def _links_dropped(self, work: UnitOfWork) -> Removal | None:
        return self._judged("guardian_links", *await merging.links_dropped(work))

    def _judged(self, what: Removed, before: int, gone: int) -> Removal | None:
        return too_many(what, before, gone, self._settings.removal_share, self._settings.removal_floor)

    def _outcome(
        self,
        reading: Reading,
        state: State,
        changes: dict[Kind, Changes] | None = None,
        removals: tuple[Removal, ...] = (),
        sequence: int = 0,
    ) -> Outcome:
        return Outcome(
            id=self._id,
            state=state,
            version=reading.version,
            strict=self._wish.strict,
            started_at=self._started,
            finished_at=self._clock.now(),
            files=reading.counts,
            changes={PLURALS[kind]: counted for kind, counted in (changes or {}).items()},
            removals=removals,
            problems=self._report.problems(),
            totals=self._report.tallies(),
            sequence=sequence,
        )


async def in_thread(batches: Iterator[Batch]) -> AsyncGenerator[Batch, None]:
    """The batches, each read in a thread, so that other requests are answered meanwhile.

    A cancelled import waits for the thread's current batch, because files that are being read cannot be closed.
    """
    while True:
        reading = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
        try:
            batch = await asyncio.shield(reading)
        except asyncio.CancelledError:
            await asyncio.wait([reading])
            raise
        if batch is None:
            return
        yield batch
