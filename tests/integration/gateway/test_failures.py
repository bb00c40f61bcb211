"""What fails behind the gateway is said as such, in bounded time, and never opens it."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from gateway.settings import Issuer
from integration.gateway.behind import Behind, echo, keys
from integration.gateway.stage import Front, Stage, comes, front, is_problem
from servers.kafka import free_ports
from servers.kafka_security import make_security

PATH = "/v1/decisions/1"


def _nobody() -> str:
    return f"127.0.0.1:{free_ports(1)[0]}"


def test_a_service_that_is_down_is_503_and_the_others_answer(behind: Stage) -> None:
    with front(behind.settings(decision=_nobody())) as found:
        answer = found.get(PATH, behind.app())
        assert is_problem(answer, 503, "unavailable")
        assert answer.headers["retry-after"] == "1"
        assert found.get("/v1/settings", behind.app()).status_code == 200


def test_a_service_that_comes_back_is_used_again(behind: Stage) -> None:
    decision = Behind(echo("decision"))
    with front(behind.settings(decision=decision.place)) as found:
        assert is_problem(found.get(PATH, behind.app()), 503, "unavailable")
        decision.start()
        try:
            assert comes(lambda: found.get(PATH, behind.app()).status_code == 200)
        finally:
            decision.stop()


def test_a_service_that_is_slow_is_504(behind: Stage) -> None:
    with front(behind.settings(decision_timeout=1)) as found:
        assert is_problem(found.get(f"{PATH}?wait=20", behind.app()), 504, "unavailable")
        assert found.get("/v1/settings?wait=1.5", behind.app()).status_code == 200


def test_a_caller_cannot_make_it_wait_longer(behind: Stage) -> None:
    with front(behind.settings(decision_timeout=1)) as found:
        patient = {"X-Envoy-Upstream-Rq-Timeout-Ms": "60000"}
        assert is_problem(found.get(f"{PATH}?wait=20", behind.app(), headers=patient), 504, "unavailable")


def test_a_roster_import_has_longer_and_an_end_too(behind: Stage) -> None:
    with front(behind.settings(timeout=1, longest_request=2, import_timeout=5)) as found:
        path, body = "/v1/rosters/imports", b"x" * 100_000
        assert found.call("POST", f"{path}?wait=3", behind.app(), content=body).status_code == 200
        started = time.monotonic()
        answer = found.call("POST", f"{path}?wait=25", behind.app(), content=body)
        assert is_problem(answer, 504, "unavailable")
        assert 4 < time.monotonic() - started < 20


def test_a_body_that_comes_drop_by_drop_is_not_waited_for(behind: Stage) -> None:
    def drops() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x"
            time.sleep(0.2)

    with front(behind.settings(longest_request=2)) as found:
        started = time.monotonic()
        try:
            answer = found.call("POST", "/v1/decisions", behind.app(), content=drops())
        except httpx.WriteError:
            pass
        else:
            assert is_problem(answer, 408, "unexpected")
        assert time.monotonic() - started < 15


def test_what_a_service_says_passes_as_it_is(gateway: Front, behind: Stage) -> None:
    undecided = [gateway.get(f"{PATH}?status=503", behind.app()) for _ in range(20)]
    assert {answer.status_code for answer in undecided} == {503}
    assert {answer.json()["service"] for answer in undecided} == {"decision"}
    assert gateway.get(PATH, behind.app()).status_code == 200


def test_without_keys_it_is_closed_healthy_and_opens_once_they_are_there(behind: Stage) -> None:
    source = Behind(keys(behind.realm.document))
    issuer = Issuer(behind.realm.name, f"http://{source.place}/certs")
    with front(behind.settings(issuers=(issuer,))) as found:
        answer = found.get(PATH, behind.app())
        assert is_problem(answer, 503, "unavailable")
        assert "www-authenticate" not in answer.headers
        assert is_problem(found.get(PATH), 401, "unauthenticated")
        assert [found.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
        source.start()
        try:
            assert comes(lambda: found.get(PATH, behind.app()).status_code == 200)
        finally:
            source.stop()
        assert found.get(PATH, behind.app()).status_code == 200


def test_keys_over_https_are_believed_from_a_certificate_of_the_named_authority_alone(
    behind: Stage, tmp_path: Path
) -> None:
    for name in ("ours", "theirs"):
        (tmp_path / name).mkdir()
    ours, theirs = make_security(tmp_path / "ours"), make_security(tmp_path / "theirs")
    source = Behind(keys(behind.realm.document), certificate=ours.keystore)
    source.start()
    try:
        issuers = (Issuer(behind.realm.name, f"https://{source.place}/certs"),)
        with front(behind.settings(issuers=issuers, ca_file=str(ours.authority))) as found:
            assert found.get(PATH, behind.app()).status_code == 200
        with front(behind.settings(issuers=issuers, ca_file=str(theirs.authority))) as found:
            assert is_problem(found.get(PATH, behind.app()), 503, "unavailable")
        # 127.0.0.1 is in the certificate, localhost is not.
        elsewhere = (Issuer(behind.realm.name, f"https://localhost:{source.port}/certs"),)
        with front(behind.settings(issuers=elsewhere, ca_file=str(ours.authority))) as found:
            assert is_problem(found.get(PATH, behind.app()), 503, "unavailable")
    finally:
        source.stop()


def test_the_log_has_the_route_and_nobody(gateway: Front, behind: Stage) -> None:
    answer = gateway.get("/v1/staff/canary-person/facts?name=canary-query", behind.human("canary-subject"))
    assert answer.status_code == 200
    known = answer.headers["x-request-id"]
    assert comes(lambda: known in gateway.envoy.output)
    assert '"roster-staff"' in gateway.envoy.output
    assert "canary" not in gateway.envoy.output
