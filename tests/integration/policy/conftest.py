"""A policy schema in an empty database, and a small folder of policies that answers with its revision."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import pytest

from hallpass.embedded.opa_binary import find
from hallpass.kernel.clock import FixedClock
from hallpass.policy.publishing import Publisher
from hallpass.policy.service import PolicyService
from hallpass.policy.signing import SigningKey
from integration.rooms import Schema, schema_of

CHECKOUT = Path(__file__).resolve().parents[3]
MAIN = """package hallpass.main

verdict := {"revision": data.hallpass.release.revision, "release": data.hallpass.release.release, "says": "SAYS"}
"""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 9, 1, 12, tzinfo=UTC))


@pytest.fixture
async def schema(admin_dsn: str, clock: FixedClock) -> AsyncIterator[Schema]:
    async with schema_of(admin_dsn, "policy", clock) as schema:
        yield schema


@pytest.fixture
def service(schema: Schema, clock: FixedClock) -> PolicyService:
    return PolicyService(schema.database, clock)


@pytest.fixture(scope="session")
def opa() -> Path:
    """The pinned OPA."""
    return find(CHECKOUT)


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    """A folder of policies with what a bundle takes and what it leaves out."""
    folder = tmp_path / "policies"
    for name in ("hallpass/main", "hallpass/release", "hallpass/cases", "schemas"):
        (folder / name).mkdir(parents=True)
    copy(CHECKOUT / "policies" / "capabilities.json", folder)
    (folder / ".manifest").write_text('{"roots": ["hallpass", "tenants"], "rego_version": 1}')
    (folder / "hallpass/release/data.json").write_text('{"revision": "source", "release": "1.0.0"}')
    (folder / "hallpass/cases/data.json").write_text('{"kept": "out"}')
    (folder / "hallpass/main/main_test.rego").write_text("package hallpass.main_test\n\ntest_fails if false\n")
    say(folder, "first")
    return folder


def say(policies: Path, words: str) -> None:
    """Change what the policy answers."""
    (policies / "hallpass/main/main.rego").write_text(MAIN.replace("SAYS", words))


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.open(tmp_path / "keys")


@pytest.fixture
def publisher(schema: Schema, clock: FixedClock, opa: Path, policies: Path, key: SigningKey) -> Publisher:
    return Publisher(schema.database, clock, opa, policies, key)
