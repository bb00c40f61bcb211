"""Screening off the event loop, with a deadline."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event
from types import TracebackType
from typing import Self, TypeVar

from hallpass.decision.screening.model import Screened
from hallpass.decision.screening.numbers import NumberBook
from hallpass.decision.screening.ruleset import Ruleset
from hallpass.decision.screening.screen import Reading, attributed, read
from hallpass.kernel.errors import Undecided

REASON = "screening"
T = TypeVar("T")


class _Overrun(Exception):
    """The deadline has passed while the work went on."""


class Screener:
    """Screens in threads of its own: matching releases the interpreter, and the rest is cut into small steps.

    `deadline` is in seconds, waiting for a thread included. Work that overruns it is given up at its next step, so
    that a hostile text cannot keep a thread for long.
    """

    def __init__(
        self,
        rules: Ruleset,
        *,
        deadline: float = 2.0,
        threads: int = 2,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rules = rules
        self._deadline = deadline
        self._monotonic = monotonic
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="screening")

    @property
    def revision(self) -> str:
        """The hash of the rules in use."""
        return self._rules.revision

    async def read(self, text: str) -> Reading:
        """What the text says by itself, without any facts; `Undecided` when the deadline passes first."""
        return await self._in_time(partial(read, text, self._rules))

    async def attribute(self, reading: Reading, numbers: NumberBook) -> Screened:
        """With whose its numbers are; `Undecided` as in `read`. Costs nothing where the text gives no number."""
        if reading.numerals is None:
            return Screened(reading.signals, ())
        return await self._in_time(partial(attributed, reading, self._rules, numbers))

    async def _in_time(self, work: Callable[[Callable[[], None]], T]) -> T:
        given_up = Event()
        until = self._monotonic() + self._deadline

        def checkpoint() -> None:
            if given_up.is_set() or self._monotonic() > until:
                raise _Overrun

        doing = asyncio.get_running_loop().run_in_executor(self._threads, work, checkpoint)
        try:
            async with asyncio.timeout(self._deadline):
                return await doing
        except (TimeoutError, _Overrun) as overrun:
            raise Undecided(REASON) from overrun
        finally:
            given_up.set()

    def close(self) -> None:
        """Take no more work; what waits is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
