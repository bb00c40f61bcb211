"""Decides: reads the facts, derives, asks the engine (again where company is refused), writes down, answers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

import msgspec

from hallpass.contracts.contact import ContactRequest
from hallpass.contracts.decision import Counts, EmergencyDeclared, VerdictGiven
from hallpass.contracts.engine import EngineResult
from hallpass.contracts.situation import PolicyInput
from hallpass.contracts.verdict import Verdict
from hallpass.decision.archive import Archive
from hallpass.decision.facts import Positions, World
from hallpass.decision.freshness import AtLeast, require_recent, until_known
from hallpass.decision.log import Declaration, Entry, VerdictLog
from hallpass.decision.metrics import Metrics
from hallpass.decision.opa import read_result
from hallpass.decision.people import People
from hallpass.decision.prepare import Case, Instants, Query
from hallpass.decision.record import FORMAT, Record, Round, canonical, encode_people, pack
from hallpass.decision.screening import NumberBook, Reading, Screened
from hallpass.decision.spread import verdict as spread_verdict
from hallpass.kernel.clock import Clock
from hallpass.kernel.errors import NotFound, Refused
from hallpass.kernel.ids import Ids
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.tenancy import TenantId
from hallpass.kernel.tokens import Caller

MANY = 300
"""Recipients from which pure work leaves the event loop, so that one large decision does not hold up small ones."""

T = TypeVar("T")


class FactsReader(Protocol):
    """Where the facts of a request come from."""

    async def world(self, tenant: TenantId, request: ContactRequest) -> World:
        """What the request speaks of."""
        ...

    async def positions(self, tenant: TenantId) -> Positions:
        """How far the facts have come."""
        ...

    def forget(self, tenant: TenantId) -> None:
        """Read the tenant's register anew next time."""
        ...


class PolicyEngine(Protocol):
    """Who judges."""

    def encode(self, document: PolicyInput) -> bytes:
        """The input as bytes."""
        ...

    async def ask(self, document: bytes, situations: int) -> bytes:
        """The result as bytes, or `Undecided`."""
        ...


class TextScreener(Protocol):
    """Who reads the text."""

    async def read(self, text: str) -> Reading:
        """What it says by itself, or `Undecided` past the deadline."""
        ...

    async def attribute(self, reading: Reading, numbers: NumberBook) -> Screened:
        """With whose its phone numbers are, or `Undecided` past the deadline."""
        ...


class Decisions:
    """The use cases of the decision service."""

    def __init__(
        self,
        facts: FactsReader,
        engine: PolicyEngine,
        screener: TextScreener,
        log: VerdictLog,
        archive: Archive,
        secrets: Secrets,
        clock: Clock,
        ids: Ids,
        metrics: Metrics,
    ) -> None:
        """All collaborators come from the wiring."""
        self._facts, self._engine, self._screener = facts, engine, screener
        self._log, self._archive = log, archive
        self._secrets, self._clock, self._ids = secrets, clock, ids
        self._metrics = metrics

    async def decide(self, caller: Caller, request: ContactRequest, at_least: AtLeast | None = None) -> bytes:
        """The verdict's canonical bytes, written down before they are answered; on facts of `at_least` these numbers.

        Raises `Refused` for a person who asks for another, `Undecided` and `Unavailable` where there is no verdict.
        """
        if not caller.acts_as("app") and caller.subject != request.sender.staff_id:
            raise Refused("A person's own token asks only for themselves.")
        with self._metrics.deciding():
            return await self._decide(caller, request, at_least)

    async def _decide(self, caller: Caller, request: ContactRequest, at_least: AtLeast | None) -> bytes:
        if at_least is not None:
            await until_known(at_least, lambda: self._facts.positions(caller.tenant))
        now = self._clock.now()
        when = Instants(now, request.send_at or now)
        # The text is read beside the facts: only whose its phone numbers are depends on them.
        world, reading = await asyncio.gather(
            self._facts.world(caller.tenant, request), self._read(request.content.text)
        )
        require_recent(world.positions, world.register.settings, now)
        screened = await self._screened(caller.tenant, reading, world)
        decision_id = str(self._ids.new())
        large = _size(world) > MANY
        case = await _off_loop(large, lambda: Case(request, world, screened, when, decision_id, caller.tenant))
        rounds, query, result = await self._judge(case, large=large)
        record, verdict, answer = await _off_loop(
            large,
            lambda: _conclude(
                rounds, query.people, result, self._hmac(caller.tenant, request), declares=_declares(case)
            ),
        )
        await self._log.write(_entry(caller, request, case, verdict, record, answer, rounds, now))
        self._metrics.given(
            verdict.effect, {"permit": verdict.permitted, "review": verdict.held, "deny": verdict.denied}
        )
        if _declares(case) and verdict.emergency_id is not None:
            self._facts.forget(caller.tenant)
        return answer

    async def read(self, caller: Caller, decision_id: str) -> bytes:
        """A stored verdict, for its caller, its sender and the district's auditors; for everyone else `NotFound`."""
        kept = await self._archive.find(caller.tenant, decision_id)
        if kept is None or not (
            caller.acts_as("auditor")
            or kept.caller == _name(caller)
            or (caller.acts_as("staff") and kept.sender == caller.subject)
        ):
            raise NotFound
        return kept.record.verdict

    async def purge(self, tenant: TenantId, retention_days: int) -> int:
        """Delete the decisions whose retention is over; returns how many they were."""
        now = self._clock.now()
        return await self._archive.purge(tenant, now - timedelta(days=retention_days), now)

    async def _read(self, text: str) -> Reading:
        if not text:
            return Reading()
        with self._metrics.screening.time():
            return await self._screener.read(text)

    async def _screened(self, tenant: TenantId, reading: Reading, world: World) -> Screened:
        settings = world.register.settings
        book = NumberBook(
            district=frozenset((*settings.phone_numbers, settings.toolkit.phone, settings.reporting.phone)),
            staff_hashes=world.staff_numbers,
            key=self._secrets.key(tenant, "numbers"),
        )
        return await self._screener.attribute(reading, book)

    async def _judge(self, case: Case, *, large: bool) -> tuple[list[Round], Query, EngineResult]:
        """One query; a second where a guardian who was to be company may not be reached by this very message."""
        query = await _off_loop(large, case.first)
        first, result = await self._ask(query)
        refused = case.refused(query, result.own_effects)
        if not refused:
            return [first], query, result
        query = await _off_loop(large, lambda: case.second(refused))
        second, result = await self._ask(query)
        return [first, second], query, result

    async def _ask(self, query: Query) -> tuple[Round, EngineResult]:
        document = self._engine.encode(query.input)
        count = len(query.input.situations)
        with self._metrics.engine.time():
            body = await self._engine.ask(document, count)
        return Round(document, body), read_result(body, count)

    def _hmac(self, tenant: TenantId, request: ContactRequest) -> bytes:
        return self._secrets.keyed_hash(tenant, "text", request.content.text.encode())


def _size(world: World) -> int:
    return len(world.students)


async def _off_loop(large: bool, work: Callable[[], T]) -> T:  # noqa: FBT001 - the one question it asks
    return await asyncio.to_thread(work) if large else work()


def _conclude(
    rounds: list[Round], people: People, result: EngineResult, hmac: bytes, *, declares: bool
) -> tuple[bytes, Verdict, bytes]:
    """The record, the verdict, its bytes. What may be sent to nobody is not sent, and so declares no emergency."""
    verdict = spread_verdict(people, result)
    if declares and not verdict.permitted:
        header = msgspec.structs.replace(people.header, emergency_id=None)
        people = msgspec.structs.replace(people, header=header)
        verdict = spread_verdict(people, result)
    answer = canonical(verdict)
    record = Record(format=FORMAT, rounds=rounds, people=encode_people(people), verdict=answer, text_hmac=hmac)
    return pack(record), verdict, answer


def _name(caller: Caller) -> str:
    return f"{caller.client}\n{caller.subject}"


def _entry(
    caller: Caller,
    request: ContactRequest,
    case: Case,
    verdict: Verdict,
    record: bytes,
    answer: bytes,
    rounds: list[Round],
    now: datetime,
) -> Entry:
    sender = request.sender.staff_id
    event = VerdictGiven(
        decision_id=verdict.decision_id,
        decided_at=now,
        effect=verdict.effect,
        counts=Counts(permit=len(verdict.permitted), review=len(verdict.held), deny=len(verdict.denied)),
        verdict_hash=hashlib.sha256(answer).hexdigest(),
        inputs=[msgspec.Raw(r.input) for r in rounds],
        results=[msgspec.Raw(r.result) for r in rounds],
        policy=verdict.policy,
        facts=verdict.facts,
        emergency_id=verdict.emergency_id,
    )
    return Entry(
        tenant=caller.tenant,
        decision_id=verdict.decision_id,
        decided_at=now,
        caller=_name(caller),
        sender=None if "\x00" in sender else sender,
        effect=verdict.effect,
        recipients=len(verdict.recipients),
        revision=verdict.policy.revision,
        record=record,
        event=msgspec.json.encode(event),
        declaration=_declaration(case, verdict),
    )


def _declares(case: Case) -> bool:
    return case.emergency is not None and case.emergency.declared_now


def _declaration(case: Case, verdict: Verdict) -> Declaration | None:
    if case.emergency is None or not case.emergency.declared_now or verdict.emergency_id is None:
        return None
    facts = case.emergency.facts
    event = EmergencyDeclared(
        emergency_id=facts.id,
        decision_id=verdict.decision_id,
        declared_by=facts.declared_by,
        school=facts.school,
        start=facts.start,
        until=facts.until,
    )
    return Declaration(f"emergency/{facts.id}", msgspec.json.encode(facts), msgspec.json.encode(event))
