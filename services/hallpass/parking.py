"""Where an event is put aside that could not be handled: a file each, for a person to look at. Never dropped."""

from __future__ import annotations

from pathlib import Path

import msgspec

from hallpass.kernel.envelope import Envelope


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """The event as it came, and why it could not be handled (no values in it)."""

    reason: str
    envelope: Envelope


class Parking:
    """A private folder (0700); the files are named by the event's id."""

    def __init__(self, folder: Path) -> None:
        """Made on first use."""
        self._folder = folder

    async def park(self, envelope: Envelope, reason: str) -> None:
        """Keep the event. Parking the same one again changes nothing."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{envelope.event_id}.json"
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.encode(Parked(reason=reason, envelope=envelope)))

    def count(self) -> int:
        """How many wait for a person."""
        return len(list(self._folder.glob("*.json"))) if self._folder.exists() else 0
