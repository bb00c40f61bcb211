"""The policy engines beside the decision services: which revision each runs, and what troubles it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

State = Literal["current", "behind", "failing", "silent"]
STATES: tuple[State, ...] = ("current", "behind", "failing", "silent")

SILENT_AFTER = timedelta(minutes=5)
"""An engine reports at least whenever its long poll ends."""
FORGOTTEN_AFTER = timedelta(days=1)
STOPPED = ": context canceled"
"""How OPA's message ends when it is itself that gave up."""
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Engine:
    """What an engine last said of itself. `trouble` is OPA's code, or empty; its messages are not kept."""

    name: str
    revision: str
    trouble: str
    reported_at: datetime

    def state(self, standing: str | None, now: datetime) -> State:
        """How it stands to the revision that is published now. A failing engine goes on with the last good one."""
        if now - self.reported_at > SILENT_AFTER:
            return "silent"
        if self.trouble:
            return "failing"
        return "current" if self.revision == standing else "behind"


def read_report(name: str, report: Mapping[str, Any], bundle: str, now: datetime) -> Engine:
    """An engine's report in OPA's status format, as far as it speaks of the bundle; what is not there is empty."""
    bundles = report.get("bundles")
    found = bundles.get(bundle) if isinstance(bundles, Mapping) else None
    said: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    trouble = "" if _ends(said) else _text(said.get("code"))
    return Engine(name, _text(said.get("active_revision")), trouble, now)


def _ends(said: Mapping[str, Any]) -> bool:
    """Whether the engine only says that it was told to stop, in the middle of a long poll."""
    message = said.get("message")
    return isinstance(message, str) and message.endswith(STOPPED)


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
