"""What a district folder says, in the words of the services that will own it. Pure values, no open file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hallpass.consent.model import Fact
from hallpass.kernel.errors import Fault
from hallpass.kernel.tenancy import TenantId
from hallpass.policy.model import Entry
from hallpass.roster.additions import Interest, StaffAdditions, Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictFolder:
    """A folder without errors. `register` and `facts` are by the keys of their owners, `staff` by id."""

    path: Path
    tenant: TenantId
    register: dict[str, Entry]
    staff: dict[str, StaffAdditions]
    interests: tuple[Interest, ...]
    tags: tuple[Tags, ...]
    facts: dict[str, tuple[Fact, ...]]
    package: Path
    guardians: Path | None
    package_digest: str
    warnings: tuple[Fault, ...] = ()
    lesson: tuple[str, str] | None = None
    """A member of staff and a student of one class, for an example that works; None where no class has both."""
