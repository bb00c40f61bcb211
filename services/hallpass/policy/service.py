"""Use cases of the register: settings, platforms, emergencies, approvals; and what a district folder says of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

import msgspec

from hallpass.contracts.envelope import seal_payload
from hallpass.contracts.policy import ApprovalFacts, PlatformFacts, SettingsFacts
from hallpass.contracts.topics import REGISTER
from hallpass.kernel.clock import Clock
from hallpass.kernel.db import Database, UnitOfWork
from hallpass.kernel.errors import Conflict, Invalid, NotFound
from hallpass.kernel.outbox import Event
from hallpass.kernel.tenancy import TenantId
from hallpass.policy import store
from hallpass.policy.model import (
    SETTINGS,
    Emergency,
    Entry,
    Origin,
    authority,
    faults_of,
    key_of,
    may_approve,
    published,
    zone_of,
)

FOLDER = "district folder"
EVERYBODY = TenantId("hallpass")
"""Stands in a unit of work that asks about no single tenant: it sees the list of tenants and no row of any."""

T = TypeVar("T", SettingsFacts, PlatformFacts, Emergency, ApprovalFacts)


class PolicyService:
    """Each use case is one transaction with its events."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """`database` is this service's own."""
        self._database = database
        self._clock = clock

    async def tenants(self) -> list[TenantId]:
        """Every district that has settings, in the order in which they came."""
        async with self._database.unit_of_work(EVERYBODY) as work:
            return await store.tenants(work)

    async def settings(self, tenant: TenantId) -> SettingsFacts:
        """The district's settings; raises NotFound before the first."""
        return await self._one(tenant, SETTINGS, SettingsFacts)

    async def platforms(self, tenant: TenantId) -> list[PlatformFacts]:
        """The platform register."""
        return await self._all(tenant, "platform", PlatformFacts)

    async def platform(self, tenant: TenantId, platform: str) -> PlatformFacts:
        """One entry of the platform register; raises NotFound."""
        return await self._one(tenant, f"platform/{platform}", PlatformFacts)

    async def emergencies(self, tenant: TenantId) -> list[Emergency]:
        """Every emergency that was declared, those that are over too."""
        return await self._all(tenant, "emergency", Emergency)

    async def approvals(self, tenant: TenantId) -> list[ApprovalFacts]:
        """The approvals of outside material."""
        return await self._all(tenant, "approval", ApprovalFacts)

    async def put(self, tenant: TenantId, entry: Entry, by: str) -> int:
        """Register settings, a platform or an approval as it is now; returns the tenant's sequence. Raises Invalid."""
        return await self._change(tenant, {key_of(entry): entry}, self._signed("api", by))

    async def remove(self, tenant: TenantId, kind: str, entry_id: str, by: str) -> int:
        """Take an entry off the register, whoever put it there; raises NotFound."""
        key = f"{kind}/{entry_id}"
        async with self._database.unit_of_work(tenant) as work:
            known = (await store.held(work, [key], lock=True)).get(key)
            if known is None or not known.active:
                raise NotFound
            return await self._save(work, [_inactive(known.entry)], self._signed("api", by))

    async def declare(self, tenant: TenantId, emergency: Emergency, by: str) -> tuple[Emergency, int]:
        """Declare an emergency for whom its declarer may; returns it with its school, and the sequence.

        Without a school it is everywhere for a district administrator, and for a principal in the school of theirs.
        Raises Invalid for a declarer without authority on the day on which it begins; Conflict for a taken id.
        """
        async with self._database.unit_of_work(tenant) as work:
            key = key_of(emergency)
            known = await store.held(work, [SETTINGS, key])
            if key in known:
                raise Conflict("An emergency with this id was declared already.")
            day = emergency.start.astimezone(_zone(known.get(SETTINGS))).date()
            posts = await store.posts(work, emergency.declared_by)
            everywhere, schools = authority(posts or (), day)
            declared = msgspec.structs.replace(emergency, school=_scope(emergency, everywhere, schools))
            _refuse_faults([declared])
            return declared, await self._save(work, [declared], self._signed("api", by))

    async def approve(self, tenant: TenantId, approval: ApprovalFacts, by: str) -> int:
        """Register an approval by somebody who leads a school or the district, now or on the day on which it begins.

        Returns the sequence. Raises Invalid for an approver without such a post, and for one whom the roster has not
        told of: whoever records an approval can wait until the roster has.
        """
        async with self._database.unit_of_work(tenant) as work:
            settings = (await store.held(work, [SETTINGS])).get(SETTINGS)
            posts = await store.posts(work, approval.approved_by)
        today = self._clock.now().astimezone(_zone(settings)).date()
        if not may_approve(posts or (), {today, approval.since or today}):
            raise Invalid.member(
                "approved_by",
                "no_authority",
                "Outside material is approved by a principal or an administrator whom the roster knows.",
            )
        return await self.put(tenant, approval, by)

    async def declared_by_sending(self, work: UnitOfWork, emergency: Emergency) -> None:
        """Register an emergency that the decision service saw declared; nothing happens when its id is known."""
        if not await store.held(work, [key_of(emergency)], lock=True):
            await self._save(work, [emergency], self._signed("sender", emergency.declared_by))

    async def end(self, tenant: TenantId, emergency: str, by: str) -> int:
        """End an emergency now; one that has not begun is taken off the register. Raises NotFound."""
        key, now = f"emergency/{emergency}", self._clock.now()
        async with self._database.unit_of_work(tenant) as work:
            known = (await store.held(work, [key], lock=True)).get(key)
            if known is None or not isinstance(known.entry, Emergency) or not known.active:
                raise NotFound
            if known.entry.until <= now:
                return await work.last_number(REGISTER)
            return await self._save(work, [_ended(known.entry, now)], self._signed("api", by))

    async def take_over(self, tenant: TenantId, wanted: Mapping[str, Entry | None]) -> int:
        """Register what a district folder says now, by key; None takes off what it says no longer.

        An entry that was last written through the API is not taken off. The same content again changes nothing.
        Returns the tenant's sequence; raises Invalid.
        """
        return await self._change(tenant, wanted, self._signed("folder", FOLDER))

    async def folder_items(self, tenant: TenantId) -> dict[tuple[str, str], str]:
        """The digests of what the district's folder said when it was last applied, by collection and key."""
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            return await store.folder_items(work)

    async def note_folder_items(self, tenant: TenantId, changed: Mapping[tuple[str, str], str | None]) -> None:
        """Note what has been applied of the folder; None for what has been taken back."""
        async with self._database.unit_of_work(tenant) as work:
            await store.put_folder_items(work, changed)

    async def introduce(self, tenant: TenantId) -> None:
        """There is this district: its readers hear from now on that this service lives. May be repeated."""
        async with self._database.unit_of_work(tenant) as work:
            await work.introduce(REGISTER)

    async def republish(self, tenant: TenantId) -> int:
        """Send every entry of the register again, each as a newer version; returns how many."""
        async with self._database.unit_of_work(tenant) as work:
            known = await store.held(work, await store.every_key(work), lock=True)
            by_origin: dict[Origin, list[Entry]] = {}
            for found in known.values():
                by_origin.setdefault(found.origin, []).append(found.entry)
            for origin, entries in by_origin.items():
                await self._save(work, entries, self._signed(origin, "republication"))
            return len(known)

    async def _change(self, tenant: TenantId, wanted: Mapping[str, Entry | None], signature: store.Signature) -> int:
        _refuse_faults([entry for entry in wanted.values() if entry is not None])
        async with self._database.unit_of_work(tenant) as work:
            if SETTINGS in wanted:
                await store.add_tenant(work, signature.at)
            known = await store.held(work, list(wanted), lock=True)
            changed: list[Entry] = []
            for key, entry in wanted.items():
                before = known.get(key)
                if entry is not None and (before is None or before.entry != entry):
                    changed.append(entry)
                elif entry is None and before is not None and before.active and before.origin == signature.origin:
                    changed.append(_inactive(before.entry))
            return await self._save(work, changed, signature)

    async def _save(self, work: UnitOfWork, entries: Sequence[Entry], signature: store.Signature) -> int:
        versions = await store.put(work, entries, signature)
        events = [
            Event(REGISTER, key, f"policy.{key.partition('/')[0]}", versions[key], seal_payload(published(entry)))
            for entry in entries
            for key in (key_of(entry),)
        ]
        numbers = await work.record_many(events)
        return numbers[-1] if numbers else await work.last_number(REGISTER)

    async def _one(self, tenant: TenantId, key: str, kind: type[T]) -> T:
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            found = (await store.held(work, [key])).get(key)
        if found is None or not found.active or not isinstance(found.entry, kind):
            raise NotFound
        return found.entry

    async def _all(self, tenant: TenantId, name: str, kind: type[T]) -> list[T]:
        async with self._database.unit_of_work(tenant, snapshot=True) as work:
            return [entry for entry in await store.of_kind(work, name) if isinstance(entry, kind)]

    def _signed(self, origin: Origin, by: str) -> store.Signature:
        return store.Signature(origin, by, self._clock.now())


def _zone(settings: store.Held | None) -> tzinfo:
    """The district's time zone; UTC before it has settings."""
    known = settings.entry if settings is not None else None
    return (zone_of(known.time_zone) if isinstance(known, SettingsFacts) else None) or UTC


def _refuse_faults(entries: Sequence[Entry]) -> None:
    if faults := tuple(fault for entry in entries for fault in faults_of(entry)):
        raise Invalid(faults)


def _scope(emergency: Emergency, everywhere: bool, schools: Sequence[str]) -> str | None:  # noqa: FBT001 - a fact, no switch
    if everywhere:
        return emergency.school
    if not schools:
        raise Invalid.member(
            "declared_by", "no_authority", "An emergency is declared by a principal or a district administrator."
        )
    if emergency.school is not None and emergency.school not in schools:
        raise Invalid.member("school", "no_authority", "A principal declares an emergency for a school of theirs.")
    return emergency.school or schools[0]


def _ended(emergency: Emergency, now: datetime) -> Emergency:
    if now <= emergency.start:
        return msgspec.structs.replace(emergency, active=False)
    return msgspec.structs.replace(emergency, until=now)


def _inactive(entry: Entry) -> Entry:
    if isinstance(entry, SettingsFacts):
        raise Conflict("A district's settings can be replaced, not taken away.")
    return msgspec.structs.replace(entry, active=False)
