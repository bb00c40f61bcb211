"""A decision is written down before it is answered, is shown to those who may see it, replays, and goes in its time."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import msgspec
import pytest

from builders.api_districts import SETTINGS, ApiDistrict, a_request, a_roster
from builders.crafted_tokens import Craft
from builders.packages import GUARDIANS, link, table
from builders.places import Place, rows
from builders.running_suites import RunningSuite
from hallpass.decision.record import Record, pack, unpack
from hallpass.kernel.tenancy import TenantId
from hallpass.replaying import Replayed, replay

NewDistrict = Callable[[], ApiDistrict]


@pytest.fixture
def district(any_district: NewDistrict) -> ApiDistrict:
    return any_district().set_up()


@pytest.fixture(scope="module")
def settled(any_district: NewDistrict) -> ApiDistrict:
    """One district for tests that write nothing."""
    return any_district().set_up()


def test_its_caller_its_sender_and_the_auditors_read_it_again_byte_for_byte(district: ApiDistrict) -> None:
    answer = district.decided(subject="tool-1")
    path = f"/v1/decisions/{answer.json()['decision_id']}"
    for who in ({"role": "app", "subject": "tool-1"}, {"role": "staff", "subject": "t-1"}, {"role": "auditor"}):
        read = district.ask("GET", path, **who)
        assert (read.status_code, read.content) == (httpx.codes.OK, answer.content), who
        assert read.headers["content-type"] == "application/json"


def test_what_a_member_of_staff_asked_is_theirs_and_no_tools(district: ApiDistrict) -> None:
    path = f"/v1/decisions/{district.verdict(role='staff', subject='t-1')['decision_id']}"
    assert district.ask("GET", path, role="staff", subject="t-1").status_code == httpx.codes.OK
    assert district.ask("GET", path, role="app", subject="t-1").status_code == httpx.codes.NOT_FOUND


def test_for_everyone_else_it_does_not_exist(
    new_district: NewDistrict, suite: RunningSuite, client: httpx.Client, craft: Craft
) -> None:
    """The same answer as for a decision that was never made: not even its being there is told."""
    district = new_district().set_up()
    path = f"/v1/decisions/{district.verdict(subject='tool-1')['decision_id']}"
    tokens = {
        "another tool": craft.token("app", district.tenant, "tool-2"),
        "the same subject with another client": craft.token("app", district.tenant, "tool-1", client_id="another"),
        "another member of staff": craft.token("staff", district.tenant, "p-1"),
        "an administrator": craft.token("admin", district.tenant, "tool-1"),
        "the information system": craft.token("sis", district.tenant, "tool-1"),
        "a service": craft.token("service", district.tenant, "tool-1"),
        "another district's auditor": craft.token("auditor", "lakeside"),
        "the same tool in another district": craft.token("app", "lakeside", "tool-1"),
    }
    never = district.ask("GET", "/v1/decisions/never-made", role="auditor")
    assert never.status_code == httpx.codes.NOT_FOUND
    for who, token in tokens.items():
        read = client.get(f"{suite.url}{path}", headers={"Authorization": f"Bearer {token}"})
        assert (read.status_code, read.content) == (never.status_code, never.content), who


def test_its_event_and_the_emergency_that_it_declares_carry_the_trace_of_the_request(
    district: ApiDistrict, place: Place
) -> None:
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    request = a_request(sender={"staff_id": "p-1"}, purpose="emergency")
    assert district.decided(request, headers={"traceparent": trace}).is_success
    told = rows(
        place,
        "SELECT topic, headers->>'traceparent' AS trace FROM decision.outbox WHERE tenant_id = $1",
        district.tenant,
    )
    assert {(row["topic"], row["trace"]) for row in told} == {
        ("decision.verdicts", trace),
        ("decision.emergencies", trace),
    }


@pytest.mark.parametrize("name", ["x" * 300, "a%20b", "'%3B--", "%F0%9F%92%A9", "00000000-0000-0000-0000-0"])
def test_an_id_of_any_shape_is_simply_not_found(name: str, settled: ApiDistrict) -> None:
    assert settled.ask("GET", f"/v1/decisions/{name}", role="auditor").status_code == httpx.codes.NOT_FOUND


def test_an_id_that_no_column_can_hold_is_not_found_either(new_district: NewDistrict) -> None:
    """The gateway lets no such path through at all."""
    assert new_district().ask("GET", "/v1/decisions/%00", role="auditor").status_code == httpx.codes.NOT_FOUND


def test_a_person_asks_only_for_themselves(settled: ApiDistrict) -> None:
    answer = settled.decided(role="staff", subject="p-1")
    assert answer.status_code == httpx.codes.FORBIDDEN
    assert answer.json()["type"] == "urn:hallpass:problem:refused"


def test_it_is_written_down_and_told_before_it_is_answered(district: ApiDistrict, place: Place) -> None:
    verdict = district.decided(a_request(content={"text": "A text that is kept nowhere."}))
    decision = verdict.json()["decision_id"]
    (row,) = rows(place, "SELECT * FROM decision.verdict WHERE id = $1", decision)
    assert (row["tenant_id"], row["sender"], row["effect"], row["recipients"]) == (district.tenant, "t-1", "permit", 1)
    kept = unpack(row["record"])
    assert kept.verdict == verdict.content
    assert json.loads(kept.rounds[-1].input)["schema"] >= 1
    assert json.loads(kept.rounds[-1].result)["effects"]
    assert len(kept.text_hmac) == 32
    assert b"kept nowhere" not in b"".join([*(r.input + r.result for r in kept.rounds), kept.people, kept.verdict])
    (event,) = rows(place, "SELECT type, payload FROM decision.outbox WHERE key = $1", decision)
    told = json.loads(event["payload"])
    assert (event["type"], told["counts"]) == ("verdict_given", {"permit": 1, "review": 0, "deny": 0})
    assert told["verdict_hash"] == hashlib.sha256(verdict.content).hexdigest()


KINDS: dict[str, dict[str, Any]] = {
    "permit with company": a_request(),
    "deny": a_request(medium={"platform_id": "gossip", "account": "personal", "device": "personal"}),
    "signs of abuse": a_request(content={"text": "He told me that his father hits him every night."}),
    "spans to be removed": a_request(content={"text": "Call my cell, 608 555 0177, or mail me.", "mentions": ["s-1"]}),
    "everybody of the school": a_request(audience={"schools": [{"id": "maple", "members": "both"}]}),
    "nobody who is known": a_request(audience={"classes": [{"id": "c-2", "members": "both"}]}),
    "unknown people": a_request(audience={"student_ids": ["nobody"], "guardian_ids": ["nobody-else"]}),
    "an unknown sender": a_request(sender={"staff_id": "stranger"}),
    "an emergency that is declared": a_request(sender={"staff_id": "p-1"}, purpose="emergency"),
    "in class": a_request(interaction="post", classroom={"class_id": "c-1"}, audience={"public": True}),
    "private": a_request(
        purpose="personal",
        medium={"kind": "microblog", "account": "personal", "device": "personal"},
        audience={"public": True},
    ),
    "two rounds": a_request(content={"mentions": ["s-1"], "record_classes": ["grades"]}),
}


@pytest.fixture(scope="module")
def strict(any_district: NewDistrict) -> ApiDistrict:
    """A district where the one guardian may not see records."""
    links = table(GUARDIANS, link("s-1", "g-1", flags="true,false,true,false"))
    return any_district().set_up(a_roster(guardians=links))


@pytest.fixture(scope="module")
def decisions(strict: ApiDistrict) -> dict[str, dict[str, Any]]:
    """A verdict of each kind."""
    return {kind: strict.verdict(asked) for kind, asked in KINDS.items()}


def test_the_verdicts_that_replay_below_are_of_many_kinds(decisions: dict[str, dict[str, Any]], place: Place) -> None:
    effects = {kind: verdict["effect"] for kind, verdict in decisions.items()}
    assert set(effects.values()) == {"permit", "review", "deny"}
    assert effects["signs of abuse"] == "review"
    assert decisions["an emergency that is declared"]["emergency_id"]
    assert decisions["everybody of the school"]["permitted"] == ["s-1", "g-1"]
    assert decisions["nobody who is known"]["held"] == decisions["nobody who is known"]["permitted"] == []
    assert {due["type"] for due in decisions["spans to be removed"]["obligations"]} >= {"remove_span"}
    rounds = {kind: len(_record(place, verdict["decision_id"]).rounds) for kind, verdict in decisions.items()}
    assert (rounds["permit with company"], rounds["two rounds"]) == (1, 2)


def test_each_replays_byte_for_byte_with_its_own_policy(
    replayed: Callable[[str], Replayed], decisions: dict[str, dict[str, Any]]
) -> None:
    for kind, verdict in decisions.items():
        found = replayed(verdict["decision_id"])
        assert (found.equal, found.revision) == (True, verdict["policy"]["revision"]), kind
        assert json.loads(found.verdict) == verdict, kind


@pytest.fixture
def replayed(place: Place, strict: ApiDistrict) -> Callable[[str], Replayed]:
    """Replays a decision as the command does."""
    return lambda decision: asyncio.run(replay(place.installation, TenantId(strict.tenant), decision))


def test_the_command_says_that_nothing_differs(place: Place, client: httpx.Client) -> None:
    decision = _of_lakeside(place, client)
    done = place.command("decisions", "replay", decision, "--district", "lakeside")
    assert (done.returncode, done.stdout.count("the same, byte for byte")) == (0, 2), done.stderr


def test_the_command_says_when_what_is_stored_was_changed(place: Place, client: httpx.Client) -> None:
    """So that the one above can fail: somebody with the database's keys turns a permit into a deny."""
    decision = _of_lakeside(place, client)
    record = _record(place, decision)
    forged = msgspec.structs.replace(record, verdict=record.verdict.replace(b'"effect":"permit"', b'"effect":"deny"'))
    rows(place, "UPDATE decision.verdict SET record = $2 WHERE id = $1", decision, pack(forged))
    done = place.command("decisions", "replay", decision, "--district", "lakeside")
    assert (done.returncode, "verdict: DIFFERENT" in done.stdout) == (1, True)


def test_another_districts_decision_is_not_replayed(place: Place, client: httpx.Client) -> None:
    done = place.command("decisions", "replay", _of_lakeside(place, client), "--district", "hillview")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "No decision with this id is kept for this district.\n"


def test_what_is_past_its_retention_goes_and_leaves_its_count(district: ApiDistrict, place: Place) -> None:
    district.write("register", "PUT", "/v1/settings", SETTINGS | {"retention_days": 1})
    old, young = (district.verdict()["decision_id"] for _ in range(2))
    rows(place, "UPDATE decision.verdict SET decided_at = decided_at - interval '25 hours' WHERE id = $1", old)
    before = rows(place, "SELECT count(*) FROM decision.verdict WHERE tenant_id <> $1", district.tenant)
    done = place.command("decisions", "purge")
    assert (done.returncode, f"{district.tenant}: 1 deleted" in done.stdout) == (0, True), done.stderr
    assert district.ask("GET", f"/v1/decisions/{old}", role="auditor").status_code == httpx.codes.NOT_FOUND
    assert district.ask("GET", f"/v1/decisions/{young}", role="auditor").status_code == httpx.codes.OK
    assert rows(place, "SELECT count(*) FROM decision.verdict WHERE tenant_id <> $1", district.tenant) == before
    (left,) = rows(place, 'SELECT "count", at, before FROM decision.purge WHERE tenant_id = $1', district.tenant)
    assert (left["count"], left["at"] - left["before"]) == (1, timedelta(days=1))
    (event,) = rows(
        place,
        "SELECT topic, payload FROM decision.outbox WHERE tenant_id = $1 AND type = 'decisions_purged'",
        district.tenant,
    )
    assert (event["topic"], json.loads(event["payload"])["count"]) == ("decision.verdicts", 1)
    assert f"{district.tenant}: 0 deleted" in place.command("decisions", "purge").stdout


def test_every_answer_carries_the_requests_id(settled: ApiDistrict) -> None:
    asked = {"X-Request-ID": "tool:42.a_b-c"}
    for answer in (settled.decided(headers=asked), settled.decided({}, headers=asked)):
        assert answer.headers["x-request-id"] == "tool:42.a_b-c"
    own = {settled.decided().headers["x-request-id"] for _ in range(2)}
    assert len(own) == 2
    for bad in ("", "a b", "x" * 101, "a\tb", "<script>"):
        assert settled.decided(headers={"X-Request-ID": bad}).headers["x-request-id"] not in {bad, *own}


Chunks = Callable[[], Iterator[bytes]]
WHOLE = json.dumps(a_request()).encode()
BODIES: dict[str, tuple[Chunks, int, str]] = {
    "in one piece": (lambda: iter([WHOLE]), 200, "application/json"),
    "byte by byte": (lambda: (WHOLE[n : n + 1] for n in range(len(WHOLE))), 200, "application/json"),
    "without an end": (lambda: iter([WHOLE[:-1]]), 400, "application/problem+json"),
    "empty": (lambda: iter([b""]), 400, "application/problem+json"),
    "no JSON": (lambda: iter([b"sender=t-1"]), 400, "application/problem+json"),
    "not UTF-8": (lambda: iter([b'{"sender": {"staff_id": "\xff\xfe"}}']), 400, "application/problem+json"),
    "deep": (lambda: iter([b"[" * 100_000]), 400, "application/problem+json"),
    "more than 4 MB": (lambda: (b"x" * 65_536 for _ in range(62)), 413, "application/problem+json"),
    "a text of more than 100 kB": (lambda: iter([_with_text("é" * 50_001)]), 413, "application/problem+json"),
    "a text of 100 kB": (lambda: iter([_with_text("é" * 50_000)]), 200, "application/json"),
}


@pytest.mark.parametrize("body", BODIES)
def test_a_chunked_body_is_counted_as_it_comes(body: str, settled: ApiDistrict) -> None:
    chunks, status, media_type = BODIES[body]
    answer = settled.ask(
        "POST", "/v1/decisions", role="app", content=chunks(), headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (status, media_type)
    assert answer.request.headers["transfer-encoding"] == "chunked"


def test_a_length_that_is_too_large_is_refused_before_the_body_has_come(new_district: NewDistrict) -> None:
    """By the service itself: a gateway in front counts what comes."""
    settled = new_district()
    address = httpx.URL(settled.suite.url)
    head = (
        f"POST /v1/decisions HTTP/1.1\r\nHost: {address.host}\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {settled.suite.speaking('app', settled.tenant)}\r\nContent-Length: 4000001\r\n\r\n"
    )
    with socket.create_connection((address.host, address.port or 80), timeout=10) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


def _with_text(text: str) -> bytes:
    return json.dumps(a_request(content={"text": text}), ensure_ascii=False).encode()


def _of_lakeside(place: Place, client: httpx.Client) -> str:
    asked = a_request(
        sender={"staff_id": "t-elm"}, audience={"staff_ids": ["t-elm2"]}, send_at="2031-02-11T10:00:00-06:00"
    )
    verdict = ApiDistrict(place, "lakeside", client).verdict(asked)
    assert verdict["effect"] == "permit"
    return str(verdict["decision_id"])


def _record(place: Place, decision: str) -> Record:
    (row,) = rows(place, "SELECT record FROM decision.verdict WHERE id = $1", decision)
    return unpack(row["record"])
