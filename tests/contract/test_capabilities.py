"""What a policy may call: nothing that reaches out, knows the time, rolls dice, reads secrets or builds sentences."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from builders.policies import CAPABILITIES, OpaFailed, opa

REFUSED = {
    "reaches out": ["http.send", "net.*", "providers.*"],
    "differs from call to call": ["time.now_ns", "rand.*", "uuid.rfc4122", "opa.runtime"],
    "needs keys": ["io.jwt.*", "crypto.*"],
    "speaks where it should find": ["print", "internal.print", "trace", "sprintf", "strings.render_template"],
    "interprets what it is given": ["json.match_schema", "json.verify_schema", "rego.parse_module", "graphql.*"],
    "is not ours to use": ["internal.template_string", "uuid.parse"],
}
FEATURES = ["keywords_in_refs", "rego_v1"]


def allowed(current: dict[str, Any]) -> dict[str, Any]:
    """Of what an OPA can do, that which a policy may."""
    patterns = [pattern for group in REFUSED.values() for pattern in group]
    builtins = [
        each for each in current["builtins"] if not any(fnmatchcase(each["name"], pattern) for pattern in patterns)
    ]
    return {**current, "builtins": builtins, "features": FEATURES, "allow_net": []}


def test_the_file_is_what_this_opa_can_do_less_what_is_refused() -> None:
    expected = allowed(json.loads(opa("capabilities", "--current")))
    held = json.loads(CAPABILITIES.read_text(encoding="utf-8"))
    assert {each["name"] for each in held["builtins"]} == {each["name"] for each in expected["builtins"]}
    assert held == expected


@pytest.mark.parametrize(
    "call",
    [
        'http.send({"method": "get", "url": "http://localhost"})',
        "time.now_ns() > 0",
        'rand.intn("x", 6) == 1',
        "opa.runtime().env.HOME",
        'net.lookup_ip_addr("localhost")',
        'uuid.rfc4122("x")',
        'sprintf("%s", ["x"]) == "x"',
        'print("x")',
    ],
)
def test_a_rule_that_calls_what_is_refused_does_not_compile(tmp_path: Path, call: str) -> None:
    rule = tmp_path / "rule.rego"
    rule.write_text(f"package trial\n\nfound if {call}\n", encoding="utf-8")
    with pytest.raises(OpaFailed, match="undefined function"):
        opa("check", "--strict", "--capabilities", str(CAPABILITIES), str(rule))
