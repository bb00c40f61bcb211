"""What a guideline's module may look like, read from OPA's own syntax tree.

Main trusts three things that the compiler does not hold a guideline to: what it exports, that each finding is keyed by
the index of a situation that was asked about, and that `lib` makes it. Keyed by anything else findings are lost, or
cost a hundred times as much; made by hand they lack the members that main and the decision service read.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

Term = dict[str, Any]

EXPORTS = {"findings", "message_findings"}
MAKERS = {"lib.finding", "lib.obliging"}
CHAIN = "rego.metadata.chain()"


def objections(module: dict[str, Any], lib: dict[str, Any]) -> list[str]:
    """What about a guideline's module is not as it must be, as `line: what`. `lib` is all of hallpass.lib."""
    keyed_in_lib = {name for name in _constants(lib) if _by_situation(_constants(lib)[name], _constants(lib), set())}
    here = {**_constants(module), **{f"lib.{name}": {"type": "keyed"} for name in keyed_in_lib}}
    return [f"{rule['location']['row']}: {what}" for rule in module.get("rules", []) for what in _rule(rule, here)]


def _rule(rule: dict[str, Any], here: dict[str, Term]) -> Iterator[str]:
    name = rule["head"]["ref"][0]["value"]
    if name.startswith("_"):
        return
    if name not in EXPORTS:
        yield f"{name} is neither one of {sorted(EXPORTS)} nor private"
        return
    if "key" not in rule["head"]:
        yield f"{name} does not say `contains`"
        return
    if not _made_by_lib(rule["head"]["key"]):
        yield f"a finding is not made by one of {sorted(MAKERS)} from {CHAIN}"
    if name == "findings" and not _keyed(rule, here):
        yield "a finding is not keyed by the index of a situation"


def _made_by_lib(term: Term) -> bool:
    if term["type"] != "call":
        return False
    maker, *arguments = term["value"]
    return _text(maker) in MAKERS and bool(arguments) and _text(arguments[0]) == CHAIN


def _keyed(rule: dict[str, Any], here: dict[str, Term]) -> bool:
    reference = rule["head"]["ref"]
    if len(reference) != 2 or reference[1]["type"] != "var":
        return False
    return _index_is_bound(reference[1]["value"], rule["body"], here, set())


def _index_is_bound(index: str, body: list[dict[str, Any]], here: dict[str, Term], seen: set[str]) -> bool:
    """`some index, _ in` what is keyed by situations is one of the body's expressions."""
    for expression in body:
        terms = expression["terms"]
        for symbol in terms.get("symbols", []) if isinstance(terms, dict) else []:
            parts = symbol["value"] if symbol["type"] == "call" else []
            if len(parts) == 4 and parts[1] == {**parts[1], "type": "var", "value": index}:
                return _by_situation(parts[3], here, seen)
    return False


def _by_situation(term: Term, here: dict[str, Term], seen: set[str]) -> bool:
    """The term is the situations, or an object that is keyed by their indexes."""
    if term["type"] == "keyed" or _text(term) == "input.situations":
        return True
    if term["type"] == "call" and _text(term["value"][0]) == "object.union":
        return all(_by_situation(part, here, seen) for part in term["value"][1:])
    if term["type"] == "objectcomprehension":
        key, body = term["value"]["key"], term["value"]["body"]
        return key["type"] == "var" and _index_is_bound(key["value"], body, here, seen)
    name = _text(term)
    if term["type"] in {"var", "ref"} and name in here and name not in seen:
        return _by_situation(here[name], here, {*seen, name})
    return False


def _constants(module: dict[str, Any]) -> dict[str, Term]:
    """The rules that are one value, by name."""
    rules = [rule for rule in module.get("rules", []) if "args" not in rule["head"] and "value" in rule["head"]]
    return {rule["head"]["ref"][0]["value"]: rule["head"]["value"] for rule in rules if len(rule["head"]["ref"]) == 1}


def _text(term: Term) -> str:
    return base64.b64decode(term.get("location", {}).get("text", "")).decode()
