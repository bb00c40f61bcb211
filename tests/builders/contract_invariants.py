"""What holds for every answer: the shape of a verdict, the rule of combination, and what is never told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from builders.contract_answers import Answer, instant, speaking

STRENGTH = {"permit": 0, "review": 1, "deny": 2}
FINDING_EFFECTS = {"deny", "review", "oblige", "advise", "not_applicable"}
REMEDIES = {
    "use_platform", "use_district_account", "use_district_device", "include_guardians", "send_notice", "wait_until",
    "remove_span", "leave_out", "get_rights", "split_audience", "record_consultation", "acknowledge", "ask",
}  # fmt: skip
OBLIGATION_MEMBERS = {
    "include_guardians": {"student_id", "guardian_ids"},
    "hold_until": {"at"},
    "remove_span": {"start", "end", "reason"},
    "carry_disclaimer": {"text"},
    "record_disclosure": {"student_ids", "recipient_ids", "record_classes"},
    "remind_families": {"platform_id"},
    "report": {"duty", "to"},
    "leave_out": {"student_ids"},
}


def problem_faults(answer: Answer, request: Mapping[str, Any]) -> Iterator[str]:
    """An error is a problem document and tells no id of a person."""
    if not answer.media_type.startswith("application/problem+json"):
        yield f"expected application/problem+json, got {answer.media_type or 'no media type'}"
    if not isinstance(answer.body, dict) or answer.body.get("status", answer.status) != answer.status:
        yield "expected a problem document of the same status, got another body"
    audience = request.get("audience")
    lists = audience.values() if isinstance(audience, dict) else []
    ids = {
        item for value in lists if isinstance(value, list) for item in value if isinstance(item, str) and len(item) > 3
    }
    if any(item in answer.text for item in list(ids)[:50]):
        yield "expected an error without ids of people, got one with them"


def verdict_faults(answer: Answer, request: Mapping[str, Any], names: AbstractSet[str]) -> Iterator[str]:
    """The rules of combination and the shape of section 2; `names` of students and guardians are never to be told."""
    yield from _combination(answer)
    yield from _lists(answer)
    yield from _entries(answer)
    yield from _clock(answer, request)
    told = json.dumps([answer.member("summary"), answer.findings], ensure_ascii=False)
    if any(name in names for name in re.findall(r"\w+", told)):
        yield "expected messages without the name of a student or guardian, got one with it"
    for path in ("decision_id", "summary", "resources.link", "resources.phone", "policy.revision", "policy.release"):
        if answer.member(path) in (None, ""):
            yield f"expected a member {path}, got none"


def _combination(answer: Answer) -> Iterator[str]:
    effect = str(answer.member("effect"))
    entries = answer.recipients
    if effect not in STRENGTH:
        yield f"expected an effect, got {effect}"
        return
    strictest = max((STRENGTH.get(str(entry.get("effect")), 3) for entry in entries.values()), default=None)
    if strictest is not None and strictest != STRENGTH[effect]:
        yield f"expected the strictest effect over all recipients, got {effect}"
    for person, entry in entries.items():
        findings = answer.findings_for(person)
        worst = max((STRENGTH.get(str(finding.get("effect")), 0) for finding in findings), default=0)
        if worst != STRENGTH.get(str(entry.get("effect")), 3):
            said = [speaking(item) for item in findings]
            yield f"expected the effect of {person} to be that of its findings {said}, got {entry.get('effect')}"
    known_sender = not any(item.get("clause") == "unknown-person" for item in answer.whole_message)
    if effect != "permit" and known_sender and not answer.asks:
        yield "expected somebody to ask on a review or deny, got nobody"
    for entry in answer.asks:
        if not all(entry.get(part) for part in ("person_id", "name", "role")):
            yield "expected person_id, name and role of whom to ask, got fewer"


def _lists(answer: Answer) -> Iterator[str]:
    for part, effect in (("permitted", "permit"), ("held", "review"), ("denied", "deny")):
        expected = {person for person, entry in answer.recipients.items() if entry.get("effect") == effect}
        got = answer.member(part)
        if not isinstance(got, list) or len(got) != len(expected) or set(got) != expected:
            yield f"expected {part} to list the recipients with effect {effect}, got {got}"
    order = [(str(entry.get("kind")), person) for person, entry in answer.recipients.items()]
    kinds = [kind for index, (kind, _) in enumerate(order) if index == 0 or order[index - 1][0] != kind]
    if len(kinds) != len(set(kinds)) or any(a[0] == b[0] and a[1] > b[1] for a, b in pairwise(order)):
        yield "expected the recipients in the order of kind, then id, got another order"


def _entries(answer: Answer) -> Iterator[str]:
    for finding in answer.findings:
        if finding.get("effect") not in FINDING_EFFECTS or not finding.get("clause") or not finding.get("reason"):
            yield f"expected a finding with clause, reason and effect, got {speaking(finding)}"
        if not finding.get("message") or not isinstance(finding.get("cites"), list):
            yield f"expected a finding with a message and its citations, got {speaking(finding)} without"
        if finding.get("remedy_code") is not None and finding["remedy_code"] not in REMEDIES:
            yield f"expected a known remedy code, got {finding['remedy_code']}"
    for obligation in answer.obligations:
        members = OBLIGATION_MEMBERS.get(str(obligation.get("type")))
        if members is None or not members <= set(obligation):
            got = f"{sorted(obligation)} of {obligation.get('type')}"
            yield f"expected an obligation with the members of its type, got {got}"
        if obligation.get("type") == "include_guardians" and set(obligation.get("guardian_ids", [])) & set(
            answer.recipients
        ):
            yield "expected only guardians to be included who are not in the audience, got others"


def _clock(answer: Answer, request: Mapping[str, Any]) -> Iterator[str]:
    until, decided = instant(answer.member("valid_until")), instant(answer.member("decided_at"))
    if until is None or decided is None:
        yield "expected the instants decided_at and valid_until, got none"
        return
    planned = instant(request.get("send_at")) or decided
    if until > max(planned, decided, datetime.now(UTC)) + timedelta(minutes=15):
        yield "expected valid_until at most 15 minutes after the later of now and send_at, got a later one"
