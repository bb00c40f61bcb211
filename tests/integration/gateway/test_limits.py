"""How often, and how much: one caller's flood is its own, and a body that is too large reaches nobody."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import httpx
import pytest

from builders.keycloak_tokens import machine
from integration.gateway.stage import Front, Stage, front, is_problem

PATH = "/v1/decisions/1"
FLOOD = 60.0
"""Seconds in which a flood must have been stopped; it takes a moment."""


def _flood(send: Callable[[], httpx.Response]) -> httpx.Response:
    """The first answer that says that it was too much."""
    deadline = time.monotonic() + FLOOD
    while time.monotonic() < deadline:
        answer = send()
        if answer.status_code == 429:
            return answer
    raise AssertionError("the flood was never stopped")


@pytest.fixture(scope="module")
def strict(behind: Stage) -> Iterator[Front]:
    """A few requests of each caller."""
    few = {"tenant_rate": 1, "tenant_burst": 5, "person_rate": 1, "person_burst": 5}
    with front(behind.settings(**few, largest_body=10_000, largest_upload=200_000)) as found:
        yield found


def test_over_its_limit_a_tenant_gets_429_and_the_other_one_its_answers(strict: Front, behind: Stage) -> None:
    answer = _flood(lambda: strict.get(PATH, behind.app("lakeside")))
    assert is_problem(answer, 429, "too-many")
    assert answer.headers["retry-after"] == "1"
    assert strict.get(PATH, behind.app("hillview")).status_code == 200


def test_the_machines_of_a_tenant_share_its_limit(strict: Front, behind: Stage) -> None:
    numbers = iter(range(1_000_000))
    answer = _flood(lambda: strict.get(PATH, behind.app("creekside", sub=f"client-{next(numbers)}")))
    assert answer.status_code == 429


def test_over_their_limit_a_person_gets_429_and_the_next_one_their_answers(strict: Front, behind: Stage) -> None:
    answer = _flood(lambda: strict.get(PATH, behind.human("one")))
    assert is_problem(answer, 429, "too-many")
    assert strict.get(PATH, behind.human("two")).status_code == 200


def test_people_are_not_shut_out_by_the_machines_of_their_district(strict: Front, behind: Stage) -> None:
    _flood(lambda: strict.get(PATH, behind.app("lakeside")))
    assert strict.get(PATH, behind.human("three")).status_code == 200


def test_an_issuer_cannot_use_up_what_is_another_ones(strict: Front, behind: Stage) -> None:
    _flood(lambda: strict.get(PATH, behind.other.token(datetime.now(UTC), machine("ridgeway"))))
    assert strict.get(PATH, behind.app("ridgeway")).status_code == 200


def test_bad_tokens_are_limited_by_address_and_health_is_not_limited(behind: Stage) -> None:
    with front(behind.settings(address_rate=1, address_burst=5)) as narrow:
        assert is_problem(_flood(lambda: narrow.get(PATH, "garbage")), 429, "too-many")
        assert {narrow.get(path).status_code for path in ("/healthz", "/readyz") * 10} == {200}


def test_behind_a_proxy_the_address_is_the_one_that_it_names(behind: Stage) -> None:
    with front(behind.settings(address_rate=1, address_burst=5, trusted_hops=1)) as narrow:
        _flood(lambda: narrow.get(PATH, "garbage", headers={"X-Forwarded-For": "192.0.2.7"}))
        answer = narrow.get(PATH, "garbage", headers={"X-Forwarded-For": "192.0.2.8"})
        assert answer.status_code == 401


def test_without_a_proxy_an_address_cannot_be_made_up(behind: Stage) -> None:
    with front(behind.settings(address_rate=1, address_burst=5)) as narrow:
        numbers = iter(range(1_000_000))
        _flood(lambda: narrow.get(PATH, "garbage", headers={"X-Forwarded-For": f"192.0.2.{next(numbers) % 250}"}))


@pytest.fixture(scope="module")
def narrow(behind: Stage) -> Iterator[Front]:
    """Small bodies."""
    with front(behind.settings(largest_body=10_000, largest_upload=200_000)) as found:
        yield found


def _pieces(size: int) -> Iterator[bytes]:
    """A body that does not say how long it is."""
    yield from (b"x" * 1_000 for _ in range(size // 1_000))


def test_a_body_of_the_limit_passes(narrow: Front, behind: Stage) -> None:
    answer = narrow.call("POST", "/v1/decisions", behind.app(), content=b"x" * 10_000)
    assert (answer.status_code, answer.json()["received"]) == (200, 10_000)


def test_a_larger_one_is_413(narrow: Front, behind: Stage) -> None:
    answer = narrow.call("POST", "/v1/decisions", behind.app(), content=b"x" * 10_001)
    assert is_problem(answer, 413, "too-large")


def test_so_is_one_that_does_not_say_how_long_it_is(narrow: Front, behind: Stage) -> None:
    answer = narrow.call("POST", "/v1/decisions", behind.app(), content=_pieces(20_000))
    assert is_problem(answer, 413, "too-large")


def test_a_large_body_without_a_token_is_401(narrow: Front) -> None:
    answer = narrow.call("POST", "/v1/decisions", content=b"x" * 20_000)
    assert is_problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize("content", [b"x" * 200_000, _pieces], ids=["with its length", "without"])
def test_a_roster_may_be_larger(
    narrow: Front, behind: Stage, content: bytes | Callable[[int], Iterator[bytes]]
) -> None:
    body = content if isinstance(content, bytes) else content(200_000)
    answer = narrow.call("POST", "/v1/rosters/imports?dry_run=true", behind.app(), content=body)
    assert (answer.status_code, answer.json()["received"]) == (200, 200_000)


def test_but_not_without_end(narrow: Front, behind: Stage) -> None:
    answer = narrow.call("POST", "/v1/rosters/imports", behind.app(), content=b"x" * 200_001)
    assert is_problem(answer, 413, "too-large")


def test_nor_may_other_paths_of_the_roster(narrow: Front, behind: Stage) -> None:
    answer = narrow.call("PUT", "/v1/staff/1/facts", behind.app(), content=b"x" * 20_000)
    assert is_problem(answer, 413, "too-large")
