"""The example of the API's documentation: one mail to a middle-school student, and what is answered."""

from __future__ import annotations

from typing import Any

REQUEST: dict[str, Any] = {
    "sender": {"staff_id": "t-7"},
    "purpose": "education",
    "medium": {"platform_id": "mail", "account": "district", "device": "district"},
    "audience": {"student_ids": ["s-1"]},
    "content": {"text": "The science project is due on Friday."},
}
VERDICT: dict[str, Any] = {
    "decision_id": "0199d0a4-5a1e-7000-8000-000000000001",
    "decided_at": "2026-11-24T10:00:00-06:00",
    "valid_until": "2026-11-24T10:15:00-06:00",
    "effect": "permit",
    "summary": "This recipient may get this message. Before it goes: include the guardians named.",
    "permitted": ["s-1"],
    "held": [],
    "denied": [],
    "recipients": [{"person_id": "s-1", "kind": "student", "effect": "permit", "findings": [0], "obligations": [0]}],
    "findings": [
        {
            "clause": "guardians-included",
            "reason": "include",
            "effect": "oblige",
            "message": "Below high school, guardians are part of every digital message to a student.",
            "remedy": "Send the same message to the guardians named, at the same time.",
            "remedy_code": "include_guardians",
            "cites": [],
            "detail": {},
        }
    ],
    "obligations": [{"type": "include_guardians", "student_id": "s-1", "guardian_ids": ["g-1", "g-2"]}],
    "ask": [],
    "resources": {"link": "https://toolkit.example.org", "phone": "+1 608 555 0100"},
    "policy": {"revision": "9f2c…", "release": "1.0.0"},
    "facts": {"roster": 812, "consent": 96, "register": 14, "as_of": "2026-11-24T06:00:00-06:00"},
    "emergency_id": None,
}
