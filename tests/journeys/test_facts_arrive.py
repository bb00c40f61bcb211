"""What is written through the services' routes is known to the next decision that asks for it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from builders.api_districts import ACKNOWLEDGED, MAIL, SETTINGS, ApiDistrict, a_request, a_roster, spoken
from builders.packages import GUARDIANS, HEADERS, PEOPLE, USERS_1_2, Files, link, role, table, user
from builders.places import Place

TODAY = datetime.now(UTC).date()
LONG_AGO = str(TODAY - timedelta(days=60))
YESTERDAY = str(TODAY - timedelta(days=1))

BLOG = MAIL | {"name": "Class Blog", "kind": "website"}
NOTICE: dict[str, Any] = {
    "id": "n-1",
    "kind": "classroom_media",
    "class": "c-1",
    "platform": "blog",
    "parts": {"purpose": "Diary", "example": "A page", "student_information": "First names", "security": "Password"},
}
IN_CLASS = a_request(
    interaction="post",
    medium={"platform_id": "blog", "account": "district", "device": "district"},
    classroom={"class_id": "c-1"},
)

NewDistrict = Callable[[], ApiDistrict]


@pytest.fixture
def district(any_district: NewDistrict) -> ApiDistrict:
    return any_district().set_up()


@pytest.fixture(scope="module")
def settled(any_district: NewDistrict) -> ApiDistrict:
    """One district for tests that write nothing."""
    return any_district().set_up()


def test_a_notice_its_delivery_an_answer_and_a_consultation_change_what_may_be_done_in_class(
    district: ApiDistrict,
) -> None:
    district.write("register", "PUT", "/v1/platforms/blog", BLOG)
    heard = [spoken(district.verdict(IN_CLASS))]
    assert "principal-consultation/not_consulted" in heard[0]

    def then(method: str, path: str, body: dict[str, Any]) -> set[str]:
        district.write("consent", method, path, body)
        heard.append(spoken(district.verdict(IN_CLASS)))
        return heard[-1]

    consulted = {"class": "c-1", "platform": "blog", "principal": "p-1", "date": LONG_AGO, "outcome": "agreed"}
    assert "principal-consultation/not_consulted" not in then("POST", "/v1/consultations", consulted)
    assert "passive-consent/not_advised" in heard[-1]
    then("POST", "/v1/notices", NOTICE)
    assert "passive-consent/not_advised" in heard[-1], "a notice that arrived nowhere advises nobody"
    then("POST", "/v1/notices/n-1/deliveries", {"date": LONG_AGO})
    assert not any(finding.startswith("passive-consent/") for finding in heard[-1])
    answer = {"guardian": "g-1", "student": "s-1", "purpose": "classroom_media", "answer": "opt_out", "date": YESTERDAY}
    assert "passive-consent/opted_out" in then("POST", "/v1/answers", answer)


def test_a_directory_opt_out_turns_a_name_into_a_record(district: ApiDistrict) -> None:
    named = a_request(content={"mentions": ["s-1"], "directory_classes": ["name"]}, audience={"staff_ids": ["p-1"]})
    assert spoken(district.verdict(named)) == set()
    district.write("consent", "PUT", "/v1/directory-opt-outs/s-1")
    listed = spoken(district.verdict(named | {"audience": {"public": True}}))
    district.write("consent", "DELETE", "/v1/directory-opt-outs/s-1")
    unlisted = spoken(district.verdict(named | {"audience": {"public": True}}))
    assert any(finding.startswith("records-directory/") for finding in listed - unlisted)


def test_a_platform_counts_from_when_it_is_entered_until_it_is_removed(district: ApiDistrict) -> None:
    chat = a_request(medium={"platform_id": "chat", "account": "district", "device": "district"})
    unknown = district.verdict(chat)
    district.write("register", "PUT", "/v1/platforms/chat", MAIL | {"name": "Class Chat", "kind": "chatroom"})
    entered = district.verdict(chat)
    district.write("register", "DELETE", "/v1/platforms/chat")
    removed = district.verdict(chat)
    assert (unknown["effect"], entered["effect"], removed["effect"]) == ("deny", "permit", "deny")


def test_settings_hold_from_the_next_decision_on(district: ApiDistrict) -> None:
    assert district.verdict()["resources"]["phone"] == "+16085550120"
    toolkit = {"link": "https://new.example.org", "phone": "+16085550999"}
    district.write("register", "PUT", "/v1/settings", SETTINGS | {"toolkit": toolkit})
    assert district.verdict()["resources"] == toolkit


def test_a_staff_fact_counts_and_can_be_taken_back(district: ApiDistrict) -> None:
    district.write("roster", "DELETE", "/v1/staff/t-1/facts")
    without = spoken(district.verdict())
    district.write("roster", "PUT", "/v1/staff/t-1/facts", ACKNOWLEDGED)
    assert {finding.partition("/")[0] for finding in without - spoken(district.verdict())} == {"acceptable-use"}


def test_a_recorded_interest_opens_a_record_and_closes_it_again(district: ApiDistrict) -> None:
    record = a_request(
        sender={"staff_id": "t-1"},
        audience={"staff_ids": ["t-2"]},
        content={"mentions": ["s-1"], "record_classes": ["health"]},
    )
    district.import_roster(_roster_with({"t-2": "teacher"}))
    assert district.verdict(record)["effect"] == "deny"
    district.write("roster", "PUT", "/v1/record-interests", {"staff": "t-2", "student": "s-1", "reason": "504 team"})
    assert district.verdict(record)["effect"] == "permit"
    district.write("roster", "DELETE", "/v1/record-interests?staff=t-2&student=s-1")
    assert district.verdict(record)["effect"] == "deny"


def test_an_approval_lets_outside_material_go(district: ApiDistrict) -> None:
    outside = a_request(
        purpose="outside", audience={"guardian_ids": ["g-1", "g-2"]}, content={"outside_organization": "River Camp"}
    )
    district.import_roster(_roster_with({"s-2": "student", "g-2": "parent"}, link("s-2", "g-2")))
    assert district.verdict(outside)["effect"] == "review"
    approval = {"organization": "River Camp", "approved_by": "p-1", "from": LONG_AGO}
    said = district.write("register", "POST", "/v1/approvals", approval)
    assert district.verdict(outside)["effect"] == "permit"
    district.write("register", "DELETE", f"/v1/approvals/{said['id']}")
    assert district.verdict(outside)["effect"] == "review"


def test_a_roster_import_counts_for_who_comes_and_who_goes(district: ApiDistrict) -> None:
    to_both = a_request(audience={"guardian_ids": ["g-1", "g-2"]})
    known = {"g-1": "permit", "g-2": "deny"}
    assert _effects(district.verdict(to_both)) == known
    district.import_roster(_roster_with({"g-2": "parent"}, link("s-1", "g-2")))
    assert _effects(district.verdict(to_both)) == {"g-1": "permit", "g-2": "permit"}
    district.import_roster(a_roster(), accept_removals=True)
    assert _effects(district.verdict(to_both)) == known


def test_the_same_write_twice_changes_nothing(district: ApiDistrict) -> None:
    """Neither the number of what was told, nor the verdict."""
    before = district.verdict()
    writes: list[tuple[str, str, str, Any]] = [
        ("register", "PUT", "/v1/settings", SETTINGS),
        ("register", "PUT", "/v1/platforms/mail", MAIL),
        ("roster", "PUT", "/v1/staff/t-1/facts", ACKNOWLEDGED),
        ("roster", "PUT", "/v1/tags/student/s-1", {"tags": ["homebound"]}),
        ("consent", "PUT", "/v1/directory-opt-outs/s-1", None),
    ]
    for topic, method, path, body in writes:
        once = district.write(topic, method, path, body)["sequence"]
        assert district.write(topic, method, path, body)["sequence"] == once, path
    assert district.import_roster(a_roster())["state"] == "unchanged"
    after = district.verdict()
    assert after["facts"]["register"] == before["facts"]["register"]
    assert spoken(after) == spoken(before)


@pytest.mark.parametrize("header", ["", "roster", "roster=one", "weather=1", "roster=1, roster=2", "roster=-1"])
def test_a_malformed_demand_is_a_400_that_names_the_header(header: str, settled: ApiDistrict) -> None:
    answer = settled.decided(headers={"Hallpass-Facts": header})
    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert [error["member"] for error in answer.json()["errors"]] == ["Hallpass-Facts"]


def test_facts_that_nobody_has_written_leave_a_decision_undecided_after_two_seconds(settled: ApiDistrict) -> None:
    began = time.monotonic()
    answer = settled.decided(headers={"Hallpass-Facts": "consent=1000"})
    assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
    assert answer.json()["type"] == "urn:hallpass:problem:undecided"
    assert "facts_behind" in answer.json()["detail"]
    assert 1.9 < time.monotonic() - began < 10


def test_a_verdict_says_how_far_its_facts_had_come(district: ApiDistrict) -> None:
    district.write("consent", "PUT", "/v1/directory-opt-outs/s-1")
    facts = district.verdict()["facts"]
    assert all(facts[topic] >= number for topic, number in district.known.items())
    told = datetime.fromisoformat(facts["as_of"])
    assert timedelta(0) <= datetime.now(UTC) - told < timedelta(minutes=2)


def test_a_principal_declares_an_emergency_by_sending_and_anybody_of_the_school_may_use_it_at_once(
    district: ApiDistrict,
) -> None:
    declared = district.verdict(a_request(sender={"staff_id": "p-1"}, purpose="emergency"))
    emergency = declared["emergency_id"]
    assert emergency is not None
    used = district.verdict(a_request(purpose="emergency", emergency_id=emergency))
    assert used["emergency_id"] == emergency
    assert district.verdict(a_request(purpose="emergency", emergency_id="another"))["emergency_id"] is None
    register = _until(lambda: district.ask("GET", "/v1/emergencies").json()["emergencies"])
    assert [(entry["id"], entry["declared_by"], entry["school"]) for entry in register] == [(emergency, "p-1", "maple")]
    assert district.ask("POST", f"/v1/emergencies/{emergency}/end").status_code == httpx.codes.OK


def test_an_emergency_that_is_declared_and_ended_through_the_register_lifts_and_stops_lifting(
    district: ApiDistrict,
) -> None:
    urgent = a_request(purpose="emergency")
    assert district.verdict(urgent)["emergency_id"] is None, "a teacher declares nothing"
    said = district.write("register", "POST", "/v1/emergencies", {"declared_by": "p-1"})
    assert district.verdict(urgent)["emergency_id"] == said["id"]
    district.write("register", "POST", f"/v1/emergencies/{said['id']}/end")
    assert district.verdict(urgent)["emergency_id"] is None


def test_republishing_sends_everything_again_and_changes_no_answer(place: Place, client: httpx.Client) -> None:
    lakeside = ApiDistrict(place, "lakeside", client)
    asked = a_request(sender={"staff_id": "t-elm"}, audience={"student_ids": ["s-m1"]})
    before = lakeside.verdict(asked)
    for service, topic in (("roster", "roster"), ("consent", "consent"), ("policy", "register")):
        done = place.command("republish", service, "--district", "lakeside")
        assert done.returncode == 0, done.stderr
        count = int(done.stdout.split()[0])
        assert count > 0
        lakeside.known[topic] = before["facts"][topic] + count
    after = lakeside.verdict(asked)
    own = {"decision_id", "decided_at", "valid_until", "facts"}
    assert {name: after[name] for name in set(after) - own} == {name: before[name] for name in set(before) - own}


def _effects(verdict: dict[str, Any]) -> dict[str, str]:
    return {recipient["person_id"]: recipient["effect"] for recipient in verdict["recipients"]}


def _roster_with(more: dict[str, str], *links: str) -> Files:
    """The roster with more people, by their roles, and more links."""
    people = PEOPLE | more
    return a_roster(
        users=table(USERS_1_2, *(user(name, grade="05" if word == "student" else "") for name, word in people.items())),
        roles=table(HEADERS["roles"], *(role(name, word) for name, word in people.items())),
        guardians=table(GUARDIANS, link("s-1", "g-1"), *links),
    )


def _until(found: Callable[[], list[Any]], patience: float = 10.0) -> list[Any]:
    """What `found` gives once it gives something: an event is on its way."""
    deadline = time.monotonic() + patience
    while not (something := found()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return something
