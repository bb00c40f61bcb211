"""The level of a student: from the grade through the district's grade map, never from the building."""

from __future__ import annotations

from collections.abc import Mapping

from hallpass.contracts.policy import LEVELS, Level


def _plain(grade: str) -> str:
    """A grade without the variants in which student information systems write it: " 3" is "03", "kg" is "KG"."""
    stripped = grade.strip().upper()
    return stripped.zfill(2) if stripped.isdigit() else stripped


def level_of(grade: str | None, grade_map: Mapping[str, Level]) -> Level:
    """The level of a grade; an unknown grade takes the strictest."""
    if grade is None:
        return LEVELS[0]
    found = grade_map.get(grade)
    if found is not None:
        return found
    wanted = _plain(grade)
    return next((level for written, level in grade_map.items() if _plain(written) == wanted), LEVELS[0])
