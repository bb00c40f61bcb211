"""A real OPA that pulls its bundle, and bundles that it must not take."""

import asyncio
import gzip
import io
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from hallpass.embedded.opa import OpaProcess
from hallpass.kernel.clock import FixedClock
from hallpass.policy import bundle_store
from hallpass.policy.bundle import Bundle
from hallpass.policy.opa_config import OpaConfig, by_token, write_opa_config
from hallpass.policy.publishing import NAME
from hallpass.policy.service import EVERYBODY
from hallpass.policy.signing import SigningKey
from integration.rooms import Schema


@asynccontextmanager
async def opa_server(
    opa: Path, folder: Path, url: str, token: str, key: SigningKey, engine: str | None = None
) -> AsyncIterator[Callable[[], Any]]:
    """A real OPA that pulls from `url`: a function that asks it for the verdict. It reports under the name `engine`."""
    token_path = folder / "token"
    token_path.write_text(token)
    config = OpaConfig(url, by_token(token_path), folder / "kept", engine, max_delay=1, long_poll=2)
    write_opa_config(folder / "opa.yaml", config, key.public)
    process = OpaProcess(opa, folder / "opa.yaml", folder / "opa.sock", log=folder / "opa.log")
    await process.start()
    transport = httpx.AsyncHTTPTransport(uds=str(folder / "opa.sock"))
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://opa") as client:

            async def ask() -> Any:
                return (await client.post("/v1/data/hallpass/main/verdict", json={"input": {}})).json().get("result")

            yield ask
    finally:
        await process.stop()


async def until(ask: Callable[[], Any], wanted: Callable[[Any], bool]) -> Any:
    """Ask until the answer is the wanted one."""
    async with asyncio.timeout(15):
        while not wanted(answer := await ask()):  # noqa: ASYNC110 - OPA tells nobody that it has activated
            await asyncio.sleep(0.05)
    return answer


def altered(bundle: Bundle, word: bytes = b'"second"') -> Bundle:
    """The same bundle with another word in its policy, under the signature of the first."""
    return _repacked(bundle, "altered", lambda _name, content: content.replace(word, b'"forged"'))


def unsigned(bundle: Bundle) -> Bundle:
    """The same bundle without its signature."""
    return _repacked(bundle, "unsigned", lambda name, content: None if name.endswith(".signatures.json") else content)


def _repacked(bundle: Bundle, revision: str, change: Callable[[str, bytes], bytes | None]) -> Bundle:
    packed = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(bundle.content)) as source, tarfile.open(fileobj=packed, mode="w") as target:
        for member in source.getmembers():
            file = source.extractfile(member)
            content = change(member.name, file.read() if file else b"")
            if content is not None:
                member.size = len(content)
                target.addfile(member, io.BytesIO(content))
    return Bundle(revision, bundle.key_id, bundle.release, gzip.compress(packed.getvalue()))


async def stand(schema: Schema, clock: FixedClock, bundle: Bundle) -> None:
    """Put a bundle under the name, past the publisher."""
    async with schema.database.unit_of_work(EVERYBODY) as work:
        await bundle_store.keep(work, bundle, clock.now())
        await bundle_store.stand(work, NAME, bundle, clock.now())
