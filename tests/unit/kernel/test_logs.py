"""Nothing personal reaches a log: members that nobody listed, messages of exceptions, arguments of libraries."""

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from builders.captured_logs import captured_logs, log_lines
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.failures import describe
from hallpass.kernel.logs import get_logger

CANARY = "Zephyrine-Canary"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    with captured_logs("json") as stream:
        yield stream


def test_a_listed_member_gets_through_and_another_does_not(stream: io.StringIO) -> None:
    get_logger("roster").info("imported", rows=12, name=CANARY, student_id=CANARY)
    (line,) = log_lines(stream)
    assert (line["event"], line["rows"], line["level"], line["logger"]) == ("imported", 12, "info", "roster")
    assert CANARY not in stream.getvalue()


def fail() -> None:
    try:
        dict[str, str]()[CANARY]
    except KeyError as error:
        raise RuntimeError(f"while reading {CANARY}") from error


def test_an_exception_is_kinds_and_places(stream: io.StringIO) -> None:
    try:
        fail()
    except RuntimeError as error:
        get_logger("roster").error("failed", exc_info=error)
    (line,) = log_lines(stream)
    assert line["error"] == "RuntimeError"
    assert [entry for entry in line["trace"] if ":" not in entry] == ["KeyError", "RuntimeError"]
    assert any(entry.startswith("kernel/test_logs.py:") and entry.endswith(" fail") for entry in line["trace"])
    assert CANARY not in stream.getvalue()


def test_exc_info_true_and_logger_exception_mean_the_current_exception(stream: io.StringIO) -> None:
    try:
        fail()
    except RuntimeError:
        get_logger("roster").error("failed", exc_info=True)
        logging.getLogger("library").exception("failed for %s", CANARY)
    assert [line["error"] for line in log_lines(stream)] == ["RuntimeError", "RuntimeError"]
    assert CANARY not in stream.getvalue()


def test_a_library_speaks_without_its_arguments(stream: io.StringIO) -> None:
    logging.getLogger("library").warning("cannot send to %s", CANARY, extra={"address": CANARY})
    (line,) = log_lines(stream)
    assert (line["event"], line["logger"]) == ("cannot send to %s", "library")
    assert CANARY not in stream.getvalue()


def test_what_is_bound_to_the_request_is_scrubbed_too(stream: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r-1", trace_id="t-1", person=CANARY):
        get_logger("app").info("request")
    (line,) = log_lines(stream)
    assert (line["request_id"], line["trace_id"]) == ("r-1", "t-1")
    assert CANARY not in stream.getvalue()


def test_long_values_are_cut_and_structures_are_flattened(stream: io.StringIO) -> None:
    get_logger("app").info("x" * 1_000, not_ready=["a", {"name": "b" * 1_000}])
    (line,) = log_lines(stream)
    assert len(line["event"]) < 350
    assert len(line["not_ready"][1]) < 350


def test_below_the_level_nothing_is_written(stream: io.StringIO) -> None:
    get_logger("app").debug("detail")
    assert stream.getvalue() == ""


def test_a_failure_is_described_without_its_message_unless_it_is_of_the_family() -> None:
    with pytest.raises(RuntimeError) as caught:
        fail()
    assert describe(caught.value).startswith("RuntimeError at kernel/test_logs.py:")
    assert describe(Unavailable("database")) == "Unavailable: Not available at the moment: database."


def test_a_talkative_library_is_heard_from_its_warnings_on(stream: io.StringIO) -> None:
    logging.getLogger("kafka.conn").info("%s: connected", CANARY)
    logging.getLogger("kafka.conn").warning("%s: refused", CANARY)
    assert [line["event"] for line in log_lines(stream)] == ["%s: refused"]
