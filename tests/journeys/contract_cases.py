"""The contract cases against any running suite that has loaded the two test districts.

    python tests/journeys/contract_cases.py --url http://127.0.0.1:8080 --data .hallpass [--only settled_time] [--brief]

Tokens come from `hallpass token` beside this interpreter; `--token ROLE@DISTRICT=TOKEN` gives one instead. The exit
code is the number of sentences that the suite does not keep, 100 at most.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders.contract_cases import Case, load_cases
from builders.contract_runs import diagnose
from builders.running_suites import RunningSuite


def main() -> int:
    """Ask, tell, and count."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080", help="the address of the suite")
    parser.add_argument(
        "--data", type=Path, default=Path(".hallpass"), help="the DATA folder of the suite, for its tokens"
    )
    parser.add_argument(
        "--token", action="append", default=[], metavar="ROLE@DISTRICT=TOKEN", help="a token, e.g. app@lakeside=ey…"
    )
    parser.add_argument("--token-app", help="the app token of lakeside, short for --token app@lakeside=…")
    parser.add_argument("--only", default="", help="only cases whose file or name contains this")
    parser.add_argument("--brief", action="store_true", help="one line for each case that fails")
    chosen = parser.parse_args()
    given = dict(item.split("=", 1) for item in chosen.token)
    if chosen.token_app:
        given["app@lakeside"] = chosen.token_app
    suite = RunningSuite(url=chosen.url.rstrip("/"), data=chosen.data, tokens=given)
    cases = [case for case in load_cases() if chosen.only in case.id]
    with httpx.Client(timeout=30) as client:
        wrong = [(case, told) for case in cases if (told := diagnose(case, suite, client))]
    for case, told in wrong:
        sys.stdout.write(_line(case, told) if chosen.brief else told + "\n\n")
    by_file = Counter(case.file for case, _ in wrong)
    for file, total in Counter(case.file for case in cases).items():
        sys.stdout.write(f"{file:28} {total - by_file[file]:4} of {total}\n")
    sys.stdout.write(f"{len(cases) - len(wrong)} of {len(cases)} sentences are kept\n")
    return min(len(wrong), 100)


def _line(case: Case, told: str) -> str:
    first = next((line for line in told.splitlines() if line.startswith("- ")), "")
    return f"{case.id}{' (in doubt)' if case.doubt else ''}\n    {first}\n"


if __name__ == "__main__":
    sys.exit(main())
