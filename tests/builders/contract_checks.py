"""What a case may expect of an answer, one small check for each key of `expect`.

Each check yields what is wrong, as `expected …, got …`; no words are an answer that keeps the sentence. Message texts
are searched, never shown: a failure tells clauses, effects and ids of the test's own people, nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from builders.contract_answers import Answer, instant, matches, speaking

Wrong = Iterator[str]
Check = Callable[[Answer, Any, Mapping[str, Any]], Wrong]


def _one_of(expected: Any) -> list[Any]:
    return expected if isinstance(expected, list) else [expected]


def _status(answer: Answer, expected: int, _: Mapping[str, Any]) -> Wrong:
    if answer.status != expected:
        yield f"expected status {expected}, got {answer.status}"


def _names(answer: Answer, member: str) -> bool:
    plain = re.sub(r"\[\d*\]|\.\d+(?=\.|\W|$)", "", answer.text.replace("/", "."))
    return re.search(rf"(?<![\w-]){re.escape(member)}(?![\w-])", plain) is not None


def _member(answer: Answer, expected: str, _: Mapping[str, Any]) -> Wrong:
    if not _names(answer, expected):
        yield f"expected a problem that names the member {expected}, got one that does not"


def _member_any(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    if not any(_names(answer, member) for member in expected):
        yield f"expected a problem that names one of {expected}, got one that does not"


def _effect(answer: Answer, expected: Any, _: Mapping[str, Any]) -> Wrong:
    if answer.member("effect") not in _one_of(expected):
        yield f"expected effect {expected}, got {answer.member('effect')}"


def _people(answer: Answer, expected: Mapping[str, Any], _: Mapping[str, Any]) -> Wrong:
    for person, effect in expected.items():
        got = answer.recipients.get(person, {}).get("effect", "no entry")
        if got not in _one_of(effect):
            why = ", ".join(map(speaking, answer.findings_for(person))) or "nothing"
            yield f"expected {effect} for {person}, got {got} ({why} speaks)"


def _recipients(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    if set(answer.recipients) != set(expected):
        yield f"expected the recipients {sorted(expected)}, got {sorted(answer.recipients)}"


def _kinds(answer: Answer, expected: Mapping[str, str], _: Mapping[str, Any]) -> Wrong:
    for person, kind in expected.items():
        got = answer.recipients.get(person, {}).get("kind", "no entry")
        if got != kind:
            yield f"expected {person} to be of kind {kind}, got {got}"


def _absent(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    if shown := answer.people_anywhere() & set(expected):
        yield f"expected no trace of {sorted(shown)}, got them in a list, an obligation or a detail"


def _speaks(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    for pattern in expected:
        if not any(matches(finding, pattern) for finding in answer.findings):
            yield f"expected {pattern} to speak, got {[speaking(finding) for finding in answer.findings]}"


def _speaks_any(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    if not any(matches(finding, pattern) for finding in answer.findings for pattern in expected):
        yield f"expected one of {expected} to speak, got {[speaking(finding) for finding in answer.findings]}"


def _silent(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    for finding in answer.findings:
        if any(matches(finding, pattern) for pattern in expected):
            yield f"expected silence of {expected}, got {speaking(finding)}"


def _speaks_for(answer: Answer, expected: Mapping[str, list[str]], _: Mapping[str, Any]) -> Wrong:
    for person, patterns in expected.items():
        findings = answer.findings_for(person)
        for pattern in patterns:
            if not any(matches(finding, pattern) for finding in findings):
                yield f"expected {pattern} to speak for {person}, got {[speaking(finding) for finding in findings]}"


def _silent_for(answer: Answer, expected: Mapping[str, list[str]], _: Mapping[str, Any]) -> Wrong:
    for person, patterns in expected.items():
        for finding in answer.findings_for(person):
            if any(matches(finding, pattern) for pattern in patterns):
                yield f"expected silence of {patterns} for {person}, got {speaking(finding)}"


def _findings_count(answer: Answer, expected: int, _: Mapping[str, Any]) -> Wrong:
    if len(answer.findings) != expected:
        yield f"expected {expected} findings, got {[speaking(finding) for finding in answer.findings]}"


def _remedy_codes(answer: Answer, expected: Mapping[str, Any], _: Mapping[str, Any]) -> Wrong:
    for clause, code in expected.items():
        got = [finding.get("remedy_code") for finding in answer.findings if finding.get("clause") == clause]
        if not set(got) & set(_one_of(code)):
            yield f"expected the remedy {code} of {clause}, got {got}"


def _cites(answer: Answer, expected: Mapping[str, list[str]], _: Mapping[str, Any]) -> Wrong:
    for clause, policies in expected.items():
        got = " ".join(
            json.dumps(finding.get("cites")) for finding in answer.findings if finding.get("clause") == clause
        )
        if missing := [policy for policy in policies if policy not in got]:
            yield f"expected {clause} to cite {missing}, got {got or 'no such finding'}"


def _said(answer: Answer, clause: str, parts: tuple[str, ...]) -> str:
    found = [finding for finding in answer.findings if finding.get("clause") == clause]
    return json.dumps([[finding.get(part) for part in parts] for finding in found], ensure_ascii=False).lower()


def _says(answer: Answer, expected: Mapping[str, list[str]], _: Mapping[str, Any]) -> Wrong:
    for clause, words in expected.items():
        said = _said(answer, clause, ("message", "remedy", "detail"))
        if missing := [word for word in words if word.lower() not in said]:
            yield f"expected {clause} to say {missing}, got a finding without them"


def _says_not(answer: Answer, expected: Mapping[str, list[str]], _: Mapping[str, Any]) -> Wrong:
    for clause, words in expected.items():
        said = _said(answer, clause, ("message", "remedy", "detail"))
        if named := [word for word in words if word.lower() in said]:
            yield f"expected {clause} not to say {named}, got a finding with them"


def _remedy_says(answer: Answer, expected: Mapping[str, list[str]], _: Mapping[str, Any]) -> Wrong:
    for clause, words in expected.items():
        said = _said(answer, clause, ("remedy",))
        if missing := [word for word in words if word.lower() not in said]:
            yield f"expected the remedy of {clause} to say {missing}, got one without them"


def _never_says(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    for word in expected:
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", answer.text, re.IGNORECASE):
            yield f"expected the answer never to say {word!r}, got it"


def _same_findings(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    told = {
        json.dumps([answer.findings_for(person), answer.obligations_for(person)], sort_keys=True) for person in expected
    }
    if len(told) != 1:
        yield f"expected the same findings for {expected}, got {len(told)} different ones"


def _ask(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    got = {str(entry.get("person_id")) for entry in answer.asks}
    if got != set(expected):
        yield f"expected to be sent to {sorted(expected)}, got {sorted(got)}"


def _ask_has(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    got = {str(entry.get("person_id")) for entry in answer.asks}
    if missing := set(expected) - got:
        yield f"expected to be sent to {sorted(missing)} among others, got {sorted(got)}"


def _ask_any(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    got = {str(entry.get("person_id")) for entry in answer.asks}
    if not got or not got <= set(expected):
        yield f"expected to be sent to one of {sorted(expected)}, got {sorted(got)}"


def _ask_says(answer: Answer, expected: Mapping[str, list[str]], _: Mapping[str, Any]) -> Wrong:
    for person, words in expected.items():
        said = json.dumps([entry for entry in answer.asks if entry.get("person_id") == person], ensure_ascii=False)
        if missing := [word for word in words if word not in said]:
            yield f"expected the entry of {person} in ask to say {missing}, got one without"


def _valid_until(answer: Answer, expected: str, _: Mapping[str, Any]) -> Wrong:
    if instant(answer.member("valid_until")) != instant(expected):
        yield f"expected valid_until {expected}, got {answer.member('valid_until')}"


def _valid_until_by(answer: Answer, expected: str, _: Mapping[str, Any]) -> Wrong:
    got, latest = instant(answer.member("valid_until")), instant(expected)
    if got is None or latest is None or got > latest:
        yield f"expected valid_until {expected} at the latest, got {answer.member('valid_until')}"


def _has(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    for path in expected:
        if answer.member(path) in (None, ""):
            yield f"expected a member {path}, got none"


def _lacks(answer: Answer, expected: list[str], _: Mapping[str, Any]) -> Wrong:
    for path in expected:
        if answer.member(path) not in (None, ""):
            yield f"expected no {path}, got one"


def _equals(answer: Answer, expected: Mapping[str, Any], _: Mapping[str, Any]) -> Wrong:
    for path, value in expected.items():
        if answer.member(path) != value:
            yield f"expected {path} {value!r}, got {answer.member(path)!r}"


def _differs(answer: Answer, expected: Mapping[str, Any], _: Mapping[str, Any]) -> Wrong:
    for path, value in expected.items():
        if answer.member(path) in (None, value):
            yield f"expected another {path} than before, got the same or none"


VERDICT_CHECKS: dict[str, Check] = {
    "member": _member,
    "member_any": _member_any,
    "effect": _effect,
    "people": _people,
    "recipients": _recipients,
    "kinds": _kinds,
    "absent": _absent,
    "speaks": _speaks,
    "speaks_any": _speaks_any,
    "silent": _silent,
    "speaks_for": _speaks_for,
    "silent_for": _silent_for,
    "findings_count": _findings_count,
    "remedy_codes": _remedy_codes,
    "remedy_code_any": _remedy_codes,
    "cites": _cites,
    "says": _says,
    "says_not": _says_not,
    "remedy_says": _remedy_says,
    "never_says": _never_says,
    "same_findings": _same_findings,
    "ask": _ask,
    "ask_has": _ask_has,
    "ask_any": _ask_any,
    "ask_says": _ask_says,
    "valid_until": _valid_until,
    "valid_until_by": _valid_until_by,
    "has": _has,
    "lacks": _lacks,
    "equals": _equals,
    "differs": _differs,
}


def status_check(answer: Answer, expected: Any) -> list[str]:
    """The status first: nothing else can be judged on an answer of another kind."""
    return list(_status(answer, int(expected), {}))
