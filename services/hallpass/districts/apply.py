"""Applying a folder: only what differs from the last time, each part through its owner's use cases."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import msgspec

from hallpass.consent.model import Fact
from hallpass.consent.service import ConsentService
from hallpass.districts.folder import DistrictFolder
from hallpass.districts.plan import Collection, Item, Plan, difference, digest_of, pair_key, pair_of
from hallpass.kernel.errors import NotFound
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.model import Entry
from hallpass.policy.service import PolicyService
from hallpass.roster.additions import Tagged
from hallpass.roster.service import RosterService

Say = Callable[[str], None]
S_co = TypeVar("S_co", covariant=True)


class Room(Protocol[S_co]):
    """A service that has been put together."""

    @property
    def service(self) -> S_co:
        """Its use cases."""
        ...


class Services(Protocol):
    """The services that a folder speaks to."""

    @property
    def roster(self) -> Room[RosterService]:
        """People, links, classes, what the district adds."""
        ...

    @property
    def policy(self) -> Room[PolicyService]:
        """Settings, platforms, emergencies, approvals; and what was applied last."""
        ...

    @property
    def consent(self) -> Room[ConsentService]:
        """Notices, answers, consultations, objections, reminders."""
        ...


@dataclass(frozen=True, slots=True)
class Applied:
    """How many things of a folder were new, changed, and taken back."""

    new: int
    changed: int
    taken_back: int

    def __str__(self) -> str:
        """One plain clause."""
        if not (self.new or self.changed or self.taken_back):
            return "nothing has changed"
        return f"{self.new} new, {self.changed} changed, {self.taken_back} taken back"


async def apply_folder(services: Services, folder: DistrictFolder, say: Say) -> Applied:
    """Hand the differences of a folder that was read without errors to the services.

    The roster goes first: a package whose parts contradict each other is refused there, and then nothing is loaded.
    Each part is noted once it has been applied, so an interrupted start goes on where it was. Raises Invalid with the
    errors of the package.
    """
    for room in (services.roster, services.policy, services.consent):
        await room.service.introduce(folder.tenant)
    before = await services.policy.service.folder_items(folder.tenant)
    plan = difference(before, folder)
    work = _Application(services, folder, plan, before, say)
    for part in (work.package, work.register, work.additions, work.facts):
        collections = await part()
        await services.policy.service.note_folder_items(folder.tenant, plan.noted(*collections))
    return Applied(plan.new, plan.changed, len(plan.taken_back))


@dataclass(frozen=True, slots=True)
class _Application:
    """The parts of one application, in the order in which they go. Each returns the collections that it has applied."""

    services: Services
    folder: DistrictFolder
    plan: Plan
    before: Mapping[Item, str]
    say: Say

    async def package(self) -> tuple[Collection, ...]:
        """The roster package with guardians.csv, whole."""
        if self.plan.keys("package"):
            self.say("  roster: reading the OneRoster package …")
            outcome = await self.services.roster.service.import_package(
                self.folder.tenant, self.folder.package, self.folder.guardians, accept_removals=True, whole=True
            )
            told = ", ".join(
                f"{changes.added} {kind} new, {changes.changed} changed, {changes.removed} gone"
                for kind, changes in outcome.changes.items()
                if changes.any
            )
            self.say(f"  roster: {told or 'nothing has changed'}")
        return ("package",)

    async def register(self) -> tuple[Collection, ...]:
        """Settings, platforms, emergencies, approvals."""
        wanted: dict[str, Entry | None] = {key: self.folder.register[key] for key in self.plan.keys("register")}
        wanted |= dict.fromkeys(self.plan.gone("register"))
        if wanted:
            self.say(f"  register: {len(wanted)} entries")
            await self.services.policy.service.take_over(self.folder.tenant, wanted)
        return ("register",)

    async def additions(self) -> tuple[Collection, ...]:
        """What OneRoster does not carry: staff facts, interests, tags."""
        tenant, roster, plan = self.folder.tenant, self.services.roster.service, self.plan
        interests = {pair_key(one.staff, one.student): one for one in self.folder.interests}
        tags = {pair_key(one.kind, one.id): one for one in self.folder.tags}
        count = sum(len(plan.keys(name)) + len(plan.gone(name)) for name in ("staff", "interests", "tags"))
        if count:
            self.say(f"  roster: {count} facts about staff, students and classes")
        for staff in plan.keys("staff"):
            await roster.put_staff_facts(tenant, staff, self.folder.staff[staff], "folder")
        for key in plan.keys("interests"):
            await roster.put_interest(tenant, interests[key], "folder")
        for key in plan.keys("tags"):
            await roster.put_tags(tenant, tags[key], "folder")
        for staff in plan.gone("staff"):
            if await self._unchanged("staff", staff, roster.staff_facts(tenant, staff)):
                await roster.remove_staff_facts(tenant, staff)
        for key in plan.gone("interests"):
            await roster.remove_interest(tenant, *pair_of(key))
        for key in plan.gone("tags"):
            kind, name = pair_of(key)
            tagged = msgspec.convert(kind, Tagged)
            if await self._unchanged("tags", key, _words(roster, tenant, tagged, name)):
                await roster.remove_tags(tenant, tagged, name)
        return ("staff", "interests", "tags")

    async def facts(self) -> tuple[Collection, ...]:
        """Notices, answers, directory opt-outs, consultations, objections, reminders."""
        wanted: dict[str, Sequence[Fact]] = {key: self.folder.facts[key] for key in self.plan.keys("facts")}
        wanted |= dict.fromkeys(self.plan.gone("facts"), ())
        if wanted:
            self.say(f"  consent: facts about {len(wanted)} notices, students, classrooms and platforms")
            await self.services.consent.service.take_over(self.folder.tenant, wanted)
        return ("facts",)

    async def _unchanged(self, collection: Collection, key: str, read: Awaitable[object]) -> bool:
        """Whether what is kept is still what the folder said; what was written over it through the API stays."""
        try:
            kept = await read
        except NotFound:
            return False
        return digest_of(kept) == self.before[collection, key]


async def _words(roster: RosterService, tenant: TenantId, kind: Tagged, name: str) -> list[str]:
    return sorted((await roster.tags_of(tenant, kind, name)).words)
