"""What a process writes to its log, as a test reads it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import structlog

from hallpass.kernel.logs import configure_logs


@contextmanager
def captured_logs(style: Literal["json", "console"]) -> Iterator[io.StringIO]:
    """The log of this process, until the block ends; then everything is as it was."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logs(style, stream=stream)
    try:
        yield stream
    finally:
        root.handlers, root.level = before, level
        structlog.reset_defaults()


def log_lines(stream: io.StringIO) -> list[dict[str, Any]]:
    """Its lines as data, where the style is JSON."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]
