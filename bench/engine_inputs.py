"""What the engine was asked for one decision, byte for byte, from the stored verdict; and the same person by person."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import asyncpg
import msgspec
from bench.client import http_request

from hallpass.contracts.situation import PolicyInput
from hallpass.decision.opa import ENTRY_POINT
from hallpass.decision.people import People
from hallpass.decision.record import Record, unpack

_PATH = f"/v1/data/{ENTRY_POINT}?strict-builtin-errors=true"


@dataclass(frozen=True)
class Inputs:
    """Requests to the engine's data API.

    `grouped` are the decision's own queries (two where company was refused), `single` are as many with an entry for
    each recipient instead of one for each situation (the last one's: people are stored with that alone).
    """

    situations: int
    grouped: tuple[bytes, ...]
    single: tuple[bytes, ...]


def inputs_of(admin_dsn: str, decision_id: str) -> Inputs:
    """The inputs of a stored decision."""
    record = asyncio.run(_record(admin_dsn, decision_id))
    people = msgspec.json.decode(record.people, type=People)
    asked = [round_.input for round_ in record.rounds]
    return Inputs(
        situations=people.situations,
        grouped=tuple(_query(document) for document in asked),
        single=(_query(_person_by_person(asked[-1], people)),) * len(asked),
    )


async def _record(admin_dsn: str, decision_id: str) -> Record:
    connection = await asyncpg.connect(admin_dsn)
    try:
        stored: bytes = await connection.fetchval("SELECT record FROM decision.verdict WHERE id = $1", decision_id)
    finally:
        await connection.close()
    return unpack(stored)


def _person_by_person(document: bytes, people: People) -> bytes:
    """Each recipient's situation once for each of them; the guardians who may have to be included stay as they are."""
    grouped = msgspec.json.decode(document, type=PolicyInput)
    each = [grouped.situations[role.situation] for person in people.persons for role in person.roles]
    return msgspec.json.encode(
        msgspec.structs.replace(grouped, situations=each + grouped.situations[people.situations :])
    )


def _query(document: bytes) -> bytes:
    return http_request("POST", _PATH, b'{"input":' + document + b"}")
