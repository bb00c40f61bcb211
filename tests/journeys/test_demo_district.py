"""The five decisions of the README hold on the demo district, on whatever day this runs."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from deploy.demo import generate

from builders.places import Place
from builders.running_suites import HALLPASS, RunningSuite, running_suite
from servers.installation import DistributedSuite


@pytest.fixture(scope="module")
def district() -> Iterator[Path]:
    # A short path, and one that the unprivileged database may enter: its socket lies below.
    home = Path(tempfile.mkdtemp(prefix="hallpass-"))
    home.chmod(0o711)
    generate.write(generate.folder(today=datetime.now(UTC).date()), home / "maple-harbor")
    yield home / "maple-harbor"
    shutil.rmtree(home)


@pytest.fixture(scope="module")
def here(district: Path) -> Iterator[RunningSuite]:
    with running_suite([district], district.parent / "data", district.parent / "run.log") as running:
        yield running


@pytest.fixture(scope="module", params=["embedded", pytest.param("distributed", marks=pytest.mark.distributed)])
def demo(request: pytest.FixtureRequest, district: Path) -> Place:
    """The same district either way."""
    if request.param == "embedded":
        running: RunningSuite = request.getfixturevalue("here")
        return running
    services: DistributedSuite = request.getfixturevalue("distributed")
    services.load(district, "maple-harbor")
    return services


def decided(demo: Place, district: Path, number: int, **more: str) -> dict[str, Any]:
    (request,) = (district / "requests").glob(f"{number}-*.json")
    answer = httpx.post(
        f"{demo.url}/v1/decisions",
        content=json.dumps(json.loads(request.read_bytes()) | more),
        headers={"Authorization": f"Bearer {demo.token('app', 'maple-harbor')}", "Content-Type": "application/json"},
        timeout=30,
    )
    assert answer.status_code == httpx.codes.OK, answer.text
    verdict: dict[str, Any] = answer.json()
    return verdict


def findings(verdict: dict[str, Any], person: str) -> set[tuple[str, str]]:
    (recipient,) = (r for r in verdict["recipients"] if r["person_id"] == person)
    return {(verdict["findings"][i]["clause"], verdict["findings"][i]["reason"]) for i in recipient["findings"]}


def of_type(verdict: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [obligation for obligation in verdict["obligations"] if obligation["type"] == kind]


def test_a_mail_to_a_class_goes_with_the_guardians_who_may_be_contacted(demo: Place, district: Path) -> None:
    verdict = decided(demo, district, 1)
    included = {o["student_id"]: o["guardian_ids"] for o in of_type(verdict, "include_guardians")}
    assert verdict["effect"] == "permit"
    assert included["s-0260"] == ["g-0007"], "an order keeps the other parent away"
    assert "s-0259" not in included, "this parent wants no copies"
    assert len(included) == len(verdict["permitted"]) - 1


def test_a_text_waits_until_the_family_can_no_longer_say_no(demo: Place, district: Path) -> None:
    verdict = decided(demo, district, 2)
    (finding,) = verdict["findings"]
    assert verdict["denied"] == ["s-0343"]
    assert (finding["clause"], finding["reason"]) == ("high-school-direct", "window_open")
    assert finding["remedy_code"] == "wait_until"


def test_grades_go_to_the_parent_who_may_read_them(demo: Place, district: Path) -> None:
    verdict = decided(demo, district, 3)
    assert (verdict["permitted"], verdict["denied"]) == (["g-0011"], ["g-0012"])
    assert findings(verdict, "g-0012") == {("records-disclosure", "no_access")}


def test_a_picture_leaves_out_two_children_and_one_family(demo: Place, district: Path) -> None:
    verdict = decided(demo, district, 4)
    assert {student for o in of_type(verdict, "leave_out") for student in o["student_ids"]} == {"s-0218", "s-0219"}
    assert verdict["denied"] == ["s-0219", "g-0005"]
    assert ("passive-consent", "opted_out") in findings(verdict, "g-0005")
    assert verdict["held"] == []


def test_news_of_bullying_waits_for_the_administrator_of_a_school_without_principal(
    demo: Place, district: Path
) -> None:
    verdict = decided(demo, district, 5)
    assert (verdict["effect"], verdict["permitted"], verdict["denied"]) == ("review", [], [])
    assert [ask["person_id"] for ask in verdict["ask"]] == ["a-foundry"]
    assert [report["duty"] for report in of_type(verdict, "report")] == [["4510"]]


def test_the_command_line_prints_the_same_as_a_table_and_as_json(here: RunningSuite, district: Path) -> None:
    request = district / "requests" / "3-grades-to-two-parents.json"
    command = [str(HALLPASS), "decide", str(request), "--data", str(here.data)]
    table = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    verdict = json.loads(subprocess.run([*command, "--json"], capture_output=True, timeout=60, check=True).stdout)
    assert table.startswith("DENY")
    assert "records-disclosure" in table
    assert verdict["denied"] == ["g-0012"]


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_no_time_of_day_changes_these_answers(demo: Place, district: Path, hour: int) -> None:
    tomorrow = datetime.now(UTC).astimezone(ZoneInfo("America/Chicago")) + timedelta(days=1)
    at = tomorrow.replace(hour=hour, minute=30).isoformat(timespec="seconds")
    for number in range(1, 6):
        now, then = (decided(demo, district, number, **when) for when in ({}, {"send_at": at}))
        assert [_said(f) for f in now["findings"]] == [_said(f) for f in then["findings"]]
        assert of_type(then, "hold_until") == []


def _said(finding: dict[str, Any]) -> tuple[str, str, str]:
    return finding["clause"], finding["reason"], finding["effect"]
