"""Requests while something fails: changes that are written, and decisions that are asked for, each answer noted."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from builders.api_districts import ApiDistrict, a_request

NO_ANSWER = 0
"""In place of a status: the connection broke, or nothing came in time."""
SAID = frozenset({NO_ANSWER, 200, 503, 504})
"""What a decision may be while something fails: a verdict, or nothing at all."""
PAUSE = 0.02
PATIENCE = 12.0


def notice(number: str) -> dict[str, Any]:
    """A notice of its own for class c-1: each one that was taken must reach the decision service."""
    parts = {"purpose": "Diary", "example": "A page", "student_information": "First names", "security": "Password"}
    return {"id": number, "kind": "classroom_media", "class": "c-1", "platform": "mail", "parts": parts}


@dataclass
class Answers:
    """What came back. Times are of the monotonic clock."""

    taken: set[str] = field(default_factory=set)
    """Ids of the notices that were answered 2xx."""
    last_taken: float = 0.0
    """When the last of them was."""
    writes: Counter[int] = field(default_factory=Counter)
    decisions: Counter[int] = field(default_factory=Counter)
    effects: Counter[str] = field(default_factory=Counter)
    verdicts: list[float] = field(default_factory=list)


class Traffic:
    """Two callers of one district, each in a thread, from the start to the end of the block."""

    def __init__(self, district: ApiDistrict, prefix: str) -> None:
        """`prefix` makes the ids of this block's notices its own. Tokens are had now, while everybody is well."""
        self.answers = Answers()
        self._district, self._prefix = district, prefix
        self._headers = {
            role: {"Authorization": f"Bearer {district.suite.speaking(role, district.tenant)}"}
            for role in ("admin", "app")
        }
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._write, self._decide)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join(PATIENCE * 2)
            assert not thread.is_alive(), "a caller is still waiting"

    def until(self, true: Callable[[Answers], bool], within: float) -> float:
        """Wait while the callers go on; the seconds that it took."""
        began = time.monotonic()
        while not true(self.answers):
            assert time.monotonic() - began < within, f"not within {within:.0f} s; so far {self.answers.decisions}"
            time.sleep(0.02)
        return time.monotonic() - began

    def _write(self) -> None:
        number = 0
        with httpx.Client(timeout=PATIENCE, headers=self._headers["admin"]) as http:
            while not self._ended.is_set():
                number += 1
                name = f"{self._prefix}-{number}"
                status = _status(lambda: http.post(f"{self._url}/v1/notices", json=notice(name)))  # noqa: B023
                self.answers.writes[status[0]] += 1
                if 200 <= status[0] < 300:
                    self.answers.taken.add(name)
                    self.answers.last_taken = time.monotonic()
                time.sleep(PAUSE)

    def _decide(self) -> None:
        with httpx.Client(timeout=PATIENCE, headers=self._headers["app"]) as http:
            while not self._ended.is_set():
                status, said = _status(lambda: http.post(f"{self._url}/v1/decisions", json=a_request()))
                self.answers.decisions[status] += 1
                if said is not None and status == httpx.codes.OK:
                    self.answers.effects[said.json()["effect"]] += 1
                    self.answers.verdicts.append(time.monotonic())
                time.sleep(PAUSE)

    @property
    def _url(self) -> str:
        return self._district.suite.url


def _status(ask: Callable[[], httpx.Response]) -> tuple[int, httpx.Response | None]:
    try:
        answer = ask()
    except httpx.TransportError:
        return NO_ANSWER, None
    return answer.status_code, answer
