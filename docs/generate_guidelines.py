"""Writes docs/guidelines: a page for each clause, from its rule's METADATA and the cases that show it, and an index.

    .venv/bin/python docs/generate_guidelines.py

Run it after every change of a guideline, a case or clauses.yaml; a contract test compares. Nothing is written by hand
but clauses.yaml: what the guidelines expect of each clause, and the home of those that are no rule.
"""

from __future__ import annotations

import json
import subprocess
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
PAGES = ROOT / "docs" / "guidelines"
POLICIES = ROOT / "policies" / "hallpass"
OPA = ROOT / ".tools" / "bin" / "opa"

WIDTH = 120
INDEX = "README.md"
SOURCE = "../../policies/hallpass/guidelines"
CASES = "../../policies/hallpass/cases/verdicts"

EFFECTS: Mapping[str, str] = {
    "deny": "this recipient may not get the message as it is, or nobody may",
    "review": "somebody has to look at it first; the verdict says who",
    "oblige": "stops nobody by itself, but something has to be done; the verdict lists what",
    "advise": "stops nobody, a word to the sender",
    "not_applicable": "stops nobody, because rules do not apply here",
}

ABOUT = """\
A rule finds something about a recipient or about the whole message. Each finding has a reason, which is stable and
meant for tools, an effect, and a sentence for the sender. Words in braces are filled in: a platform, a class, a date,
whom to ask. These pages are made from the rules and their cases by `docs/generate_guidelines.py`;
[clauses.yaml](clauses.yaml) is the list of what is expected."""

ASKED: Mapping[str, str] = {"class_principal": "the principal of the class's school", "supervisor": "the supervisor"}


@dataclass(frozen=True)
class Clause:
    """A clause as clauses.yaml lists it; `home` says where it lives when it is no rule, `why` for what reason."""

    id: str
    section: str
    strength: str
    cites: tuple[str, ...]
    expect: str
    home: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class Rule:
    """One thing that a clause can find, from the METADATA of its rule."""

    effect: str
    reason: str
    message: str
    remedy: str | None
    remedy_code: str | None
    ask: str | None


@dataclass(frozen=True)
class Guideline:
    """What the folder of a clause says of itself; its rules in the order of the file."""

    title: str
    description: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Case:
    """A whole-verdict case: what happens in it, and the file that holds it."""

    name: str
    file: str


def pages(opa: Path = OPA) -> dict[str, str]:
    """Every page by the name of its file. `opa` is the program of the pinned version."""
    clauses = read_clauses(PAGES / "clauses.yaml")
    guidelines = read_guidelines(opa)
    cases = read_cases(POLICIES / "cases" / "verdicts")
    made = {INDEX: index(clauses, guidelines)}
    for clause in clauses:
        if clause.home is None:
            made[f"{clause.id}.md"] = page(clause, guidelines[clause.id], cases)
    return made


def read_clauses(path: Path) -> list[Clause]:
    """The list of clauses, in its order."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))["clauses"]
    return [
        Clause(
            id=found["id"],
            section=found["section"],
            strength=found["strength"].replace("_", " "),
            cites=tuple(found["cites"]),
            expect=found["expect"],
            home=found.get("home"),
            why=found.get("why"),
        )
        for found in listed
    ]


def read_guidelines(opa: Path) -> dict[str, Guideline]:
    """The METADATA of every guideline, by its id. Raises CalledProcessError with OPA's own words."""
    command = [str(opa), "inspect", "--annotations", "--format", "json", str(POLICIES / "guidelines")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - the pinned program, by its path
    packages: dict[str, dict[str, Any]] = {}
    rules: dict[str, list[tuple[int, Rule]]] = defaultdict(list)
    for found in json.loads(done.stdout)["annotations"]:
        name, said = found["path"][3]["value"], found["annotations"]
        if said["scope"] == "package":
            packages[name] = said
        else:
            rules[name].append((found["location"]["row"], _rule(said["custom"])))
    return {
        name: Guideline(
            title=said["title"],
            description=said["description"],
            rules=tuple(rule for _, rule in sorted(rules[name], key=lambda placed: placed[0])),
        )
        for name, said in packages.items()
    }


def _rule(custom: Mapping[str, Any]) -> Rule:
    return Rule(
        effect=custom["effect"],
        reason=custom["reason"],
        message=custom["message"],
        remedy=custom.get("remedy"),
        remedy_code=custom.get("remedy_code"),
        ask=custom.get("ask"),
    )


def read_cases(folder: Path) -> dict[str, list[Case]]:
    """The cases in which a finding is heard, by `clause/reason`, in the order of files and lines."""
    found: dict[str, list[Case]] = defaultdict(list)
    for path in sorted(folder.glob("*.yaml")):
        for listed in yaml.safe_load(path.read_text(encoding="utf-8")).values():
            for case in listed:
                for name in case["expect"].get("findings", {}):
                    found[name].append(Case(case["name"], path.name))
    return found


def page(clause: Clause, guideline: Guideline, cases: Mapping[str, Sequence[Case]]) -> str:
    """The page of one clause."""
    folder = f"{SOURCE}/{clause.id}"
    lines = [
        f"# {guideline.title}",
        "",
        f"`{clause.id}` · {clause.section} · {clause.strength}{_cites(clause)}",
        "",
        _wrapped(guideline.description),
        "",
        _wrapped(f"What is expected: {clause.expect}"),
        "",
        f"[Rule]({folder}/rule.rego) · [its tests]({folder}/rule_test.rego) · [all clauses]({INDEX})",
        "",
        "## What it can find",
    ]
    for rule in guideline.rules:
        lines += ["", *_finding(rule), "", *_shown(cases.get(f"{clause.id}/{rule.reason}", ()))]
    return _text(lines)


def _finding(rule: Rule) -> Iterator[str]:
    yield f"### `{rule.reason}`: {rule.effect}"
    yield ""
    yield f"> {rule.message}"
    if rule.remedy is not None:
        code = f" (`{rule.remedy_code}`)" if rule.remedy_code else ""
        yield ">"
        yield f"> {rule.remedy}{code}"
    if rule.ask is not None:
        yield ""
        yield f"Whom to ask: {ASKED[rule.ask]}."


def _shown(cases: Sequence[Case]) -> Iterator[str]:
    if not cases:
        yield "Shown by the rule's own tests."
        return
    yield "Shown by:"
    yield ""
    for case in cases:
        yield f"- {case.name} ([{case.file}]({CASES}/{case.file}))"


def index(clauses: Sequence[Clause], guidelines: Mapping[str, Guideline]) -> str:
    """The list of all clauses, those that are no rule with their home."""
    ruled = [clause for clause in clauses if clause.home is None]
    elsewhere = [clause for clause in clauses if clause.home is not None]
    lines = [
        "# The guidelines, clause by clause",
        "",
        f"{len(ruled)} clauses are rules, each in a folder of its own; {len(elsewhere)} have their home elsewhere.",
        "",
        ABOUT,
        "",
        "| effect | means |",
        "|---|---|",
        *(f"| {effect} | {meaning} |" for effect, meaning in EFFECTS.items()),
        "",
        "Strength is the force of the guidelines' own words; policies are the board policies that they cite.",
    ]
    for section in dict.fromkeys(clause.section for clause in ruled):
        lines += ["", f"## {section}", "", "| clause | | strength | policies |", "|---|---|---|---|"]
        lines += [
            f"| [{clause.id}]({clause.id}.md) | {guidelines[clause.id].title} | {clause.strength} "
            f"| {', '.join(clause.cites)} |"
            for clause in ruled
            if clause.section == section
        ]
    lines += ["", "## Elsewhere", "", "| clause | what is expected | home | why |", "|---|---|---|---|"]
    lines += [f"| {clause.id} | {clause.expect} | {clause.home} | {clause.why} |" for clause in elsewhere]
    return _text(lines)


def _cites(clause: Clause) -> str:
    if not clause.cites:
        return ""
    return f" · board {'policy' if len(clause.cites) == 1 else 'policies'} {', '.join(clause.cites)}"


def _wrapped(paragraph: str) -> str:
    """Broken into lines, so that a changed word is a small difference."""
    return textwrap.fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)


def _text(lines: Sequence[str]) -> str:
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the pages, and take away those of clauses that are gone."""
    made = pages()
    for path in PAGES.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text, encoding="utf-8")
    print(f"{len(made)} pages in {PAGES.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
