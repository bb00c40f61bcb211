"""A district in which other names mean the same people: ids are only names, and in another order."""

from __future__ import annotations

import re
from pathlib import Path

FAMILIES = re.compile(r"(?<![\w-])([sg])-(\d+)(?![\w-])")
TEACHERS = re.compile(r"(?<![\w-])t-school-(\d+)-(\d)(?![\w-])")


def renamed(text: str) -> str:
    """Any text with the other ids of students, guardians and teachers; twice gives the first text again."""
    families = FAMILIES.sub(lambda found: f"{found[1]}-{9999 - int(found[2])}", text)
    return TEACHERS.sub(lambda found: f"t-school-{found[1]}-{9 - int(found[2])}", families)


def renamed_folder(folder: Path, place: Path) -> Path:
    """The folder once more, below this place, under a district id of its own."""
    other = place / f"{folder.name}-renamed"
    for file in sorted(folder.rglob("*.*")):
        copy = other / file.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = renamed(file.read_text(encoding="utf-8"))
        copy.write_text(text.replace(f"id: {folder.name}\n", f"id: {other.name}\n"), encoding="utf-8")
    return other
