"""OPA as a child: on its socket, back within five seconds of being killed, gone when it is stopped."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from hallpass.embedded.opa import OpaProcess
from hallpass.embedded.places import log_folder, run_folder
from hallpass.embedded.trouble import CannotStart

CONFIG = "labels: {app: hallpass}\n"


@asynccontextmanager
async def _running(data: Path, binary: Path, config: str = CONFIG) -> AsyncIterator[OpaProcess]:
    sockets, log = run_folder(data), log_folder(data) / "opa.log"
    file = data / "opa.yaml"
    file.write_text(config, encoding="utf-8")
    opa = OpaProcess(binary, file, sockets / "opa.sock", log=log)
    await opa.start()
    try:
        yield opa
    finally:
        await opa.stop()


async def _healthy(data: Path) -> bool:
    async with aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(run_folder(data) / "opa.sock"))) as session:
        with suppress(aiohttp.ClientError):
            async with session.get("http://opa/health") as answer:
                return answer.status == 200
    return False


async def _restarted(opa: OpaProcess, data: Path, times: int) -> None:
    while opa.restarts < times or not await _healthy(data):  # noqa: ASYNC110 - another process tells no event
        await asyncio.sleep(0.02)


async def test_it_answers_on_a_socket_of_ours_alone(data: Path, opa_binary: Path) -> None:
    async with _running(data, opa_binary):
        assert await _healthy(data)
        assert (run_folder(data) / "opa.sock").stat().st_mode & 0o777 == 0o600


async def test_killed_it_answers_again_within_five_seconds(data: Path, opa_binary: Path) -> None:
    async with _running(data, opa_binary) as opa:
        for times in (1, 2, 3):
            assert opa.pid is not None
            os.kill(opa.pid, signal.SIGKILL)
            await asyncio.wait_for(_restarted(opa, data, times), timeout=5)


async def test_stopped_it_stays_stopped(data: Path, opa_binary: Path) -> None:
    async with _running(data, opa_binary) as opa:
        assert opa.pid is not None
        pid = opa.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    assert opa.restarts == 0


async def test_a_socket_left_behind_does_not_block(data: Path, opa_binary: Path) -> None:
    (run_folder(data) / "opa.sock").touch()
    async with _running(data, opa_binary):
        assert await _healthy(data)


async def test_a_configuration_that_it_refuses_is_said_in_one_sentence(data: Path, opa_binary: Path) -> None:
    with pytest.raises(CannotStart, match="OPA cannot run: "):
        async with _running(data, opa_binary, "services: 17\n"):
            pass


async def test_a_socket_path_that_is_too_long_is_said_in_one_sentence(tmp_path: Path, opa_binary: Path) -> None:
    opa = OpaProcess(opa_binary, tmp_path / "opa.yaml", tmp_path / ("x" * 100), log=tmp_path / "opa.log")
    with pytest.raises(CannotStart, match="too long"):
        await opa.start()
