"""The documentation can be followed: its links lead somewhere, and the commands that it gives exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from architecture.checkout import ROOT, files
from hallpass.cli import app

PAGES = (
    *("README.md", "CONTRIBUTING.md", "deploy/demo/README.md"),
    *(f"docs/operations/{name}.md" for name in ("embedded", "deploy", "backup", "upgrade", "keys")),
)
"""Pages that tell people to run something."""

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:\.venv/bin/)?(?:hallpass|python|make) [^`]+)`")


def _broken(page: Path) -> list[str]:
    """Relative links of a page that lead nowhere, headings within pages included."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    found = []
    for target in LINK.findall(text):
        path, _, heading = target.partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        file = page.parent / path if path else page
        if not file.exists() or (heading and heading not in _headings(file)):
            found.append(f"{page.name}: {target}")
    return found


def _headings(page: Path) -> set[str]:
    """The names by which headings are linked to."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def _pages() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def test_every_relative_link_leads_somewhere() -> None:
    assert [broken for page in _pages() for broken in _broken(page)] == []
    assert ROOT / "README.md" in _pages()


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A title\n[a](gone.md) [b](page.md#a-title) [c](#no-title) [d](https://example.org)\n")
    assert _broken(page) == ["page.md: gone.md", "page.md: #no-title"]


def _commands(text: str) -> Iterator[list[str]]:
    """Each command of the shell blocks and of the running text, as words; what is in `$(…)` is one of its own."""
    lines = [line for block in SHELL.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    for line in [*lines, *INLINE.findall(FENCE.sub("", text))]:
        for part in re.split(r"\w+=\$\(|\$\(|\)| \| ", line):
            if words := shlex.split(part, comments=True, posix=False):
                yield words


def _unknown(words: list[str]) -> str | None:
    """What a command names that there is not; None for one that can be run."""
    program, *rest = words
    if program == "make":
        known = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        return next((word for word in rest if "=" not in word and word not in {*known, "…"}), None)
    if program.removeprefix(".venv/bin/") == "hallpass":
        gone = _unknown_of_hallpass(typer.main.get_command(app), rest)
        return gone if gone is not None else _gone(rest)
    return _gone(rest)


def _gone(words: list[str]) -> str | None:
    """A file of the checkout that is named and not there."""
    named = [word.strip("@'\"") for word in words]
    return next((name for name in named if re.match(r"(deploy|docs)/", name) and not (ROOT / name).exists()), None)


def _unknown_of_hallpass(command: Any, words: list[str]) -> str | None:
    while (below := getattr(command, "commands", None)) and words and not words[0].startswith("-"):
        if words[0] not in below:
            return words[0]
        command, words = below[words[0]], words[1:]
    options = {"--help", *(name for parameter in command.params for name in parameter.opts)}
    return next((word for word in words if word.startswith("--") and word not in options), None)


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_exists(page: str) -> None:
    commands = list(_commands((ROOT / page).read_text(encoding="utf-8")))
    assert commands
    assert [words for words in commands if _unknown(words) is not None] == []


@pytest.mark.parametrize(
    "line,unknown",
    [
        ("make fly", "fly"),
        ("make run PORT=9000", None),
        ("hallpass fly", "fly"),
        (".venv/bin/hallpass decisions fly ID", "fly"),
        (".venv/bin/hallpass decide --loud x.json", "--loud"),
        (".venv/bin/hallpass decide --json deploy/demo/requests/9-none.json", "deploy/demo/requests/9-none.json"),
        (".venv/bin/hallpass decisions replay DECISION_ID", None),
        ("curl -d @deploy/nothing.json somewhere", "deploy/nothing.json"),
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str, unknown: str | None) -> None:
    assert _unknown(line.split()) == unknown


def test_commands_are_found_in_blocks_and_in_the_running_text() -> None:
    text = "Run `make lint`:\n```\nTOKEN=$(hallpass token app | tail -n 1)\ncurl -s x \\\n  -d y  # asks\n```\n"
    assert sorted(" ".join(words) for words in _commands(text)) == [
        *("curl -s x -d y", "hallpass token app", "make lint", "tail -n 1"),
    ]
