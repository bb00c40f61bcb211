"""What is malformed is refused by member, and the error never says what the value was."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from builders.worlds import MORNING
from hallpass.decision.requests import read_request
from hallpass.kernel.errors import Invalid, TooLarge

GOOD: dict[str, Any] = {
    "sender": {"staff_id": "t"},
    "purpose": "education",
    "medium": {"platform_id": "mail", "account": "district", "device": "district"},
    "audience": {"student_ids": ["s"]},
}
CANARY = "canary-value"


def refused(body: bytes | dict[str, Any]) -> list[str | None]:
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(Invalid) as found:
        read_request(encoded, MORNING)
    assert CANARY not in repr(found.value.faults)
    return [fault.member for fault in found.value.faults]


def changed(path: str, value: object) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(json.dumps(GOOD))
    *parents, last = path.split(".")
    place = body
    for parent in parents:
        place = place.setdefault(parent, {})
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return body


@pytest.mark.parametrize(
    "path, value",
    [
        ("sender", ...),
        ("sender.staff_id", ...),
        ("purpose", ...),
        ("medium", ...),
        ("medium.account", ...),
        ("medium.device", ...),
        ("audience", ...),
        ("purpose", CANARY),
        ("interaction", CANARY),
        ("medium.device", CANARY),
        ("sender.on_duty", "true"),
        ("sender.staff_id", 7),
        ("sender.staff_id", ""),
        ("sender.staff_id", CANARY * 30),
        ("content.age_appropriate", "yes"),
        ("content.text", 5),
        ("content.expires_at", "2031-03-04T10:00:00"),
        ("send_at", "2031-03-04"),
        ("send_at", CANARY),
        ("send_at", (MORNING - timedelta(minutes=6)).isoformat()),
        ("urgency", CANARY),
        ("classroom", {}),
    ],
)
def test_each_wrong_member_is_named(path: str, value: object) -> None:
    (member,) = refused(changed(path, value))
    assert member is not None
    assert member in (path, f"{path}.class_id")


@pytest.mark.parametrize(
    "path, value, member",
    [
        ("audience", {}, "audience"),
        ("audience.student_ids", [], "audience"),
        ("audience.student_ids", ["s"] * 10_001, "audience.student_ids"),
        ("medium.platform_id", None, "medium.kind"),
        ("content.mentions", ["s"] * 1_001, "content.mentions"),
        ("content.attachments", [{"kind": "link"}] * 201, "content.attachments"),
        ("content.signals", [{"category": "threat", "start": 0, "end": 1}], "content.signals[0]"),
        ("content.signals", [{"category": "threat", "start": 0, "end": 0}] * 1_001, "content.signals"),
        ("audience.classes", [{"id": "c", "members": CANARY}], "audience.classes[0].members"),
    ],
)
def test_limits_and_combinations_name_their_member(path: str, value: object, member: str) -> None:
    assert refused(changed(path, value)) == [member]


def test_a_span_lies_within_the_text_in_code_points() -> None:
    body = changed("content", {"text": "é😀", "signals": [{"category": "threat", "start": 1, "end": 2}]})
    assert read_request(json.dumps(body).encode(), MORNING).content.signals[0].end == 2
    body["content"]["signals"][0] = {"category": "threat", "start": 2, "end": 1}
    assert refused(body) == ["content.signals[0]"]


def test_text_is_counted_in_bytes_of_utf_8() -> None:
    assert (
        len(read_request(json.dumps(changed("content.text", "a" * 100_000)).encode(), MORNING).content.text) == 100_000
    )
    for text in ("a" * 100_001, "é" * 50_001):
        with pytest.raises(TooLarge):
            read_request(json.dumps(changed("content.text", text)).encode(), MORNING)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"purpose": "\xff"}',
        b'{"sender": {"staff_id": "\\ud800"}}',
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b"[" * 100_000,
        b'{"purpose": 1e999}',
        b'{"purpose": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_request_at_all_is_refused(body: bytes) -> None:
    assert refused(body)


def test_unknown_members_are_ignored_and_content_may_be_absent() -> None:
    body = GOOD | {"future": {"deep": [1, 2, {"x": None}]}}
    assert read_request(json.dumps(body).encode(), MORNING).content.text == ""


def test_a_planned_time_may_lie_five_minutes_back() -> None:
    body = changed("send_at", (MORNING - timedelta(minutes=5)).isoformat())
    assert read_request(json.dumps(body).encode(), MORNING).send_at == MORNING - timedelta(minutes=5)
