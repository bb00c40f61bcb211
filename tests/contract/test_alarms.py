"""Alarms: the rules and their page say the same, and each rests on numbers, labels and settings that there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from prometheus_client import CollectorRegistry

from architecture.checkout import ROOT, modules
from hallpass.decision.metrics import UNAVAILABLE, Metrics
from hallpass.kernel.telemetry import Telemetry
from hallpass.policy.engines import STATES
from hallpass.policy.numbers import EngineNumbers
from hallpass.settings import SERVICES

OPERATIONS = ROOT / "docs" / "operations"
PAGE = (OPERATIONS / "alarms.md").read_text(encoding="utf-8")
TABLE = (OPERATIONS / "embedded.md").read_text(encoding="utf-8")
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((ROOT / "deploy" / "prometheus" / "alarms.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
NAMES = [rule["alert"] for rule in RULES]

ENDINGS = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
TARGET = frozenset({"job", "instance"})
"""Labels that Prometheus adds to everything it reads."""

SELECTOR = re.compile(r"\b(hallpass_\w+|up)\b(?:\{([^}]*)\})?")
MATCHER = re.compile(r"(\w+)(?:=~|!=|=)\"([^\"]*)\"")
WORDS = re.compile(r"\b([a-z_]+)\b(?=\s*\()")
FUNCTIONS = frozenset({"absent", "by", "count", "histogram_quantile", "increase", "max", "min", "or", "rate", "sum"})


def shown() -> dict[str, frozenset[str]]:
    """Every series of /metrics with its labels, as the services register them."""
    registry = CollectorRegistry()
    Telemetry(registry), Metrics(registry), EngineNumbers(registry)
    series = {"up": TARGET}
    for metric in registry._collector_to_names:
        labels = frozenset(metric._labelnames) | TARGET  # type: ignore[attr-defined]
        for ending in ENDINGS[metric._type]:  # type: ignore[attr-defined]
            series[metric._name + ending] = labels | ({"le"} if ending == "_bucket" else set())  # type: ignore[attr-defined]
    return series


SHOWN = shown()


def sections() -> Mapping[str, str]:
    """What the page has under each alarm's heading."""
    parts = re.split(r"^##+ (.+)$", PAGE, flags=re.MULTILINE)
    return {title: text for title, text in zip(parts[1::2], parts[2::2], strict=True) if title.startswith("Hallpass")}


def faults(expression: str) -> list[str]:
    """What is wrong with an expression, as far as one sees without Prometheus."""
    found = [
        f"{pair} does not close"
        for pair in ("()", "{}", "[]")
        if expression.count(pair[0]) != expression.count(pair[1])
    ]
    found += [f"no series {name}" for name, _ in SELECTOR.findall(expression) if name not in SHOWN]
    known = frozenset().union(*(SHOWN.get(name, frozenset()) for name, _ in SELECTOR.findall(expression)))
    for name, matchers in SELECTOR.findall(expression):
        labels = {label for label, _ in MATCHER.findall(matchers)}
        found += [f"{name} has no label {label}" for label in sorted(labels - SHOWN.get(name, frozenset()))]
        if MATCHER.sub("", matchers).strip(", "):
            found.append(f"{{{matchers}}} cannot be read")
    for grouping in re.findall(r"\bby \(([^)]*)\)", expression):
        found += [f"nothing has the label {label}" for label in re.split(r",\s*", grouping) if label not in known]
    bare = SELECTOR.sub("", expression)
    found += [f"no function {word}" for word in WORDS.findall(bare) if word not in FUNCTIONS]
    # A counter only says something by its change.
    for name, _ in SELECTOR.findall(expression):
        if name.endswith(("_total", "_bucket", "_count")) and not re.search(
            rf"(?:rate|increase)\({name}(?:\{{[^}}]*\}})?\[\d+m\]\)", expression
        ):
            found.append(f"{name} without rate or increase")
    return found


def test_each_metric_of_the_sources_is_known_here() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in modules("services"))
    made = re.findall(r"(?:Counter|Gauge|Histogram)\(\s*\"(hallpass_\w+)\"", sources)
    bare = {re.sub(r"(_total|_bucket|_count|_sum)$", "", name) for name in SHOWN}
    assert set(made) <= bare


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_expression_rests_on_what_there_is(rule: dict[str, Any]) -> None:
    assert faults(rule["expr"]) == []
    assert re.search(r" (?:>|<|==|>=) [\d.]+$", rule["expr"]) or rule["expr"].startswith("absent(")


@pytest.mark.parametrize(
    "expression, fault",
    [
        ("max(hallpass_outbox_unsent_event) > 0", "no series hallpass_outbox_unsent_event"),
        ("max by (group) (hallpass_outbox_lag_seconds) > 0", "nothing has the label group"),
        ('max(hallpass_outbox_lag_seconds{group="a"}) > 0', "hallpass_outbox_lag_seconds has no label group"),
        ("max(hallpass_outbox_lag_seconds > 0", "() does not close"),
        ("mx(hallpass_outbox_lag_seconds) > 0", "no function mx"),
        ("sum(hallpass_http_shed_requests_total) > 0", "hallpass_http_shed_requests_total without rate or increase"),
        ("sum(rate(hallpass_http_shed_requests[5m])) > 0", "no series hallpass_http_shed_requests"),
        ("max(hallpass_policy_engines{state=failing}) > 0", "{state=failing} cannot be read"),
    ],
)
def test_a_mistake_is_found(expression: str, fault: str) -> None:
    assert faults(expression) == [fault]


def test_values_of_labels_are_among_those_that_occur() -> None:
    """A cause or a state that nobody writes would never alarm."""
    causes = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "api.md").read_text(encoding="utf-8"))) | {UNAVAILABLE}
    said: dict[str, set[str]] = {}
    for rule in RULES:
        for _, matchers in SELECTOR.findall(rule["expr"]):
            for label, value in MATCHER.findall(matchers):
                said.setdefault(label, set()).add(value)
    assert said["state"] <= set(STATES)
    assert said["status"] <= {"401", "500"}
    for cause in said["cause"]:
        assert any(re.fullmatch(cause, each) for each in causes), cause
    (four,) = re.findall(r"\) < (\d+)", "".join(rule["expr"] for rule in RULES if rule["alert"] == "HallpassNoRelay"))
    assert int(four) == len(SERVICES)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_the_page_says_the_same_and_what_to_do(rule: dict[str, Any]) -> None:
    text = sections()[rule["alert"]]
    (block,) = re.findall(r"^```promql\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    assert block == rule["expr"]
    after = f", after {rule['for']}" if "for" in rule else ""
    severity, summary = rule["labels"]["severity"], rule["annotations"]["summary"].rstrip(".")
    assert text.strip().startswith(f"{summary} (`{severity}`{after}).")
    assert "**It means:** " in text
    assert "**What to do:** " in text
    assert rule["annotations"]["runbook"] == f"docs/operations/alarms.md#{rule['alert'].lower()}"
    assert severity in {"page", "ticket"}


def test_the_page_has_each_alarm_once_in_the_order_of_the_rules() -> None:
    assert list(sections()) == NAMES
    assert len(set(NAMES)) == len(NAMES)


def test_each_number_that_the_table_calls_an_alarm_has_one() -> None:
    called = re.findall(r"^\| `(hallpass_\w+)` \|.*\*\*alarm", TABLE, re.MULTILINE)
    expressions = " ".join(rule["expr"] for rule in RULES)
    assert called
    assert [name for name in called if not re.search(rf"\b{name}(?:_total|_count|_bucket)?\b", expressions)] == []


def test_each_number_and_setting_that_the_page_names_exists() -> None:
    bare = {re.sub(r"(_total|_bucket|_count|_sum)$", "", name) for name in SHOWN}
    prose = re.sub(r"^```.*?^```", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    named = {re.sub(r"_total$", "", name) for name in re.findall(r"hallpass_\w+", prose)}
    assert named - bare == set()
    sources = "\n".join(path.read_text(encoding="utf-8") for path in modules("services"))
    prefixes = re.findall(r"env_prefix=\"(HALLPASS_\w*)\"", sources)
    for setting in re.findall(r"HALLPASS_[A-Z_]+", prose):
        fields = [setting.removeprefix(prefix).lower() for prefix in prefixes if setting.startswith(prefix)]
        assert any(re.search(rf"^    {field}: ", sources, re.MULTILINE) for field in fields), setting
    events = set(re.findall(r"\"([a-z_]+)\",?\s", sources)) | set(re.findall(r"log\.\w+\(\s*\"([a-z_]+)\"", sources))
    for event in re.findall(r"`((?:event|parking|publish|relay|consumer|batch|part|request)_[a-z_]+)`", prose):
        assert event in events, event
