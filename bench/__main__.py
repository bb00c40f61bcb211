"""Every figure of the product beside a baseline: `python -m bench`, written to bench/results.md."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

from bench import decisions, machine, roster_section, screening_section
from bench.report import Section

from hallpass.settings import SuiteSettings

_RESULTS = Path(__file__).parent / "results.md"


def _decisions(*, quick: bool) -> Section:
    return decisions.section(decisions.QUICK if quick else decisions.FULL, _say)


def _roster(*, quick: bool) -> Section:
    del quick  # short enough as it is
    return roster_section.section()


def _screening(*, quick: bool) -> Section:
    del quick  # seconds as it is
    return screening_section.section()


_SECTIONS: dict[str, Callable[..., Section]] = {"decisions": _decisions, "screening": _screening, "roster": _roster}


def _say(text: str) -> None:
    print(f"[{time.strftime('%H:%M:%S')}] {text}", flush=True)


def main() -> None:
    """Run the sections that are asked for, and write the report."""
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("--only", choices=_SECTIONS, help="one section; the report then holds only that one")
    arguments.add_argument("--quick", action="store_true", help="smaller and shorter, to see that it runs")
    arguments.add_argument("--output", type=Path, default=_RESULTS, help="the report (default: bench/results.md)")
    asked = arguments.parse_args()
    report = ["# Figures", "\n".join(f"- {line}" for line in machine.described(SuiteSettings().opa))]
    if asked.quick:
        report.append("A quick run: fewer people, fewer samples.")
    for name in [asked.only] if asked.only else _SECTIONS:
        _say(f"Section {name}.")
        found = _SECTIONS[name](quick=asked.quick).markdown()
        print(f"\n{found}\n", flush=True)
        report.append(found)
    asked.output.write_text("\n\n".join(report) + "\n", encoding="utf-8")
    _say(f"Written to {asked.output}.")


if __name__ == "__main__":
    main()
