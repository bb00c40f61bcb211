"""The judge of the contract cases can fail: a wrong answer is told, a right one is not, and no text is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from builders.contract_cases import Case, Step
from builders.contract_runs import diagnose, private_names

ASKED = {
    "sender": {"staff_id": "t-elm"},
    "audience": {"student_ids": ["s-m1"]},
    "content": {"text": "A private line: 608-555-0142"},
    "send_at": "2031-02-11T10:00:00-06:00",
}


@dataclass(frozen=True)
class AnsweringWith:
    body: Any
    status: int = 200
    url: str = "http://suite"

    def token(self, role: str, district: str) -> str:
        return f"{role}.{district}.signature"

    def answer(self, _: httpx.Request) -> httpx.Response:
        kind = "application/json" if self.status == httpx.codes.OK else "application/problem+json"
        return httpx.Response(self.status, json=self.body, headers={"content-type": kind})


def verdict(**changes: Any) -> dict[str, Any]:
    plain = {
        "decision_id": "d", "decided_at": "2031-02-11T15:59:00Z", "valid_until": "2031-02-11T16:15:00Z",
        "effect": "permit", "summary": "One person gets it.", "permitted": ["s-m1"], "held": [], "denied": [],
        "recipients": [
            {"person_id": "s-m1", "kind": "student", "effect": "permit", "findings": [], "obligations": [0]},
        ],
        "findings": [],
        "obligations": [{"type": "include_guardians", "student_id": "s-m1", "guardian_ids": ["g-m1b", "g-m1a"]}],
        "ask": [], "resources": {"link": "l", "phone": "p"}, "policy": {"revision": "r", "release": "1"},
        "facts": {"as_of": "2031-02-11T15:59:00Z"},
    }  # fmt: skip
    return plain | changes


def judged(body: Any, answered: int = 200, **expect: Any) -> str | None:
    suite = AnsweringWith(body, answered)
    step = Step(token="app", district="lakeside", expect=expect, request=ASKED)
    case = Case(file="some", name="a case", proves="A sentence.", steps=(step,))
    with httpx.Client(transport=httpx.MockTransport(suite.answer)) as client:
        return diagnose(case, suite, client)


def test_a_kept_sentence_has_no_diagnosis() -> None:
    company = {"type": "include_guardians", "student_id": "s-m1", "guardian_ids": ["g-m1a", "g-m1b"], "for": "s-m1"}
    expect: dict[str, Any] = {
        "effect": "permit",
        "people": {"s-m1": "permit"},
        "obligations": [company],
        "silent": ["texting"],
    }
    assert judged(verdict(), **expect) is None


@pytest.mark.parametrize(
    "expect",
    [
        {"status": 400},
        {"effect": "deny"},
        {"effect": ["deny", "review"]},
        {"people": {"s-m1": "review"}},
        {"people": {"s-m2": "permit"}},
        {"recipients": []},
        {"kinds": {"s-m1": "guardian"}},
        {"absent": ["g-m1a"]},
        {"speaks": ["guardians-included"]},
        {"speaks_any": ["texting", "quiet-hours"]},
        {"speaks_for": {"s-m1": ["guardians-included"]}},
        {"findings_count": 1},
        {"remedy_codes": {"texting": "ask"}},
        {"cites": {"texting": ["1"]}},
        {"says": {"texting": ["word"]}},
        {"never_says": ["person"]},
        {"same_findings": ["s-m1", "s-m2"]},
        {"ask": ["p-maple"]},
        {"ask_has": ["p-maple"]},
        {"ask_any": ["p-maple"]},
        {"valid_until": "2031-02-11T10:14:00-06:00"},
        {"valid_until_by": "2031-02-11T10:14:00-06:00"},
        {"has": ["emergency_id"]},
        {"lacks": ["summary"]},
        {"equals": {"resources.link": "m"}},
        {"obligations": [{"type": "include_guardians", "student_id": "s-m1", "guardian_ids": ["g-m1a"]}]},
        {"obligations": [{"type": "remove_span", "span_of": "608-555-0142"}]},
        {"no_obligations": ["include_guardians"]},
        {"no_obligations_for": {"s-m1": ["include_guardians"]}},
        {"obligation_count": {"include_guardians": 2}},
        {"hold_until": {"s-m1": "2031-02-12T06:30:00-06:00"}},
    ],
    ids=str,
)
def test_a_broken_sentence_is_told(expect: dict[str, Any]) -> None:
    told = judged(verdict(), **expect)
    assert told is not None
    assert "expected" in told
    assert "A sentence." in told


def test_findings_that_speak_are_heard_where_silence_is_expected() -> None:
    finding = {"clause": "texting", "reason": "own_number", "effect": "advise", "message": "m", "cites": []}
    body = verdict(findings=[finding])
    assert judged(body, speaks=["texting/own_number=advise"]) is None
    assert judged(body, silent=["texting=deny"]) is None
    assert judged(body, silent=["texting"])
    assert judged(body, silent_for={"s-m1": ["texting"]})


@pytest.mark.parametrize(
    "changes",
    [
        {"effect": "deny"},
        {"permitted": []},
        {"denied": ["s-m1"]},
        {"valid_until": "2031-02-11T16:16:00Z"},
        {"resources": {}},
        {"obligations": [{"type": "include_guardians", "student_id": "s-m1"}]},
        {"obligations": [{"type": "sing"}]},
        {"findings": [{"clause": "texting", "reason": "r", "effect": "deny", "message": "m", "cites": []}]},
    ],
    ids=str,
)
def test_the_rules_for_every_verdict_are_asked_without_being_named(changes: dict[str, Any]) -> None:
    assert judged(verdict(**changes))


def test_a_family_name_in_a_message_is_noticed_and_not_repeated() -> None:
    name = min(private_names("lakeside"))
    told = judged(verdict(summary=f"{name} gets it."))
    assert told is not None
    assert name not in told


def test_a_problem_names_the_member_in_any_notation() -> None:
    for member in ("content.signals[0].start", "/content/signals/0/start", "content.signals"):
        body = {"type": "t", "title": "Malformed", "status": 400, "errors": [{"member": member}]}
        assert judged(body, 400, status=400, member="content.signals") is None
    assert judged({"type": "t", "status": 400, "detail": "no"}, 400, status=400, member="content.signals")


def test_a_problem_that_tells_an_id_is_noticed() -> None:
    assert judged({"type": "t", "status": 400, "detail": "s-m1 is unknown"}, 400, status=400)


def test_the_text_of_a_message_is_never_shown() -> None:
    told = judged(verdict(), effect="deny")
    assert told is not None
    assert "private line" not in told
