"""Each process by itself: what it needs to be ready, how it ends, and what it refuses to start with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from secrets import token_hex

import httpx
import pytest

from builders.api_districts import ApiDistrict, a_request
from hallpass.kernel.issuer import NAME as DEVELOPMENT
from servers.installation import HALLPASS, PARTS, DistributedSuite, wait

TRUSTING_THE_DEVELOPMENT_ISSUER = json.dumps([{"issuer": DEVELOPMENT, "jwks_url": "http://127.0.0.1/"}])


@pytest.fixture(scope="module")
def district(distributed: DistributedSuite) -> Iterator[ApiDistrict]:
    with httpx.Client(timeout=30) as http:
        yield ApiDistrict(distributed, f"serving-{token_hex(4)}", http).set_up()


@pytest.mark.parametrize("service, part", PARTS)
def test_each_part_lives_is_ready_and_shows_its_numbers_at_its_own_port(
    service: str, part: str, distributed: DistributedSuite
) -> None:
    process = distributed.services[f"{service}-{part}"]
    for page in ("healthz", "readyz", "metrics"):
        assert httpx.get(f"{process.url}/{page}", timeout=10).status_code == httpx.codes.OK, page
    numbers = httpx.get(f"{process.url}/metrics", timeout=10).text
    relays, hears = part in ("all", "relay"), part in ("all", "worker") and service != "roster"
    assert ("hallpass_outbox_unsent_events{" in numbers) is relays
    assert ("hallpass_bus_lag_events{" in numbers) is (hears or part in ("all", "worker"))


@pytest.mark.parametrize(
    "part, routes",
    [("decision-api", True), ("decision-worker", False), ("decision-relay", False), ("consent-relay", False)],
)
def test_only_the_api_has_routes(part: str, routes: bool, distributed: DistributedSuite) -> None:
    """The others trust nobody, as nobody asks them."""
    headers = {"Authorization": f"Bearer {distributed.token('app', 'lakeside')}"}
    answer = httpx.get(f"{distributed.services[part].url}/v1/decisions/none", headers=headers, timeout=10)
    assert answer.status_code == (httpx.codes.NOT_FOUND if routes else httpx.codes.UNAUTHORIZED)


def test_a_service_that_is_told_to_end_says_so_and_answers_what_it_was_asked(
    distributed: DistributedSuite, district: ApiDistrict
) -> None:
    """Asked without a pause while it ends: whoever was let in gets an answer, and the process ends well."""
    process = distributed.services["decision-api"]
    headers = {"Authorization": f"Bearer {distributed.token('app', district.tenant)}"}
    broken: list[str] = []
    statuses: list[int] = []
    refused = threading.Event()

    def ask() -> None:
        with httpx.Client(timeout=30, headers=headers) as http:
            while True:
                try:
                    statuses.append(http.post(f"{process.url}/v1/decisions", json=a_request()).status_code)
                except httpx.ConnectError:
                    refused.set()
                    return
                except httpx.TransportError as error:
                    broken.append(type(error).__name__)
                    return

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    wait(lambda: len(statuses) > 10, 30, lambda: "no answers")
    process.signal(signal.SIGTERM)
    wait(lambda: not process.ready(), 10, lambda: "still ready")
    code = process.wait(30)
    for thread in threads:
        thread.join(30)
    process.start()
    distributed.wait_until_ready()
    assert code == 0
    assert "has stopped" in process.log.read_text(encoding="utf-8")
    assert refused.is_set()
    assert set(statuses) == {httpx.codes.OK}
    # A kept connection may be closed in the moment in which it is used again: HTTP/1.1 has no answer to that.
    assert set(broken) <= {"RemoteProtocolError", "ReadError"}
    assert len(broken) < len(statuses)


@pytest.mark.parametrize(
    "changed, said",
    [
        (
            {"HALLPASS_IDENTITY_ISSUERS": json.dumps([{"issuer": DEVELOPMENT, "jwks_url": "http://127.0.0.1/"}])},
            "ISSUERS",
        ),
        ({"HALLPASS_IDENTITY_ISSUERS": ""}, "HALLPASS_IDENTITY_ISSUERS"),
        ({"HALLPASS_DATABASE_URL": ""}, "HALLPASS_DATABASE_URL"),
        ({"HALLPASS_PASSWORDS": "/nowhere"}, "decision_app"),
        ({"HALLPASS_KEYS": "/nowhere"}, "master.key"),
        ({"HALLPASS_KAFKA_BOOTSTRAP": ""}, "HALLPASS_KAFKA_BOOTSTRAP"),
        ({"HALLPASS_POOL_SIZE": "none"}, "HALLPASS_POOL_SIZE"),
        ({"HALLPASS_PORT": "99999"}, "HALLPASS_PORT"),
    ],
)
def test_what_is_missing_or_wrong_is_one_sentence_and_no_value(
    changed: dict[str, str], said: str, distributed: DistributedSuite
) -> None:
    env = {**distributed.services["decision-api"].env, "HALLPASS_PORT": "0", **changed}
    done = _served({name: value for name, value in env.items() if value})
    assert done.returncode == 1, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "99999" not in done.stderr
    assert DEVELOPMENT not in done.stderr


def test_a_port_in_use_is_one_sentence(distributed: DistributedSuite) -> None:
    process = distributed.services["decision-api"]
    done = _served(process.env)
    assert (done.returncode, str(process.port) in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_one_that_starts_before_its_database_waits_for_it(distributed: DistributedSuite) -> None:
    process = distributed.services["roster-all"]
    process.kill()
    distributed.postgres.pause()
    try:
        process.start()
        time.sleep(1.0)
        assert not process.ready()
    finally:
        distributed.postgres.resume()
    distributed.wait_until_ready()


def _served(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """The decision service's API in this environment, to its end."""
    command = [str(HALLPASS), "serve", "decision", "--part", "api"]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
