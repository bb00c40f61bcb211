"""What travels on the bus: one fact's payload, and what one needs to put it in order without opening it."""

from datetime import datetime
from uuid import UUID

import msgspec

MALFORMED = "malformed"
"""The type of an envelope that stands for a record nobody could read: no handler can do anything with it."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """An event of one aggregate of one tenant.

    `sequence` counts the tenant's events in the topic without gaps; `version` counts the changes of this aggregate.
    `payload` is encoded JSON. `key` is the aggregate's id: it may be a person's and belongs in no log.
    """

    event_id: UUID
    tenant: str
    topic: str
    key: str
    type: str
    sequence: int
    version: int
    occurred_at: datetime
    payload: bytes
    traceparent: str = ""
    """The W3C trace context in which the change was made; empty when nobody traced it."""

    def __repr__(self) -> str:
        """Where it stands, without key and payload: a failing test or a traceback must not print a person."""
        return f"Envelope({self.topic} {self.type} sequence={self.sequence} version={self.version})"
