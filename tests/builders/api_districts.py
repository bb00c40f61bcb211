"""A district that nobody has told of in a folder: made of the suite's own routes, with a roster as in packages.py.

Small, so that a test can write to it what it likes: the teacher t-1 and the principal p-1 at the school maple, the
student s-1 in the class c-1, and their parent g-1.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import httpx

from builders.packages import GUARDIANS as GUARDIANS_HEADER
from builders.packages import Files, a_package, link, table, zipped
from builders.places import Place

SETTINGS: dict[str, Any] = {
    "name": "Elm Grove School District",
    "time_zone": "America/Chicago",
    "acceptable_use": {"version": "2030", "valid_days": 36_500},
    "toolkit": {"link": "https://toolkit.example.org", "phone": "+16085550120"},
    "reporting": {"name": "Reporting Line", "phone": "+16085550130"},
}
MAIL: dict[str, Any] = {
    "name": "District Mail",
    "kind": "email",
    "sanctioned": True,
    "provided_by": "district",
    "visibility": "class_families",
}
BEHIND = "(facts_behind)"
ACKNOWLEDGED: dict[str, Any] = {"acceptable_use": {"version": "2030", "date": "2026-01-05"}}


def a_roster(**changed: str) -> Files:
    """The package of packages.py with guardians.csv; `changed` gives other texts, by the names of the files."""
    return a_package(**{"guardians": table(GUARDIANS_HEADER, link("s-1", "g-1")), **changed})


def a_request(**changed: Any) -> dict[str, Any]:
    """A mail of t-1 to s-1 about school work, on the district's own mail."""
    return {
        "sender": {"staff_id": "t-1"},
        "purpose": "education",
        "medium": {"platform_id": "mail", "account": "district", "device": "district"},
        "audience": {"student_ids": ["s-1"]},
        "content": {"text": "The project is due on Friday."},
    } | changed


class ApiDistrict:
    """One district of a running suite, spoken to with tokens of its own; a refusal of a write fails the test."""

    def __init__(self, suite: Place, tenant: str, client: httpx.Client) -> None:
        """Nothing is asked yet."""
        self.tenant = tenant
        self.suite = suite
        self.known: dict[str, int] = {}
        """The sequence of the last write to each topic."""
        self._client = client

    def set_up(self, roster: Files | None = None) -> ApiDistrict:
        """The district itself, settings, the platform `mail`, the roster, and who has acknowledged acceptable use."""
        self.suite.open_district(self.tenant)
        self.write("register", "PUT", "/v1/settings", SETTINGS)
        self.write("register", "PUT", "/v1/platforms/mail", MAIL)
        self.import_roster(roster or a_roster())
        for staff in ("t-1", "p-1"):
            self.write("roster", "PUT", f"/v1/staff/{staff}/facts", ACKNOWLEDGED)
        return self

    def ask(
        self, method: str, path: str, body: Any = None, *, role: str = "admin", subject: str | None = None, **more: Any
    ) -> httpx.Response:
        """One request with a token of this role."""
        headers = {"Authorization": f"Bearer {self.suite.speaking(role, self.tenant, subject)}"}
        headers |= more.pop("headers", {})
        return self._client.request(method, f"{self.suite.url}{path}", json=body, headers=headers, **more)

    def write(self, topic: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        """One write, which must be taken; its sequence is remembered for the next decision."""
        answer = self.ask(method, path, body)
        assert answer.is_success, f"{method} of {topic}: {answer.status_code}"
        said: dict[str, Any] = answer.json()
        self.known[topic] = said["sequence"]
        return said

    def import_roster(self, files: Mapping[str, str | bytes], **options: bool) -> dict[str, Any]:
        """Hand in a package, which must be taken."""
        answer = self.hand_in(files, **options)
        assert answer.is_success, f"the package: {answer.status_code}"
        said: dict[str, Any] = answer.json()
        self.known["roster"] = said["sequence"]
        return said

    def hand_in(self, files: Mapping[str, str | bytes], **options: bool) -> httpx.Response:
        """Hand in a package."""
        asked = {name: str(value).lower() for name, value in options.items()}
        return self.ask(
            "POST",
            "/v1/rosters/imports",
            role="sis",
            params=asked,
            files={"package": ("roster.zip", zipped(files), "application/zip")},
        )

    def decided(self, request: Mapping[str, Any] | None = None, **more: Any) -> httpx.Response:
        """The answer to a request, on all the facts that were written through here."""
        demanded = ", ".join(f"{topic}={sequence}" for topic, sequence in self.known.items())
        headers = {"Hallpass-Facts": demanded} if demanded else {}
        return self.ask(
            "POST",
            "/v1/decisions",
            a_request() if request is None else dict(request),
            role=more.pop("role", "app"),
            headers=headers | more.pop("headers", {}),
            **more,
        )

    def verdict(self, request: Mapping[str, Any] | None = None, **more: Any) -> dict[str, Any]:
        """The verdict on a request, on all the facts that were written through here. Where these have a longer way it
        is asked again, as a tool would.
        """
        until = time.monotonic() + self.suite.facts_may_take
        answer = self.decided(request, **more)
        while BEHIND in answer.text and time.monotonic() < until:
            answer = self.decided(request, **more)
        assert answer.status_code == httpx.codes.OK, answer.text
        said: dict[str, Any] = answer.json()
        return said


def spoken(verdict: Mapping[str, Any], person: str | None = None) -> set[str]:
    """The findings of a verdict as `clause/reason`: of the recipient, else all of them."""
    findings = verdict["findings"]
    if person is not None:
        (entry,) = (recipient for recipient in verdict["recipients"] if recipient["person_id"] == person)
        findings = [findings[index] for index in entry["findings"]]
    return {f"{finding['clause']}/{finding['reason']}" for finding in findings}
