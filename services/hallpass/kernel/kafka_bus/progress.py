"""How a consumer gets on: written by its thread, read by the pings. Pure; instants are seconds of a steady clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hallpass.kernel.errors import Unavailable

Place = tuple[str, int]
"""A topic of the cluster and a partition."""

LOOKED = 30.0
"""Seconds: a thread that has not come round for so long hangs."""


@dataclass(slots=True)
class Progress:
    """Of one consumer. Each member is replaced as a whole, so that another thread reads no half of it."""

    now: Callable[[], float]
    joined: bool = False
    out_since: float = 0.0
    looked_at: float = 0.0
    caught_up: bool = False
    targets: Mapping[Place, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """The first patience begins now."""
        self.out_since = self.looked_at = self.now()

    def looked(self, *, joined: bool) -> None:
        """The thread came round; `joined`: it is a member of its group."""
        self.looked_at = self.now()
        if self.joined and not joined:
            self.out_since = self.looked_at
        self.joined = joined

    def out_for(self) -> float:
        """Seconds that it has not been a member; 0 while it is one."""
        return 0.0 if self.joined else self.now() - self.out_since

    def measured(self, ends: Mapping[Place, int], positions: Mapping[Place, int]) -> None:
        """Compare where the partitions end with what was handled.

        What stood in a partition when it was first seen is the target: a log that grows all the time is caught up with
        too.
        """
        self.targets = {**{place: end for place, end in ends.items() if place not in self.targets}, **self.targets}
        reached = (positions.get(place, 0) >= self.targets[place] for place in ends)
        self.caught_up = self.caught_up or all(reached)

    def check_alive(self) -> None:
        """Raises Unavailable when the thread hangs."""
        if self.now() - self.looked_at > LOOKED:
            raise Unavailable("bus consumer")

    def check_member(self, patience: float) -> None:
        """Raises Unavailable when the thread hangs, or has been out of its group for longer than that."""
        self.check_alive()
        if self.out_for() > patience:
            raise Unavailable("bus membership")

    def check_caught_up(self) -> None:
        """Raises Unavailable until everything was handled that stood there at the start."""
        if not self.caught_up:
            raise Unavailable("bus position")


def lag_of(ends: Mapping[Place, int], positions: Mapping[Place, int]) -> dict[str, int]:
    """Records of each topic that were not handled yet."""
    lags: dict[str, int] = {}
    for place, end in ends.items():
        lags[place[0]] = lags.get(place[0], 0) + max(0, end - positions.get(place, 0))
    return lags
