"""The facts of decisions are built anew from Kafka, in a schema beside the one that answers meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from builders.api_districts import a_request
from builders.places import rows
from servers.installation import DistributedSuite, ServiceProcess, wait

SCHEMA = "decision__again"
FACTS = (
    *("student", "student_school", "link", "guardian", "staff", "staff_post", "staff_number", "class", "member"),
    *("school", "notice", "answers", "classroom", "reminders", "register", "tenant"),
)
ASKED = a_request(sender={"staff_id": "t-elm"}, audience={"student_ids": ["s-m1"]})
OWN = {"decision_id", "decided_at", "valid_until", "facts"}
WITHIN = 120.0


def test_an_empty_schema_becomes_equal_while_the_old_one_answers(distributed: DistributedSuite) -> None:
    before = _asked(distributed, distributed.url)
    distributed.done("facts", "prepare", SCHEMA)
    behind = distributed.command("facts", "status", SCHEMA)
    assert (behind.returncode, "lakeside: not heard of yet" in behind.stdout) == (1, True), behind.stdout
    with _beside(distributed, "worker"):
        wait(lambda: distributed.command("facts", "status", SCHEMA).returncode == 0, WITHIN, lambda: "still behind")
        assert _asked(distributed, distributed.url) == before, "the old schema answers"
        for table in FACTS:
            assert _of_both(distributed, "decision", table) == _of_both(distributed, SCHEMA, table), table
        with _beside(distributed, "api") as again:
            assert _asked(distributed, again.url) == before
            told = f"/v1/decisions/{_decided(distributed, again.url)['decision_id']}"
            headers = {"Authorization": f"Bearer {distributed.token('auditor', 'lakeside')}"}
            assert httpx.get(distributed.url + told, headers=headers, timeout=10).status_code == httpx.codes.OK
    status = distributed.command("facts", "status")
    assert (status.returncode, "lakeside: up to date" in status.stdout) == (0, True), status.stdout


def test_a_schema_of_another_name_is_refused(distributed: DistributedSuite) -> None:
    done = distributed.command("facts", "prepare", "roster__again")
    assert (done.returncode, "decision__NAME" in done.stderr) == (1, True)


@contextmanager
def _beside(suite: DistributedSuite, part: str) -> Iterator[ServiceProcess]:
    """A part of the decision service on the new schema."""
    env = suite.services[f"decision-{part}"].env | {"HALLPASS_DECISION_FACTS_SCHEMA": SCHEMA}
    process = ServiceProcess("decision", part, suite.folder, env)
    process.start()
    try:
        process.wait_until(process.ready)
        yield process
    finally:
        process.kill()


def _decided(suite: DistributedSuite, url: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {suite.token('app', 'lakeside')}"}
    answer = httpx.post(f"{url}/v1/decisions", json=ASKED, headers=headers, timeout=10)
    assert answer.status_code == httpx.codes.OK, answer.text
    verdict: dict[str, Any] = answer.json()
    return verdict


def _asked(suite: DistributedSuite, url: str) -> dict[str, Any]:
    """What a verdict says but for what is its own."""
    return {name: value for name, value in _decided(suite, url).items() if name not in OWN}


def _of_both(suite: DistributedSuite, schema: str, table: str) -> list[str]:
    """Every row of the two districts that nobody changes meanwhile, as text."""
    found = rows(
        suite,
        f"SELECT t::text AS row FROM {schema}.{table} t WHERE tenant_id = ANY($1) ORDER BY 1",  # noqa: S608 - our names
        ["lakeside", "hillview"],
    )
    return [row["row"] for row in found]
