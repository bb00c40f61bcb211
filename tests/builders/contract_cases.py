"""The contract as cases: what a tool asks, and what the published contract says that it must be answered.

A case lives in `tests/data/cases/*.yaml` and reads like the sentence that it proves. It starts from a base request,
changes the members that matter, and names what it expects. This module reads the cases; nothing here knows how the
suite decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parents[1] / "data"
CASES = DATA / "cases"
DISTRICTS = DATA / "districts"

ABSENT = "$absent"
ASK = "/v1/decisions"


@dataclass(frozen=True, slots=True)
class Step:
    """One exchange: a question with `request` (or a raw `body`), or a `get` of something said before."""

    token: str
    district: str
    expect: Mapping[str, Any]
    request: Mapping[str, Any] | None = None
    body: str | None = None
    get: str | None = None
    remember: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Who sends what where, in a few words."""
        what = f"GET {self.get}" if self.get else f"POST {ASK}"
        return f"{what} as {self.token} of {self.district}"


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence of the contract and the exchanges that prove it."""

    file: str
    name: str
    proves: str
    steps: tuple[Step, ...]
    doubt: str | None = None

    @property
    def id(self) -> str:
        """The name under which a test run lists it."""
        return f"{self.file}: {self.name}"


def load_cases(folder: Path = CASES) -> list[Case]:
    """Every case of the folder, in the order of its files. An unknown key is an error of the author: KeyError."""
    bases = yaml.safe_load((folder / "bases.yaml").read_text(encoding="utf-8"))
    cases: list[Case] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "bases.yaml":
            continue
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        cases.extend(_case(path.stem, raw, bases) for raw in document["cases"])
    return cases


def _case(file: str, raw: Mapping[str, Any], bases: Mapping[str, Any]) -> Case:
    known = {"name", "proves", "doubt", "district", "token", "base", "request", "body", "expect", "steps"}
    if unknown := set(raw) - known:
        raise KeyError(f"{file}, {raw.get('name')}: unknown keys {sorted(unknown)}")
    steps = tuple(_steps(raw, bases))
    return Case(
        file=file, name=raw["name"], proves=" ".join(raw["proves"].split()), steps=steps, doubt=raw.get("doubt")
    )


def _steps(raw: Mapping[str, Any], bases: Mapping[str, Any]) -> Iterator[Step]:
    for step in raw.get("steps") or [raw]:
        base = bases[step.get("base", raw.get("base", "mail"))]
        body = step.get("body")
        yield Step(
            token=step.get("token", raw.get("token", "app")),
            district=step.get("district", raw.get("district", "lakeside")),
            expect=step.get("expect", {}),
            request=None if "get" in step or body is not None else merged(base, step["request"]),
            body=expanded(body),
            get=step.get("get"),
            remember=step.get("remember", {}),
        )


def merged(base: Any, change: Any) -> Any:
    """`base` with the members of `change`: maps are merged, everything else is replaced, `$absent` is taken away."""
    if not isinstance(change, dict):
        return change
    result = dict(base) if isinstance(base, dict) else {}
    for key, value in change.items():
        if value == ABSENT:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def expanded(value: Any, now: datetime | None = None, memory: Mapping[str, Any] | None = None) -> Any:
    """`value` with its shorthand written out.

    `$repeat: {text, times}` is a long text, `$ids: {prefix, count}` a list of ids, `$list: {item, count}` a list of
    equal items, `$now: seconds` an instant beside the present one, and `$word` a value that an earlier step remembered.
    """
    memory = memory or {}
    if isinstance(value, str):
        return memory[value[1:]] if value[:1] == "$" and value[1:] in memory else value
    if isinstance(value, list):
        return [expanded(item, now, memory) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (word := next(iter(value))) in _SHORTHAND:
        return _SHORTHAND[word](value[word], now or datetime.now(UTC))
    return {key: expanded(item, now, memory) for key, item in value.items()}


_SHORTHAND: dict[str, Callable[[Any, datetime], Any]] = {
    "$repeat": lambda said, _: str(said["text"]) * int(said["times"]),
    "$ids": lambda said, _: [f"{said['prefix']}{number}" for number in range(int(said["count"]))],
    "$list": lambda said, _: [said["item"]] * int(said["count"]),
    "$now": lambda said, now: (now + timedelta(seconds=said)).isoformat(),
}
