"""`hallpass decisions replay`: the stored input through the kept policy revision, and the verdict made anew, byte for
byte.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hallpass.decision.archive import Archive
from hallpass.decision.opa import Engine, SocketTransport
from hallpass.decision.record import again
from hallpass.decision.store import districts, open_pool
from hallpass.embedded.opa import OpaProcess
from hallpass.embedded.opa_binary import find as find_opa
from hallpass.installation import Installation
from hallpass.kernel.errors import NotFound
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.publishing import kept_bundle
from hallpass.settings import ROOT


@dataclass(frozen=True)
class Replayed:
    """What came out again. `rounds`: for each query, whether the engine gave the stored bytes."""

    decision_id: str
    revision: str
    rounds: tuple[bool, ...]
    verdict_equal: bool
    verdict: bytes

    @property
    def equal(self) -> bool:
        """Everything is as it was stored."""
        return all(self.rounds) and self.verdict_equal


async def replay(place: Installation, tenant: TenantId, decision_id: str) -> Replayed:
    """Replay one decision against its own revision. Raises `NotFound` for a decision or revision that is not kept."""
    _, ids = place.clock_and_ids()
    opa = place.opa or find_opa(ROOT)
    pool = await open_pool(place.app("decision"), 2)
    database = place.database("policy")
    try:
        kept = await Archive(pool, ids).find(tenant, decision_id)
        if kept is None:
            raise NotFound("No decision with this id is kept for this district.")
        bundle = await kept_bundle(database, kept.revision)
        with tempfile.TemporaryDirectory(prefix="hallpass-") as folder:
            results = await _ask_again(opa, Path(folder), bundle.content, [r.input for r in kept.record.rounds])
        verdict = again(kept.record, results[-1])
        return Replayed(
            decision_id=decision_id,
            revision=kept.revision,
            rounds=tuple(r.result == result for r, result in zip(kept.record.rounds, results, strict=True)),
            verdict_equal=verdict == kept.record.verdict,
            verdict=verdict,
        )
    finally:
        await database.close()
        await pool.close()


async def _ask_again(opa: Path, folder: Path, bundle: bytes, documents: list[bytes]) -> list[bytes]:
    """Each input through an engine of its own that has only this bundle."""
    (folder / "bundle.tar.gz").write_bytes(bundle)
    (folder / "opa.yaml").write_text("{}\n")
    process = OpaProcess(
        opa,
        folder / "opa.yaml",
        folder / "opa.sock",
        log=folder / "opa.log",
        arguments=("--bundle", "--skip-verify", str(folder / "bundle.tar.gz")),
    )
    await process.start()
    transport = SocketTransport(str(folder / "opa.sock"))
    await transport.open()
    try:
        engine = Engine(transport)
        return [await engine.ask(document, 10_000) for document in documents]
    finally:
        await transport.close()
        await process.stop()


async def purge(place: Installation) -> dict[str, int]:
    """Delete what is past its retention in every district; the counts by district."""
    clock, ids = place.clock_and_ids()
    pool = await open_pool(place.app("decision"), 2)
    try:
        archive = Archive(pool, ids)
        now = clock.now()
        return {
            str(tenant): await archive.purge(tenant, now - timedelta(days=days), now)
            for tenant, days in (await districts(pool)).items()
        }
    finally:
        await pool.close()
