"""What a relay has set aside: rows that the bus found too large, each until it is offered again."""

from collections.abc import Collection, Sequence


class Aside:
    """Ids of rows, and the instant (seconds of a steady clock) at which each may be offered to the bus again.

    Kept in memory alone: the rows stay unsent in the outbox, and another relay learns of them from the bus.
    """

    def __init__(self) -> None:
        """Nothing is aside."""
        self._until: dict[int, float] = {}

    def __len__(self) -> int:
        """How many were set aside and have not been settled."""
        return len(self._until)

    def add(self, rows: Collection[int], until: float) -> None:
        """Set the rows aside until then."""
        self._until.update(dict.fromkeys(rows, until))

    def rows(self, now: float) -> list[int]:
        """What is not to be offered now. What may be offered again counts as aside until it is settled or sent."""
        return [row for row, until in self._until.items() if until > now]

    def all(self) -> list[int]:
        """Every row that was set aside."""
        return list(self._until)

    def forget(self, rows: Sequence[int]) -> None:
        """These are settled: sent, or superseded."""
        for row in rows:
            self._until.pop(row, None)
