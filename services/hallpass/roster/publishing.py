"""Telling what changed: join aggregates together, compare with what was last told, record the difference.

The caller holds the roster's lock (store.staging.only_writer), so that nobody tells an older state after a newer one.
"""

from collections.abc import Callable, Sequence

from hallpass.contracts.envelope import seal_payload
from hallpass.contracts.roster import ClassFacts
from hallpass.kernel.db import UnitOfWork
from hallpass.roster.model import (
    KINDS,
    Facts,
    Kind,
    StaffParts,
    StudentParts,
    class_facts,
    removed,
    staff_facts,
    student_facts,
)
from hallpass.roster.outcome import Changes
from hallpass.roster.store import parts, published
from hallpass.roster.store.published import State

Hasher = Callable[[str], tuple[str, ...]]
"""The keyed hashes of one phone number."""

Touched = dict[Kind, Sequence[str]]
"""Ids of aggregates by kind."""


async def publish(
    work: UnitOfWork, hashes: Hasher, touched: Touched | None = None, *, record: bool = True
) -> dict[Kind, Changes]:
    """Tell every aggregate (or only those touched) whose state is not what was last told; counts by kind.

    With `record` false nothing is written. Memory holds one page of aggregates.
    """
    changes: dict[Kind, Changes] = {}
    for kind in KINDS:
        if touched is None:
            changes[kind] = await _publish_kind(work, kind, hashes, None, record=record)
        elif kind in touched:
            changes[kind] = await _publish_kind(work, kind, hashes, touched[kind], record=record)
    return changes


async def republish(work: UnitOfWork) -> int:
    """Tell the state of every aggregate again, removed ones too, each as a newer version; returns how many."""
    for kind in KINDS:
        after = ""
        while states := await published.page(work, kind, after, parts.PAGE):
            after = states[-1].id
            await published.tell(work, kind, [state._replace(version=state.version + 1) for state in states])
    return work.recorded


async def _publish_kind(
    work: UnitOfWork, kind: Kind, hashes: Hasher, ids: Sequence[str] | None, *, record: bool
) -> Changes:
    changes = Changes()
    missing = await parts.gone(work, kind, ids)
    for start in range(0, len(missing), parts.PAGE):
        states = [_state(removed(kind, gone)) for gone in missing[start : start + parts.PAGE]]
        await _tell_changed(work, kind, states, changes, record=record)
    after: str | None = None
    while found := await parts.page(work, kind, after, ids):
        after = found[-1].id
        await _tell_changed(work, kind, [_state(_facts(each, hashes)) for each in found], changes, record=record)
        if len(found) < parts.PAGE:
            break
    return changes


async def _tell_changed(
    work: UnitOfWork, kind: Kind, states: Sequence[State], changes: Changes, *, record: bool
) -> None:
    before = await published.known(work, kind, [state.id for state in states])
    differing = []
    for state in states:
        old = before.get(state.id)
        if old is not None and old.payload == state.payload:
            continue
        if not state.active:
            changes.removed += 1
        elif old is None or not old.active:
            changes.added += 1
        else:
            changes.changed += 1
        differing.append(state._replace(version=1 if old is None else old.version + 1))
    if record:
        await published.tell(work, kind, differing)


def _facts(found: parts.Parts, hashes: Hasher) -> Facts:
    match found:
        case StudentParts():
            return student_facts(found)
        case StaffParts():
            return staff_facts(found, tuple(each for number in found.numbers for each in hashes(number)))
        case ClassFacts():
            return class_facts(found)
        case _:
            return found


def _state(facts: Facts) -> State:
    return State(facts.id, facts.active, seal_payload(facts))
