"""The log kept in a file as well: the same events, one JSON object a line, in files that take turns by size."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path

from hallpass.kernel.logs import formatter

LARGEST = 5_000_000
"""Bytes, from which a new file is begun."""
KEPT = 3
"""Older files, as NAME.1 to NAME.3."""


@contextmanager
def kept_log(path: Path, largest: int = LARGEST, kept: int = KEPT) -> Iterator[None]:
    """Write what is logged within the block to `path` too; its folder must be there. Raises OSError.

    The level is the one that `configure_logs` was given. Members are scrubbed as everywhere.
    """
    handler = RotatingFileHandler(path, maxBytes=largest, backupCount=kept, encoding="utf-8")
    handler.setFormatter(formatter("json"))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()
