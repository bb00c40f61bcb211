"""Ids as a collaborator. They rise with time, so that an index over them grows at one end."""

import secrets
from collections.abc import Callable
from typing import Protocol
from uuid import UUID

from hallpass.kernel.clock import Clock


class Ids(Protocol):
    """Makes ids that nobody has used before."""

    def new(self) -> UUID:
        """A fresh id."""
        ...


class TimeOrderedIds:
    """UUID version 7 (RFC 9562): 48 bits of milliseconds, then 74 random bits."""

    def __init__(self, clock: Clock, random_bits: Callable[[int], int] = secrets.randbits) -> None:
        """`random_bits(n)` returns an integer of n random bits; tests hand in a predictable one."""
        self._clock = clock
        self._random_bits = random_bits

    def new(self) -> UUID:
        """A fresh id whose first 48 bits are the clock's milliseconds."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        high = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
        version = 0x7 << 76
        variant = 0b10 << 62
        # Asked for at once: the system's randomness is worth a call, and no more.
        random = self._random_bits(74)
        middle, low = random >> 62 << 64, random & ((1 << 62) - 1)
        return UUID(int=high | version | middle | variant | low)


class CountedIds:
    """0…1, 0…2, 0…3: readable ids for tests."""

    def __init__(self) -> None:
        """Start at one."""
        self._last = 0

    def new(self) -> UUID:
        """The next number as an id."""
        self._last += 1
        return UUID(int=self._last)
