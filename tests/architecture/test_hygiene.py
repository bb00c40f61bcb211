"""What must never be in the repository: addresses of package indexes, paths of one machine, unfinished work."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from architecture.checkout import ROOT, files, text

# Written in parts, so that this file does not find itself.
PATTERNS: Mapping[str, str] = {
    "the address of a package index": r"pypi\." + r"org|python" + r"hosted|(^|\s)--(extra-)?index" + r"-url"
    r"|proxy\.golang\." + r"org|registry\.npmjs\." + r"org|repo1?\.maven\." + r"org",
    "a path of one machine": r"(?<![\w.])/(work|root|home|Users)" + r"/\w",
    "unfinished work": r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b|todo" + r"_test_",
    "a test that may not run": r"mark\.(skip|xfail)" + r"|pytest\.(skip|xfail|importorskip)" + r"\(|unittest\.skip",
}


def _found(pattern: str, paths: list[Path]) -> list[str]:
    """Every place where the pattern occurs, as file:line."""
    places = []
    for path in paths:
        for number, line in enumerate((text(path) or "").splitlines(), start=1):
            if re.search(pattern, line):
                places.append(f"{path.name}:{number}")
    return places


@pytest.mark.parametrize("what", PATTERNS)
def test_it_is_nowhere(what: str) -> None:
    assert _found(PATTERNS[what], files()) == []


@pytest.mark.parametrize(
    "what,line",
    [
        ("the address of a package index", "--index" + "-url https://example.org"),
        ("a path of one machine", "open('/ro" + "ot/notes')"),
        ("unfinished work", "# TO" + "DO later"),
        ("a test that may not run", "@pytest.mark.sk" + "ip"),
    ],
    ids=PATTERNS.keys(),
)
def test_it_would_be_found(tmp_path: Path, what: str, line: str) -> None:
    file = tmp_path / "file.py"
    file.write_text(f"first\n{line}\n")
    assert _found(PATTERNS[what], [file]) == ["file.py:2"]


def _pins(name: str) -> dict[str, str]:
    locked = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.\-]+)==(\S+)", locked, re.MULTILINE))


def test_tests_run_on_the_versions_that_the_product_runs_on() -> None:
    tested, shipped = _pins("dev"), _pins("run")
    assert shipped
    assert {name: tested.get(name) for name in shipped} == shipped


@pytest.mark.parametrize("name", ["run", "dev", "go", "lock"])
def test_every_locked_package_has_its_hashes(name: str) -> None:
    locked = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\w)", locked):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]
