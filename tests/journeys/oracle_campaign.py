"""The suite against the oracle on many generated districts, for longer than a test may take.

    python tests/journeys/oracle_campaign.py --seeds 100-111 --count 250 --salt 7 [--examples 2]

Differences are counted by what differs, with requests to look at. The exit code is the number of kinds, 100 at most.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders.running_suites import running_suite
from oracle.generate.requests import request
from oracle.generate.writing import generate
from oracle.session import Session

ABREAST = 4  # districts that are asked at the same time; each is asked in order, since emergencies stay declared

Differing = tuple[dict[str, Any], list[str]]


def main() -> int:
    """Generate, start, ask, count."""
    asked = _arguments()
    first, last = (int(bound) for bound in asked.seeds.split("-"))
    home = Path(tempfile.mkdtemp(prefix="hallpass-"))
    home.chmod(0o711)
    try:
        made = [generate(seed, home) for seed in range(first, last + 1)]
        folders = [folder for _, folder in made]
        with running_suite(folders, home / "data", home / "run.log") as suite, httpx.Client(timeout=60) as http:
            sessions = [Session(suite, plan, folder, http) for plan, folder in made]
            with ThreadPoolExecutor(ABREAST) as pool:
                found = list(pool.map(lambda session: _ask(session, asked.count, asked.salt), sessions))
    finally:
        shutil.rmtree(home, ignore_errors=True)
    kinds: dict[str, list[Differing]] = defaultdict(list)
    for body, lines in (one for of_district in found for one in of_district):
        for kind in {line.split(" | ")[0] for line in lines}:
            kinds[kind].append((body, lines))
    for kind, differing in sorted(kinds.items(), key=lambda item: -len(item[1])):
        sys.stdout.write(f"{len(differing)} {kind}\n")
        for body, lines in differing[: asked.examples]:
            sys.stdout.write("\n".join([f"    {json.dumps(body)}", *(f"      {line}" for line in lines), ""]))
    count = sum(len(one) for one in found)
    sys.stdout.write(f"{asked.count * len(made)} requests, {count} differ in {len(kinds)} kinds\n")
    return min(len(kinds), 100)


def _ask(session: Session, count: int, salt: int) -> list[Differing]:
    session.plan.chance = Random(f"{session.plan.name}/{salt}")
    bodies = (request(session.plan) for _ in range(count))
    return [(body, lines) for body in bodies if (lines := session.differences(body))]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", default="100-107", help="first and last seed; each is a district")
    parser.add_argument("--count", type=int, default=200, help="requests to each district")
    parser.add_argument("--salt", type=int, default=0, help="other requests to the same districts")
    parser.add_argument("--examples", type=int, default=1, help="how many requests are shown of each kind")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
