"""PostgreSQL as a child: it starts, keeps what it was told, and says in one sentence why it cannot."""

import os
import signal
import socket
import stat
from pathlib import Path

import asyncpg
import pytest

from hallpass.embedded.children import tail
from hallpass.embedded.postgres import PostgresProcess
from hallpass.embedded.trouble import CannotStart

SECRET = "Ottoline Canary"


async def _ask(server: PostgresProcess, query: str) -> object:
    connection = await asyncpg.connect(server.dsn)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_a_second_start_keeps_the_data(data: Path) -> None:
    server = PostgresProcess(data)
    await server.start()
    await _ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    await server.stop()

    again = PostgresProcess(data)
    await again.start()
    assert await _ask(again, "SELECT answer FROM kept") == 42
    await again.stop()


async def test_it_is_durable_and_listens_on_no_port(data: Path) -> None:
    server = PostgresProcess(data)
    await server.start()
    assert await _ask(server, "SHOW fsync") == "on"
    assert await _ask(server, "SHOW listen_addresses") == ""
    await server.stop()


async def test_a_role_needs_its_password_on_the_socket_and_on_tcp(data: Path) -> None:
    server = PostgresProcess(data, tcp_port=_free_port())
    await server.start()
    await _ask(server, "CREATE ROLE app LOGIN PASSWORD 'right'")
    await (await asyncpg.connect(server.url("app", "right"))).close()
    tcp = server.url("app", "wrong").split("?")[0].replace("@/", f"@127.0.0.1:{server.port}/")
    for wrong in (server.url("app", "wrong"), tcp):
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(wrong)
    await (await asyncpg.connect(tcp.replace("wrong", "right"))).close()
    await server.stop()


async def test_the_log_never_shows_a_statement_or_a_value(data: Path) -> None:
    server = PostgresProcess(data)
    await server.start()
    connection = await asyncpg.connect(server.dsn)
    await connection.execute("CREATE TABLE people (name text UNIQUE)")
    await connection.execute("INSERT INTO people VALUES ($1)", SECRET)
    with pytest.raises(asyncpg.UniqueViolationError):
        await connection.execute("INSERT INTO people VALUES ($1)", SECRET)
    await connection.close()
    await server.stop()
    log = tail(data / "log" / "postgres.log")
    assert "duplicate key" in log
    assert SECRET not in log
    assert "INSERT" not in log


async def test_a_second_server_on_the_same_folder_is_told_so(data: Path) -> None:
    server = PostgresProcess(data)
    await server.start()
    with pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"):
        await PostgresProcess(data).start()
    assert await _ask(server, "SELECT 1") == 1
    await server.stop()


async def test_data_of_another_version_is_refused(data: Path) -> None:
    server = PostgresProcess(data)
    await server.start()
    await server.stop()
    (data / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(CannotStart, match="holds data of PostgreSQL 16, and this is 18"):
        await PostgresProcess(data).start()


async def test_a_process_number_left_behind_that_is_someone_elses_by_now_does_not_block(data: Path) -> None:
    server = PostgresProcess(data)
    await server.start()
    left = (data / "postgres" / "postmaster.pid").read_text()
    await server.stop()
    (data / "postgres" / "postmaster.pid").write_text(left.replace(left.split()[0], str(os.getppid()), 1))
    again = PostgresProcess(data)
    await again.start()
    assert await _ask(again, "SELECT 1") == 1
    await again.stop()


async def test_an_interrupted_first_start_is_begun_again(data: Path) -> None:
    (data / "postgres.new").mkdir(parents=True)
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = PostgresProcess(data)
    await server.start()
    assert await _ask(server, "SELECT 1") == 1
    await server.stop()


async def test_its_death_is_reported(data: Path) -> None:
    server = PostgresProcess(data)
    await server.start()
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert "PostgreSQL cannot run" in (await server.wait()).message
    await server.stop()


async def test_a_long_path_gets_a_short_socket_and_keeps_it(data: Path) -> None:
    deep = data / ("x" * 60) / ("y" * 60)
    first = PostgresProcess(deep)
    await first.start()
    assert await _ask(first, "SELECT 1") == 1
    await first.stop()
    again = PostgresProcess(deep)
    await again.start()
    assert again.dsn == first.dsn
    await again.stop()


async def test_below_a_private_home_root_places_programs_and_data_where_its_stand_in_reaches_them(data: Path) -> None:
    home = data / "home"
    home.mkdir(parents=True)
    home.chmod(stat.S_IRWXU)
    shared = data / "shared"
    server = PostgresProcess(home / "data", shared=shared)
    await server.start()
    await _ask(server, "CREATE TABLE kept AS SELECT 42 AS answer")
    await server.stop()
    assert (home / "data" / "postgres").is_symlink() == (os.geteuid() == 0)

    again = PostgresProcess(home / "data", shared=shared)
    await again.start()
    assert await _ask(again, "SELECT answer FROM kept") == 42
    await again.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
