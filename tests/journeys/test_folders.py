"""A district is a folder: started again, changed, wrong, beside another; what is in the way is said in a sentence."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from builders.api_districts import ApiDistrict, a_request
from builders.contract_cases import DISTRICTS
from builders.data_folders import data_folder
from builders.running_suites import HALLPASS, RunningSuite, free_port, gone, hallpass, running_suite, started
from builders.typed_commands import typed

CHECKOUT = Path(__file__).resolve().parents[2]
THAT_DAY = "2031-02-11T10:00:00-06:00"
MAIL = a_request(sender={"staff_id": "t-elm"}, audience={"student_ids": ["s-n24"]}, send_at=THAT_DAY)
ANSWER = {"guardian": "g-m2a", "student": "s-m2", "purpose": "inclusion", "answer": "opt_out", "date": "2030-10-01"}
TOPICS = ("roster", "consent", "register")
STOPPED = "Stopped. The data stays; start again with the same command."
WIKI = {"name": "Wiki", "kind": "website", "sanctioned": True}
FACTS: dict[str, Any] = {"supervisor": "d-1", "acceptable_use": {"version": "2030", "date": "2030-09-01"}}


@dataclass
class Home:
    """Folders of both test districts that a test may change, the data folder that every start shares, and what each
    start has shown.
    """

    data: Path
    http: httpx.Client
    said: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)
    left: dict[str, bool] = field(default_factory=dict)
    """Whether a start's children were still there after its end."""
    decided: dict[str, Any] = field(default_factory=dict)

    @property
    def lakeside(self) -> Path:
        return self.data.parent / "lakeside"

    @property
    def hillview(self) -> Path:
        return self.data.parent / "hillview"

    @contextmanager
    def start(self, name: str, *districts: Path) -> Iterator[RunningSuite]:
        """Start on these folders, under a name for what it shows."""
        began = time.monotonic()
        with running_suite(districts, self.data, self.data.parent / f"{name}.log") as suite:
            self.seconds[name] = time.monotonic() - began
            yield suite

    def end(self, name: str, suite: RunningSuite, number: signal.Signals, within: float) -> None:
        """End it, and note how it went: `within` so many seconds after its own end its children must be gone."""
        children = suite.children()
        self.codes[name] = suite.end(number)
        self.left[name] = not gone(children, within)
        self.said[name] = suite.said()

    def of(self, suite: RunningSuite, district: str) -> ApiDistrict:
        """A district of a running suite."""
        return ApiDistrict(suite, district, self.http)


@pytest.fixture(scope="module")
def started_once() -> Iterator[Home]:
    """A start that was interrupted while it made the database, and one on both districts that ended with SIGTERM.

    In between a decision was made, and facts were written through the routes.
    """
    with data_folder() as data, httpx.Client(timeout=30) as http:
        home = Home(data, http)
        for name in ("lakeside", "hillview"):
            shutil.copytree(DISTRICTS / name, data.parent / name)
        _interrupt_a_start(home)
        with home.start("first", home.lakeside, home.hillview) as suite:
            lakeside = home.of(suite, "lakeside")
            home.decided["before"] = lakeside.verdict(MAIL)
            lakeside.write("register", "PUT", "/v1/platforms/wiki", WIKI)
            lakeside.write("consent", "POST", "/v1/answers", ANSWER)
            lakeside.write("roster", "PUT", "/v1/staff/t-mid/facts", FACTS)
            assert {child.name() for child in suite.children()} == {"postgres", "opa"}
            home.end("first", suite, signal.SIGTERM, within=0.5)
        yield home


@pytest.fixture(scope="module")
def started_twice(started_once: Home) -> Home:
    """And a start on the same folders, which was killed outright."""
    home = started_once
    with home.start("second", home.lakeside, home.hillview) as suite:
        lakeside = home.of(suite, "lakeside")
        home.decided["read again"] = _read(lakeside, home.decided["before"]["decision_id"])
        home.decided["after"] = lakeside.verdict(MAIL)
        _keeps_what_was_written(lakeside)
        home.end("second", suite, signal.SIGKILL, within=20)
    return home


@pytest.fixture(scope="module")
def changed(started_twice: Home) -> Iterator[RunningSuite]:
    """And one on lakeside alone, whose folder has an answer more, a platform less and a student less."""
    home = started_twice
    consent = home.lakeside / "consent.yaml"
    more = "answers:\n  - {guardian: g-n25, student: s-n25, purpose: photo, answer: opt_out, date: 2030-10-01}\n"
    consent.write_text(consent.read_text().replace("answers:\n", more))
    _without_lines(home.lakeside / "district.yaml", "{id: staffroom,")
    for file in home.lakeside.rglob("*.csv"):
        _without_lines(file, "s-n24,")
    with home.start("changed", home.lakeside) as suite:
        yield suite


def test_an_interrupted_start_ends_its_children_and_the_next_one_is_whole(started_once: Home) -> None:
    assert (started_once.codes["interrupted"], started_once.left["interrupted"]) == (0, False)
    assert started_once.said["interrupted"].strip().endswith(STOPPED)
    assert "Traceback" not in started_once.said["interrupted"]
    assert "Hallpass is ready for hillview, lakeside." in started_once.said["first"] or (
        "Hallpass is ready for lakeside, hillview." in started_once.said["first"]
    )


def test_asked_to_end_the_suite_ends_its_children_first(started_once: Home) -> None:
    assert (started_once.codes["first"], started_once.left["first"]) == (0, False)
    assert started_once.said["first"].strip().endswith(STOPPED)


def test_a_second_start_takes_seconds_changes_nothing_and_keeps_the_data(started_twice: Home) -> None:
    assert started_twice.seconds["second"] < max(10.0, started_twice.seconds["first"])
    for name in ("lakeside", "hillview"):
        assert f"District {name}: nothing has changed" in started_twice.said["second"]
    before, after = started_twice.decided["before"], started_twice.decided["after"]
    assert started_twice.decided["read again"] == before
    since = {topic: after["facts"][topic] - before["facts"][topic] for topic in TOPICS}
    assert since == dict.fromkeys(TOPICS, 1), "only the three facts of the routes have come since"


def test_a_killed_suite_leaves_nothing_running_and_does_not_block_the_next_start(
    started_twice: Home, changed: RunningSuite
) -> None:
    assert (started_twice.codes["second"], started_twice.left["second"]) == (-signal.SIGKILL, False)
    last = started_twice.decided["after"]
    assert _read(started_twice.of(changed, "lakeside"), last["decision_id"]) == last, "written before it was answered"


def test_a_changed_folder_is_applied_as_differences(started_twice: Home, changed: RunningSuite) -> None:
    lakeside = started_twice.of(changed, "lakeside")
    assert "District lakeside: 1 new, 1 changed, 1 taken back" in changed.said()
    assert "0 students new, 0 changed, 1 gone" in changed.said()
    assert [word["purpose"] for word in _answers(lakeside, "s-n25")] == ["photo"]
    assert lakeside.ask("GET", "/v1/platforms/staffroom").status_code == httpx.codes.NOT_FOUND
    (recipient,) = lakeside.verdict(MAIL)["recipients"]
    assert (recipient["kind"], recipient["effect"]) == ("unknown", "deny")


def test_what_was_written_through_the_routes_stays(started_twice: Home, changed: RunningSuite) -> None:
    _keeps_what_was_written(started_twice.of(changed, "lakeside"))


def test_a_district_whose_folder_was_not_named_still_answers(started_twice: Home, changed: RunningSuite) -> None:
    mail = a_request(sender={"staff_id": "h-t1"}, audience={"staff_ids": ["h-p1"]}, send_at=THAT_DAY)
    assert started_twice.of(changed, "hillview").verdict(mail)["effect"] == "permit"
    assert typed("token", "app", "--district", "hillview", data=changed.data).returncode == 0


def test_a_port_and_a_data_folder_in_use_are_a_sentence_each(started_twice: Home, changed: RunningSuite) -> None:
    assert changed.process is not None
    home, port = started_twice, changed.url.rpartition(":")[2]
    elsewhere = home.data.parent / "elsewhere"
    taken = hallpass("run", str(home.hillview), "--port", port, "--data", str(elsewhere))
    _is_one_sentence(taken, f"Port {port} on 127.0.0.1 is in use by another program")
    held = hallpass("run", str(home.hillview), "--port", str(free_port()), "--data", str(home.data))
    _is_one_sentence(held, f"The data folder {home.data} is in use by process {changed.process.pid}")
    assert not elsewhere.exists(), "what cannot start leaves nothing"
    assert changed.ready(), "and harms nobody"


WRONG: dict[str, tuple[str, str, str]] = {
    "a time zone that is none": ("district.yaml", "America/Denver", "Somewhere/Else"),
    "a kind that is none": ("district.yaml", "kind: email", "kind: pigeon"),
    "a member of staff who is not there": ("district.yaml", "{id: h-t2,", "{id: h-t99,"),
    "a date that is none": ("consent.yaml", "date: 2031-01-08", "date: 2031-13-08"),
    "an answer that is none": ("consent.yaml", "answer: opt_out", "answer: maybe"),
}


def test_a_folder_with_errors_is_refused_whole_and_each_error_told(tmp_path: Path) -> None:
    places = _spoiled(tmp_path / "wrong", WRONG)
    done = hallpass("run", str(tmp_path / "wrong"), "--port", str(free_port()), "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    *errors, last = done.stderr.strip().splitlines()
    told = {(error.split(":")[0], int(error.split(":")[1])) for error in errors}
    assert told == places
    assert last == f"{len(errors)} things are wrong."
    assert not (tmp_path / "data").exists(), "nothing was loaded, and nothing started"
    quoted = {"Somewhere/Else", "pigeon", "h-t99", "2031-13-08", "maybe"}
    assert not [word for word in quoted if word in done.stderr], "an error names the place, never the value"


def test_an_error_in_the_roster_is_told_by_file_and_line_too(tmp_path: Path) -> None:
    places = _spoiled(tmp_path / "wrong", {"a flag": ("guardians.csv", "h-g1,parent,true", "h-g1,parent,perhaps")})
    done = hallpass("run", str(tmp_path / "wrong"), "--port", str(free_port()), "--data", str(tmp_path / "data"))
    told = {(line.split(":")[0], int(line.split(":")[1])) for line in done.stderr.splitlines()[:-1]}
    assert (done.returncode, told) == (1, places)
    assert "perhaps" not in done.stderr


def test_a_missing_engine_is_one_sentence(tmp_path: Path) -> None:
    words = ("run", str(DISTRICTS / "hillview"), "--port", str(free_port()), "--data", str(tmp_path / "data"))
    _is_one_sentence(hallpass(*words, HALLPASS_OPA="/nowhere/opa"), "HALLPASS_OPA names /nowhere/opa")
    assert not (tmp_path / "data").exists()


def test_make_run_says_what_to_do_next_and_it_works_when_pasted() -> None:
    """`make run` itself, on the demo; and `make`, killed outright, takes everything with it."""
    port = free_port()
    with data_folder() as data:
        suite = RunningSuite(url=f"http://127.0.0.1:{port}", data=data, log=data.parent / "made.log")
        command = ["make", "-s", "-C", str(CHECKOUT), "run", f"PORT={port}", f"DATA={data}"]
        with started(command, suite) as made:
            said = made.said()
            for expected in (made.url, f"{made.url}/docs", "hallpass token app", "decide deploy/demo/requests/"):
                assert expected in said
            (line,) = (line for line in said.splitlines() if line.startswith("curl "))
            pasted = subprocess.run(
                ["/bin/bash", "-c", line], capture_output=True, text=True, timeout=60, check=True, cwd=CHECKOUT
            )
            assert '"effect":"permit"' in pasted.stdout
            assert _listening(port) == {"127.0.0.1"}, "on this machine alone"
            everything = made.children()
            assert {"hallpass", "postgres", "opa"} <= {child.name() for child in everything}
            made.end(signal.SIGKILL)
            assert gone(everything, within=20)


def test_on_a_folder_without_examples_the_line_to_paste_names_people_of_the_district() -> None:
    with data_folder() as data, running_suite([DISTRICTS / "hillview"], data, data.parent / "other.log") as suite:
        (line,) = (line for line in suite.said().splitlines() if line.startswith("curl "))
        pasted = subprocess.run(
            ["/bin/bash", "-c", line], capture_output=True, text=True, timeout=60, check=True, cwd=CHECKOUT
        )
        verdict = json.loads(pasted.stdout)
        assert verdict["recipients"]
        assert "unknown-person" not in [finding["clause"] for finding in verdict["findings"]]


def _interrupt_a_start(home: Home) -> None:
    log = home.data.parent / "interrupted.log"
    words = ["run", str(home.hillview), "--port", str(free_port()), "--data", str(home.data)]
    with log.open("wb") as output:
        process = subprocess.Popen([str(HALLPASS), *words], stdout=output, stderr=output, start_new_session=True)
    suite = RunningSuite(url="", data=home.data, log=log, process=process)
    while not suite.children():
        assert process.poll() is None, suite.said()
        time.sleep(0.02)
    home.end("interrupted", suite, signal.SIGINT, within=0.5)


def _spoiled(folder: Path, changes: dict[str, tuple[str, str, str]]) -> set[tuple[str, int]]:
    """A copy of hillview with mistakes; returns the file and line of each."""
    shutil.copytree(DISTRICTS / "hillview", folder)
    places = set()
    for file, before, after in changes.values():
        text = (folder / file).read_text()
        assert before in text, before
        places.add((file, text[: text.index(before)].count("\n") + 1))
        (folder / file).write_text(text.replace(before, after, 1))
    return places


def _listening(port: int) -> set[str]:
    found = set()
    for host in {"127.0.0.1", socket.gethostbyname(socket.gethostname())}:
        with socket.socket() as probe:
            probe.settimeout(2)
            if probe.connect_ex((host, port)) == 0:
                found.add(host)
    return found


def _read(district: ApiDistrict, decision: str) -> Any:
    return district.ask("GET", f"/v1/decisions/{decision}", role="auditor").json()


def _answers(district: ApiDistrict, student: str) -> Any:
    return district.ask("GET", "/v1/answers", params={"student": student}).json()["answers"]


def _keeps_what_was_written(lakeside: ApiDistrict) -> None:
    """Through the routes: it stays whatever the folder says."""
    assert lakeside.ask("GET", "/v1/platforms/wiki").json()["name"] == "Wiki"
    assert [word["guardian"] for word in _answers(lakeside, "s-m2")] == ["g-m2a"]
    assert lakeside.ask("GET", "/v1/staff/t-mid/facts").json()["supervisor"] == "d-1"


def _without_lines(file: Path, mark: str) -> None:
    lines = file.read_text().splitlines(keepends=True)
    kept = [line for line in lines if mark not in line]
    file.write_text("".join(kept))


def _is_one_sentence(done: subprocess.CompletedProcess[str], beginning: str) -> None:
    assert done.returncode == 1
    assert done.stderr.startswith(beginning), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
