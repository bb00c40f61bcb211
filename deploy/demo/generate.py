"""Writes the demo district, Maple Harbor, into this folder; or one like it of any size, anywhere.

    python deploy/demo/generate.py                                      # the committed demo, byte for byte
    python deploy/demo/generate.py --students 8000 --to /tmp/large      # a large district of the same shape
    python deploy/demo/generate.py --today 2027-03-01 --to /tmp/spring  # the same district on another day

Names are composed of syllables, numbers are 555-01xx, addresses end in example.org: nobody is real.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parents[1]))

from deploy.demo.generator import build, shape, writing  # noqa: E402 - run as a file, the checkout is found first
from deploy.demo.generator.chance import Chance  # noqa: E402
from deploy.demo.generator.dates import Calendar  # noqa: E402

SEED = 20_261_125
TODAY = date(2026, 11, 25)
STUDENTS = 600


def folder(students: int = STUDENTS, today: date = TODAY, seed: int = SEED) -> Mapping[str, str]:
    """The files of a district folder by their path in it. The same arguments give the same bytes."""
    chance = Chance(seed)
    district = build.district(students, today, chance)
    return dict(writing.contents(district, Calendar(today), chance))


def write(files: Mapping[str, str], to: Path) -> None:
    """Write the files below a folder, which is made where it is missing. Nothing is removed."""
    for name, text in files.items():
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def main(arguments: Sequence[str]) -> int:
    """Read the arguments and write; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="generate.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--students", type=int, default=STUDENTS, metavar="N", help="students (default %(default)s)")
    parser.add_argument("--to", type=Path, default=HERE, metavar="FOLDER", help="where to write (default: here)")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=TODAY, metavar="DATE", help="the day it is (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=SEED, metavar="N", help="another seed, other people")
    given = parser.parse_args(arguments)
    if given.students < shape.FEWEST:
        parser.error(f"a district has at least {shape.FEWEST} students")
    write(folder(given.students, given.today, given.seed), given.to)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
