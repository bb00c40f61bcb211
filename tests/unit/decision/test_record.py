"""A decision can be made again from its record, byte for byte, and its text is not in it."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from builders.answers import finding, people, person, result, whole, words
from hallpass.contracts.engine import EngineResult, HoldUntil, IncludeGuardians, RecordDisclosure, RemoveSpan, Report
from hallpass.contracts.verdict import Verdict
from hallpass.decision.people import People, Person, Role
from hallpass.decision.record import FORMAT, Record, Round, again, canonical, encode_people, pack, unpack
from hallpass.decision.spread import verdict

EVERYONE = people(
    Person("s1", "student", (Role(0, (("g1", "g2"),)),), date(2031, 3, 20)),
    Person("g3", "guardian", (Role(1, (), 1),)),
    person("public", 2, kind="public"),
    abouts=((), (("s1",), ())),
    mentions=[["s1", "s2"]],
    numbers=[[(3, 15), (30, 42)]],
    attachments=[[1, 0]],
    words=words(platform="Blog", class_title="Biology", class_id="c", platform_id="blog", sanctioned=("Mail",)),
)
ANSWER = result(
    *("review", "permit", "deny"),
    said=[whole(effect="oblige", obligations=[RemoveSpan(phone_numbers=[0], reason="r"), Report(duty=["4510"])])],
    found=[
        finding(0, effect="review", remedy="{window_over}", obligations=[IncludeGuardians(guardians=[0])]),
        finding(0, 1, effect="oblige", clause="late", obligations=[HoldUntil(days=1, minute=420)]),
        finding(1, effect="oblige", obligations=[RecordDisclosure(about=[0], record_classes=["grades"])]),
        finding(2, clause="last", detail={"attachments": [0]}),
    ],
)


def record(of: People = EVERYONE, *results: EngineResult) -> Record:
    rounds = [Round(input=b"{}", result=msgspec.json.encode(one)) for one in results or (ANSWER,)]
    return Record(
        format=FORMAT,
        rounds=rounds,
        people=encode_people(of),
        verdict=canonical(verdict(of, (results or (ANSWER,))[-1])),
        text_hmac=b"\x00\xff" * 16,
    )


def test_a_record_comes_back_from_its_bytes_as_it_was() -> None:
    assert unpack(pack(record())) == record()


def test_what_is_stored_is_canonical_so_that_equal_decisions_are_equal_bytes() -> None:
    assert pack(record()) == pack(record())
    assert pack(record()) != pack(record(EVERYONE, result("permit", "permit", "permit")))


def test_the_verdict_made_anew_is_the_stored_one_byte_for_byte() -> None:
    kept = unpack(pack(record()))
    assert again(kept) == kept.verdict
    made = msgspec.json.decode(kept.verdict, type=Verdict)
    assert {one["type"] for one in made.obligations} == {
        *("remove_span", "report", "include_guardians", "hold_until", "record_disclosure"),
    }


def test_of_two_rounds_the_last_is_the_one_that_was_answered() -> None:
    first, last = result("permit", "permit", "permit"), ANSWER
    kept = record(EVERYONE, first, last)
    assert again(kept) == kept.verdict != canonical(verdict(EVERYONE, first))


def test_another_result_for_the_same_people_gives_another_verdict() -> None:
    other = msgspec.json.encode(result("permit", "permit", "permit"))
    made = msgspec.json.decode(again(record(), other), type=Verdict)
    assert (made.permitted, made.findings) == (["s1", "g3", "public"], [])


@pytest.mark.parametrize("change", [{"effects": ["maybe"]}, {"schema": 2}, {"surprise": 1}])
def test_a_result_that_is_no_answer_is_not_spread(change: dict[str, Any]) -> None:
    broken = msgspec.json.encode(msgspec.to_builtins(ANSWER) | change)
    with pytest.raises(msgspec.ValidationError):
        again(record(), broken)


def test_a_verdict_names_its_members_in_the_published_order() -> None:
    members = list(msgspec.json.decode(record().verdict))
    assert members[:8] == [
        *("decision_id", "decided_at", "valid_until", "effect", "summary"),
        *("permitted", "held", "denied"),
    ]
    assert members[8:] == [
        *("recipients", "findings", "obligations", "ask", "resources", "policy", "facts", "emergency_id"),
    ]
