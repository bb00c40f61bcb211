"""Use cases of the roster: take packages in, keep what the district adds, tell the state again."""

from uuid import UUID

from hallpass.contracts.topics import ROSTER
from hallpass.derive.numbers import number_hash
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database, UnitOfWork
from hallpass.kernel.errors import Fault, Invalid, NotFound
from hallpass.kernel.ids import Ids, TimeOrderedIds
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.tenancy import TenantId
from hallpass.roster.additions import (
    Interest,
    Origin,
    StaffAdditions,
    Tagged,
    Tags,
    interest_faults,
    staff_faults,
    tags_faults,
)
from hallpass.roster.importing import Importing, Wish
from hallpass.roster.oneroster.reading import Source
from hallpass.roster.outcome import Outcome
from hallpass.roster.publishing import Hasher, Touched, publish, republish
from hallpass.roster.settings import RosterSettings
from hallpass.roster.store import additions, runs, staging

PAGE = 500


class RosterService:
    """Each use case is one transaction with its events. Writers of one district take turns."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        secrets: Secrets,
        ids: Ids | None = None,
        settings: RosterSettings | None = None,
    ) -> None:
        """`database` is this service's own; `secrets` gives the key under which staff numbers are hashed."""
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._ids = ids or TimeOrderedIds(clock)
        self._settings = settings or RosterSettings()

    async def import_package(
        self,
        tenant: TenantId,
        source: Source,
        guardians: Source | None = None,
        *,
        strict: bool = False,
        dry_run: bool = False,
        accept_removals: bool = False,
        whole: bool = False,
    ) -> Outcome:
        """Take in a OneRoster package: a folder, a zip, or the bytes of one; guardians.csv inside it or beside it.

        `whole`: files that it does not carry are empty now, as in a district folder; else they stay as they were.
        The same content again changes nothing. Raises Invalid with every error, Held when it drops too much, Conflict
        while another import of the district runs. Deleting the package is the caller's.
        """
        wish = Wish(strict=strict, dry_run=dry_run, accept_removals=accept_removals, whole=whole)
        importing = Importing(self._clock, self._ids, self._settings, self._hasher(tenant), wish)
        return await importing.run(self._database, tenant, source, guardians)

    async def import_outcome(self, tenant: TenantId, run: UUID) -> Outcome:
        """What an import came to; raises NotFound."""
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            found = await runs.load(work, run)
        if found is None:
            raise NotFound
        return found

    async def put_staff_facts(self, tenant: TenantId, staff: str, facts: StaffAdditions, origin: Origin = "api") -> int:
        """Say what OneRoster does not of a member of staff, in place of what was said; returns the sequence.

        They need not be on the roster yet. Raises Invalid.
        """
        _refuse(staff_faults(staff, facts, self._settings.region))
        async with self._database.unit_of_work(tenant) as work:
            await staging.only_writer(work)
            await additions.put_staff(work, staff, facts, origin)
            return await self._tell(work, {"staff": [staff]})

    async def remove_staff_facts(self, tenant: TenantId, staff: str) -> int:
        """Forget what was said of a member of staff; returns the sequence."""
        async with self._database.unit_of_work(tenant) as work:
            await staging.only_writer(work)
            await additions.remove_staff(work, staff)
            return await self._tell(work, {"staff": [staff]})

    async def staff_facts(self, tenant: TenantId, staff: str) -> StaffAdditions:
        """What was said of a member of staff; raises NotFound."""
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            found = await additions.staff(work, staff)
        if found is None:
            raise NotFound
        return found

    async def put_interest(self, tenant: TenantId, interest: Interest, origin: Origin = "api") -> int:
        """Record a legitimate interest; returns the sequence. Raises Invalid."""
        _refuse(interest_faults(interest))
        async with self._database.unit_of_work(tenant) as work:
            await staging.only_writer(work)
            await additions.put_interest(work, interest, origin)
            return await self._tell(work, {"staff": [interest.staff]})

    async def remove_interest(self, tenant: TenantId, staff: str, student: str) -> int:
        """Forget a recorded interest; returns the sequence."""
        async with self._database.unit_of_work(tenant) as work:
            await staging.only_writer(work)
            await additions.remove_interest(work, staff, student)
            return await self._tell(work, {"staff": [staff]})

    async def interests(self, tenant: TenantId, after: tuple[str, str] = ("", ""), most: int = PAGE) -> list[Interest]:
        """Recorded interests after a pair, in the order of staff, then student."""
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            return await additions.interests(work, after, most)

    async def put_tags(self, tenant: TenantId, tags: Tags, origin: Origin = "api") -> int:
        """Put tags on a student, member of staff or class, in place of those before; returns the sequence.

        Raises Invalid.
        """
        _refuse(tags_faults(tags))
        async with self._database.unit_of_work(tenant) as work:
            await staging.only_writer(work)
            await additions.put_tags(work, tags, origin)
            return await self._tell(work, {tags.kind: [tags.id]})

    async def remove_tags(self, tenant: TenantId, kind: Tagged, id: str) -> int:  # noqa: A002 - the contract's own word
        """Take every tag off; returns the sequence."""
        return await self.put_tags(tenant, Tags(kind=kind, id=id, words=()))

    async def tags(self, tenant: TenantId, kind: Tagged, after: str = "", most: int = PAGE) -> list[Tags]:
        """The tagged ones of a kind after an id, in the order of the ids."""
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            return await additions.tags(work, kind, None, after, most)

    async def tags_of(self, tenant: TenantId, kind: Tagged, id: str) -> Tags:  # noqa: A002 - the contract's own word
        """The tags of one; raises NotFound where there are none."""
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            found = await additions.tags(work, kind, [id], "", 1)
        if not found:
            raise NotFound
        return found[0]

    async def introduce(self, tenant: TenantId) -> None:
        """There is this district: its readers hear from now on that this service lives. May be repeated."""
        async with self._database.unit_of_work(tenant) as work:
            await work.introduce(ROSTER)

    async def republish(self, tenant: TenantId) -> int:
        """Tell the current state of every aggregate again, each as a newer version; returns how many."""
        async with self._database.unit_of_work(tenant) as work:
            await staging.only_writer(work)
            return await republish(work)

    async def _tell(self, work: UnitOfWork, touched: Touched) -> int:
        await publish(work, self._hasher(work.tenant), touched)
        return await work.last_number(ROSTER)

    def _hasher(self, tenant: TenantId) -> Hasher:
        key = self._secrets.key(tenant, "numbers")
        return lambda number: number_hash(key, number, self._settings.region)


def _refuse(faults: tuple[Fault, ...]) -> None:
    if faults:
        raise Invalid(faults)
