"""In front of a real PostgreSQL: ends TLS as a server with a certificate does, and can hold still what passes.

async with in_front(admin_dsn, certificates) as front:
    front.dsn            # the same server and login, over TCP and through the front
    front.encrypted      # for each connection that began, whether by TLS
    front.held.set()     # from now on nothing passes, and nothing is closed: a connection that is half open
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qs, urlsplit

from servers.certificates import Certificates

ASKS_FOR_TLS = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
"""How a client asks: eight bytes before everything else. The answer is one letter, S or N."""
CHUNK = 65_536


class Front:
    """What stands between; made by `in_front`."""

    def __init__(self, dsn: str, certificates: Certificates | None) -> None:
        """Without certificates it answers as a server without TLS does."""
        self.encrypted: list[bool] = []
        self.held = asyncio.Event()
        self._behind = urlsplit(dsn)
        self._port = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._context: ssl.SSLContext | None = None
        if certificates is not None:
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._context.load_cert_chain(certificates.certificate, certificates.key)

    @property
    def dsn(self) -> str:
        """The way through."""
        login = self._behind.netloc.rpartition("@")[0]
        return f"postgresql://{login}@127.0.0.1:{self._port}{self._behind.path}"

    async def listen(self) -> asyncio.Server:
        """Take connections."""
        server = await asyncio.start_server(self._taken, "127.0.0.1", 0)
        self._port = server.sockets[0].getsockname()[1]
        return server

    async def end(self) -> None:
        """Drop every connection."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._carried(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            # Who knocked has gone, as one does who finds no trust in the certificate; or everything ends.
            return
        finally:
            writer.close()
            self._tasks.discard(task)

    async def _carried(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = await self._read(reader)
        asked = first == ASKS_FOR_TLS
        if asked:
            writer.write(b"S" if self._context else b"N")
            await writer.drain()
            if self._context:
                await writer.start_tls(self._context)
            first = await self._read(reader)
        self.encrypted.append(asked and self._context is not None)
        from_server, to_server = await self._reached()
        to_server.write(first)
        ways = [
            asyncio.create_task(self._pass(reader, to_server)),
            asyncio.create_task(self._pass(from_server, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            to_server.close()

    async def _read(self, reader: asyncio.StreamReader) -> bytes:
        said = await reader.readexactly(len(ASKS_FOR_TLS))
        await self._unless_held()
        return said

    async def _unless_held(self) -> None:
        if self.held.is_set():
            await asyncio.Event().wait()

    async def _reached(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        query = parse_qs(self._behind.query)
        if self._behind.hostname is not None:
            return await asyncio.open_connection(self._behind.hostname, self._behind.port or 5432)
        (folder,), (port,) = query["host"], query.get("port", ["5432"])
        return await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{port}")

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await reader.read(CHUNK):
            await self._unless_held()
            writer.write(said)
            await writer.drain()


@asynccontextmanager
async def in_front(dsn: str, certificates: Certificates | None = None) -> AsyncIterator[Front]:
    """The front while the block runs; `dsn` is the server's, over TCP or a unix socket."""
    front = Front(dsn, certificates)
    server = await front.listen()
    try:
        yield front
    finally:
        server.close()
        await front.end()
        await server.wait_closed()
