"""A family says no: how long until a decision hears of it, over the outbox, Kafka and the read model."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any

import httpx
import pytest

from builders.api_districts import MAIL, ApiDistrict, a_request, spoken
from distributed.conftest import Tables
from distributed.traffic import notice
from servers.installation import DistributedSuite

SAMPLES = 200
LONG_AGO = str(datetime.now(UTC).date() - timedelta(days=60))
YESTERDAY = str(datetime.now(UTC).date() - timedelta(days=1))
IN_CLASS = a_request(
    interaction="post",
    medium={"platform_id": "blog", "account": "district", "device": "district"},
    classroom={"class_id": "c-1"},
)
OPTED_OUT = "passive-consent/opted_out"


@pytest.fixture
def district(distributed: DistributedSuite) -> Iterator[ApiDistrict]:
    """A family that was told of the class's blog long ago."""
    with httpx.Client(timeout=30) as http:
        found = ApiDistrict(distributed, f"family-{token_hex(4)}", http).set_up()
        found.write("register", "PUT", "/v1/platforms/blog", MAIL | {"name": "Class Blog", "kind": "website"})
        found.write("consent", "POST", "/v1/notices", notice("n-1") | {"platform": "blog"})
        found.write("consent", "POST", "/v1/notices/n-1/deliveries", {"date": LONG_AGO})
        yield found


def test_an_opt_out_has_its_effect(district: ApiDistrict, tables: Tables) -> None:
    assert OPTED_OUT not in spoken(district.verdict(IN_CLASS))
    spans = tables.spans.setdefault("opt-out to effect, over Kafka", [])
    for number in range(SAMPLES):
        out = number % 2 == 0
        answer = district.ask("POST", "/v1/answers", _answer("opt_out" if out else "opt_in"))
        assert answer.is_success, answer.text
        answered = time.monotonic()
        while (OPTED_OUT in _now(district)) is not out:
            assert time.monotonic() - answered < 30, "an answer of a family has no effect"
        spans.append(time.monotonic() - answered)


def _answer(word: str) -> dict[str, Any]:
    return {"guardian": "g-1", "student": "s-1", "purpose": "classroom_media", "answer": word, "date": YESTERDAY}


def _now(district: ApiDistrict) -> set[str]:
    """What a decision says that demands no facts."""
    return spoken(district.ask("POST", "/v1/decisions", IN_CLASS, role="app").json())
