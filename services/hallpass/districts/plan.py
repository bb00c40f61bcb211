"""What differs between a folder and what was applied of it last. Pure.

Each thing that a folder says has a collection, a key and a digest. The digests of the last time are kept by tenant;
so a restart does only what has changed, and what was written through the API since is left alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

import msgspec

from hallpass.districts.folder import DistrictFolder

Collection = Literal["package", "register", "staff", "interests", "tags", "facts"]
Item = tuple[str, str]

FORMAT = "1"
"""Raised when the same words shall be applied anew, because they mean something else."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The keys to be put and to be taken back, by collection, with the digests to note for them."""

    put: dict[Item, str]
    taken_back: tuple[Item, ...]
    new: int
    changed: int

    def keys(self, collection: Collection) -> list[str]:
        """What is to be put of a collection."""
        return [key for found, key in self.put if found == collection]

    def gone(self, collection: Collection) -> list[str]:
        """What is to be taken back of a collection."""
        return [key for found, key in self.taken_back if found == collection]

    def noted(self, *collections: Collection) -> dict[Item, str | None]:
        """What to note once these collections have been applied."""
        put = {item: digest for item, digest in self.put.items() if item[0] in collections}
        return {**put, **{item: None for item in self.taken_back if item[0] in collections}}


def difference(before: Mapping[Item, str], folder: DistrictFolder) -> Plan:
    """Compare a folder with the digests of the last time."""
    now = digests(folder)
    put = {item: digest for item, digest in now.items() if before.get(item) != digest}
    new = sum(item not in before for item in put)
    return Plan(put, tuple(sorted(item for item in before if item not in now)), new, len(put) - new)


def digests(folder: DistrictFolder) -> dict[Item, str]:
    """Every item of a folder with its digest."""
    found: dict[Item, str] = {("package", ""): digest_of(folder.package_digest)}
    found |= {("register", key): digest_of(entry) for key, entry in folder.register.items()}
    found |= {("staff", staff): digest_of(additions) for staff, additions in folder.staff.items()}
    found |= {("interests", pair_key(one.staff, one.student)): digest_of(one) for one in folder.interests}
    found |= {("tags", pair_key(tags.kind, tags.id)): digest_of(sorted(tags.words)) for tags in folder.tags}
    found |= {("facts", key): digest_of(facts) for key, facts in folder.facts.items()}
    return found


def digest_of(said: object) -> str:
    """SHA-256 over the canonical JSON of a value."""
    return sha256(FORMAT.encode() + msgspec.json.encode(said, order="deterministic")).hexdigest()


def pair_key(first: str, second: str) -> str:
    """One key of two ids, whatever signs they are made of."""
    return msgspec.json.encode([first, second]).decode()


def pair_of(key: str) -> tuple[str, str]:
    """The two ids of a key."""
    first, second = msgspec.json.decode(key, type=list[str])
    return first, second
