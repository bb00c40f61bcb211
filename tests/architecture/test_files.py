"""Small files, one idea each, and each says what it is."""

import ast
from pathlib import Path
from statistics import median

from architecture.checkout import CODE, ROOT, files, modules

LONGEST = 400
MEDIAN = 120


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _too_long(paths: list[Path]) -> list[str]:
    return [path.name for path in paths if _lines(path) > LONGEST]


def _silent(paths: list[Path]) -> list[str]:
    parsed = {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    return [str(path) for path, tree in parsed.items() if ast.get_docstring(tree) is None]


def test_no_file_is_longer_than_400_lines() -> None:
    rego = [path for path in files("policies") if path.suffix == ".rego"]
    assert _too_long([*modules(*CODE), *rego]) == []


def test_the_middle_file_of_the_product_is_short() -> None:
    assert median(_lines(path) for path in modules("services")) < MEDIAN


def test_every_module_says_what_it_is() -> None:
    assert _silent(modules(*CODE)) == []


def test_a_long_and_silent_file_is_found(tmp_path: Path) -> None:
    long = tmp_path / "long.py"
    long.write_text("x = 1\n" * (LONGEST + 1))
    assert _too_long([long]) == ["long.py"]
    assert _silent([long]) == [str(long)]


def test_the_checkout_is_seen_at_all() -> None:
    assert ROOT / "pyproject.toml" in files()
    assert Path(__file__) in modules("tests")
