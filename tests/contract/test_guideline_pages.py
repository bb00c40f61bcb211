"""docs/guidelines says what the rules say: its pages are the ones that the rules and cases make now."""

from pathlib import Path

import pytest
from docs.generate_guidelines import INDEX, PAGES, Case, Clause, Guideline, Rule, page, pages

from architecture.checkout import ROOT
from hallpass.embedded.opa_binary import find

AGAIN = "make the pages anew: .venv/bin/python docs/generate_guidelines.py"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages(find(ROOT))


def test_the_committed_pages_are_those_that_the_rules_make(made: dict[str, str]) -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    assert sorted(committed) == sorted(made), AGAIN
    assert [name for name in made if made[name] != committed[name]] == [], AGAIN


def test_every_guideline_has_a_page_and_the_index_names_it(made: dict[str, str]) -> None:
    folders = {path.parent.name for path in (ROOT / "policies" / "hallpass" / "guidelines").glob("*/rule.rego")}
    assert {Path(name).stem for name in made if name != INDEX} == folders
    assert [name for name in folders if f"[{name}]({name}.md)" not in made[INDEX]] == []


def test_a_page_says_what_the_rule_finds_and_which_case_shows_it() -> None:
    clause = Clause("quiet-hours", "Beyond the document", "may", ("4150",), "Messages wait.")
    rule = Rule("deny", "quiet", "It is late.", "Wait until {hold_until}.", "wait_until", "supervisor")
    cases = {"quiet-hours/quiet": [Case("a mail at night", "time.yaml")]}
    text = page(clause, Guideline("Nights are quiet", "Messages wait for the morning.", (rule,)), cases)
    for said in ("Nights are quiet", "board policy 4150", "### `quiet`: deny", "> It is late.", "`wait_until`"):
        assert said in text
    assert "Whom to ask: the supervisor." in text
    assert "- a mail at night ([time.yaml]" in text


def test_a_finding_without_a_case_does_not_claim_one() -> None:
    rule = Rule("advise", "posted", "Treat it as public.", None, None, None)
    text = page(Clause("a", "b", "should", (), "c"), Guideline("d", "e", (rule,)), {})
    assert "Shown by the rule's own tests." in text
    assert "Whom to ask" not in text
