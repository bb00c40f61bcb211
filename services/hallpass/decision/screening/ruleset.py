"""The reviewed phrase rules as a whole. Their text is policy data, edited by people, never code."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from hallpass.decision.screening.cues import Cues
from hallpass.decision.screening.disguises import Disguised
from hallpass.decision.screening.loading import read
from hallpass.decision.screening.rules import Rule


@dataclass(frozen=True, slots=True)
class Ruleset:
    """All rules, by category. `revision` is a hash of the files, so that a finding can be traced to its rules."""

    rules: tuple[Rule, ...]
    disguised: Disguised
    cues: Cues
    revision: str

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read and compile a folder of rule files; `kernel.errors.Invalid` lists everything that is wrong in it."""
        return cls(*read(folder))
