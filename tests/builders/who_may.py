"""Who may call which route, and what one tries it with who may not: for the probes of one machine and of services."""

from __future__ import annotations

import json
from typing import Any

import httpx

ROLES = ("app", "staff", "admin", "sis", "auditor", "service")
MAY: dict[str, str] = {
    "POST /v1/decisions": "app staff",
    "GET /v1/decisions/{decision_id}": "app staff admin sis auditor service",
    "GET /v1/settings": "admin",
    "PUT /v1/settings": "admin",
    "GET /v1/platforms": "admin",
    "GET /v1/platforms/{platform_id}": "admin",
    "PUT /v1/platforms/{platform_id}": "admin",
    "DELETE /v1/platforms/{platform_id}": "admin",
    "GET /v1/emergencies": "admin",
    "POST /v1/emergencies": "admin",
    "POST /v1/emergencies/{emergency_id}/end": "admin",
    "GET /v1/approvals": "admin",
    "POST /v1/approvals": "admin",
    "DELETE /v1/approvals/{approval_id}": "admin",
    "GET /v1/bundles/{name}": "service",
    "GET /v1/policies/revisions": "admin auditor",
    "GET /v1/policies/engines": "admin auditor",
    "POST /v1/status/{engine}": "service",
    "POST /v1/rosters/imports": "admin sis",
    "GET /v1/rosters/imports/{import_id}": "admin sis",
    "PUT /v1/staff/{staff_id}/facts": "admin sis",
    "GET /v1/staff/{staff_id}/facts": "admin sis",
    "DELETE /v1/staff/{staff_id}/facts": "admin sis",
    "PUT /v1/record-interests": "admin sis",
    "GET /v1/record-interests": "admin sis",
    "DELETE /v1/record-interests": "admin sis",
    "PUT /v1/tags/{kind}/{tagged_id}": "admin sis",
    "GET /v1/tags/{kind}/{tagged_id}": "admin sis",
    "DELETE /v1/tags/{kind}/{tagged_id}": "admin sis",
    "GET /v1/tags/{kind}": "admin sis",
    "POST /v1/notices": "admin",
    "GET /v1/notices": "admin",
    "GET /v1/notices/{notice_id}": "admin",
    "POST /v1/notices/{notice_id}/deliveries": "admin",
    "POST /v1/answers": "admin",
    "GET /v1/answers": "admin",
    "POST /v1/consultations": "admin",
    "POST /v1/objections": "admin",
    "POST /v1/reminders": "admin",
    "PUT /v1/directory-opt-outs/{student}": "admin sis",
    "DELETE /v1/directory-opt-outs/{student}": "admin sis",
}
"""Who may call what. A new route belongs in here, or the probe fails: somebody must say who may."""

LAKESIDES = {
    "platform_id": "photoshare",
    "emergency_id": "e-north",
    "staff_id": "t-elm",
    "staff": "t-spec",
    "kind": "student",
    "tagged_id": "s-m1",
    "notice_id": "n-m1-blog",
    "student": "s-m14",
    "engine": "an-engine",
}
"""An id of lakeside's for each parameter that has one in its folder."""


def a_mail() -> dict[str, Any]:
    """A mail of a teacher to a student of lakeside's."""
    return {
        "sender": {"staff_id": "t-elm"},
        "purpose": "education",
        "medium": {"platform_id": "mail", "account": "district", "device": "district"},
        "audience": {"student_ids": ["s-m1"]},
        "content": {"text": "The trip starts at nine."},
        "send_at": "2031-02-11T10:00:00-06:00",
    }


def is_problem(answer: httpx.Response, status: int, kind: str) -> bool:
    """Whether it is this problem document."""
    return (
        answer.status_code == status
        and answer.headers["content-type"] == "application/problem+json"
        and answer.json()["type"] == f"urn:hallpass:problem:{kind}"
    )


def without_echo(answer: httpx.Response) -> str:
    """The answer without the student who was asked about: /v1/answers repeats the question."""
    if not answer.is_success:
        return answer.text
    return json.dumps({name: value for name, value in answer.json().items() if name != "student"})
