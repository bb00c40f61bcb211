"""The event loop of a process that serves, which tells of a forgotten failure without what it was about.

By itself asyncio writes the exception's own words into its message, and what a callback was given.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvloop

from hallpass.kernel.failures import describe
from hallpass.kernel.logs import Logger

T = TypeVar("T")


def run_on_loop(work: Coroutine[Any, Any, T], log: Logger) -> T:
    """Run `work` to its end on a loop of its own; a failure that nobody looks at is logged as kind and place."""

    def report(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        log.error("failure_of_nobody", reason=describe(error) if error else "without an exception")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.get_loop().set_exception_handler(report)
        return runner.run(work)
