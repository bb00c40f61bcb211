"""The record of one decision as canonical bytes: what the engine was asked and said, who was meant, what was answered.

Without the text: its HMAC-SHA-256 under a key of the tenant tells whether a text was the one that was asked about.
"""

from __future__ import annotations

import zlib

import msgspec

from hallpass.contracts.engine import EngineResult
from hallpass.contracts.verdict import Verdict
from hallpass.decision.people import People
from hallpass.decision.spread import verdict as spread_verdict

FORMAT = 1
_FAST = 1
"""Level of compression: one decision is written before it is answered."""

_JSON = msgspec.json.Encoder()
_PEOPLE = msgspec.json.Decoder(People)
_RESULT = msgspec.json.Decoder(EngineResult)


class Round(msgspec.Struct, frozen=True):
    """One query and its answer, as they went over the wire."""

    input: bytes
    result: bytes


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of one decision; the last round is the one that was spread."""

    format: int
    rounds: list[Round]
    people: bytes
    verdict: bytes
    text_hmac: bytes


def canonical(verdict: Verdict) -> bytes:
    """The verdict's bytes, as they are answered."""
    return _JSON.encode(verdict)


def encode_people(people: People) -> bytes:
    """The map from situations to people, canonical."""
    return _JSON.encode(people)


def pack(record: Record) -> bytes:
    """The record as it is stored."""
    return zlib.compress(msgspec.msgpack.encode(record), _FAST)


def unpack(stored: bytes) -> Record:
    """The record as it was stored."""
    return msgspec.msgpack.decode(zlib.decompress(stored), type=Record)


def again(record: Record, result: bytes | None = None) -> bytes:
    """The verdict made anew, from the stored people and a result (the stored one by default)."""
    found = _RESULT.decode(record.rounds[-1].result if result is None else result)
    return canonical(spread_verdict(_PEOPLE.decode(record.people), found))
