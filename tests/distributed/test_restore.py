"""docs/operations/backup.md, as it is written: a backup of database and keys makes a whole installation again."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from builders.api_districts import MAIL, ApiDistrict, a_request
from hallpass.embedded.binaries import programs
from hallpass.embedded.places import SHARED
from servers.installation import DistributedSuite, ServiceProcess, wait
from servers.postgres import PostgresServer, running_postgres

PREFIX = "restored."
SERVICES = ("roster", "consent", "policy", "decision")
OWN = {"decision_id", "decided_at", "valid_until", "facts"}
WITHIN = 120.0


@pytest.fixture
def district(distributed: DistributedSuite) -> Iterator[ApiDistrict]:
    with httpx.Client(timeout=30) as http:
        yield ApiDistrict(distributed, "kept-safe", http).set_up()


def test_a_backup_is_restored_beside_new_topics_and_goes_on(
    distributed: DistributedSuite, district: ApiDistrict
) -> None:
    kept = district.verdict()
    backup = distributed.folder / "backup.dump"
    _postgres_program("pg_dump", "--format=custom", f"--file={backup}", distributed.postgres.admin_url)
    # What happens after the backup is not in it, and Kafka would tell of it.
    district.write("register", "PUT", "/v1/platforms/later", MAIL | {"name": "Later"})

    with ExitStack() as stack:
        postgres = stack.enter_context(running_postgres())
        operator = _operator(postgres)
        _must(distributed, operator, "database", "prepare")
        _postgres_program(
            "pg_restore", "--clean", "--if-exists", "--exit-on-error", f"--dbname={postgres.admin_url}", str(backup)
        )
        _must(distributed, operator, "database", "prepare")
        _must(distributed, operator, "database", "migrate")
        _must(distributed, operator, "topics", "apply", "--replication", "1")
        restored = {service: _started(distributed, stack, service, operator) for service in SERVICES}
        for service in ("roster", "consent", "policy"):
            _must(distributed, operator, "republish", service, "--district", district.tenant)
        wait(
            lambda: "kept-safe: up to date" in distributed.command("facts", "status", **operator).stdout,
            WITHIN,
            lambda: "still behind",
        )
        _same_but_for_its_own(kept, _decided(distributed, restored, district))
        told = f"{restored['decision'].url}/v1/decisions/{kept['decision_id']}"
        headers = {"Authorization": f"Bearer {distributed.token('auditor', district.tenant)}"}
        assert httpx.get(told, headers=headers, timeout=10).json() == kept, "verdicts are in the backup"

        later = a_request(medium={"platform_id": "later", "account": "district", "device": "district"})
        assert _decided(distributed, restored, district, later)["effect"] == "deny", "it never was, here"
        admin = {"Authorization": f"Bearer {distributed.token('admin', district.tenant)}"}
        entered = httpx.put(
            f"{restored['policy'].url}/v1/platforms/later", json=MAIL | {"name": "Later"}, headers=admin, timeout=10
        )
        assert entered.is_success, entered.text
        demanded = {"Hallpass-Facts": f"register={entered.json()['sequence']}"}
        assert _decided(distributed, restored, district, later, **demanded)["effect"] == "permit"


def _operator(postgres: PostgresServer) -> dict[str, str]:
    return {
        "HALLPASS_DATABASE_URL": postgres.url,
        "HALLPASS_ADMIN_DATABASE_URL": postgres.admin_url,
        "HALLPASS_KAFKA_PREFIX": PREFIX,
    }


def _must(suite: DistributedSuite, operator: dict[str, str], *words: str) -> str:
    done = suite.command(*words, **operator)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _started(suite: DistributedSuite, stack: ExitStack, service: str, operator: dict[str, str]) -> ServiceProcess:
    env = suite.serving(service).env | {name: value for name, value in operator.items() if "ADMIN" not in name}
    folder = suite.folder / "restored"
    folder.mkdir(exist_ok=True)
    process = ServiceProcess(service, "all", folder, env)
    stack.callback(process.kill)
    process.start()
    process.wait_until(process.ready)
    return process


def _decided(
    suite: DistributedSuite,
    restored: dict[str, ServiceProcess],
    district: ApiDistrict,
    request: dict[str, Any] | None = None,
    **headers: str,
) -> dict[str, Any]:
    token = {"Authorization": f"Bearer {suite.token('app', district.tenant)}"}
    url = f"{restored['decision'].url}/v1/decisions"
    answer = httpx.post(url, json=request or a_request(), headers=token | headers, timeout=10)
    assert answer.status_code == httpx.codes.OK, answer.text
    verdict: dict[str, Any] = answer.json()
    return verdict


def _same_but_for_its_own(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert {name: after[name] for name in set(after) - OWN} == {name: before[name] for name in set(before) - OWN}


def _postgres_program(name: str, *arguments: str) -> None:
    """A program of PostgreSQL's own distribution."""
    program = programs(None, SHARED) / name
    done = subprocess.run([str(program), *arguments], check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
