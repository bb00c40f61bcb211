"""An answer of the suite, read the way a tool reads it: who gets it, which clauses speak, what is asked in return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

WHOLE = "the whole message"


@dataclass(frozen=True)
class Answer:
    """Status, media type and JSON body of one exchange. The lists of a verdict are empty where the answer is none.

    What every check asks for is worked out once: an answer may have ten thousand recipients.
    """

    status: int
    media_type: str
    body: Any
    text: str

    def _list(self, name: str) -> list[dict[str, Any]]:
        value = self.body.get(name) if isinstance(self.body, dict) else None
        return value if isinstance(value, list) else []

    @cached_property
    def recipients(self) -> dict[str, dict[str, Any]]:
        """The entries by person id."""
        return {str(entry.get("person_id")): entry for entry in self._list("recipients")}

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Every finding, in the order of the answer."""
        return self._list("findings")

    @property
    def obligations(self) -> list[dict[str, Any]]:
        """Every obligation, in the order of the answer."""
        return self._list("obligations")

    @property
    def asks(self) -> list[dict[str, Any]]:
        """Whom to ask."""
        return self._list("ask")

    @cached_property
    def whole_message(self) -> list[dict[str, Any]]:
        """The findings that no single recipient points at: they are about the message."""
        pointed = {index for entry in self.recipients.values() for index in entry.get("findings", [])}
        return [finding for index, finding in enumerate(self.findings) if index not in pointed]

    def findings_for(self, person: str) -> list[dict[str, Any]]:
        """What speaks for this recipient, what is about the whole message included."""
        entry = self.recipients.get(person, {})
        own = [self.findings[index] for index in entry.get("findings", []) if index < len(self.findings)]
        return own + self.whole_message

    def obligations_for(self, person: str) -> list[dict[str, Any]]:
        """The obligations that this recipient points at."""
        entry = self.recipients.get(person, {})
        return [self.obligations[index] for index in entry.get("obligations", []) if index < len(self.obligations)]

    def member(self, path: str) -> Any:
        """The value under a dotted path, or None."""
        value = self.body
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def people_anywhere(self) -> set[str]:
        """Every id of a person that the verdict shows outside of its messages: lists, obligations and details."""
        found = set(self.recipients)
        for part in ("permitted", "held", "denied", "obligations"):
            found.update(_texts(self.member(part)))
        for finding in self.findings:
            found.update(_texts(finding.get("detail")))
        return found


def speaking(finding: Mapping[str, Any]) -> str:
    """A finding in one word: clause/reason=effect."""
    return f"{finding.get('clause')}/{finding.get('reason')}={finding.get('effect')}"


def matches(finding: Mapping[str, Any], pattern: str) -> bool:
    """Whether a finding is what `clause`, `clause/reason`, `clause=effect` or `clause/reason=effect` names."""
    name, _, effect = pattern.partition("=")
    clause, _, reason = name.partition("/")
    return (
        finding.get("clause") == clause
        and (not effect or finding.get("effect") == effect)
        and (not reason or finding.get("reason") == reason)
    )


def instant(value: Any) -> datetime | None:
    """An RFC 3339 instant, or None where the value is none."""
    try:
        parsed = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return parsed if parsed.tzinfo else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
