"""Canaries: names, contacts, birth dates, texts, record content as no district has them, looked for where none may be.

Ids of people are canaries too, where an id has no business: in the log, the metrics, an error's body.
"""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from builders.api_districts import ACKNOWLEDGED, MAIL, SETTINGS, ApiDistrict, a_request
from builders.packages import DEMOGRAPHICS, GUARDIANS, HEADERS, USERS_1_2, Files, a_package, link, role, table
from builders.places import Place, rows
from builders.running_suites import RunningSuite
from builders.typed_commands import typed
from hallpass.decision.record import unpack
from hallpass.kernel.tenancy import TenantId

STUDENT, GUARDIAN, OTHER, TEACHER, PRINCIPAL = (
    f"id-canary-{kind}-7f3a" for kind in ("student", "guardian", "other-guardian", "teacher", "principal")
)
IDS = (STUDENT, GUARDIAN, OTHER, TEACHER, PRINCIPAL, "id-canary-stranger-7f3a")
STAFF_NAMES = ("Tannhauserette", "Prinzipalka")
FAMILY_NAMES = ("Quillonetta", "Zephyrandel", "Guardinella", "Otheringwold")
CONTACTS = ("quillonetta@canary.example", "6085550197", "608 555 0197", "+16085550197")
BIRTH = "2013-02-27"
SECRETS = ("canaryphrase", "canaryrecord", "canaryreason", "canaryword", "canarypassword", "canarybirthplace")
SAID = f"The {SECRETS[0]} of {FAMILY_NAMES[1]}: call 608 555 0197. He told me that his father hits him every night."
VALUES = (*STAFF_NAMES, *FAMILY_NAMES, *CONTACTS, BIRTH, *SECRETS)


@dataclass
class Trail:
    """What the suite answered and left behind, and where to look for it."""

    place: Place
    tenant: str
    errors: list[httpx.Response] = field(default_factory=list)
    verdicts: list[dict[str, Any]] = field(default_factory=list)


def _user(name: str, family: str, grade: str = "") -> str:
    given = "Staffgiven" if family in STAFF_NAMES else FAMILY_NAMES[0]
    contacts = "quillonetta@canary.example,6085550197,608 555 0197"
    login = f"u.{family}@canary.example"
    return f"{name},,,true,{login},,{given},{family},,,{contacts},,{grade},canarypassword,,,,,maple,"


def a_roster(**changed: str) -> Files:
    """Of canaries alone."""
    people = {
        PRINCIPAL: (STAFF_NAMES[1], "principal"),
        TEACHER: (STAFF_NAMES[0], "teacher"),
        STUDENT: (FAMILY_NAMES[1], "student"),
        GUARDIAN: (FAMILY_NAMES[2], "parent"),
        OTHER: (FAMILY_NAMES[3], "parent"),
    }
    links = (link(STUDENT, GUARDIAN), link(STUDENT, OTHER, flags="true,true,true,false"))
    files = {
        "users": table(
            USERS_1_2,
            *(_user(name, family, "05" if word == "student" else "") for name, (family, word) in people.items()),
        ),
        "roles": table(HEADERS["roles"], *(role(name, word) for name, (_, word) in people.items())),
        "enrollments": table(
            HEADERS["enrollments"],
            f"e-1,,,c-1,maple,{TEACHER},teacher,,,",
            f"e-2,,,c-1,maple,{STUDENT},student,,,",
        ),
        "demographics": table(DEMOGRAPHICS, f"{STUDENT},,,{BIRTH},female,true,,,,,,,,,canarybirthplace,"),
        "guardians": table(GUARDIANS, *links),
    }
    return a_package(**(files | changed))


@pytest.fixture(scope="module")
def trail(place: Place, client: httpx.Client, any_district: Callable[[], ApiDistrict]) -> Trail:
    """Everything that a district does, and everything that can go wrong with it."""
    district = any_district()
    trail = Trail(place, district.tenant)

    def fails(answer: httpx.Response) -> None:
        assert answer.is_error, f"{answer.request.method} {answer.request.url.path.split('/')[2]}: {answer.status_code}"
        trail.errors.append(answer)

    _set_up(district)
    for answer in (*_refused_imports(district), *_refused_writes(district), *_refused_questions(district)):
        fails(answer)
    if isinstance(place, RunningSuite):
        # Of an issuer who names a district that is none; Keycloak has no such token.
        nowhere = {"Authorization": f"Bearer {place.speaking('app', 'canary-nowhere')}"}
        fails(client.post(f"{place.url}/v1/decisions", json=_asked(), headers=nowhere))
    fails(client.post(f"{place.url}/v1/decisions", json=_asked(), headers={"Authorization": f"Bearer {SECRETS[0]}"}))
    for request in _questions():
        trail.verdicts.append(district.verdict(request))
    for path in (f"/v1/decisions/{STUDENT}", f"/v1/notices/{STUDENT}", f"/v1/{STUDENT}", f"/{FAMILY_NAMES[0]}"):
        fails(district.ask("GET", path, role="admin"))
    return trail


def _set_up(district: ApiDistrict) -> None:
    district.suite.open_district(district.tenant)
    district.write("register", "PUT", "/v1/settings", SETTINGS)
    district.write("register", "PUT", "/v1/platforms/mail", MAIL)
    district.import_roster(a_roster())
    facts = ACKNOWLEDGED | {"personal_numbers": ["+16085550197"]}
    district.write("roster", "PUT", f"/v1/staff/{TEACHER}/facts", facts | {"supervisor": PRINCIPAL})
    district.write("roster", "PUT", f"/v1/staff/{PRINCIPAL}/facts", facts)
    interest = {"staff": TEACHER, "student": STUDENT, "reason": SECRETS[2]}
    district.write("roster", "PUT", "/v1/record-interests", interest)
    parts = dict.fromkeys(("purpose", "example", "student_information", "security"), SECRETS[3])
    notice = {"id": "n-1", "kind": "direct_contact", "staff": TEACHER, "parts": parts}
    district.write("consent", "POST", "/v1/notices", notice)
    answer = {"guardian": GUARDIAN, "student": STUDENT, "purpose": "photo", "answer": "opt_out", "date": "2026-01-05"}
    district.write("consent", "POST", "/v1/answers", answer)
    objection = {"class": "c-1", "platform": "mail", "by": TEACHER, "reason": SECRETS[2], "date": "2026-01-05"}
    district.write("consent", "POST", "/v1/objections", objection)
    emergency = {"declared_by": PRINCIPAL, "reason": SECRETS[2]}
    district.write("register", "POST", "/v1/emergencies", emergency)


def _refused_imports(district: ApiDistrict) -> Iterator[httpx.Response]:
    good = a_roster()
    twice = good["users.csv"] + _user(STUDENT, FAMILY_NAMES[1], "05") + "\r\n"
    yield district.hand_in(good | {"users.csv": twice})
    yield district.hand_in(good | {"users.csv": good["users.csv"].replace(",true,u.", f",{SECRETS[3]},u.")})
    yield district.hand_in(good | {"demographics.csv": table(DEMOGRAPHICS, f"{STUDENT},,,{SECRETS[3]}" + "," * 12)})
    yield district.hand_in(good | {"demographics.csv": good["demographics.csv"].replace(STUDENT, IDS[-1])})
    yield district.hand_in(good | {"roles.csv": good["roles.csv"].replace("principal", SECRETS[3])}, strict=True)
    yield district.hand_in(good | {"guardians.csv": table(GUARDIANS, link(IDS[-1], GUARDIAN))})
    yield district.hand_in(good | {"users.csv": f"{SECRETS[3]},{FAMILY_NAMES[0]}\r\n{STUDENT},{FAMILY_NAMES[1]}"})
    yield district.hand_in(good | {"users.csv": good["users.csv"].encode() + b"\xff\xfe" + SECRETS[3].encode()})
    yield district.ask("POST", "/v1/rosters/imports", role="sis", content=SECRETS[0].encode() * 50)
    yield district.ask("POST", "/v1/rosters/imports", role="sis", files={FAMILY_NAMES[0]: (SECRETS[0], SECRETS[1])})
    yield district.ask("POST", "/v1/rosters/imports", role="sis", params={"strict": SECRETS[3]})


def _refused_writes(district: ApiDistrict) -> Iterator[httpx.Response]:
    word = SECRETS[3]
    yield district.ask("PUT", f"/v1/staff/{TEACHER}/facts", {"personal_numbers": [FAMILY_NAMES[0]]})
    yield district.ask("PUT", f"/v1/staff/{TEACHER}/facts", {"acceptable_use": {"version": word, "date": word}})
    yield district.ask("PUT", f"/v1/tags/student/{STUDENT}", {"tags": [word * 300]})
    yield district.ask("PUT", f"/v1/tags/{FAMILY_NAMES[0]}/{STUDENT}", {"tags": []})
    yield district.ask("PUT", "/v1/record-interests", {"staff": TEACHER, "student": STUDENT, "reason": word * 5_000})
    yield district.ask("POST", "/v1/answers", {"guardian": GUARDIAN, "student": STUDENT, "purpose": word, "date": word})
    yield district.ask("POST", "/v1/notices", {"id": "n-1", "kind": "direct_contact", "staff": TEACHER})
    yield district.ask("POST", "/v1/notices", {"kind": word, "parts": {"purpose": FAMILY_NAMES[0]}})
    yield district.ask("POST", f"/v1/notices/{STUDENT}/deliveries", {"date": "2026-01-05", "to": [GUARDIAN]})
    yield district.ask("POST", "/v1/emergencies", {"declared_by": TEACHER, "reason": FAMILY_NAMES[0]})
    yield district.ask("POST", "/v1/emergencies", {"declared_by": IDS[-1], "from": word})
    yield district.ask("PUT", "/v1/settings", SETTINGS | {"time_zone": FAMILY_NAMES[0]})
    yield district.ask("PUT", "/v1/settings", {"name": [FAMILY_NAMES[0]]})
    yield district.ask("PUT", "/v1/platforms/mail", {"name": FAMILY_NAMES[0], "kind": word, "sanctioned": word})
    yield district.ask("GET", f"/v1/rosters/imports/{STUDENT}")
    yield district.ask("GET", "/v1/answers")


def _asked(**changed: Any) -> dict[str, Any]:
    named = {"sender": {"staff_id": TEACHER}, "audience": {"student_ids": [STUDENT]}, "content": {"text": SAID}}
    return a_request(**(named | changed))


def _refused_questions(district: ApiDistrict) -> Iterator[httpx.Response]:
    body = json.dumps(_asked())
    for broken in (body[:-1], body.replace('"purpose"', FAMILY_NAMES[0]), body + SAID, SAID):
        yield district.ask("POST", "/v1/decisions", role="app", content=broken.encode())
    yield district.ask("POST", "/v1/decisions", role="app", content=body.encode("utf-16"))
    wrong: tuple[dict[str, Any], ...] = (
        {"purpose": SECRETS[3]},
        {"purpose": [FAMILY_NAMES[0]]},
        {"audience": {}},
        {"audience": {"student_ids": [STUDENT, 5]}},
        {"audience": {"student_ids": STUDENT}},
        {"sender": {"staff_id": ""}},
        {"send_at": SECRETS[3]},
        {"send_at": "2001-02-03T04:05:06Z"},
        {"content": {"text": SAID, "signals": [{"category": SECRETS[3], "start": 0, "end": 1}]}},
        {"content": {"text": SAID, "signals": [{"category": "threat", "start": 5, "end": 100_000}]}},
        {"content": {"text": SAID * 2_000}},
        {"content": {"mentions": [STUDENT] * 1_001}},
        {"medium": {"kind": SECRETS[3], "account": "district", "device": "district"}},
    )
    for changed in wrong:
        yield district.decided(_asked(**changed))
    yield district.decided(_asked(), headers={"Hallpass-Facts": f"roster={SECRETS[3]}"})
    yield district.decided(_asked(), headers={"Hallpass-Facts": "roster=999999"})
    yield district.decided(_asked(), role="staff", subject=PRINCIPAL)


def _questions() -> Iterator[dict[str, Any]]:
    yield _asked()
    yield _asked(content={"text": SECRETS[0], "mentions": [STUDENT], "record_classes": ["grades", "health"]})
    yield _asked(content={"outside_organization": SECRETS[3]}, purpose="outside")
    yield _asked(audience={"guardian_ids": [GUARDIAN, OTHER, IDS[-1]], "staff_ids": [PRINCIPAL], "public": True})
    yield _asked(
        audience={"classes": [{"id": "c-1", "members": "both"}], "schools": [{"id": "maple", "members": "both"}]}
    )
    yield _asked(sender={"staff_id": IDS[-1]})
    yield _asked(sender={"staff_id": PRINCIPAL}, purpose="emergency")
    yield _asked(purpose="personal", medium={"kind": "social_network", "account": "personal", "device": "personal"})
    yield _asked(
        interaction="post",
        content={
            "text": SECRETS[0],
            "attachments": [{"kind": "image", "shows": [STUDENT], "rights": "own", "attribution": FAMILY_NAMES[0]}],
        },
    )


def test_so_that_it_can_fail_the_canaries_are_where_they_belong(trail: Trail) -> None:
    answered = json.dumps(trail.verdicts)
    assert STUDENT in answered
    assert STAFF_NAMES[1] in answered, "whom to ask is told by name"
    assert {verdict["effect"] for verdict in trail.verdicts} == {"permit", "review", "deny"}
    assert {answer.status_code for answer in trail.errors} >= {400, 401, 403, 404, 409, 413, 503}
    staff = _rows(trail, "SELECT doc FROM decision.staff WHERE tenant_id = $1")
    assert _found(b"".join(row["doc"] for row in staff).decode(), STAFF_NAMES) == list(STAFF_NAMES)


def test_no_error_tells_a_value_or_an_id(trail: Trail) -> None:
    told = [(answer.status_code, *_found(answer.text, (*VALUES, *IDS))) for answer in trail.errors]
    assert [entry for entry in told if len(entry) > 1] == []


def test_no_verdict_tells_a_family_s_name_a_text_or_a_contact(trail: Trail) -> None:
    assert _found(json.dumps(trail.verdicts), (*FAMILY_NAMES, *CONTACTS, BIRTH, *SECRETS)) == []


def test_no_finding_and_no_summary_speaks_of_a_person_by_id(trail: Trail) -> None:
    sentences = [verdict["summary"] for verdict in trail.verdicts]
    for verdict in trail.verdicts:
        sentences += [f"{finding['message']} {finding['remedy']}" for finding in verdict["findings"]]
    assert _found(" ".join(sentences), IDS) == []


def test_the_other_parent_s_order_is_told_nowhere(trail: Trail) -> None:
    """The guardian under a no-contact order is no recipient unless named, and is never to be included."""
    for verdict in trail.verdicts:
        assert not any(OTHER in json.dumps(due) for due in verdict["obligations"])
        assert "no_contact" not in json.dumps(verdict)


def test_the_suite_s_output_and_the_logs_hold_none_of_it(trail: Trail) -> None:
    said = {path: path.read_text(errors="replace") for path in trail.place.logs}
    assert {"opa.log", "postgres.log"} <= {path.name for path in said}
    assert any("/v1/decisions" in text and "request_id" in text for text in said.values()), "the log is on"
    assert {path.name: _found(text, (*VALUES, *IDS)) for path, text in said.items()} == {path.name: [] for path in said}


def test_on_one_machine_the_log_is_on_and_its_file_is_json(
    suite: RunningSuite, new_district: Callable[[], ApiDistrict]
) -> None:
    new_district().ask("GET", f"/v1/decisions/{STUDENT}", role="auditor")
    assert "suite.log" in {path.name for path in suite.logs}
    kept = [json.loads(line) for line in (suite.data / "log" / "suite.log").read_text().splitlines()]
    assert "/v1/decisions/{decision_id}" in {line.get("route") for line in kept}
    assert "request_id=" in suite.said()


def test_on_one_machine_the_engine_reports_to_nobody(suite: RunningSuite) -> None:
    settings = suite.engine_config.read_text()
    for word in ("decision_logs", "status:"):
        assert f"\n{word}" not in settings, "either word makes the engine report its inputs to the first service"


def test_the_metrics_hold_none_of_it(trail: Trail) -> None:
    metrics = trail.place.metrics()
    assert 'route="/v1/decisions"' in metrics
    assert re.search(r'^hallpass_decision_recipients_total\{effect="\w+"\} [1-9]', metrics, re.MULTILINE)
    assert re.search(r"^hallpass_decision_(engine|screening)_seconds_count [1-9]", metrics, re.MULTILINE)
    assert _found(metrics, (*VALUES, *IDS)) == []


def test_keys_of_events_hold_ids_and_nothing_more(trail: Trail) -> None:
    keys = [
        row["key"]
        for service in ("roster", "consent", "policy", "decision")
        for row in _rows(trail, f"SELECT key FROM {service}.outbox WHERE tenant_id = $1")  # noqa: S608 - four names
    ]
    assert any(STUDENT in key for key in keys)
    assert _found(" ".join(keys), VALUES) == []
    kinds = "answers|approval|class|classroom|emergency|guardian|notice|platform|reminders|school|staff|student"
    shape = re.compile(rf"settings|({kinds})/\S+|[0-9a-f-]{{36}}")
    assert [key for key in keys if not shape.fullmatch(key)] == [], "a key is a kind and an id, or a decision's id"


def test_events_carry_no_text_no_contact_and_no_family_s_name(trail: Trail) -> None:
    for service in ("roster", "consent", "policy", "decision"):
        events = _rows(trail, f"SELECT payload FROM {service}.outbox WHERE tenant_id = $1")  # noqa: S608 - four names
        assert events, service
        told = b"\n".join(row["payload"] for row in events).decode()
        assert _found(told, (*FAMILY_NAMES, *CONTACTS, SECRETS[0], SECRETS[1], SECRETS[4], SECRETS[5])) == [], service


def test_what_is_told_of_a_verdict_names_no_person(trail: Trail) -> None:
    events = _rows(trail, "SELECT type, payload FROM decision.outbox WHERE tenant_id = $1 AND type = 'verdict_given'")
    assert len(events) == len(trail.verdicts)
    assert _found(b"\n".join(row["payload"] for row in events).decode(), (*VALUES, *IDS)) == []


def test_what_went_over_the_socket_names_no_person_and_holds_no_text(trail: Trail) -> None:
    kept = _rows(trail, "SELECT record FROM decision.verdict WHERE tenant_id = $1")
    rounds = [one for row in kept for one in unpack(row["record"]).rounds]
    assert len(rounds) >= len(trail.verdicts)
    sent = b"\n".join(one.input + one.result for one in rounds).decode()
    assert '"situations":[{' in sent
    assert _found(sent, (*VALUES, *IDS)) == []


def test_what_the_engine_keeps_holds_nothing_of_a_district(trail: Trail) -> None:
    kept = [path for path in trail.place.engine_keeps.rglob("*") if path.is_file()]
    assert any(path.name == "bundle.tar.gz" for path in kept)
    for path in kept:
        assert _found(_unpacked(path), (*VALUES, *IDS, trail.tenant, "s-m1", "h-s1")) == [], path.name
    assert "\ndecision_logs" not in trail.place.engine_config.read_text(), "the word makes the engine report its inputs"


def test_no_text_was_written_to_the_disk_at_all(trail: Trail) -> None:
    """Not in the database, not in its journal, not in a file beside it: neither texts nor dropped columns."""
    never = [word.encode() for word in (SECRETS[0], SECRETS[1], SECRETS[4], SECRETS[5])]
    files = [path for folder in trail.place.disk for path in folder.rglob("*") if path.is_file()]
    cluster = trail.place.disk[-1]
    assert any(STUDENT.encode() in path.read_bytes() for path in cluster.rglob("*") if path.is_file()), "it is there"
    assert [path.name for path in files if any(word in path.read_bytes() for word in never)] == []


def test_a_command_that_fails_tells_no_value(suite: RunningSuite) -> None:
    done = typed("decide", "-", stdin=json.dumps(_asked(purpose=SECRETS[3])), data=suite.data)
    assert done.returncode == 1
    assert _found(done.stdout + done.stderr, (*VALUES, *IDS)) == []


def _found(text: str, words: tuple[str, ...]) -> list[str]:
    return [word for word in words if word.lower() in text.lower()]


def _unpacked(path: Path) -> str:
    if not path.name.endswith(".tar.gz"):
        return path.read_text(errors="replace")
    with tarfile.open(path) as archive:
        files = [archive.extractfile(entry) for entry in archive]
        return "\n".join(file.read().decode("utf-8", "replace") for file in files if file is not None)


def _rows(trail: Trail, statement: str) -> list[Any]:
    """Of the district, past row security: as the database's administrator."""
    return rows(trail.place, statement, TenantId(trail.tenant))
