"""The examples of the roster in the API's documentation: people and an import of a made-up district."""

from __future__ import annotations

from hallpass.contracts.web import Example

ACKNOWLEDGEMENT: Example = {"version": "2026", "date": "2026-08-20"}
STAFF_FACTS: Example = {
    "acceptable_use": ACKNOWLEDGEMENT,
    "supervisor": "p-1",
    "personal_numbers": ["+16085550142"],
}

INTEREST: Example = {"staff": "t-1", "student": "s-9", "reason": "504 team"}
INTERESTS: Example = {"record_interests": [INTEREST], "more": False}

TAGS: Example = {"tags": ["homebound"]}
TAGGED: Example = {"kind": "student", "id": "s-1", **TAGS}
TAGGED_ONES: Example = {"tagged": [TAGGED], "next": "s-1"}

CHANGES: Example = {"added": 12, "changed": 40, "removed": 3}
REMOVAL: Example = {"what": "students", "before": 1204, "gone": 310}
_COLUMN: Example = {"file": "users.csv", "column": "grades", "code": "grade", "severity": "warning"}
PROBLEM: Example = {**_COLUMN, "line": 7, "message": "The grade is not in the vocabulary of CEDS."}
TOTAL: Example = {**_COLUMN, "count": 18}
IMPORT: Example = {
    "id": "0199d0a4-5a1e-7000-8000-000000000002",
    "state": "applied",
    "version": "1.2",
    "strict": False,
    "started_at": "2026-09-01T03:00:00Z",
    "finished_at": "2026-09-01T03:00:07Z",
    "files": {"orgs.csv": 6, "users.csv": 3310, "classes.csv": 214, "enrollments.csv": 9120},
    "changes": {"students": CHANGES, "staff": {"added": 2, "changed": 0, "removed": 0}},
    "removals": [],
    "problems": [PROBLEM],
    "totals": [TOTAL],
    "sequence": 812,
}
