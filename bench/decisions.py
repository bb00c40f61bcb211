"""Decisions per second and their latency, beside the policy engine alone on the same input, in the same run.

The machine's mood changes from minute to minute: so what is compared is measured in turn, several rounds of each.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench import trouble
from bench.client import Plan, Samples, http_request, measure
from bench.district import request, write_district
from bench.engine_inputs import Inputs, inputs_of
from bench.machine import Others
from bench.report import Section, Table, milliseconds, percentile, times
from bench.suite import Suite, running

Say = Callable[[str], None]
_OK, _UNDECIDED = 200, 503


@dataclass(frozen=True)
class Effort:
    """How much is measured. `aims`: recipients, and the seconds that half of the decisions should not exceed."""

    students: int
    rounds: int
    aims: dict[int, float | None]
    seconds: float = 3.0
    seconds_alone: float = 1.0
    seconds_together: float = 3.0
    together: dict[int, int] = field(default_factory=lambda: {1: 16, 30: 16, 1_000: 4})
    """Recipients, and how many clients ask at once."""


FULL = Effort(students=9_500, rounds=3, aims={1: 0.005, 30: None, 1_000: 0.080, 10_000: 0.800})
QUICK = Effort(
    students=1_000,
    rounds=1,
    aims={1: 0.005, 30: None, 1_000: 0.080},
    seconds=2.0,
    seconds_alone=0.7,
    seconds_together=2.0,
    together={1: 16},
)


@dataclass
class _Case:
    """An audience of one size: its request, what the engine is asked for it, and what was measured."""

    recipients: int
    request: bytes
    inputs: Inputs
    whole: list[Samples] = field(default_factory=list)
    grouped: list[float] = field(default_factory=list)
    single: list[float] = field(default_factory=list)


def section(effort: Effort, say: Say) -> Section:
    """Generate the district, start the suite on it, measure, stop it."""
    today = datetime.now(UTC).date()
    with tempfile.TemporaryDirectory(prefix="hp-bench-") as name:
        folder = Path(name) / "district"
        say(f"Generating a district with {effort.students:,} students …")
        people = write_district(folder, effort.students, today)
        say(f"Starting the suite on its {people.count:,} students and guardians (this loads them) …")
        with running(folder) as suite:
            bodies = {count: request(people, count, today) for count in effort.aims}
            cases = [_case(suite, count, body) for count, body in bodies.items()]
            others = Others(suite.process.pid)
            for number in range(effort.rounds):
                for case in cases:
                    say(f"Round {number + 1} of {effort.rounds}: {case.recipients:,} recipients …")
                    _one_round(suite, case, effort)
            rates = [_rate(suite, case, effort, say) for case in cases if case.recipients in effort.together]
            disturbed = others.cores()
            say("Stopping and killing the engine …")
            asked = [trouble.Waiting(c.recipients, c.inputs.situations, bodies[c.recipients]) for c in cases[:3:2]]
            engine = trouble.measured(suite, asked)
    return Section(
        title="Decisions",
        about=(
            f"A district of {people.count:,} students and guardians, one e-mail with a text to screen, the verdict log "
            "on. *Whole* is POST /v1/decisions over loopback TCP; *engine, situations* is OPA alone on the very bytes "
            "that the suite sent it, over the suite's own socket; *engine, people* is the same with one entry for each "
            "recipient. One client; milliseconds."
        ),
        tables=[Table(_HEADERS, [_row(case, effort) for case in cases]), _throughput(rates), engine],
        notes=_notes(cases, effort, disturbed),
    )


def _case(suite: Suite, recipients: int, body: bytes) -> _Case:
    """Ask once, and look up what the engine was asked."""
    asked = http_request("POST", "/v1/decisions", body, suite.token)
    once = measure(Plan(address=suite.address, request=asked, seconds=0, warm_up=0))
    _require_answers(once)
    verdict = json.loads(once.last)
    if len(verdict["recipients"]) != recipients:
        raise RuntimeError(f"the request has {len(verdict['recipients'])} recipients instead of {recipients}")
    return _Case(recipients, asked, inputs_of(suite.admin_dsn, verdict["decision_id"]))


def _one_round(suite: Suite, case: _Case, effort: Effort) -> None:
    """The suite, the engine on situations, the engine on people; then the suite once more: what drifts, drifts both."""
    case.whole.append(_ask(suite.address, case.request, effort.seconds / 2))
    alone = effort.seconds_alone / len(case.inputs.grouped)
    for inputs, found in ((case.inputs.grouped, case.grouped), (case.inputs.single, case.single)):
        parts = [_ask(suite.engine_socket, one, alone) for one in inputs]
        found.append(sum(median(part.latencies) for part in parts))
    case.whole.append(_ask(suite.address, case.request, effort.seconds / 2))


def _ask(address: str, asked: bytes, seconds: float, connections: int = 1) -> Samples:
    found = measure(
        Plan(
            address=address,
            request=asked,
            seconds=seconds,
            connections=connections,
            fewest=2 * connections,
            warm_up=connections,
        )
    )
    _require_answers(found)
    return found


def _require_answers(found: Samples) -> None:
    if not {_OK} <= set(found.statuses) <= {_OK, _UNDECIDED}:
        raise RuntimeError(f"these answers are no decisions: {found.statuses}")


def _undecided(parts: list[Samples]) -> str:
    return f"{sum(part.statuses.get(_UNDECIDED, 0) for part in parts):,}"


_HEADERS = (
    "recipients",
    "situations",
    "whole p50",
    "whole p99",
    "samples",
    "undecided",
    "engine, situations p50",
    "whole / engine",
    "engine, people p50",
    "people / situations",
    "aim",
    "met",
)


def _row(case: _Case, effort: Effort) -> list[str]:
    p50 = median(percentile(part.latencies, 50) for part in case.whole)
    together = [latency for part in case.whole for latency in part.latencies]
    grouped, single = median(case.grouped), median(case.single)
    aim = effort.aims[case.recipients]
    return [
        f"{case.recipients:,}",
        f"{case.inputs.situations}" + (" (asked twice)" if len(case.inputs.grouped) > 1 else ""),
        milliseconds(p50),
        milliseconds(percentile(together, 99)),
        f"{len(together):,}",
        _undecided(case.whole),
        milliseconds(grouped),
        times(p50 / grouped),
        milliseconds(single),
        times(single / grouped),
        "" if aim is None else f"{aim * 1000:.0f}",
        "" if aim is None else ("yes" if p50 < aim else "no"),
    ]


@dataclass(frozen=True)
class _Rate:
    """Requests per second at so many clients."""

    recipients: int
    clients: int
    whole: float
    p50: float
    p99: float
    undecided: str
    grouped: float
    single: float


def _rate(suite: Suite, case: _Case, effort: Effort, say: Say) -> _Rate:
    clients = effort.together[case.recipients]
    say(f"{clients} clients at once: {case.recipients:,} recipients …")
    found: list[Samples] = []
    alone: dict[str, list[float]] = {"grouped": [], "single": []}
    for _ in range(2):
        found.append(_ask(suite.address, case.request, effort.seconds_together / 2, clients))
        for name, inputs in (("grouped", case.inputs.grouped), ("single", case.inputs.single)):
            part = _ask(suite.engine_socket, inputs[0], effort.seconds_alone, clients)
            alone[name].append(len(part.latencies) / part.seconds)
    latencies = [latency for part in found for latency in part.latencies]
    return _Rate(
        recipients=case.recipients,
        clients=clients,
        whole=len(latencies) / sum(part.seconds for part in found),
        p50=percentile(latencies, 50),
        p99=percentile(latencies, 99),
        undecided=_undecided(found),
        grouped=median(alone["grouped"]),
        single=median(alone["single"]),
    )


def _throughput(rates: list[_Rate]) -> Table:
    headers = (
        "recipients",
        "clients",
        "whole /s",
        "p50",
        "p99",
        "undecided",
        "engine, situations /s",
        "engine, people /s",
    )
    return Table(
        headers,
        [
            [
                f"{rate.recipients:,}",
                f"{rate.clients}",
                f"{rate.whole:,.0f}",
                milliseconds(rate.p50),
                milliseconds(rate.p99),
                rate.undecided,
                f"{rate.grouped:,.0f}",
                f"{rate.single:,.0f}",
            ]
            for rate in rates
        ],
    )


def _notes(cases: list[_Case], effort: Effort, disturbed: float) -> list[str]:
    own = [part.own_cpu / len(part.latencies) for part in cases[0].whole]
    return [
        f"Other programs used {disturbed:.1f} cores meanwhile; with more than 0.1 the figures say little.",
        f"Medians of {2 * effort.rounds} stretches in turn; p99 over all samples (with fewer than 100, the worst).",
        f"The client is a process of its own on the same cores: {milliseconds(median(own))} ms of CPU a request.",
        "Asked twice: a guardian who was to be company may not be reached by this message; both queries are counted.",
        "Undecided: answers 503, because the engine missed its deadline of 200 ms + 0.2 ms for each situation.",
        "After SIGKILL the engine is due back within five seconds.",
    ]
