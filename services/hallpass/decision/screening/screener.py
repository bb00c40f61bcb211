"""Screening with a deadline, off the event loop where the text is not short."""

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
SHORT = 300
"""Characters up to which a text is read on the event loop: that takes less time than to hand it to a thread."""
_FEWEST_DIGITS = 7
"""A phone number has at least seven digits, and to look for one is what takes time."""

T = TypeVar("T")


class Screener:
    """Screens in threads of its own: matching releases the interpreter, and the rest is cut into small steps. Only a
    short text without digits for a phone number is read where it is, within a millisecond or a few.

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
        work = partial(read, text, self._rules)
        if len(text) <= SHORT and sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
            return work(self._checkpoint())
        return await self._in_time(work)

    async def attribute(self, reading: Reading, numbers: NumberBook) -> Screened:
        """With whose its numbers are; `Undecided` as in `read`. Costs nothing where the text gives no number."""
        if reading.numerals is None:
            return Screened(reading.signals, ())
        return await self._in_time(partial(attributed, reading, self._rules, numbers))

    def _checkpoint(self, given_up: Callable[[], bool] = lambda: False) -> Callable[[], None]:
        """What the work calls between its steps: it ends there once its time is over, or nobody waits for it."""
        until = self._monotonic() + self._deadline

        def checkpoint() -> None:
            if given_up() or self._monotonic() > until:
                raise Undecided(REASON)

        return checkpoint

    async def _in_time(self, work: Callable[[Callable[[], None]], T]) -> T:
        given_up = Event()
        doing = asyncio.get_running_loop().run_in_executor(self._threads, work, self._checkpoint(given_up.is_set))
        try:
            async with asyncio.timeout(self._deadline):
                return await doing
        except TimeoutError as overrun:
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
