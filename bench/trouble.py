"""How long a caller waits when the engine is in trouble: stopped (SIGSTOP), and killed (SIGKILL)."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from statistics import median

from bench.client import Plan, http_request, measure
from bench.report import Table, milliseconds
from bench.suite import Suite

from hallpass.decision.opa import deadline

_ASKED = 8
_BACK_WITHIN = 30.0
_BETWEEN = 0.01
_DECIDED, _UNDECIDED = 200, 503


@dataclass(frozen=True)
class Waiting:
    """A request to ask with, how many recipients it has, and how many situations the engine is asked about."""

    recipients: int
    situations: int
    body: bytes


def measured(suite: Suite, requests: list[Waiting]) -> Table:
    """The table; the engine runs again afterwards."""
    rows = [_stopped(suite, request) for request in requests]
    rows.append(_killed(suite, requests[0]))
    return Table(("engine", "recipients", "answer", "due ms", "median ms", "worst ms"), rows)


def _stopped(suite: Suite, request: Waiting) -> list[str]:
    engine = suite.engine()
    engine.suspend()
    try:
        found = measure(
            Plan(
                address=suite.address,
                request=http_request("POST", "/v1/decisions", request.body, suite.token),
                seconds=0,
                fewest=_ASKED,
                warm_up=0,
            )
        )
    finally:
        engine.resume()
    _until_decided(suite, request)
    answers = ", ".join(f"{status} ({count} of {_ASKED})" for status, count in found.statuses.items())
    due = milliseconds(deadline(request.situations))
    worst = milliseconds(max(found.latencies))
    return ["stopped", f"{request.recipients:,}", answers, due, milliseconds(median(found.latencies)), worst]


def _killed(suite: Suite, request: Waiting) -> list[str]:
    suite.engine().kill()
    seconds = _until_decided(suite, request)
    spent = milliseconds(seconds)
    return ["killed, then back", f"{request.recipients:,}", str(_DECIDED), milliseconds(5), spent, spent]


def _until_decided(suite: Suite, request: Waiting) -> float:
    """Seconds until a request is decided again; whatever is answered meanwhile must be undecided."""
    began = time.perf_counter()
    headers = {"Authorization": f"Bearer {suite.token}", "Content-Type": "application/json"}
    while time.perf_counter() - began < _BACK_WITHIN:
        connection = http.client.HTTPConnection(suite.address)
        connection.request("POST", "/v1/decisions", request.body, headers)
        status = connection.getresponse().status
        connection.close()
        if status == _DECIDED:
            return time.perf_counter() - began
        if status != _UNDECIDED:
            raise RuntimeError(f"with the engine in trouble the answer was {status}")
        time.sleep(_BETWEEN)
    raise RuntimeError("the engine did not come back")
