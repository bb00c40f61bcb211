"""Chance that falls the same way everywhere: all of it comes from `Random.random`, whose sequence Python promises."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chance:
    """A fixed sequence of choices. `seed` names the sequence."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return int(self._random.random() * bound)

    def often(self, share: float) -> bool:
        """True in this share of cases."""
        return self._random.random() < share

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.below(len(options))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """One of the keys, as often as its weight says; weights need not add up to one."""
        left = self._random.random() * sum(weights.values())
        for option, weight in weights.items():
            left -= weight
            if left < 0:
                return option
        return list(weights)[-1]

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """The items in another order."""
        return sorted(items, key=lambda _: self._random.random())
