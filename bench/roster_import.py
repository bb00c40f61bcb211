"""The import of a generated package: rows per second and peak memory, beside a bare COPY of the same rows.

Each import runs in a process of its own, so that its peak memory is its own. `python -m bench.roster_import` prints the
table; `rows` returns it for the common one.
"""

import asyncio
import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import ZipFile

import asyncpg
from bench.roster_package import Size, write_package

from hallpass.embedded.postgres import PostgresProcess
from hallpass.kernel.clock import SystemClock
from hallpass.kernel.db import Database, DatabaseSettings
from hallpass.kernel.ids import TimeOrderedIds
from hallpass.kernel.migrate import migrate
from hallpass.kernel.roles import MIGRATOR, app_role, dsn_for, prepare
from hallpass.kernel.secrets import Secrets
from hallpass.kernel.tenancy import TenantId
from hallpass.roster.service import RosterService

PEOPLE = 20_000
SMALL = 2_000
TENANT = TenantId("generated")
SECRETS = Secrets(b"bench" * 8)
VERSIONS = Path(__file__).parents[1] / "services" / "hallpass" / "roster" / "migrations" / "versions"
MEGABYTE = 1 << 20


class Figure(NamedTuple):
    """One row of the table. `ratio` is by the baseline's time for the same rows."""

    what: str
    rows: int
    seconds: float
    rows_per_second: float
    peak_megabytes: float | None
    ratio: float | None


async def rows() -> list[Figure]:
    """The figures of a first import, the same again, and one with a tenth of the people changed; COPY comes first."""
    with tempfile.TemporaryDirectory(prefix="hallpass-bench-") as name:
        folder = Path(name)
        server = PostgresProcess(folder / "data")
        await server.start()
        try:
            return await _measure(folder, server.dsn)
        finally:
            await server.stop()


async def _measure(folder: Path, admin_dsn: str) -> list[Figure]:
    await prepare(admin_dsn, ["roster"], SECRETS.password)
    await migrate(dsn_for(admin_dsn, MIGRATOR, SECRETS.password(MIGRATOR)), "roster", VERSIONS)
    dsn = dsn_for(admin_dsn, app_role("roster"), SECRETS.password(app_role("roster")))
    package, changed, small = folder / "first.zip", folder / "second.zip", folder / "small.zip"
    count = write_package(package, Size(PEOPLE))
    write_package(changed, Size(PEOPLE), seed=7)
    few = write_package(small, Size(SMALL))
    copied = await _copy(admin_dsn, package)
    figures = [Figure("bare COPY of the same rows", count, copied, count / copied, None, None)]
    for what, source, tenant, size in (
        (f"first import of {SMALL:,} people", small, "small", few),
        (f"first import of {PEOPLE:,} people", package, TENANT, count),
        ("the same package again", package, TENANT, count),
        ("other names of staff, other classes", changed, TENANT, count),
    ):
        found = await asyncio.to_thread(_in_process, dsn, tenant, source)
        seconds, peak = found["seconds"], found["peak"] / MEGABYTE
        figures.append(Figure(what, size, seconds, size / seconds, peak, seconds / copied * count / size))
    return figures


async def _copy(admin_dsn: str, package: Path) -> float:
    """Seconds of a COPY of the package's rows as text; the zip is read and parsed, as we must too."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute("CREATE SCHEMA baseline")
        started = time.perf_counter()
        with ZipFile(package) as archive:
            for name in archive.namelist():
                if name == "manifest.csv":
                    continue
                with archive.open(name) as raw:
                    records = csv.reader(io.TextIOWrapper(raw, "utf-8", newline=""))
                    await _copy_table(connection, name.removesuffix(".csv").lower(), records)
        return time.perf_counter() - started
    finally:
        await connection.execute("DROP SCHEMA baseline CASCADE")
        await connection.close()


async def _copy_table(connection: Any, table: str, records: Iterator[list[str]]) -> None:
    columns = [f"c{place}" for place, _ in enumerate(next(records))]
    await connection.execute(f"CREATE TABLE baseline.{table} ({', '.join(f'{c} text' for c in columns)})")
    await connection.copy_records_to_table(table, schema_name="baseline", records=records, columns=columns)


def _in_process(dsn: str, tenant: str, package: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.roster_import", "one", tenant, str(package)]
    environment = os.environ | {"BENCH_DSN": dsn}
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


async def _import_one(dsn: str, tenant: str, package: Path) -> dict[str, float]:
    clock = SystemClock()
    database = Database(DatabaseSettings(dsn=dsn, schema="roster"), clock, TimeOrderedIds(clock))
    service = RosterService(database, clock, SECRETS)
    await database.ping()
    started = time.perf_counter()
    await service.import_package(TenantId(tenant), package, accept_removals=True)
    seconds = time.perf_counter() - started
    await database.close()
    return {"seconds": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}


def _print(figures: list[Figure]) -> None:
    print("| import | rows | seconds | rows/s | peak MB | by COPY |\n|---|---|---|---|---|---|")
    for f in figures:
        peak = "" if f.peak_megabytes is None else f"{f.peak_megabytes:.0f}"
        ratio = "" if f.ratio is None else f"{f.ratio:.1f}"
        print(f"| {f.what} | {f.rows:,} | {f.seconds:.2f} | {f.rows_per_second:,.0f} | {peak} | {ratio} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        print(json.dumps(asyncio.run(_import_one(os.environ["BENCH_DSN"], sys.argv[2], Path(sys.argv[3])))))
    else:
        _print(asyncio.run(rows()))
