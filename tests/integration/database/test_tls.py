"""A server proves who it is, or nobody logs in to it: roles, migrations, units of work, and the pool of decisions."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hallpass.decision.store import open_pool
from hallpass.kernel.database_tls import DatabaseTls, with_tls
from hallpass.kernel.errors import Unavailable
from hallpass.kernel.parked import waiting
from hallpass.kernel.roles import prepare
from integration.kernel_service import LAKESIDE, notebook, password_of
from servers.certificates import Certificates, make_certificates
from servers.postgres_front import Front, in_front


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    """Of the server, for 127.0.0.1."""
    return make_certificates(tmp_path)


@pytest.fixture
async def front(admin_dsn: str, certificates: Certificates) -> AsyncIterator[Front]:
    """PostgreSQL with a certificate."""
    async with in_front(admin_dsn, certificates) as front:
        yield front


async def test_everybody_connects_to_a_server_that_proves_who_it_is(front: Front, certificates: Certificates) -> None:
    # Roles and migrations by the administrator's login and the migrator's, then the relay's and the service's own.
    service = await notebook(with_tls(front.dsn, "verify-full", certificates.authority))
    assert await waiting(service.relay, "notebook") == []
    database = service.database()
    try:
        async with database.unit_of_work(LAKESIDE) as work:
            assert await work.last_number("notes") == 0
    finally:
        await database.close()
    pool = await open_pool(service.app, 2, "notebook")
    await pool.close()
    assert len(front.encrypted) >= 6
    assert all(front.encrypted)


async def test_nobody_logs_in_to_a_server_for_which_another_vouches(front: Front, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    of_another = with_tls(front.dsn, "verify-full", make_certificates(tmp_path / "other").authority)
    with pytest.raises(Unavailable, match="certificate"):
        await prepare(of_another, ["notebook"], password_of)
    with pytest.raises(OSError, match="certificate"):
        await open_pool(of_another, 2)
    # Not one login was sent.
    assert front.encrypted == []


async def test_nobody_logs_in_to_a_server_that_bears_another_name(front: Front, certificates: Certificates) -> None:
    elsewhere = with_tls(front.dsn, "verify-full", certificates.authority).replace("127.0.0.1", "localhost")
    with pytest.raises(Unavailable, match="certificate"):
        await prepare(elsewhere, ["notebook"], password_of)
    assert front.encrypted == []


@pytest.mark.parametrize("mode", ["require", "verify-full"])
async def test_nobody_logs_in_to_a_server_without_tls_that_must_have_it(
    admin_dsn: str, certificates: Certificates, mode: DatabaseTls
) -> None:
    authority = certificates.authority if mode == "verify-full" else None
    async with in_front(admin_dsn) as front:
        with pytest.raises(Unavailable):
            await prepare(with_tls(front.dsn, mode, authority), ["notebook"], password_of)
        assert front.encrypted == []


@pytest.mark.parametrize("mode, encrypted", [("disable", False), ("prefer", True), ("require", True)])
async def test_the_other_modes_are_what_they_are_called(front: Front, mode: DatabaseTls, encrypted: bool) -> None:
    pool = await open_pool(with_tls(front.dsn, mode, None), 2)
    await pool.close()
    assert front.encrypted == [encrypted] * 2
