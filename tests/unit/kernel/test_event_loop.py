"""A failure that nobody looks at is told of without its words: by the loop of a process, and by any other's logger."""

import asyncio
import gc
import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from architecture.checkout import modules
from builders.captured_logs import captured_logs, log_lines
from hallpass.kernel.event_loop import run_on_loop
from hallpass.kernel.logs import get_logger

CANARY = "Zephyrine-Canary"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with captured_logs("json") as stream:
        yield stream


async def fail() -> None:
    raise KeyError(CANARY)


async def forget_a_task() -> None:
    task = asyncio.create_task(fail())
    await asyncio.wait({task})
    del task
    gc.collect()


async def call_something_that_fails() -> None:
    done = asyncio.Event()

    def told(name: str) -> None:
        done.set()
        raise LookupError(name)

    asyncio.get_running_loop().call_soon(told, CANARY)
    await done.wait()


async def complain() -> None:
    asyncio.get_running_loop().call_exception_handler({"message": f"{CANARY} was not closed"})


@pytest.mark.parametrize(
    "work, reason",
    [
        (forget_a_task, "KeyError at kernel/test_event_loop.py:"),
        (call_something_that_fails, "LookupError at kernel/test_event_loop.py:"),
        (complain, "without an exception"),
    ],
)
def test_the_loop_of_a_process_tells_kind_and_place(stream: io.StringIO, work: Callable[[], Any], reason: str) -> None:
    run_on_loop(work(), get_logger("hallpass"))
    (line,) = log_lines(stream)
    assert (line["event"], line["level"]) == ("failure_of_nobody", "error")
    assert line["reason"].startswith(reason)
    assert CANARY not in stream.getvalue()


@pytest.mark.parametrize(
    "work, said",
    [
        (forget_a_task, "Task exception was never retrieved"),
        (call_something_that_fails, "Exception in callback"),
        (complain, "event loop"),
    ],
)
def test_the_logger_of_any_other_loop_says_no_more_than_what_it_is(
    stream: io.StringIO, work: Callable[[], Any], said: str
) -> None:
    asyncio.run(work())
    (line,) = log_lines(stream)
    assert (line["event"], line["logger"]) == (said, "asyncio")
    assert CANARY not in stream.getvalue()


def test_what_the_work_comes_to_is_handed_on(stream: io.StringIO) -> None:
    async def answer() -> int:
        return 42

    assert run_on_loop(answer(), get_logger("hallpass")) == 42
    with pytest.raises(KeyError):
        run_on_loop(fail(), get_logger("hallpass"))
    assert stream.getvalue() == ""


def test_every_process_that_serves_runs_on_this_loop() -> None:
    text = {path.name: path.read_text(encoding="utf-8") for path in modules("services")}
    assert [name for name, source in text.items() if "uvloop" in source] == ["event_loop.py"]
    users = [str(path) for path in modules("services") if "run_on_loop(" in path.read_text(encoding="utf-8")]
    assert sorted(user.rpartition("hallpass/")[2] for user in users) == [
        "commands/operators.py",
        "commands/suite.py",
        "kernel/event_loop.py",
    ]
