"""Use cases of consent: record facts, say what is known, take over what a district folder says."""

from collections.abc import Collection, Mapping, Sequence

from hallpass.consent import store
from hallpass.consent.checks import faults_of
from hallpass.consent.ledger import Entry, Origin, Payload, state_of, superseded, written
from hallpass.consent.model import (
    Answered,
    DirectoryOptedOut,
    Fact,
    NoticeDelivered,
    NoticeWritten,
    aggregate_of,
    answers_key,
    notice_key,
)
from hallpass.contracts.consent import AnswerFacts, ClassroomFacts, NoticeFacts
from hallpass.contracts.envelope import seal_payload
from hallpass.contracts.topics import CONSENT
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database, UnitOfWork
from hallpass.kernel.errors import Conflict, Invalid, NotFound
from hallpass.kernel.outbox import Event
from hallpass.kernel.tenancy import TenantId

FOLDER = "district folder"
PAGE = 500


class ConsentService:
    """Each use case is one transaction with its events. Writers of one aggregate take turns."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """`database` is this service's own."""
        self._database = database
        self._clock = clock

    async def record(self, tenant: TenantId, fact: Fact, by: str) -> int:
        """Add one fact; returns the tenant's sequence. `by` is the caller.

        Raises Invalid for an incomplete fact, Conflict for a notice whose id is taken, NotFound for the delivery of a
        notice that does not stand.
        """
        if faults := faults_of(fact):
            raise Invalid(faults)
        key = aggregate_of(fact)
        async with self._database.unit_of_work(tenant) as work:
            versions = await store.lock(work, [key])
            known = (await store.entries(work, [key]))[key]
            if isinstance(fact, NoticeWritten) and known:
                raise Conflict("A notice with this id was written already; give the new one an id of its own.")
            if isinstance(fact, NoticeDelivered) and written(known) is None:
                raise NotFound
            await store.append(work, [fact], self._signed("api", by))
            return await self._publish(work, versions)

    async def opt_out_of_directory(self, tenant: TenantId, student: str, by: str) -> int:
        """Put a student on the district's list; nothing happens when they are on it. Returns the sequence."""
        fact = DirectoryOptedOut(student=student)
        if faults := faults_of(fact):
            raise Invalid(faults)
        key = answers_key(student)
        async with self._database.unit_of_work(tenant) as work:
            versions = await store.lock(work, [key])
            if _listed((await store.entries(work, [key]))[key]):
                return await work.last_number(CONSENT)
            await store.append(work, [fact], self._signed("api", by))
            return await self._publish(work, versions)

    async def opt_in_to_directory(self, tenant: TenantId, student: str, by: str) -> int:
        """Take a student off the district's list, whoever put them there. Returns the sequence."""
        key = answers_key(student)
        async with self._database.unit_of_work(tenant) as work:
            versions = await store.lock(work, [key])
            listed = _listed((await store.entries(work, [key]))[key])
            if not listed:
                return await work.last_number(CONSENT)
            await store.retract(work, listed, self._signed("api", by))
            return await self._publish(work, versions)

    async def take_over(self, tenant: TenantId, wanted: Mapping[str, Sequence[Fact]]) -> int:
        """Make what the district folder said of these aggregates equal to what it says now; returns the sequence.

        `wanted` maps an aggregate's key to the folder's facts in their order, none where it says nothing any more.
        What was recorded through the API stays. The same content again changes nothing.
        """
        faults = tuple(fault for facts in wanted.values() for fact in facts for fault in faults_of(fact))
        if faults:
            raise Invalid(faults)
        async with self._database.unit_of_work(tenant) as work:
            versions = await store.lock(work, wanted)
            known = await store.entries(work, wanted)
            old: list[Entry] = []
            new: list[Fact] = []
            changed = set()
            for key, facts in sorted(wanted.items()):
                held = [entry for entry in known[key] if entry.holds and entry.origin == "folder"]
                gone, added = superseded(held, facts)
                old += gone
                new += added
                if gone or added:
                    changed.add(key)
            await store.retract(work, old, self._signed("folder", FOLDER))
            await store.append(work, new, self._signed("folder", FOLDER))
            return await self._publish(work, {key: versions[key] for key in changed})

    async def notices(
        self, tenant: TenantId, after: str | None = None, most: int = PAGE
    ) -> list[tuple[NoticeWritten, NoticeFacts]]:
        """Notices in the order of their ids, after one: the text that stands (or stood last), and the facts."""
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            found = await store.keys(work, notice_key(""), notice_key(after) if after is not None else None, most)
            known = await store.entries(work, found)
        return [notice for key in found if (notice := _notice(known[key])) is not None]

    async def notice(self, tenant: TenantId, notice: str) -> tuple[NoticeWritten, NoticeFacts]:
        """One notice; raises NotFound."""
        key = notice_key(notice)
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            found = _notice((await store.entries(work, [key]))[key])
        if found is None:
            raise NotFound
        return found

    async def answers(self, tenant: TenantId, student: str) -> tuple[list[Answered], bool]:
        """The answers that hold for a student, by date, and whether they are on the list of directory opt-outs."""
        key = answers_key(student)
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            known = (await store.entries(work, [key]))[key]
        answers = [entry.fact for entry in known if entry.holds and isinstance(entry.fact, Answered)]
        return sorted(answers, key=lambda fact: fact.date), bool(_listed(known))

    async def introduce(self, tenant: TenantId) -> None:
        """There is this district: its readers hear from now on that this service lives. May be repeated."""
        async with self._database.unit_of_work(tenant) as work:
            await work.introduce(CONSENT)

    async def republish(self, tenant: TenantId) -> int:
        """Send the current state of every aggregate again, each as a newer version; returns how many."""
        async with self._database.unit_of_work(tenant) as work:
            versions = await store.lock(work, await store.keys(work, ""))
            await self._publish(work, versions)
            return work.recorded

    def _signed(self, origin: Origin, by: str) -> store.Signature:
        return store.Signature(origin, by, self._clock.now())

    async def _publish(self, work: UnitOfWork, versions: Mapping[str, int]) -> int:
        """Tell the state of aggregates that changed; returns the last sequence."""
        await store.raise_versions(work, versions)
        events = _events(await store.entries(work, versions), versions)
        numbers = await work.record_many(events)
        return numbers[-1] if numbers else await work.last_number(CONSENT)


def _events(known: Mapping[str, Collection[Entry]], versions: Mapping[str, int]) -> list[Event]:
    events = []
    for key in sorted(known):
        state = state_of(known[key])
        if state is not None:
            events.append(Event(CONSENT, key, _type_of(state), versions[key] + 1, seal_payload(state)))
    return events


def _type_of(state: Payload) -> str:
    match state:
        case NoticeFacts():
            return "consent.notice"
        case AnswerFacts():
            return "consent.answers"
        case ClassroomFacts():
            return "consent.classroom"
        case _:
            return "consent.reminders"


def _listed(entries: Collection[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.holds and isinstance(entry.fact, DirectoryOptedOut)]


def _notice(entries: list[Entry]) -> tuple[NoticeWritten, NoticeFacts] | None:
    facts = state_of(entries)
    texts = [entry.fact for entry in entries if isinstance(entry.fact, NoticeWritten)]
    if not isinstance(facts, NoticeFacts) or not texts:
        return None
    return written(entries) or texts[-1], facts
