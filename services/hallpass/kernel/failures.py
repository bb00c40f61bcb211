"""Telling of a failure without telling what it was about: an exception's message may hold a name or an id."""

import traceback
from pathlib import PurePath

from hallpass.kernel.errors import HallpassError


def describe(error: BaseException) -> str:
    """The kind of error and where it arose (`KeyError at roster/service.py:41`); the family's own words are safe."""
    kind = type(error).__name__
    place = _place(error)
    words = f": {error.message}" if isinstance(error, HallpassError) else ""
    return f"{kind}{words} at {place}" if place else f"{kind}{words}"


def frames(error: BaseException) -> list[str]:
    """Each frame of the traceback as `file:line function`, causes first, without source lines and messages."""
    chain = []
    current: BaseException | None = error
    while current is not None:
        chain.append(current)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    lines = []
    for link in reversed(chain):
        lines.append(type(link).__name__)
        stack = traceback.extract_tb(link.__traceback__)
        lines.extend(f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in stack)
    return lines


def _place(error: BaseException) -> str:
    stack = traceback.extract_tb(error.__traceback__)
    # The deepest frame of our own says more than one inside a library.
    ours = [frame for frame in stack if "hallpass" in PurePath(frame.filename).parts]
    if not stack:
        return ""
    frame = (ours or stack)[-1]
    return f"{_short(frame.filename)}:{frame.lineno}"


def _short(filename: str) -> str:
    return "/".join(PurePath(filename).parts[-2:])
