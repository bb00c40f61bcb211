"""Heartbeats: an owner tells each tenant's readers, once in a while, how many facts there are and that it lives.

A heartbeat is an envelope like any other, but it stands in no outbox and takes no number: it repeats the tenant's last
one, and is sent only when every fact up to that number is on the bus. So a reader knows how old its facts are, and
sees a gap at the very end, which no later fact would show.
"""

from dataclasses import dataclass
from datetime import datetime

from hallpass.kernel.envelope import Envelope
from hallpass.kernel.ids import Ids

TYPE = "heartbeat"
KEY = "heartbeat"
PAYLOAD = b"{}"


@dataclass(frozen=True, slots=True)
class Count:
    """The last number of a tenant in a topic, of which nothing waits any longer."""

    tenant: str
    topic: str
    last: int


def heartbeat(count: Count, now: datetime, ids: Ids) -> Envelope:
    """The heartbeat of one tenant and topic. `now` is an instant before the count was read."""
    return Envelope(
        event_id=ids.new(),
        tenant=count.tenant,
        topic=count.topic,
        key=KEY,
        type=TYPE,
        sequence=count.last,
        version=int(now.timestamp() * 1000),
        occurred_at=now,
        payload=PAYLOAD,
    )


def is_heartbeat(envelope: Envelope) -> bool:
    """Whether it is no fact, but tells of them."""
    return envelope.type == TYPE
