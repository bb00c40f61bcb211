"""A request's body as it comes, and reading on what nobody wants, so that a simple client sees why it was refused.

A client that writes its whole body before it reads the answer finds its connection reset when the server closes it
first, and never sees the answer.
"""

import asyncio

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

MOST = 16_000_000
"""Bytes that are read on and thrown away: four bodies of the largest size."""
PATIENCE = 5.0
"""Seconds within which they must come."""


class IncomingBody:
    """Stands between the server and the app, and knows how much of the body is still to come."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        """`receive` is the server's."""
        self._receive = receive
        self._begun = False
        self._complete = False
        self._waits = Headers(scope=scope).get("expect", "").lower() == "100-continue"

    async def receive(self) -> Message:
        """The next part, noted."""
        self._begun = True
        message = await self._receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            self._complete = True
        return message

    async def drain(self) -> bool:
        """Read on to the end; False where it is too far away. Who waits to be asked for a body is not asked."""
        if self._waits and not self._begun:
            return False
        left = MOST
        try:
            async with asyncio.timeout(PATIENCE):
                while not self._complete and left >= 0:
                    left -= len((await self.receive()).get("body", b""))
        except TimeoutError:
            return False
        return self._complete
