"""The engine speaks of situations; the verdict speaks of people, and only of what is theirs."""

from __future__ import annotations

from typing import Any

import pytest

from builders.answers import PRINCIPAL, SUPERVISOR, finding, people, person, result, whole
from hallpass.contracts.contact import Effect
from hallpass.contracts.verdict import Recipient, Verdict
from hallpass.decision.spread import strictest, verdict


@pytest.mark.parametrize(
    "effects, found",
    [
        ([], "permit"),
        (["permit", "permit"], "permit"),
        (["permit", "review"], "review"),
        (["review", "deny", "permit"], "deny"),
    ],
)
def test_the_strictest_effect_counts(effects: list[Effect], found: str) -> None:
    assert strictest(effects) == found


def of(answer: Verdict, person_id: str) -> Recipient:
    return next(recipient for recipient in answer.recipients if recipient.person_id == person_id)


def clauses(answer: Verdict, person_id: str) -> list[str]:
    return [answer.findings[index].clause for index in of(answer, person_id).findings]


def test_each_situations_effect_goes_to_its_people_who_are_then_listed_by_it() -> None:
    answer = verdict(
        people(person("a", 0), person("b", 0), person("c", 1), person("d", 2)), result("permit", "review", "deny")
    )
    assert [recipient.effect for recipient in answer.recipients] == ["permit", "permit", "review", "deny"]
    assert (answer.permitted, answer.held, answer.denied) == (["a", "b"], ["c"], ["d"])
    assert answer.effect == "deny"


def test_without_recipients_the_whole_messages_effect_is_the_answers() -> None:
    assert verdict(people(), result()).effect == "permit"
    assert verdict(people(), result(effect="review", said=[whole(effect="review")])).effect == "review"


def test_somebody_in_two_roles_gets_the_strictest_of_both_and_the_findings_of_both() -> None:
    found = [finding(0, clause="as-guardian", effect="advise"), finding(1, clause="as-staff")]
    answer = verdict(people(person("x", 0, 1, kind="guardian")), result("permit", "deny", found=found))
    assert of(answer, "x").effect == "deny"
    assert clauses(answer, "x") == ["as-guardian", "as-staff"]


def test_a_finding_is_told_to_those_whom_it_is_about_and_one_on_the_whole_message_to_everybody() -> None:
    said, found = whole(clause="everybody", effect="advise"), finding(1, clause="some", effect="advise")
    answer = verdict(people(person("a", 0), person("b", 1)), result("permit", "permit", said=[said], found=[found]))
    assert clauses(answer, "a") == ["everybody"]
    assert clauses(answer, "b") == ["everybody", "some"]


def test_what_is_found_about_prospective_company_alone_is_no_part_of_the_answer() -> None:
    answer = verdict(people(person("a", 0)), result("permit", "deny", found=[finding(1)]))
    assert (answer.findings, answer.effect, answer.ask) == ([], "permit", [])


def test_findings_that_read_the_same_are_one() -> None:
    answer = verdict(people(person("a", 0), person("b", 1)), result("deny", "deny", found=[finding(0), finding(1)]))
    assert len(answer.findings) == 1
    assert of(answer, "a").findings == of(answer, "b").findings == [0]


@pytest.mark.parametrize(
    "effect, asked", [("review", [PRINCIPAL]), ("deny", [PRINCIPAL]), ("oblige", []), ("advise", [])]
)
def test_somebody_is_named_to_ask_on_every_review_and_deny_and_on_nothing_else(effect: Any, asked: list[Any]) -> None:
    assert verdict(people(person("a", 0)), result("permit", found=[finding(0, effect=effect)])).ask == asked


def test_acceptable_use_adds_the_supervisor_to_the_principal() -> None:
    answer = verdict(people(person("a", 0)), result("deny", effect="deny", said=[whole(ask="supervisor")]))
    assert sorted(ask.person_id for ask in answer.ask) == sorted((PRINCIPAL.person_id, SUPERVISOR.person_id))


def test_each_is_asked_once_however_many_findings_name_them() -> None:
    found = [finding(0, clause="one"), finding(0, clause="two")]
    assert verdict(people(person("a", 0)), result("deny", found=found)).ask == [PRINCIPAL]


def test_a_verdict_says_which_policy_and_which_facts_it_was_made_of() -> None:
    answer = verdict(people(), result())
    assert (answer.policy.revision, answer.policy.release) == ("r", "1.0.0")
    assert (answer.facts.roster, answer.facts.consent, answer.facts.register) == (3, 2, 1)
    assert (answer.decision_id, answer.resources.phone) == ("d-1", "608 555 0100")
