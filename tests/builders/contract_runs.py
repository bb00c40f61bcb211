"""A case put to a running suite over HTTP, and what came of it told as a diagnosis."""

from __future__ import annotations

import base64
import csv
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Protocol

import httpx

from builders.contract_answers import WHOLE, Answer, speaking
from builders.contract_cases import ASK, DISTRICTS, Case, Step, expanded
from builders.contract_checks import VERDICT_CHECKS, status_check
from builders.contract_invariants import problem_faults, verdict_faults
from builders.contract_obligations import OBLIGATION_CHECKS

CHECKS = VERDICT_CHECKS | OBLIGATION_CHECKS
NO_ANSWER = Answer(status=0, media_type="", body=None, text="")


class Running(Protocol):
    """A suite that answers: where, and with which token a role of a district speaks."""

    @property
    def url(self) -> str:
        """The address without a final slash."""

    def token(self, role: str, district: str) -> str:
        """The token of `app`, `staff ID`, `admin`, `sis` or `auditor`."""


def diagnose(case: Case, suite: Running, client: httpx.Client) -> str | None:
    """None where the suite keeps the sentence, else what was said, asked, expected and got."""
    memory: dict[str, Any] = {}
    for number, step in enumerate(case.steps, start=1):
        request = expanded(step.request, memory=memory)
        try:
            answer = _exchange(step, request, memory, suite, client)
        except httpx.TransportError as broken:
            return _told(case, number, request, NO_ANSWER, [f"expected an answer, got {type(broken).__name__}"])
        wrong = list(_faults(step, request or {}, answer, memory))
        if wrong:
            return _told(case, number, request, answer, wrong)
        memory |= {name: answer.member(path) for name, path in step.remember.items()}
    return None


def _exchange(step: Step, request: Any, memory: Mapping[str, Any], suite: Running, client: httpx.Client) -> Answer:
    headers = {"content-type": "application/json"}
    if token := _token(step, suite):
        headers["authorization"] = f"Bearer {token}"
    if step.get:
        path = step.get
        for name, value in memory.items():
            path = path.replace(f"${name}", str(value))
        response = client.get(suite.url + path, headers=headers)
    else:
        body = step.body if request is None else json.dumps(request)
        response = client.post(suite.url + ASK, headers=headers, content=(body or "").encode())
    try:
        content = response.json()
    except ValueError:
        content = None
    return Answer(response.status_code, response.headers.get("content-type", ""), content, response.text)


def _token(step: Step, suite: Running) -> str | None:
    if step.token == "none":
        return None
    if step.token == "garbage":
        return "no.token.atall"
    if step.token in {"unsigned", "tampered"}:
        header, claims, signature = suite.token("app", step.district).split(".")
        if step.token == "unsigned":
            plain = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
            return f"{plain}.{claims}."
        return f"{header}.{claims}.{signature[::-1]}"
    return suite.token(step.token, step.district)


def _faults(step: Step, request: Mapping[str, Any], answer: Answer, memory: Mapping[str, Any]) -> Iterator[str]:
    expect = expanded(dict(step.expect), memory=memory)
    wrong = status_check(answer, expect.pop("status", 200))
    yield from wrong
    if wrong:
        return
    for key, expected in expect.items():
        yield from CHECKS[key](answer, expected, request)
    if answer.status >= httpx.codes.BAD_REQUEST:
        yield from problem_faults(answer, request)
    elif not step.get:
        yield from verdict_faults(answer, request, private_names(step.district))


@cache
def private_names(district: str) -> frozenset[str]:
    """The family names of the district's students and guardians; staff are named in answers."""
    users = DISTRICTS / district / "oneroster" / "users.csv"
    with users.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    staff = {row["familyName"] for row in rows if not row["sourcedId"].startswith(("s-", "g-", "h-s", "h-g"))}
    return frozenset(row["familyName"] for row in rows) - staff


def _told(case: Case, number: int, request: Any, answer: Answer, wrong: list[str]) -> str:
    step = case.steps[number - 1]
    lines = [f"The contract: {case.proves}", f"The case: {case.id}", f"Exchange {number}: {step.title}"]
    if request is not None:
        lines.append(f"Asked: {_short(request)}")
    lines += [f"- {item}" for item in wrong]
    if answer.recipients or answer.findings:
        lines.append(f"The verdict: {answer.member('effect')}")
        shared = answer.whole_message
        if shared:
            lines.append(f"  {WHOLE}: {', '.join(map(speaking, shared))}")
        for person, entry in list(answer.recipients.items())[:20]:
            own = [speaking(answer.findings[index]) for index in entry.get("findings", [])]
            duties = [item.get("type") for item in answer.obligations_for(person)]
            lines.append(f"  {entry.get('kind')} {person}: {entry.get('effect')} {own} {duties or ''}")
    elif answer.status >= httpx.codes.BAD_REQUEST and isinstance(answer.body, dict):
        lines.append(f"The problem: {answer.body.get('type')}, {answer.body.get('title')}")
    if case.doubt:
        lines.append(f"In doubt: {case.doubt}")
    return "\n".join(lines)


def _short(request: Any) -> str:
    plain = json.loads(json.dumps(request))
    content = plain.get("content") if isinstance(plain, dict) else None
    if isinstance(content, dict) and isinstance(content.get("text"), str):
        content["text"] = f"({len(content['text'])} characters)"
    text = json.dumps(plain, ensure_ascii=False)
    return text if len(text) <= 1200 else text[:1200] + " …"
