"""What is known of a consumer: whether it lives, is a member, has caught up, and how far behind it is."""

import pytest

from hallpass.kernel.errors import Unavailable
from hallpass.kernel.kafka_bus.progress import LOOKED, Progress, lag_of

FIRST, SECOND = ("roster.facts", 0), ("roster.facts", 1)


class Steady:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Steady:
    return Steady()


@pytest.fixture
def progress(clock: Steady) -> Progress:
    return Progress(clock)


def test_a_thread_that_does_not_come_round_hangs(progress: Progress, clock: Steady) -> None:
    progress.check_alive()
    clock.at += LOOKED
    progress.check_alive()
    clock.at += 1
    with pytest.raises(Unavailable):
        progress.check_alive()
    progress.looked(joined=False)
    progress.check_alive()


def test_patience_counts_from_the_loss_of_the_membership(progress: Progress, clock: Steady) -> None:
    for _ in range(20):
        clock.at += 5
        progress.looked(joined=True)
        progress.check_member(10.0)
    assert progress.out_for() == 0
    for _ in range(2):
        clock.at += 5
        progress.looked(joined=False)
        progress.check_member(10.0)
    clock.at += 5.5
    progress.looked(joined=False)
    assert progress.out_for() == 10.5
    with pytest.raises(Unavailable, match="membership"):
        progress.check_member(10.0)


def test_one_who_never_became_a_member_has_the_same_patience(progress: Progress, clock: Steady) -> None:
    clock.at += 11
    progress.looked(joined=False)
    with pytest.raises(Unavailable, match="membership"):
        progress.check_member(10.0)


def test_it_has_caught_up_with_what_stood_there_at_first_however_the_log_grows(progress: Progress) -> None:
    with pytest.raises(Unavailable, match="position"):
        progress.check_caught_up()
    progress.measured({FIRST: 10, SECOND: 5}, {FIRST: 3, SECOND: 5})
    with pytest.raises(Unavailable, match="position"):
        progress.check_caught_up()
    progress.measured({FIRST: 90, SECOND: 60}, {FIRST: 10, SECOND: 5})
    progress.check_caught_up()
    progress.measured({FIRST: 90, SECOND: 60}, {FIRST: 10, SECOND: 5})
    progress.check_caught_up()


def test_a_partition_that_comes_later_has_its_own_target(progress: Progress) -> None:
    progress.measured({FIRST: 10}, {FIRST: 3})
    progress.measured({FIRST: 10, SECOND: 7}, {FIRST: 10, SECOND: 0})
    with pytest.raises(Unavailable, match="position"):
        progress.check_caught_up()
    progress.measured({SECOND: 9}, {SECOND: 7})
    progress.check_caught_up()


def test_a_position_that_is_not_known_is_no_position(progress: Progress) -> None:
    progress.measured({FIRST: 10}, {})
    with pytest.raises(Unavailable, match="position"):
        progress.check_caught_up()


def test_a_member_without_partitions_has_nothing_to_catch_up_with(progress: Progress) -> None:
    progress.measured({}, {})
    progress.check_caught_up()


def test_lag_is_counted_by_topic_and_never_negative() -> None:
    ends = {FIRST: 10, SECOND: 5, ("consent.facts", 0): 4}
    assert lag_of(ends, {FIRST: 7, SECOND: 6}) == {"roster.facts": 3, "consent.facts": 4}
