"""Logs as events with named members. Only members on a list get through, so personal data cannot slip in.

An exception is logged as kinds and places, never with its message.
"""

import logging
import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor

from hallpass.kernel.failures import frames

Logger = structlog.typing.FilteringBoundLogger

# Whoever adds a member here vouches that it never holds a person's id, name, contact or words.
ALLOWED = frozenset(
    {
        "attempt",
        "bytes",
        "code",
        "column",
        "consumer",
        "count",
        "decision_id",
        "depth",
        "district",
        "duration_ms",
        "error",
        "event",
        "exit_code",
        "file",
        "folder",
        "group",
        "host",
        "lag_seconds",
        "level",
        "limit",
        "line",
        "logger",
        "method",
        "not_ready",
        "part",
        "pid",
        "port",
        "ready",
        "reason",
        "recipients",
        "release",
        "request_id",
        "revision",
        "route",
        "rows",
        "schema",
        "seconds",
        "sequence",
        "service",
        "setting",
        "situations",
        "state",
        "status",
        "step",
        "table",
        "tenant",
        "timestamp",
        "topic",
        "trace",
        "trace_id",
        "type",
        "version",
        "wait_seconds",
    }
)
LONGEST = 300
TALKATIVE = ("kafka",)
"""Libraries that tell of each connection: without its arguments such a line says nothing."""

LOOP = "asyncio"
LOOP_SAYS = (
    "Task exception was never retrieved",
    "Future exception was never retrieved",
    "Task was destroyed but it is pending!",
    "Exception in callback",
    "Unhandled exception",
    "Fatal ",
)
"""How messages of the event loop begin, which come with their arguments inside; nothing more of them is kept."""


def configure_logs(style: Literal["json", "console"], level: str = "INFO", stream: TextIO = sys.stderr) -> None:
    """Send all logs, the libraries' too, to `stream` in one form. Called once by whoever starts the process."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(style, colors=stream.isatty()))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for library in TALKATIVE:
        logging.getLogger(library).setLevel(max(logging.WARNING, root.level))


def formatter(style: Literal["json", "console"], *, colors: bool = False) -> logging.Formatter:
    """How a handler writes a line: an event of ours as it is, a library's without its arguments."""
    render: Processor = (
        structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer(colors=colors)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_template_only, *_shared()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        scrub,
    ]


def get_logger(name: str) -> Logger:
    """A logger to hand to a collaborator; `name` says which part speaks."""
    logger: Logger = structlog.get_logger(name).bind(logger=name)
    return logger


def scrub(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Keep the members on the list, in short form; turn an exception into kinds and places."""
    error = _exception(event)
    kept: EventDict = {name: _plain(value) for name, value in event.items() if name in ALLOWED}
    kept.update({name: value for name, value in event.items() if name in ("_record", "_from_structlog")})
    if error is not None:
        kept["error"] = type(error).__name__
        kept["trace"] = frames(error)
    return kept


def _exception(event: Mapping[str, Any]) -> BaseException | None:
    found = event.get("exc_info")
    if isinstance(found, BaseException):
        return found
    if isinstance(found, tuple):
        return found[1] if isinstance(found[1], BaseException) else None
    return sys.exc_info()[1] if found else None


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | float) or value is None:
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in list(value)[:50]]
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _of_the_loop(record: logging.LogRecord) -> str:
    said = str(record.msg)
    return next((known.strip() for known in LOOP_SAYS if said.startswith(known)), "event loop")


def _template_only(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A library's message without its arguments, which may be anything."""
    record: logging.LogRecord = event["_record"]
    event["event"] = _of_the_loop(record) if record.name == LOOP else str(record.msg)
    event["logger"] = record.name
    if record.exc_info and record.exc_info[1] is not None:
        event["exc_info"] = record.exc_info
        record.exc_info = None
        record.exc_text = None
    return event
