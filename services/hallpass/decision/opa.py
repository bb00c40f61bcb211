"""The only caller of the engine's data API: one query, a deadline, no retries, and a strictly read answer.

Whatever is not exactly an answer (down, slow, undefined, garbage, wrong count, wrong shape) is `Undecided`.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

import aiohttp
import msgspec
from opa_client.opa_async import AsyncOpaClient

from hallpass.contracts.engine import EngineResult
from hallpass.contracts.situation import PolicyInput
from hallpass.kernel.errors import Unavailable, Undecided

ENTRY_POINT = "hallpass/main/verdict"
BASE_DEADLINE = 0.2
"""Seconds, and for each situation besides:"""
SITUATION_DEADLINE = 0.0002

READY_DEADLINE = 1.0
BUNDLE = "hallpass"
ROOT = "hallpass"
"""The root that the loaded bundle must own: without an owner anybody on the socket could put policy there."""

_ENCODER = msgspec.json.Encoder()
_RESULT = msgspec.json.Decoder(EngineResult)


class _Answer(msgspec.Struct, frozen=True):
    """The envelope of the data API; without `result` the entry point was undefined."""

    result: msgspec.Raw = msgspec.Raw(b"")


class _Manifest(msgspec.Struct, frozen=True):
    roots: list[str] = []


class _Bundle(msgspec.Struct, frozen=True):
    manifest: _Manifest = _Manifest()


class _Loaded(msgspec.Struct, frozen=True):
    result: _Bundle = _Bundle()


_ANSWER = msgspec.json.Decoder(_Answer)
_LOADED = msgspec.json.Decoder(_Loaded)


def deadline(situations: int, base: float = BASE_DEADLINE) -> float:
    """Seconds that the engine has for a query."""
    return base + SITUATION_DEADLINE * situations


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


class Transport(Protocol):
    """How a query gets to the engine."""

    async def post(self, document: bytes) -> tuple[int, bytes]:
        """Status and body of the answer to an encoded input."""
        ...

    async def bundle(self) -> bytes:
        """What the engine says of the bundle that it has loaded."""
        ...


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


class SocketTransport:
    """Queries over the engine's unix socket, which is readable by us alone."""

    def __init__(self, socket_path: str) -> None:
        """Nothing connects before the first query; the engine need not be up yet."""
        self._client = _SocketClient(socket_path)

    async def open(self) -> None:
        """Make the session."""
        await self._client._init_session()  # noqa: SLF001 - the library opens it only as a context manager

    async def close(self) -> None:
        """Close the session."""
        await self._client.close_connection()

    async def post(self, document: bytes) -> tuple[int, bytes]:
        """Status and body; not by the library's query_rule(), which would decode and encode once more."""
        async with self._opened()._request(  # noqa: SLF001
            "POST",
            f"http://opa/v1/data/{ENTRY_POINT}?strict-builtin-errors=true",
            data=b'{"input":' + document + b"}",
            headers={"Content-Type": "application/json"},
        ) as response:
            return response.status, await response.read()

    async def bundle(self) -> bytes:
        """The manifest of the loaded bundle, as the engine keeps it under `data.system`."""
        path = f"http://opa/v1/data/system/bundles/{BUNDLE}"
        async with self._opened()._request("GET", path) as response:  # noqa: SLF001
            return bytes(await response.read())

    def _opened(self) -> _SocketClient:
        """The client with its session. Somebody may ask before it was made or after it was closed: a plain failure."""
        if self._client._session is None:  # noqa: SLF001 - the library has no other word for it
            raise Unavailable("policy engine")
        return self._client


class Engine:
    """The policy engine beside this process."""

    def __init__(self, transport: Transport, base: float = BASE_DEADLINE) -> None:
        """`transport` reaches it; `base` is what a query may take, in seconds, before each situation adds its share."""
        self._transport, self._base = transport, base

    @staticmethod
    def encode(document: PolicyInput) -> bytes:
        """The input as canonical bytes: the struct's member order."""
        return _ENCODER.encode(document)

    async def ask(self, document: bytes, situations: int) -> bytes:
        """The result's bytes for an encoded input. Raises `Undecided` at the deadline at the latest."""
        try:
            async with asyncio.timeout(deadline(situations, self._base)):
                status, body = await self._transport.post(document)
        except TimeoutError as error:
            raise Undecided("engine_deadline") from error
        except (aiohttp.ClientError, OSError, Unavailable) as error:
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
        """Return when a bundle that owns the policy is loaded; raises `Undecided`, or `Unavailable` while closed."""
        try:
            async with asyncio.timeout(READY_DEADLINE):
                found = _LOADED.decode(await self._transport.bundle())
        except (TimeoutError, aiohttp.ClientError, OSError, msgspec.DecodeError) as error:
            raise Undecided("engine_down") from error
        if ROOT not in found.result.manifest.roots:
            raise Undecided("engine_without_bundle")
