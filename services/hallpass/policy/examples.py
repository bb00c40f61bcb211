"""The examples of the register in the API's documentation: one made-up district."""

from __future__ import annotations

from hallpass.contracts.web import Example

ACCEPTABLE_USE: Example = {"version": "2026", "valid_days": 365}
CONSENT: Example = {"window_days": 14, "active": ["photo"]}
ELIGIBLE: Example = {"guardian_rules": "lift"}
REPORTING: Example = {"name": "Student Services", "phone": "+16085550111"}
TOOLKIT: Example = {"link": "https://toolkit.lakeside.example", "phone": "+16085550100"}
WINDOW: Example = {"from": "20:00", "until": "07:00"}
SETTINGS: Example = {
    "name": "Lakeside School District",
    "time_zone": "America/Chicago",
    "disclaimer": "The views on this site are my own and not those of my school district.",
    "toolkit": TOOLKIT,
    "reporting": REPORTING,
    "phone_numbers": ["+16085550100", "+16085550111"],
    "grade_map": {"KG": "elementary", "05": "elementary", "06": "middle", "08": "middle", "09": "high", "12": "high"},
    "acceptable_use": ACCEPTABLE_USE,
    "consent": CONSENT,
    "eligible_students": ELIGIBLE,
    "quiet_hours": {"elementary": WINDOW, "high": {"from": "22:00", "until": "06:30"}},
    "retention_days": 365,
    "facts_max_age_hours": 24,
    "named_tags": ["homebound"],
}

PLATFORM: Example = {
    "name": "Class blogs",
    "kind": "website",
    "sanctioned": True,
    "provided_by": "district",
    "minimum_age": 13,
    "profile_restrictions": [],
    "visibility": "class_families",
    "allows_tagging": False,
    "tags": ["classroom"],
}
PLATFORM_ENTRY: Example = {"id": "blog", **PLATFORM}
PLATFORMS: Example = {"platforms": [PLATFORM_ENTRY]}

EMERGENCY: Example = {
    "id": "e-1",
    "declared_by": "p-1",
    "school": "maple",
    "from": "2026-11-24T06:10:00-06:00",
    "until": "2026-11-24T10:10:00-06:00",
    "reason": "Burst water main: the building is closed.",
}
EMERGENCIES: Example = {"emergencies": [EMERGENCY]}
DECLARED: Example = {"id": "e-1", "school": "maple", "sequence": 14}

APPROVAL: Example = {
    "id": "a-1",
    "organization": "Lakeside Summer Camp",
    "approved_by": "p-1",
    "from": "2026-03-01",
    "until": "2026-06-30",
}
APPROVALS: Example = {"approvals": [APPROVAL]}
NAMED: Example = {"id": "a-1", "sequence": 15}

REVISION: Example = {
    "revision": "9f2c41d07b6e",
    "release": "1.0.0",
    "built_at": "2026-11-24T05:58:12Z",
    "current": True,
}
REVISIONS: Example = {"revisions": [REVISION]}

ENGINE: Example = {
    "name": "decision-0",
    "revision": "5f2c9d",
    "state": "current",
    "trouble": "",
    "reported_at": "2026-11-24T12:00:00Z",
}
ENGINES: Example = {"engines": [ENGINE]}
ENGINE_REPORT: Example = {
    "labels": {"id": "decision-0", "version": "1.22.2"},
    "bundles": {"hallpass": {"name": "hallpass", "active_revision": "5f2c9d"}},
}
