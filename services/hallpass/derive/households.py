"""Households: guardians who share a child are one, with that child."""

from __future__ import annotations

from collections.abc import Iterable


def households(families: Iterable[Iterable[str]], recipients: Iterable[str]) -> int:
    """How many different households the recipients belong to; each family is a child with its guardians' ids.

    A recipient in no family is a household of their own.
    """
    parent: dict[str, str] = {}

    def root(person: str) -> str:
        while (above := parent.setdefault(person, person)) != person:
            parent[person] = person = parent[above]
        return person

    for family in families:
        members = iter(family)
        first = root(next(members))
        for member in members:
            parent[root(member)] = first
    return len({root(person) for person in recipients})
