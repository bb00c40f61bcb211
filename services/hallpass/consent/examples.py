"""The examples of consent in the API's documentation: one class with a blog, in a made-up district."""

from __future__ import annotations

from hallpass.contracts.web import Example

PARTS: Example = {
    "purpose": "We keep a diary of our science projects.",
    "example": "A photo of a volcano that a group has built, with two sentences about it.",
    "student_information": "First names, pictures of work, no faces.",
    "security": "Families of the class sign in with a password.",
}
NOTICE: Example = {
    "id": "n-1",
    "kind": "classroom_media",
    "class": "c-1",
    "platform": "blog",
    "parts": PARTS,
    "window_days": 14,
}
DELIVERY: Example = {"date": "2026-09-03", "to": ["g-1", "g-2", "g-3"], "bounced": ["g-3"]}
NOTICE_ENTRY: Example = {**NOTICE, "active": True, "deliveries": [DELIVERY]}
NOTICES: Example = {"notices": [NOTICE_ENTRY], "next": "n-1"}
NOTICE_WRITTEN: Example = {"id": "n-1", "sequence": 96}

SCOPE: Example = {"staff": "t-7"}
ANSWER: Example = {
    "guardian": "g-1",
    "student": "s-1",
    "purpose": "direct_contact",
    "scope": SCOPE,
    "answer": "opt_out",
    "date": "2026-09-08",
}
ANSWERS: Example = {"student": "s-1", "directory_opt_out": False, "answers": [ANSWER]}

CONSULTATION: Example = {
    "class": "c-1",
    "platform": "blog",
    "principal": "p-1",
    "date": "2026-08-28",
    "outcome": "agreed",
}
OBJECTION: Example = {
    "class": "c-1",
    "platform": "blog",
    "by": "t-7",
    "reason": "The class exchanges its projects with a partner school that cannot sign in.",
    "date": "2026-08-28",
}
REMINDER: Example = {"class": "c-1", "platform": "blog", "date": "2026-09-10"}
