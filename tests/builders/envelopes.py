"""An event as it comes from the bus, of which a test says only what matters."""

from datetime import UTC, datetime
from uuid import UUID

from hallpass.kernel.envelope import Envelope

MORNING = datetime(2026, 9, 14, 8, 0, tzinfo=UTC)


def an_envelope(
    sequence: int = 1,
    *,
    tenant: str = "lakeside",
    topic: str = "roster.facts",
    key: str | None = None,
    version: int = 1,
    payload: bytes = b"{}",
) -> Envelope:
    """The tenant's event number `sequence`; of an aggregate of its own unless `key` says otherwise."""
    return Envelope(
        event_id=UUID(int=sequence),
        tenant=tenant,
        topic=topic,
        key=key or f"student/{sequence}",
        type="student",
        sequence=sequence,
        version=version,
        occurred_at=MORNING,
        payload=payload,
    )
