"""A generated district in a running suite: asks it over HTTP, and judges beside it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import httpx

from oracle.compare import differences
from oracle.emergencies import remember
from oracle.folder import read
from oracle.generate.plan import Plan
from oracle.judge import judge
from oracle.message import Message

AGAIN = 5  # a busy machine misses the engine's deadline now and then: undecided, and asked again


class Running(Protocol):
    """A suite that answers: where, and with which token a role of a district speaks."""

    @property
    def url(self) -> str:
        """The address without a final slash."""

    def token(self, role: str, district: str) -> str:
        """The token of `app`."""


class Session:
    """One district: `plan` chooses what is asked, `district` is what the oracle read of its folder."""

    def __init__(self, suite: Running, plan: Plan, folder: Path, http: httpx.Client) -> None:
        self.plan = plan
        self.district = read(folder)
        self._http = http
        self._url = f"{suite.url}/v1/decisions"
        self._headers = {"authorization": f"Bearer {suite.token('app', self.district.id)}"}

    def ask(self, body: dict[str, Any]) -> dict[str, Any]:
        """The suite's verdict."""
        answer = self._http.post(self._url, json=body, headers=self._headers)
        for _ in range(AGAIN):
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            answer = self._http.post(self._url, json=body, headers=self._headers)
        assert answer.status_code == httpx.codes.OK, f"{answer.status_code} {answer.text}\n{body}"
        verdict: dict[str, Any] = answer.json()
        return verdict

    def differences(self, body: dict[str, Any]) -> list[str]:
        """Where suite and oracle differ about a request; what it declared is known from now on."""
        now = datetime.now(UTC)
        verdict = self.ask(body)
        lines = list(differences(judge(self.district, body, now), verdict))
        remember(Message(self.district, body, now), verdict["emergency_id"])
        return lines
