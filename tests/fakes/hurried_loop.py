"""An event loop whose clock jumps to the next timer whenever there is nothing else to do: deadlines without waiting."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Selector(selectors.DefaultSelector):
    """Never waits: the time that would have been slept is added to the loop's clock."""

    def __init__(self) -> None:
        super().__init__()
        self.slept = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is not None:
            self.slept += timeout
        return ready


class HurriedLoop(asyncio.SelectorEventLoop):
    """Its clock starts at zero and counts only what tasks wait for."""

    def __init__(self) -> None:
        self._hurried = _Selector()
        super().__init__(self._hurried)

    def time(self) -> float:
        """Seconds that would have passed."""
        return self._hurried.slept


def hurried(work: Coroutine[Any, Any, T]) -> tuple[T, float]:
    """Run to the end; returns the result and the seconds that it would have taken."""
    with asyncio.Runner(loop_factory=HurriedLoop) as runner:
        result = runner.run(work)
        return result, runner.get_loop().time()
