"""The commands, typed as a newcomer types them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from builders.api_districts import a_request
from builders.contract_cases import DISTRICTS
from builders.packages import zipped
from builders.running_suites import HALLPASS, RunningSuite
from builders.typed_commands import Typed, typed

HILLVIEW = ("--district", "hillview")
THAT_DAY = "2031-02-11T10:00:00-07:00"
MAIL = a_request(sender={"staff_id": "h-t1"}, audience={"student_ids": ["h-s1"]}, send_at=THAT_DAY)

COMMANDS: dict[tuple[str, ...], tuple[str, ...]] = {
    (): ("run", "token", "decide", "roster", "decisions", "republish"),
    ("run",): ("folders", "--port", "--data", "District folders"),
    ("token",): ("role", "app|staff|admin|sis|auditor", "staff_id", "--district", "--data", "--hours"),
    ("decide",): ("request", "--as", "--json", "--district", "--data", "standard input"),
    ("roster",): ("import",),
    ("roster", "import"): ("package", "--guardians", "--strict", "--dry-run", "--accept-removals", "--district"),
    ("decisions",): ("replay", "purge"),
    ("decisions", "replay"): ("decision_id", "--district", "--data", "the suite must run"),
    ("decisions", "purge"): ("--data", "retention"),
    ("republish",): ("service", "roster|consent|policy", "--district"),
}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_says_what_a_command_needs(command: tuple[str, ...]) -> None:
    done = typed(*command, "--help")
    said = " ".join(re.sub(r"[│╭╮╰╯─]", " ", done.stdout).split())
    assert done.returncode == 0, done.stderr
    for word in COMMANDS[command]:
        assert word in said, word


@pytest.mark.parametrize("role", ["app", "staff h-t1", "admin", "sis", "auditor"])
def test_a_token_for_each_role_stands_on_the_last_line_and_opens_what_is_theirs(
    role: str, suite: RunningSuite, client: httpx.Client
) -> None:
    done = typed("token", *role.split(), *HILLVIEW, data=suite.data)
    assert done.returncode == 0, done.stderr
    answers = {
        "decide": client.post(f"{suite.url}/v1/decisions", json=MAIL, headers=_bearer(done)),
        "settings": client.get(f"{suite.url}/v1/settings", headers=_bearer(done)),
        "interests": client.get(f"{suite.url}/v1/record-interests", headers=_bearer(done)),
        "revisions": client.get(f"{suite.url}/v1/policies/revisions", headers=_bearer(done)),
    }
    may = {
        "app": {"decide"},
        "staff h-t1": {"decide"},
        "admin": {"settings", "interests", "revisions"},
        "sis": {"interests"},
        "auditor": {"revisions"},
    }
    assert {name for name, answer in answers.items() if answer.status_code == httpx.codes.OK} == may[role]
    assert {answer.status_code for answer in answers.values()} == {200, 403}


def test_a_token_is_of_the_district_last_started_unless_another_is_named(
    suite: RunningSuite, client: httpx.Client
) -> None:
    names = {}
    for words in ((), ("--district", "lakeside")):
        token = _bearer(typed("token", "admin", *words, data=suite.data))
        names[words] = client.get(f"{suite.url}/v1/settings", headers=token).json()["name"]
    assert list(names.values()) == ["Hillview School District", "Lakeside School District"]


def test_a_token_lasts_as_long_as_is_asked(suite: RunningSuite, client: httpx.Client) -> None:
    over = typed("token", "app", "--hours", "-1", *HILLVIEW, data=suite.data)
    assert client.post(f"{suite.url}/v1/decisions", json=MAIL, headers=_bearer(over)).status_code == 401


@pytest.mark.parametrize(
    "words, sentence",
    [
        (("token", "staff"), "`hallpass token staff ID` needs the id of a member of staff"),
        (("token", "app", "h-t1"), "the other roles take none"),
        (("token", "app", "--district", "nowhere"), "not the district that was asked for"),
        (("decide", "/nowhere/request.json"), "/nowhere/request.json cannot be read: No such file or directory."),
        (("decisions", "replay", "nothing"), "No decision with this id is kept for this district."),
    ],
)
def test_what_a_command_cannot_do_is_one_sentence(words: tuple[str, ...], sentence: str, suite: RunningSuite) -> None:
    done = typed(*words, data=suite.data)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [("token", "app"), ("decide", "-"), ("decisions", "purge"), ("republish", "roster")])
def test_without_a_suite_each_command_says_how_to_start_one(words: tuple[str, ...], tmp_path: Path) -> None:
    done = typed(*words, stdin="{}", data=tmp_path)
    assert (done.returncode, done.stderr) == (1, "No suite was started here yet: start one with `make run`.\n")


@pytest.mark.parametrize("words", [("decide", "-"), ("decisions", "purge"), ("republish", "policy")])
def test_where_the_suite_has_ended_each_command_says_so(
    words: tuple[str, ...], suite: RunningSuite, tmp_path: Path
) -> None:
    shutil.copytree(suite.data / "keys", tmp_path / "keys")
    state = json.loads((suite.data / "suite.json").read_bytes())
    state |= {"data": str(tmp_path), "url": "http://127.0.0.1:9"}
    (tmp_path / "suite.json").write_text(json.dumps(state))
    done = typed(*words, stdin="{}", data=tmp_path)
    assert (done.returncode, done.stderr) == (1, "No suite answers at http://127.0.0.1:9: start it with `make run`.\n")


def test_a_verdict_is_a_table_that_one_can_read(suite: RunningSuite, tmp_path: Path) -> None:
    request = tmp_path / "request.json"
    request.write_text(json.dumps(MAIL))
    done = typed("decide", str(request), *HILLVIEW, data=suite.data)
    assert done.returncode == 0, done.stderr
    head, *rest = done.stdout.splitlines()
    assert head.startswith("PERMIT")
    assert [line.split() for line in rest if line.startswith("h-s1")] == [["h-s1", "student", "permit", "F1", "O1"]]
    for part in (
        "F1 guardians-included oblige",
        "   → ",
        "O1 ",
        "include_guardians",
        "h-g1",
        "Help: https://hillview.ex",
    ):
        assert part in done.stdout, part


def test_a_verdict_as_json_is_the_apis(suite: RunningSuite) -> None:
    done = typed("decide", "-", "--json", *HILLVIEW, stdin=json.dumps(MAIL), data=suite.data)
    verdict = json.loads(done.stdout)
    assert (verdict["effect"], verdict["permitted"]) == ("permit", ["h-s1"])


def test_a_member_of_staff_asks_with_a_token_of_their_own_and_for_nobody_else(suite: RunningSuite) -> None:
    own = typed("decide", "-", "--as", "h-t1", *HILLVIEW, stdin=json.dumps(MAIL), data=suite.data)
    other = typed("decide", "-", "--as", "h-t2", *HILLVIEW, stdin=json.dumps(MAIL), data=suite.data)
    assert (own.returncode, other.returncode) == (0, 1)
    assert other.stderr == "Not allowed (403): A person's own token asks only for themselves.\n"


def test_a_request_with_mistakes_is_told_member_by_member(suite: RunningSuite) -> None:
    wrong = MAIL | {"medium": {"account": "district", "device": "district"}, "audience": {}}
    done = typed("decide", "-", *HILLVIEW, stdin=json.dumps(wrong), data=suite.data)
    assert done.returncode == 1
    assert [line.split(":")[0].strip() for line in done.stderr.splitlines()[1:]] == ["audience", "medium.kind"]


def test_a_package_is_imported_as_a_folder_or_a_zip_and_the_same_again_changes_nothing(
    suite: RunningSuite, tmp_path: Path
) -> None:
    package = DISTRICTS / "hillview" / "oneroster"
    archive = tmp_path / "package.zip"
    archive.write_bytes(zipped(_files(package)).getvalue())
    for given in (package, archive):
        done = typed("roster", "import", str(given), *HILLVIEW, data=suite.data)
        assert (done.returncode, json.loads(done.stdout)["state"]) == (0, "unchanged"), done.stderr
    guardians = str(DISTRICTS / "hillview" / "guardians.csv")
    done = typed("roster", "import", str(package), "--guardians", guardians, *HILLVIEW, data=suite.data)
    assert (done.returncode, json.loads(done.stdout)["state"]) == (0, "unchanged"), done.stderr


def test_a_rehearsal_counts_and_changes_nothing(suite: RunningSuite, tmp_path: Path) -> None:
    changed = _changed(tmp_path, "classes.csv", "Grade 3", "Grade Three")
    for _ in range(2):
        done = typed("roster", "import", str(changed), "--dry-run", *HILLVIEW, data=suite.data)
        said = json.loads(done.stdout)
        assert (done.returncode, said["state"], said["changes"]["classes"]["changed"]) == (0, "checked", 1)


def test_strict_refuses_what_is_a_warning_otherwise(suite: RunningSuite, tmp_path: Path) -> None:
    deviating = _changed(tmp_path, "users.csv", "h-s1,,,true", "h-s1,,,TRUE")
    lenient = typed("roster", "import", str(deviating), "--dry-run", *HILLVIEW, data=suite.data)
    strict = typed("roster", "import", str(deviating), "--dry-run", "--strict", *HILLVIEW, data=suite.data)
    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert [problem["severity"] for problem in json.loads(lenient.stdout)["problems"]] == ["warning"]
    assert "users.csv:" in strict.stderr
    assert "TRUE" not in strict.stderr


def test_an_import_that_would_drop_many_is_held_until_one_insists(suite: RunningSuite, tmp_path: Path) -> None:
    package = tmp_path / "package"
    shutil.copytree(DISTRICTS / "lakeside" / "oneroster", package)
    for file in package.glob("*.csv"):
        kept = [line for line in file.read_text().splitlines(keepends=True) if not re.search(r"\bs-m\d", line)]
        file.write_text("".join(kept))
    words = ("roster", "import", str(package), "--district", "lakeside")
    held = typed(*words, data=suite.data)
    insisting = typed(*words, "--accept-removals", "--dry-run", data=suite.data)
    assert held.returncode == 1
    assert held.stderr.startswith("Conflict (409): ")
    assert (insisting.returncode, json.loads(insisting.stdout)["state"]) == (0, "checked")
    (students,) = (said for said in json.loads(insisting.stdout)["removals"] if said["what"] == "students")
    assert students["gone"] > students["before"] / 10


def test_a_package_with_mistakes_is_told_by_file_and_line(suite: RunningSuite, tmp_path: Path) -> None:
    wrong = _changed(tmp_path, "enrollments.csv", "h-s1", "h-s99")
    done = typed("roster", "import", str(wrong), *HILLVIEW, data=suite.data)
    assert done.returncode == 1
    assert re.search(r"^  enrollments.csv:\d+", done.stderr, re.MULTILINE)
    assert "h-s99" not in done.stderr


@pytest.mark.parametrize("name", ["nothing.zip", "empty"])
def test_no_package_at_all_is_a_sentence(name: str, suite: RunningSuite, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = typed("roster", "import", str(tmp_path / name), *HILLVIEW, data=suite.data)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path / name} is no OneRoster package: neither a zip file nor a folder of CSV files.\n"


def test_the_command_is_a_program_and_a_module(suite: RunningSuite) -> None:
    """The only ones here that start a Python of their own."""
    for command in ([str(HALLPASS)], [sys.executable, "-m", "hallpass"]):
        done = subprocess.run(
            [*command, "token", "app", "--data", str(suite.data)], capture_output=True, text=True, check=True
        )
        assert done.stdout.splitlines()[-1].count(".") == 2


def _bearer(done: Typed) -> dict[str, str]:
    return {"Authorization": f"Bearer {done.stdout.splitlines()[-1]}"}


def _files(folder: Path) -> dict[str, str | bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _changed(place: Path, file: str, before: str, after: str) -> Path:
    """Hillview's package with one word changed."""
    package = place / "package"
    shutil.copytree(DISTRICTS / "hillview" / "oneroster", package)
    text = (package / file).read_text()
    assert before in text
    (package / file).write_text(text.replace(before, after, 1))
    return package
