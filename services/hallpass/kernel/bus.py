"""The bus: how facts get from the service that owns them to the services that hear of them."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Protocol

from hallpass.kernel.envelope import Envelope

BATCH = 500

LARGEST_PAYLOAD = 7 * 1024 * 1024
"""Bytes of one event's payload: far above what a class or a verdict takes. What is larger is refused when written."""

Handler = Callable[[Sequence[Envelope]], Awaitable[None]]
"""Applies up to 500 envelopes, all or none. Tolerates doubles and late ones. Raises Unavailable to be asked again."""

Parked = Callable[[str, Envelope, str], Awaitable[None]]
"""Keeps an envelope that a group could not handle, with the reason (no values in it), for a person to look at."""


class Oversize(Exception):
    """Some envelopes are larger than the bus takes, today and tomorrow; of the others, any may be on it."""

    def __init__(self, envelopes: Sequence[Envelope]) -> None:
        """Those that are too large."""
        super().__init__("events that are larger than the bus takes")
        self.envelopes = tuple(envelopes)


class Bus(Protocol):
    """At least once, in order for each tenant and topic."""

    def subscribe(self, group: str, topics: Collection[str], handler: Handler) -> None:
        """Let `handler` hear the topics. Before `run`; one handler for each group."""
        ...

    async def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Return when the bus answers for the envelopes. Raises Unavailable when not (it may still come), Oversize."""
        ...

    async def run(self) -> None:
        """Feed the handlers until cancelled."""
        ...
