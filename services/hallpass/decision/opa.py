"""The only caller of the engine's data API: one query, a deadline, no retries, and a strictly read answer.

Whatever is not exactly an answer (down, slow, undefined, garbage, wrong count, wrong shape) is `Undecided`.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import msgspec
from opa_client.opa_async import AsyncOpaClient

from hallpass.contracts.engine import EngineResult
from hallpass.contracts.situation import PolicyInput
from hallpass.kernel.errors import Undecided

ENTRY_POINT = "hallpass/main/verdict"
BASE_DEADLINE = 0.2
"""Seconds, and for each situation besides:"""
SITUATION_DEADLINE = 0.0002

_ENCODER = msgspec.json.Encoder()
_RESULT = msgspec.json.Decoder(EngineResult)


class _Answer(msgspec.Struct, frozen=True):
    """The envelope of the data API; without `result` the entry point was undefined."""

    result: msgspec.Raw = msgspec.Raw(b"")


_ANSWER = msgspec.json.Decoder(_Answer)


def deadline(situations: int) -> float:
    """Seconds that the engine has for a query."""
    return BASE_DEADLINE + SITUATION_DEADLINE * situations


def read_result(body: bytes, situations: int) -> EngineResult:
    """The engine's result, exactly of the agreed shape and count, else `Undecided`."""
    try:
        result = _RESULT.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Undecided("engine_answer") from error
    counts = {len(result.effects), len(result.own_effects), situations}
    indexes = (index for finding in result.findings for index in finding.situations)
    if len(counts) != 1 or any(index >= situations for index in indexes):
        raise Undecided("engine_count")
    return result


class _SocketClient(AsyncOpaClient):  # type: ignore[misc]  # the library is untyped
    """The library's client over a unix socket; it retries nothing, because a late answer is no answer."""

    def __init__(self, socket_path: str) -> None:
        super().__init__(host="opa", port=80, retries=0, timeout=None)
        self._socket_path = socket_path

    async def _init_session(self) -> None:
        self._connector = aiohttp.UnixConnector(path=self._socket_path, limit=64)
        self._session = aiohttp.ClientSession(
            connector=self._connector, timeout=aiohttp.ClientTimeout(total=None), headers={"Accept": "application/json"}
        )


class Engine:
    """The policy engine beside this process."""

    def __init__(self, socket_path: str) -> None:
        """`socket_path`: the unix socket of the engine, readable by us alone."""
        self._client = _SocketClient(socket_path)
        self._url = f"http://opa/v1/data/{ENTRY_POINT}?strict-builtin-errors=true"

    async def open(self) -> None:
        """Make the session; the engine need not be up yet."""
        await self._client._init_session()  # noqa: SLF001 - the library opens it only as a context manager

    async def close(self) -> None:
        """Close the session."""
        await self._client.close_connection()

    @staticmethod
    def encode(document: PolicyInput) -> bytes:
        """The input as canonical bytes: the struct's member order."""
        return _ENCODER.encode(document)

    async def ask(self, document: bytes, situations: int) -> bytes:
        """The result's bytes for an encoded input. Raises `Undecided` at the deadline at the latest."""
        try:
            async with asyncio.timeout(deadline(situations)):
                status, body = await self._post(document)
        except TimeoutError as error:
            raise Undecided("engine_deadline") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Undecided("engine_down") from error
        if status != 200:  # noqa: PLR2004 - HTTP OK
            raise Undecided("engine_error")
        try:
            result = bytes(_ANSWER.decode(body).result)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Undecided("engine_answer") from error
        if not result:
            raise Undecided("engine_undefined")
        return result

    async def ready(self) -> None:
        """Return when a bundle that owns the policy is loaded and answers; raises `Undecided`.

        An input of another schema leaves the entry point undefined, so only the release is asked for.
        """
        try:
            async with asyncio.timeout(BASE_DEADLINE * 5):
                url = "http://opa/v1/data/system/bundles/hallpass?strict-builtin-errors=true"
                async with self._client._request("GET", url) as response:  # noqa: SLF001 - the raw answer is wanted
                    body: Any = msgspec.json.decode(await response.read())
        except (TimeoutError, aiohttp.ClientError, OSError, msgspec.DecodeError) as error:
            raise Undecided("engine_down") from error
        manifest = (body.get("result") or {}).get("manifest") or {}
        if "hallpass" not in manifest.get("roots", []):
            raise Undecided("engine_without_bundle")

    async def _post(self, document: bytes) -> tuple[int, bytes]:
        async with self._client._request(  # noqa: SLF001 - query_rule() would decode and encode once more
            "POST",
            self._url,
            data=b'{"input":' + document + b"}",
            headers={"Content-Type": "application/json"},
        ) as response:
            return response.status, await response.read()
